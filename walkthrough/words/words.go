// Package words says in words what a lesson and a walk hold as data: lengths of time, places in the source, the state
// of a stage. The screen, the plain walk and the pages use the same words, so that they never disagree.
//
// Everything that it returns is cleaned: it can be shown in one line of a terminal.
//
// It speaks the reader's language. Of a step, a view or a lesson it asks the lesson's phrases; a function that is given
// none of these takes the phrases first. Names, numbers and units are the same in every language: "(no name)",
// "412,000", "3.12 ms", "812,345 bytes".
package words

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/dustin/go-humanize"

	"apitour/trace"
	"apitour/walkthrough/phrases"
)

// Shown returns text of a recording as it may stand on a screen: cleaned, and cut at 4 KiB. A file decides how long its
// texts are, and a frame is drawn for every key.
func Shown(s string) string { return Cut(s, 4096) }

// Cut returns text of a recording, cleaned. Of a text of more than that many bytes it returns the beginning, and says
// how long the whole is: "SELECT …(812,345 bytes)".
func Cut(s string, most int) string {
	if len(s) <= most {
		return trace.Clean(s)
	}
	end := most
	for end > max(0, most-utf8.UTFMax) && !utf8.RuneStart(s[end]) {
		end--
	}
	return trace.Clean(s[:end]) + "…(" + Thousands(len(s)) + " bytes)"
}

// Thousands writes a number as English does: "412,000".
func Thousands(n int) string { return humanize.Comma(int64(n)) }

// How many of the spans around one are named: the outermost, which say what it is about, and the nearest.
const (
	Outermost = 3
	Nearest   = 8
)

// Around returns the names of the spans around one, the outermost first. Of a long row only its ends are named, because
// a recursion may be a hundred thousand deep: "main", "RunE", "Run", "… 97 more …", "visit" and so on.
func Around(say *phrases.Words, n *trace.Node) (names []string) {
	last := n.Parent
	for ; last != nil && len(names) < Nearest; last = last.Parent {
		names = append(names, Name(last.Name))
	}
	for ; last != nil; last = last.Parent {
		switch between := last.Depth + 1 - Outermost; {
		case between <= 0:
			names = append(names, Name(last.Name))
		case len(names) == Nearest:
			names = append(names, More(say, between))
		}
	}
	slices.Reverse(names)
	return names
}

// More stands for that many names that are left out.
func More(say *phrases.Words, n int) string { return say.LeftOut(Thousands(n)) }

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
