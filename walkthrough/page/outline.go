package page

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
	"apitour/walkthrough/words"
)

// outline is a lesson in the order of the page. It knows nothing about the form of the page.
type outline struct {
	Options
	lesson *lesson.Lesson
	roots  []*stage
	stages []*stage // parents before children
}

// stage is one stop of the page.
type stage struct {
	*lesson.Step
	parent   *stage
	children []*stage
	anchor   string // unique on the page
	// Similar stages share a note and their source. The page prints both at the first such stage: noteAt and codeAt,
	// nil when there is nothing to print.
	noteAt, codeAt *stage
	hooks          []*hookGroup // the post-start hooks among the children, when there are several
	group          *hookGroup   // of the stage, when it is one of several post-start hooks
}

func newOutline(l *lesson.Lesson, options Options) *outline {
	o := &outline{Options: options, lesson: l}
	o.roots = o.arrange(nil, l.Roots)
	anchors := make(map[string]bool)
	noteAt := make(map[*notes.Note]*stage)
	codeAt := make(map[*source.Excerpt]*stage)
	for _, s := range o.stages {
		s.anchor = uniqueAnchor(anchors, s.Line().Kind.Step()+"-", s.Node.Name)
		if s.Note() != nil {
			if noteAt[s.Note()] == nil {
				noteAt[s.Note()] = s
			}
			s.noteAt = noteAt[s.Note()]
		}
		// A library's source is not ours to publish: the stage's facts have a link to it.
		if s.Code() != nil && !s.Code().Library() {
			if codeAt[s.Code()] == nil {
				codeAt[s.Code()] = s
			}
			s.codeAt = codeAt[s.Code()]
		}
	}
	return o
}

// arrange makes stages of the nodes and their descendants, and appends them to o.stages.
func (o *outline) arrange(parent *stage, nodes []*trace.Node) []*stage {
	if o.Stable {
		nodes = stableOrder(nodes)
	}
	nodes = hooksTogether(nodes)
	stages := make([]*stage, 0, len(nodes))
	for _, node := range nodes {
		s := &stage{Step: o.lesson.StepOf(node), parent: parent}
		o.stages = append(o.stages, s)
		s.children = o.arrange(s, node.Children)
		s.hooks = groupHooks(s.children)
		stages = append(stages, s)
	}
	return stages
}

// path returns the enclosing stages of s, the outermost first.
func (s *stage) path() (path []*stage) {
	for p := s.parent; p != nil; p = p.parent {
		path = append([]*stage{p}, path...)
	}
	return path
}

