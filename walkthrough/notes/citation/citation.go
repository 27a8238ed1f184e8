// Package citation finds the places in upstream's source that the text of a note names, and checks that they hold.
//
// A citation stands between backquotes: a file and its lines, or the lines alone when the file was named before in the
// same paragraph.
//
//	`pkg/server/hooks.go:195`     a line
//	`hooks.go:195-209`            a range
//	`hooks.go:81,154,193`         several lines
//	`:236`                        a line of the file named last
//
// It belongs to the release that the paragraph names last before it, or right after it: "`hooks.go:170` of v1.17".
// Without one it belongs to the release whose libraries the program is built with. A name between backquotes right
// beside a citation must stand on the cited lines: "`runPostStartHook` at `hooks.go:195`", "`hooks.go:195`
// (`runPostStartHook`)". README.md of the notes has the rules for their writers.
package citation

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"apitour/walkthrough/notes"
)

// Citation is a place that a note names.
type Citation struct {
	Line     int    // of the note's body, from 1
	Written  string // as the note has it: ":195-209"
	Path     string // as the note has it, of this citation or of an earlier one: "hooks.go"
	From, To int    // the cited lines
	Release  string // of Kubernetes: "v1.17.0"; "" for that of the program's libraries
	Names    []string
}

// Problem is one thing that is wrong with a note's citations.
type Problem struct {
	Line int // of the note's body, from 1
	Text string
}

var (
	codeSpan   = regexp.MustCompile("`([^`]*)`")
	lineSpan   = regexp.MustCompile(`^([A-Za-z0-9_./-]+\.go)?:(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)$`)
	fileSpan   = regexp.MustCompile(`^[A-Za-z0-9_./-]+\.go$`)
	looksCited = regexp.MustCompile(`\.go:\d+(?:[^\]\d]|$)`) // "server.go:150] Version" is a line of klog
	release    = regexp.MustCompile(`\bv[01]\.(\d+)(?:\.(\d+))?\b`)
	releaseOf  = regexp.MustCompile(`^[\s)]*of v?[01]\.(\d+)(?:\.(\d+))?\b`)
	bareLine   = regexp.MustCompile(`\b[Ll]ines? (\d+(?:-\d+)?)`)
	bareNumber = regexp.MustCompile(`(?:\b(?:at|from|and|below|[Aa]t\s+the|the\s+[a-z]+)\s+|[,;]\s+|\()` +
		`(\d{2,4}(?:-\d{2,4})?)(?:[,.;:)]|\s+(?:and|with|in|is|to|for)\b|$)`)
	identifier = regexp.MustCompile(`^[A-Za-z_][\w./-]*(?:\(\))?$`)
	before     = regexp.MustCompile(`^[\s,(:]*(?:(?:at|in|is|on)[\s(]*)?$`)
	after      = regexp.MustCompile(`^\s+\(?$`)
)

// Find returns the citations in the note's body, in their order, and what is wrong with their form.
func Find(note *notes.Note) (found []Citation, problems []Problem) {
	for _, p := range paragraphs(note) {
		f := finder{paragraph: p}
		f.find()
		found, problems = append(found, f.found...), append(problems, f.problems...)
	}
	return found, problems
}

// paragraph is a piece of prose in which a file and a release go on to be meant: a paragraph, an item of a list, a row
// of a table.
type paragraph struct {
	line int // of the body, from 1
	text string
}

// paragraphs returns the prose of the note. Code blocks cite nothing.
func paragraphs(note *notes.Note) (all []paragraph) {
	open := false
	for i, line := range note.Lines() {
		text := strings.TrimSpace(line.Text)
		switch {
		case line.Kind != notes.Prose || text == "":
			open = false
		case !open || startsItem(text):
			all = append(all, paragraph{i + 1, line.Text})
			open = true
		default:
			all[len(all)-1].text += "\n" + line.Text
		}
	}
	return all
}

var itemStart = regexp.MustCompile(`^(?:[-*] |\d+\. |\||#)`)

func startsItem(text string) bool { return itemStart.MatchString(text) }

// finder reads one paragraph.
type finder struct {
	paragraph
	spans   [][]int // of code, as codeSpan finds them
	file    string  // named last
	release string  // named last

	found    []Citation
	problems []Problem
}

func (f *finder) find() {
	f.spans = codeSpan.FindAllStringSubmatchIndex(f.text, -1)
	end := 0
	for i, span := range f.spans {
		f.prose(end, span[0])
		end = span[1]
		code := f.text[span[2]:span[3]]
		switch parts := lineSpan.FindStringSubmatch(code); {
		case parts != nil:
			f.cite(i, parts[1], parts[2])
		case fileSpan.MatchString(code):
			f.file = code
		case looksCited.MatchString(code):
			f.wrong(span[0], "%q is no file with lines, such as `hooks.go:195-209`", code)
		}
	}
	f.prose(end, len(f.text))
}

