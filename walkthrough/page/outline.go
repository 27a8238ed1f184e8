package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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
	lesson   *lesson.Lesson
	stages   []*stage // that are on the page, parents before children
	total    int      // how many the lesson has
	chapters bool     // whether the stages have chapters

	overviews []*notes.Note          // of a whole boot
	noteAt    map[*notes.Note]*stage // the first stage of each note
	service   string                 // the one program that recorded all roots, "" when there are several
}

func newOutline(l *lesson.Lesson, options Options) (*outline, error) {
	o := &outline{Options: options, lesson: l}
	if names := l.Services(); len(names) == 1 {
		o.service = names[0]
	}
	o.arrange()
	if err := o.choose(); err != nil {
		return nil, err
	}
	o.chapters = o.All || len(o.stages) <= MostChapters
	o.noteAt = make(map[*notes.Note]*stage)
	for _, s := range o.stages {
		if note := o.lesson.NoteOf(s.Step); note != nil {
			if o.noteAt[note] == nil {
				o.noteAt[note] = s
			}
			s.noteAt = o.noteAt[note]
		}
	}
	// The page of a request is about that one request; of a part of a boot, about that part.
	if o.Stage == "" && o.chapters && l.Kind() == lesson.Boot {
		o.overviews = l.Overviews()
	}
	if o.chapters {
		o.anchor()
	}
	return o, nil
}

// anchor gives the stages what their chapters need: an anchor, and the place of their source.
func (o *outline) anchor() {
	codeAt := make(map[*source.Excerpt]*stage)
	for _, s := range o.stages {
		s.anchor = o.lesson.Address(s.Step)
		// A library's source is not ours to publish: the stage's facts have a link to it.
		if s.Code() != nil && !s.Code().Library() {
			if codeAt[s.Code()] == nil {
				codeAt[s.Code()] = s
			}
			s.codeAt = codeAt[s.Code()]
		}
	}
}

// arrange makes a stage of each node, parents before children. It keeps a stack of its own: a file decides how deep a
// tree is.
func (o *outline) arrange() {
	stack := o.siblings(nil, o.lesson.Roots)
	slices.Reverse(stack)
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		o.stages = append(o.stages, s)
		s.children = o.siblings(s, s.Node.Children)
		for _, child := range slices.Backward(s.children) {
			stack = append(stack, child)
		}
	}
	o.total = len(o.stages)
}

// siblings makes stages of the parts of a stage, nil for the roots.
func (o *outline) siblings(parent *stage, nodes []*trace.Node) []*stage {
	if o.Stable {
		nodes = lesson.StableOrder(nodes)
	}
	nodes = hooksTogether(nodes)
	made := make([]stage, len(nodes)) // one allocation, because there may be a million of them
	stages := make([]*stage, len(nodes))
	for i, node := range nodes {
		s := &made[i]
		s.Step, s.parent = o.lesson.StepOf(node), parent
		stages[i] = s
	}
	if parent == nil {
		return stages
	}
	parent.hooks = groupHooks(stages)
	for _, s := range stages {
		s.depth = parent.depth + 1
		if s.group != nil {
			s.depth++
		}
		s.outermost = parent.outermost
		if len(s.outermost) < words.Outermost {
			s.outermost = append(slices.Clip(s.outermost), parent)
		}
	}
	return stages
}

// choose leaves the stages that the page is about.
func (o *outline) choose() error {
	if o.Stage == "" {
		return nil
	}
	named, err := o.lesson.Named(o.Stage)
	if err != nil {
		return err
	}
	isIt := make(map[*lesson.Step]bool, len(named))
	for _, step := range named {
		isIt[step] = true
	}
	var chosen []*stage
	for i := 0; i < len(o.stages); {
		s := o.stages[i]
		if !isIt[s.Step] {
			i++
			continue
		}
		inside := o.stages[i : i+s.Node.Size]
		for _, part := range inside[1:] {
			part.depth -= s.depth
		}
		s.depth, s.group = 0, nil
		chosen = append(chosen, inside...)
		i += len(inside)
	}
	o.stages = chosen
	return nil
}