// summary returns the part of the note's title after the stage's name: "Three servers, built from the inside
// out" of "CreateServerChain: three servers, built from the inside out".
func (s *stage) summary() string {
	if s.Note() == nil {
		return ""
	}
	title := trace.Clean(s.Note().Title)
	if name, rest, ok := strings.Cut(title, ": "); ok && !strings.Contains(name, " ") {
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
	switch {
	case s.Node.Name == "":
		return "(a " + s.Line().Kind.Step() + " without a name)"
	case strings.TrimSpace(s.Node.Name) == "":
		return words.Name(s.Node.Name)
	}
	return trace.Clean(s.Node.Name)
}

// remark returns the text beside the name in a list of stages: the summary where the note comes first, and marks of
// failure and of what is wrong with the record.
func (s *stage) remark() string {
	remark := ""
	if s.noteAt == s {
		remark = ": " + s.summary()
	}
	if s.Node.Failed() {
		remark += " (failed)"
	}
	if odd := words.OddInBrief(s.Step); odd != "" {
		remark += " (" + odd + ")"
	}
	return remark
}

// reference says where the note and the source stand that are not printed a second time, or "". Name names the other
// stage.
func (s *stage) reference(name func(*stage) string) string {
	note, code := s.noteAt, s.codeAt
	switch {
	case note != nil && note != s && code == note:
		return "Its note and its source stand at " + name(note) + "."
	case note != nil && note != s:
		return "Its note stands at " + name(note) + "."
	case code != nil && code != s:
		return "Its source stands at " + name(code) + "."
	}
	return ""
}

// introduction describes the chapters of the page.
func (o *outline) introduction() string {
	if o.lesson.Kind() == lesson.Other {
		what := "the trace"
		if len(o.lesson.Timelines) > 1 {
			what = "the traces"
		}
		return "Every span of " + what + " has a chapter below, in the order of the tree: what was recorded of it."
	}
	return fmt.Sprintf("Every stage of the %[1]s has a chapter below, in the order of the %[1]s: what was recorded "+
		"of it, a note that explains it, and its source, in which an arrow (▶) marks the lines that call the stages "+
		"inside it.",
		o.lesson.Kind()) + o.hooksInIntroduction()
}

// timesExplained describes the columns of the list of stages.
func (o *outline) timesExplained() string {
	kind := o.lesson.Kind()
	said := fmt.Sprintf("First how long the %[1]s took, with a + when it was still running at the end; then how much "+
		"of that no %[1]s inside it explains; then when in the %[2]s it was.", kind.Step(), kind)
	if slices.ContainsFunc(o.stages, func(s *stage) bool { return words.OddInBrief(s.Step) != "" }) {
		said += fmt.Sprintf(" A ? stands where the record of a %s is odd: its chapter says what is wrong.", kind.Step())
	}
	return said
}

// title returns the title of the page.
func (o *outline) title() string {
	if request := o.lesson.Request(); request != nil {
		name := request.Text(convention.Method) + " " + request.Text(convention.Path)
		return fmt.Sprintf("The way of %s, stage by stage", trace.Clean(name))
	}
	if o.lesson.Kind() == lesson.Other {
		return o.titleOfOther() + ", span by span"
	}
	subject, _ := o.lesson.Trace.Resource[convention.ServiceName].(string)
	if subject == "" {
		subject = "an apiserver"
	}
	return fmt.Sprintf("The startup of %s, stage by stage", trace.Clean(subject))
}

// mostServices limits the names in the title.
const mostServices = 3

// titleOfOther names the traces of other programs by their services: "A trace of shop".
func (o *outline) titleOfOther() string {
	names := o.lesson.Services()
	if more := len(names) - mostServices; more > 0 {
		names = append(names[:mostServices], words.Counted(more, "more service"))
	}
	from := ""
	if last := len(names) - 1; last >= 0 {
		from = names[last]
		if last > 0 {
			from = strings.Join(names[:last], ", ") + " and " + from
		}
		from = " of " + trace.Clean(from)
	}
	switch n := len(o.lesson.Timelines); {
	case n > 1:
		return words.Counted(n, "trace") + from
	case from == "":
		return "This trace"
	}
	return "A trace" + from
}

// uniqueAnchor makes an anchor of a stage's name, "stage-create-server-chain" of "CreateServerChain", and numbers equal
// ones. The prefix, "stage-" or "span-", keeps them apart from the anchors of the page's headings.
func uniqueAnchor(taken map[string]bool, prefix, name string) string {
	base := prefix + slug(name)
	anchor := base
	for n := 2; taken[anchor]; n++ {
		anchor = fmt.Sprintf("%s-%d", strings.TrimSuffix(base, "-"), n)
	}
	taken[anchor] = true
	return anchor
}

// slug writes a name in small letters and digits with hyphens between its words. A word begins with a capital after a
// small letter, and with the last of several capitals before a small letter: "create-api-extensions-server". The s of a
// plural does not count as a small letter: "install-apis".
func slug(name string) string {
	var b strings.Builder
	runes := []rune(name)
	hyphen := false
	for i, r := range runes {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			hyphen = true
			continue
		}
		if i > 0 && unicode.IsUpper(r) {
			afterSmall := unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1])
			plural := i+1 < len(runes) && runes[i+1] == 's' && (i+2 == len(runes) || !unicode.IsLower(runes[i+2]))
			beforeSmall := i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !plural
			hyphen = hyphen || afterSmall || unicode.IsUpper(runes[i-1]) && beforeSmall
		}
		if hyphen && b.Len() > 0 {
			b.WriteByte('-')
		}
		hyphen = false
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
