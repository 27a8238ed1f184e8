package page

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// stage is one stop of the page.
type stage struct {
	*lesson.Step
	says      *phrases.Page
	parent    *stage
	outermost []*stage // the first few that enclose it, shared by all inside them
	children  []*stage
	depth     int    // in lists, where a group's title encloses its hooks
	anchor    string // unique on the page, "" for a stage without a chapter on it
	// Similar stages share a note and their source. The page prints both at the first such stage: noteAt and codeAt,
	// nil when there is nothing to print.
	noteAt, codeAt *stage
	hooks          []*hookGroup // the post-start hooks among the children, when there are several
	group          *hookGroup   // of the stage, when it is one of several post-start hooks
}

const (
	// mostName is how many bytes of a name a page shows, mostValue of any other text of a trace. Names stand in lists
	// and on the pages of all that is inside.
	mostName  = 200
	mostValue = 16 << 10
)

// kindOf returns the kind of a page about a recording of that kind.
func kindOf(kind lesson.Kind) phrases.PageKind {
	switch kind {
	case lesson.Boot:
		return phrases.PageBoot
	case lesson.Request:
		return phrases.PageRequest
	}
	return phrases.PageTrace
}

// path names the enclosing stages of s, the outermost first. Of a long row only the ends are named.
func (s *stage) path(name func(*stage) string) (path []string) {
	p := s.parent
	for ; p != nil && len(path) < words.Nearest; p = p.parent {
		path = append(path, name(p))
	}
	if p != nil {
		// What is left are p and all that encloses it.
		if between := p.Node.Depth + 1 - len(s.outermost); between > 0 {
			path = append(path, words.More(&s.Phrases().Words, between))
		}
		rest := s.outermost[:min(len(s.outermost), p.Node.Depth+1)]
		for _, p := range slices.Backward(rest) {
			path = append(path, name(p))
		}
	}
	slices.Reverse(path)
	return path
}

// summary returns the part of the note's title after the stage's name: "Three servers, built from the inside
// out" of "CreateServerChain: three servers, built from the inside out".
func (s *stage) summary() string {
	if s.noteAt == nil {
		return ""
	}
	title := words.Cut(s.Note().Title, mostName)
	name, rest, ok := notes.CutTitle(title)
	if ok && (!strings.Contains(name, " ") || name == words.Cut(s.Node.Name, mostName)) {
		if !strings.HasPrefix(title[len(name):], ": ") {
			return rest // Chinese has no capitals, and a name with which the idea begins keeps its own spelling
		}
		return upperFirst(rest)
	}
	return title
}

func upperFirst(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// name returns the stage's name, clean.
func (s *stage) name() string {
	name := words.Cut(s.Node.Name, mostName)
	switch {
	case name == "":
		return s.says.Stage.NoName(kindOf(s.Line().Kind))
	case strings.TrimSpace(name) == "":
		return strconv.Quote(name)
	}
	return name
}

// inList returns the stage's name behind its indentation. A stage that is too deep says how deep it is instead.
func (s *stage) inList() string { return indented(s.depth) + s.level() + s.name() }

// level says how deep a stage is for which there is no indentation.
func (s *stage) level() string {
	if s.depth <= deepest/len(indent) {
		return ""
	}
	return s.says.Stage.Level(words.Thousands(s.depth + 1))
}

// remark returns the text beside the name in a list of stages: the summary where the note comes first, and marks of
// failure and of what is wrong with the record.
func (s *stage) remark() string {
	remark := ""
	if s.noteAt == s {
		remark = s.says.Stage.Summary(s.summary())
	}
	if s.Node.Failed() {
		remark += s.says.Stage.Remark(s.says.Stage.Failed)
	}
	if odd := words.OddInBrief(s.Step); odd != "" {
		remark += s.says.Stage.Remark(odd)
	}
	return remark
}

// reference says where the note and the source stand that are not printed a second time, or "". Name names the other
// stage.
func (s *stage) reference(name func(*stage) string) string {
	note, code := s.noteAt, s.codeAt
	switch {
	case note != nil && note != s && code == note:
		return s.says.Stage.BothAt(name(note))
	case note != nil && note != s:
		return s.says.Stage.NoteAt(name(note))
	case code != nil && code != s:
		return s.says.Stage.SourceAt(name(code))
	}
	return ""
}