// subject names the stage that the page is about, in the words in which it was asked for.
func (o *outline) subject() string {
	name := o.stages[0].name()
	_, err := strconv.Atoi(o.Stage)
	switch {
	case o.stages[0].Node.Name == o.Stage:
		return name
	case err == nil:
		return o.lesson.Kind().Step() + " " + o.Stage + ", " + name + ","
	}
	return name + " (" + words.Cut(o.Stage, mostName) + ")"
}

// introduction describes the chapters of the page.
func (o *outline) introduction() string {
	kind := o.lesson.Kind()
	what, order := kind.String(), kind.String()
	if kind == lesson.Other {
		order = "tree"
		if len(o.lesson.Timelines) > 1 {
			what = "traces"
		}
	}
	every := "Every " + kind.Step() + " of the " + what
	if o.Stage != "" {
		every = fmt.Sprintf("This page is about %s of the %s, with what is inside: %s of %s %ss. Each of them",
			o.subject(), what, words.Thousands(len(o.stages)), words.Thousands(o.total), kind.Step())
	}
	switch {
	case !o.chapters:
		return every + " is listed below, in the order of the " + order + "." + o.hooksInIntroduction()
	case kind == lesson.Other && o.lesson.OwnNotes():
		return every + " has a chapter below, in the order of the tree: what was recorded of it, and the note that " +
			"explains it, where there is one."
	case kind == lesson.Other:
		return every + " has a chapter below, in the order of the tree: what was recorded of it."
	}
	return every + " has a chapter below, in the order of the " + order + ": what was recorded " +
		"of it, a note that explains it, and its source, in which an arrow (▶) marks the lines that call the stages " +
		"inside it." + o.hooksInIntroduction()
}

// without says that the page has no chapters, and how to get them. Name and All are what to type.
func (o *outline) without(name, all string) string {
	step := o.lesson.Kind().Step()
	return fmt.Sprintf("The chapters of the %[1]s %[2]ss are left out: a page with more than %[3]s of them is too "+
		"long for most programs. %[4]s writes those of one %[2]s, by its name or its number, and of what is inside; "+
		"%[5]s writes all.",
		words.Thousands(len(o.stages)), step, words.Thousands(MostChapters), name, all)
}

// What to type for the chapters that a page leaves out.
const (
	renderStage = "apitour render FILE --stage NAME"
	renderAll   = "apitour render FILE --all"
)

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
		return fmt.Sprintf("The way of %s, stage by stage", words.Cut(name, mostName))
	}
	if o.lesson.Kind() == lesson.Other {
		return o.titleOfOther() + ", span by span"
	}
	subject, _ := o.lesson.Trace.Resource[convention.ServiceName].(string)
	if subject == "" {
		subject = "an apiserver"
	}
	return fmt.Sprintf("The startup of %s, stage by stage", words.Cut(subject, mostName))
}

// mostServices limits the names in the title.
const mostServices = 3

// titleOfOther names the traces of other programs by their services: "A trace of shop".
func (o *outline) titleOfOther() string {
	var names []string
	services := o.lesson.Services()
	for _, name := range services[:min(len(services), mostServices)] {
		names = append(names, words.Cut(name, mostName))
	}
	if more := len(services) - mostServices; more > 0 {
		names = append(names, words.Counted(more, "more service"))
	}
	from := ""
	if last := len(names) - 1; last >= 0 {
		from = names[last]
		if last > 0 {
			from = strings.Join(names[:last], ", ") + " and " + from
		}
		from = " of " + from
	}
	switch n := len(o.lesson.Timelines); {
	case n > 1:
		return words.Counted(n, "trace") + from
	case from == "":
		return "This trace"
	}
	return "A trace" + from
}
