package messages

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"apitour/trace"
)

// What is looked at of a text. A log that is longer is cut, and so is a line.
const (
	MostText = 4 << 20
	mostLine = 4 << 10
)

// Header is what klog writes before a message: where the call stands that has logged it.
type Header struct {
	Severity string // "E"
	File     string // "hooks.go", without its folder
	Line     int
}

// klogHeader is also found behind what a runtime or a tool has put before a line: a time, a container's name.
var (
	klogHeader = regexp.MustCompile(
		`(?:^|[ \t|])([IWEF])\d{4} \d{2}:\d{2}:\d{2}\.\d+\s+\d+ ([A-Za-z0-9_.-]+\.go):(\d{1,6})\] ?`)
	jsonCaller = regexp.MustCompile(`"caller":"(?:[^"]*/)?([A-Za-z0-9_.-]+\.go):(\d{1,6})"`)
)

// colour is what a terminal takes for an order to change colours.
var colour = regexp.MustCompile("\x1b\\[[0-9;]{0,20}m")

// plain returns a line of a text as patterns are held against it: without control characters, quotes that stand inside
// of quotes unwrapped, every blank one space.
func plain(line string) string {
	line = trace.CleanLines(colour.ReplaceAllString(line, ""))
	for range 2 { // an error that was quoted, in a line of JSON
		line = unescape(line)
	}
	return strings.TrimSpace(squeeze(line))
}

// cut returns the beginning of a text, whole characters of it.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

var escapes = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, " ", `\t`, " ")

func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	return escapes.Replace(text)
}

// header divides a line into klog's header, if it has one, and the rest.
func header(line string) (*Header, string) {
	if at := klogHeader.FindStringSubmatchIndex(line); at != nil {
		number, _ := strconv.Atoi(line[at[6]:at[7]])
		return &Header{line[at[2]:at[3]], line[at[4]:at[5]], number}, line[at[1]:]
	}
	if found := jsonCaller.FindStringSubmatch(line); found != nil {
		number, _ := strconv.Atoi(found[2])
		return &Header{File: found[1], Line: number}, line
	}
	return nil, line
}

var (
	checkLine = regexp.MustCompile(`(?:^|\s)\[([-+])\](\S{1,200}) (ok|excluded: ok|failed: (.*))$`)
	exitLine  = regexp.MustCompile(
		`(?i)\bexit(?:ed|s)?(?:[ -]?(?:status|code|with|value))*(?:"?[:= ]+)(\d{1,3})\b`)
)

// check returns the health check of which the line speaks, and what it says.
func check(line string) (name, says string, red, ok bool) {
	found := checkLine.FindStringSubmatch(line)
	if found == nil {
		return "", "", false, false
	}
	return found[2], found[4], found[1] == "-", true
}
