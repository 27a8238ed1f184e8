package page

import (
	"slices"
	"strconv"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/source"
	"apitour/walkthrough/words"
)

// outline is a lesson in the order of the page. It knows nothing about the form of the page.
type outline struct {
	Options
	says     *phrases.Page
	notes    teller
	lesson   *lesson.Lesson
	stages   []*stage // that are on the page, parents before children
	total    int      // how many the lesson has
	chapters bool     // whether the stages have chapters

	overviews []*notes.Note          // of a whole boot
	noteAt    map[*notes.Note]*stage // the first stage of each note
	service   string                 // the one program that recorded all roots, "" when there are several
}

func newOutline(l *lesson.Lesson, options Options) (*outline, error) {
	o := &outline{Options: options, lesson: l, says: &l.Phrases().Page, notes: teller{l.Phrases(), options.Review}}
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
		s.Step, s.says, s.parent = o.lesson.StepOf(node), o.says, parent
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
	if o.stages[0].Node.Name == o.Stage {
		return name
	}
	_, err := strconv.Atoi(o.Stage)
	return o.says.Intro.Subject(kindOf(o.lesson.Kind()), name, words.Cut(o.Stage, mostName), err == nil)
}

// introduction describes the chapters of the page.
func (o *outline) introduction() string {
	contents := phrases.PageContents{
		Kind: kindOf(o.lesson.Kind()), Several: len(o.lesson.Timelines) > 1, Chapters: o.chapters,
		OwnNotes: o.lesson.OwnNotes(), Hooks: o.hasHooks(),
	}
	if o.Stage != "" {
		contents.Subject = o.subject()
		contents.Of, contents.Total = words.Thousands(len(o.stages)), words.Thousands(o.total)
	}
	return o.says.Intro.Page(contents)
}

// ofUpstream says which release our notes describe, and what has become at a later one of what they cite: "" where
// that is not known, and where the page has none of our notes.
func (o *outline) ofUpstream() string {
	if o.Review == nil || o.lesson.Kind() == lesson.Other {
		return ""
	}
	return o.notes.Cited.OfNotes(o.Review.OfNotes())
}

// without says that the page has no chapters, and how to get them. Name and All are what to type.
func (o *outline) without(name, all string) string {
	return o.says.Intro.Without(kindOf(o.lesson.Kind()), words.Thousands(len(o.stages)), words.Thousands(MostChapters),
		name, all)
}

// What to type for the chapters that a page leaves out.
const (
	renderStage = "apitour render FILE --stage NAME"
	renderAll   = "apitour render FILE --all"
)

// timesExplained describes the columns of the list of stages.
func (o *outline) timesExplained() string {
	odd := slices.ContainsFunc(o.stages, func(s *stage) bool { return words.OddInBrief(s.Step) != "" })
	return o.says.Intro.Columns(kindOf(o.lesson.Kind()), odd)
}

// title returns the title of the page.
func (o *outline) title() string {
	if request := o.lesson.Request(); request != nil {
		name := request.Text(convention.Method) + " " + request.Text(convention.Path)
		return o.says.Title.Request(words.Cut(name, mostName))
	}
	if o.lesson.Kind() == lesson.Other {
		return o.titleOfOther()
	}
	subject, _ := o.lesson.Trace.Resource[convention.ServiceName].(string)
	return o.says.Title.Boot(words.Cut(subject, mostName))
}

// mostServices limits the names in the title.
const mostServices = 3

// titleOfOther names the traces of other programs by their services.
func (o *outline) titleOfOther() string {
	var names []string
	services := o.lesson.Services()
	for _, name := range services[:min(len(services), mostServices)] {
		names = append(names, words.Cut(name, mostName))
	}
	return o.says.Title.Traces(len(o.lesson.Timelines), names, max(0, len(services)-mostServices))
}