// prose reads the text between two spans of code.
func (f *finder) prose(from, to int) {
	text := f.text[from:to]
	if all := release.FindAllStringSubmatch(text, -1); len(all) > 0 {
		f.release = releaseName(all[len(all)-1])
	}
	if looksCited.MatchString(text) {
		f.wrong(from, "a file with lines stands outside of backquotes: %q", strings.TrimSpace(text))
	}
	for _, number := range bareLine.FindAllStringSubmatch(text, -1) {
		f.wrong(from, "line %[1]s is of no file: write `file.go:%[1]s`, or `:%[1]s` after the file", number[1])
	}
	if len(f.found) == 0 {
		return
	}
	for _, number := range bareNumber.FindAllStringSubmatch(text, -1) {
		f.wrong(from, "%s stands beside a file's lines: write `:%s` if it is a line", number[1], number[1])
	}
}

// cite adds the citations of the span of that index.
func (f *finder) cite(index int, file, lines string) {
	span := f.spans[index]
	if file != "" {
		f.file = file
	}
	if f.file == "" {
		f.wrong(span[0], "`:%s` follows no file in this paragraph", lines)
		return
	}
	rest := f.text[span[1]:]
	if of := releaseOf.FindStringSubmatch(rest); of != nil {
		f.release = releaseName(of)
	}
	var names []string
	if name, ok := f.neighbour(index - 1); ok && before.MatchString(f.text[f.spans[index-1][1]:span[0]]) {
		names = append(names, name)
	}
	if name, ok := f.neighbour(index + 1); ok && after.MatchString(f.text[span[1]:f.spans[index+1][0]]) {
		names = append(names, name)
	}
	for part := range strings.SplitSeq(lines, ",") {
		first, last, isRange := strings.Cut(part, "-")
		c := Citation{Line: f.lineOf(span[0]), Written: f.text[span[2]:span[3]], Path: f.file, Release: f.release}
		c.From, _ = strconv.Atoi(first)
		c.To = c.From
		if isRange {
			c.To, _ = strconv.Atoi(last)
		}
		if !strings.Contains(lines, ",") {
			c.Names = names
		}
		f.found = append(f.found, c)
	}
}

// neighbour returns the name in the span of that index, if it holds one.
func (f *finder) neighbour(index int) (string, bool) {
	if index < 0 || index >= len(f.spans) {
		return "", false
	}
	code := f.text[f.spans[index][2]:f.spans[index][3]]
	if !identifier.MatchString(code) || fileSpan.MatchString(code) {
		return "", false
	}
	return strings.TrimSuffix(code, "()"), true
}

func (f *finder) lineOf(offset int) int { return f.line + strings.Count(f.text[:offset], "\n") }

func (f *finder) wrong(offset int, format string, args ...any) {
	f.problems = append(f.problems, Problem{f.lineOf(offset), fmt.Sprintf(format, args...)})
}

// inComment is a citation in a comment, which names everything: "k8s.io/apiserver v0.37.2 pkg/server/hooks.go:109".
var inComment = regexp.MustCompile(`k8s\.io/([a-z-]+) v0\.(\d+)\.(\d+) ([A-Za-z0-9_./-]+\.go):(\d+)(?:-(\d+))?`)

// FindInComments returns the citations in a text that names module, version and file each time, as the comments in a
// note's front matter do. Their lines are those of the text, from 1.
func FindInComments(text string) (found []Citation) {
	for i, line := range strings.Split(text, "\n") {
		for _, parts := range inComment.FindAllStringSubmatch(line, -1) {
			c := Citation{
				Line: i + 1, Written: parts[0], Path: parts[1] + "/" + parts[4],
				Release: "v1." + parts[2] + "." + parts[3],
			}
			c.From, _ = strconv.Atoi(parts[5])
			if c.To = c.From; parts[6] != "" {
				c.To, _ = strconv.Atoi(parts[6])
			}
			found = append(found, c)
		}
	}
	return found
}

// releaseName returns the name of the release whose minor version and patch are in the match: "v1.17" is v1.17.0, and
// so is "0.17.0", the version of a module that Kubernetes publishes.
func releaseName(match []string) string {
	patch := match[2]
	if patch == "" {
		patch = "0"
	}
	return "v1." + match[1] + "." + patch
}
