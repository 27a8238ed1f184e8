// Package words says in words what a lesson and a walk hold as data: lengths of time, places in the source, the state
// of a stage. The screen, the plain walk and the pages use the same words, so that they never disagree.
//
// Everything that it returns is cleaned: it can be shown in one line of a terminal.
package words

import (
	"strconv"
	"strings"

	"apitour/trace"
)

// Shown returns text of a recording as it may stand on a screen: cleaned, and cut at 4 KiB. A file decides how long its
// texts are, and a frame is drawn for every key.
func Shown(s string) string {
	const most = 4096
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return trace.Clean(s)
}

// Place writes a place as compilers do, "apiserver/chain.go:41", and "" when no file is known.
func Place(p trace.Place) string {
	if p.File == "" {
		return ""
	}
	if p.Line <= 0 {
		return Shown(p.File)
	}
	return Shown(p.File) + ":" + strconv.Itoa(p.Line)
}

// Counted writes a number of things: "1 part", "2 parts".
func Counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
