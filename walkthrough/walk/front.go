package walk

import (
	"cmp"
	"slices"
	"strings"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// Intro is what a learner reads before the walk, and may come back to: why this boot or this request is worth one.
type Intro struct {
	// Lines stand above the note: what was done, what came of it. They may hold anything.
	Lines []string
	// Ahead are more lines, which say what will come of it. A learner who is asked to predict that reads them after.
	Ahead []string
	// Note may be nil.
	Note *notes.Note
}

// Empty reports whether there is nothing to read.
func (i Intro) Empty() bool { return len(i.Lines) == 0 && i.Note == nil }

// Intro returns what the learner reads before the walk. While the learner is asked to predict what will come of it, it
// has neither a note nor a line about that.
func (w *Walk) Intro() Intro {
	if w.predictions.hidesIntro() {
		return Intro{Lines: w.intro.Lines}
	}
	return Intro{Lines: slices.Concat(w.intro.Lines, w.intro.Ahead), Note: w.intro.Note}
}

// Introduces reports whether the walk begins with its introduction. A learner who has said where it begins goes there.
func (w *Walk) Introduces() bool { return w.introduces }

// Front is the page before a walk: what there is to walk through, its chapters, and the paths to choose from.
type Front struct {
	*notes.Front
	// About is what the page says of the kind of trace, Live whether that is of a server which is watched.
	About notes.FrontText
	Live  bool
	// Chain says that the page is about our server, and so has the delegation chain on it.
	Chain    bool
	Chapters []*notes.Chapter
	// Facts say what was read, of the traces of another program. That has no chapters, and no paths to choose from.
	Facts []FrontFact
	Paths []PathChoice
	// Chosen is which of the paths the learner is on, or the first, before they have ever chosen one.
	Chosen int
}

// FrontFact is something that a file tells of itself. It may hold texts as they were recorded.
type FrontFact struct{ What, Said string }

// PathChoice is a path that a learner may choose.
type PathChoice struct {
	Path Path
	Name string // "ten minutes"
	// Stops is how many stages the path stops at, and Words how much there is to read on it: the pages before the walk
	// and before the chapters, and those layers of the notes that are open at first.
	Stops, Words int
}

// Front returns the page before the walk, nil where there is none: in front of an introduction of its own, and of the
// traces of other programs when nothing is written of these.
func (w *Walk) Front() *Front {
	text := w.lesson.Front()
	kind := w.Kind()
	if text == nil || !w.intro.Empty() || len(w.lesson.Steps) == 0 && w.follower == nil {
		return nil
	}
	if kind == lesson.Other && text.Program.Title == "" {
		return w.frontOfOther(text)
	}
	f := &Front{
		Front: text, About: text.Boot, Live: w.Live(), Chain: true, Chapters: w.lesson.Chapters(notes.BootChapters),
	}
	switch kind {
	case lesson.Request:
		f.About, f.Chapters = text.Request, w.lesson.Chapters(notes.RequestChapters)
	case lesson.Other:
		f.About, f.Chapters, f.Chain = text.Program, w.lesson.Chapters(notes.TraceChapters), false
		f.About.Chapters = chaptersAhead(&w.say().Front, len(f.Chapters))
	}
	if f.About.Title == "" {
		return nil
	}
	if k := &w.known; k.paths == nil || k.pathsOf != len(w.lesson.Steps) || k.pathsIn != w.Phrases() {
		k.paths, k.pathsOf, k.pathsIn = w.choicesOf(f), len(w.lesson.Steps), w.Phrases()
	}
	f.Paths = w.known.paths
	chosen := w.path
	if w.fronted {
		chosen = RememberedPath(w.settings)
	}
	f.Chosen = max(0, slices.IndexFunc(f.Paths, func(c PathChoice) bool { return c.Path == chosen }))
	return f
}

// chaptersAhead stands above the chapters of another program.
func chaptersAhead(say *phrases.WalkFront, count int) string {
	if count == 0 {
		return ""
	}
	return say.ChaptersAhead(count)
}

// Tells returns what the page says there is to walk through.
func (f *Front) Tells() string {
	if f.Live {
		return f.About.Live
	}
	return f.About.Recorded
}

// Fronted reports whether the walk begins with the page. Learners who have brought a trace of their own want to see
// that first, and are asked nothing: the page about it has no paths.
func (w *Walk) Fronted() bool {
	f := w.Front()
	return w.fronted && f != nil && len(f.Paths) > 0
}

// frontOfOther returns the page about the traces of another program.
func (w *Walk) frontOfOther(text *notes.Front) *Front {
	if text.Other.Title == "" {
		return nil
	}
	if w.known.read == nil || w.known.readOf != w.lesson {
		w.known.read, w.known.readOf = w.factsRead(), w.lesson
	}
	return &Front{Front: text, About: text.Other, Facts: w.known.read}
}

// mostPrograms is how many programs the page names.
const mostPrograms = 5

// factsRead says what was read.
func (w *Walk) factsRead() (facts []FrontFact) {
	l, say, counted := w.lesson, &w.say().Front, &w.Phrases().Words.Counted
	add := func(what, said string) { facts = append(facts, FrontFact{what, said}) }
	if w.origin.File != "" {
		add(say.File, w.origin.File)
	}
	var names []string
	for _, step := range l.Steps {
		if name := l.Service(step); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	shown := names[:min(len(names), mostPrograms)]
	named := strings.Join(shown, w.Phrases().Words.List)
	if n := len(names) - mostPrograms; n > 0 {
		named = say.AndMore(named, words.Thousands(n))
	}
	add(say.Service(len(names)), cmp.Or(named, say.NoService))
	traces, ours := counted.Traces(len(l.Timelines)), 0
	for _, line := range l.Timelines {
		if line.Kind != lesson.Other {
			ours++
		}
	}
	if ours > 0 {
		traces = say.OfOurs(traces, words.Thousands(ours))
	}
	add(say.Traces, traces)
	spans := counted.Spans(len(l.Steps))
	if n := len(l.Failed); n > 0 {
		spans = say.Failed(spans, words.Thousands(n))
	}
	add(say.Spans, spans)
	if !l.Start.IsZero() {
		add(say.Time, say.From(l.Start, words.Duration(max(0, l.End.Sub(l.Start)))))
	}
	return facts
}

// Begin begins the walk on a path that was chosen on the page.
func (w *Walk) Begin(p Path) Reply {
	w.fronted = false
	return w.SetPath(p)
}

func (w *Walk) choicesOf(f *Front) (choices []PathChoice) {
	names := map[Path]string{Short: f.Front.Paths.Short, Main: f.Front.Paths.Main, All: f.Front.Paths.All}
	for _, p := range Paths() {
		if p == Short && w.Kind() == lesson.Other && !w.lesson.HasShortPath() {
			continue // it is the main path
		}
		c := PathChoice{Path: p, Name: names[p]}
		stops := stopsOf(p, w.lesson)
		again := make(map[int]bool) // steps that stand in the row of another one
		if p != All {
			for _, r := range w.lesson.Repeats() {
				for i := r.First + 1; i < r.First+r.Steps; i++ {
					again[i] = true
				}
			}
		}
		read := make(map[*notes.Note]bool)
		for i, step := range w.lesson.Steps {
			if !stops.is(i) || again[i] {
				continue
			}
			c.Stops++
			if note := w.lesson.NoteOf(step); note != nil && !read[note] {
				read[note] = true
				c.Words += note.Words(p == Short)
			}
		}
		c.Words += notes.CountWords(f.Tells() + " " + f.About.Chapters)
		for _, chapter := range f.Chapters {
			c.Words += notes.CountWords(chapter.Sentence + " " + chapter.Body)
		}
		choices = append(choices, c)
	}
	return choices
}

// showIntro shows what is to be read before the walk. Inside a chapter that is the page of the chapter first, from
// which the argument "front" leads on.
func (w *Walk) showIntro(argument string) Reply {
	front := IntroView
	if w.intro.Empty() {
		front = FrontView
	}
	switch {
	case argument != "front" && w.Heading().Chapter.Chapter != nil && w.at > 0:
		return Reply{Show: ChapterView}
	case front == IntroView || w.Front() != nil:
		return Reply{Show: front}
	case w.Heading().Chapter.Chapter != nil:
		return Reply{Show: ChapterView}
	}
	w.notice = w.say().Jumps.NoIntroduction
	return Reply{}
}
