package walk

import (
	"cmp"
	"slices"

	"apitour/trace/step"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// ChapterPlace is where the learner's step is among the chapters, and among the stops of its chapter.
type ChapterPlace struct {
	ID, Title string
	Kind      notes.ChapterKind
	// Number is which chapter it is, from 1, and Of how many there are.
	Number, Of int
	// Stop is which of the Stops of the chapter it is, from 1; 0 for a step that is none.
	Stop, Stops int

	say *phrases.WalkPlaces
}

// String counts: "chapter 4 of 7 · 2 of 6". It is "" where there are no chapters.
func (c ChapterPlace) String() string {
	if c.ID == "" {
		return ""
	}
	return c.say.Chapter(c.ends(), c.Number, c.Of, c.Stop, c.Stops)
}

// Brief is String for where there is little room: "ch 4/7 · 2/6".
func (c ChapterPlace) Brief() string {
	if c.ID == "" {
		return ""
	}
	return c.say.ChapterInBrief(c.ends(), c.Number, c.Of, c.Stop, c.Stops)
}

// ends reports whether the chapter is of the end of a server, which has chapters of its own, behind those of its boot.
func (c ChapterPlace) ends() bool { return c.Kind == notes.TerminationChapters }

// Chapter returns the learner's place among the chapters; its ID is "" where there are none.
func (w *Walk) Chapter() ChapterPlace { return w.ChapterOf(w.Step()) }

// ChapterOf returns the place of a step among the chapters, as [Walk.Chapter] does.
func (w *Walk) ChapterOf(at *lesson.Step) ChapterPlace {
	c, ok := w.lesson.Chapter(at)
	if !ok {
		return ChapterPlace{}
	}
	p := ChapterPlace{
		ID: c.ID, Title: c.Title, Kind: c.Kind, Number: c.Number, Of: c.Of, Stop: c.Place, Stops: c.Steps,
		say: &w.say().Places,
	}
	if w.stops.on == nil {
		return p
	}
	w.stops.settle(&w.folds)
	p.Stop, p.Stops = 0, w.stops.count[part{at.Line(), c.Chapter}]
	if i := w.stops.after(at.Index) - 1; i >= 0 && w.stops.list[i].step == at.Index {
		p.Stop = w.stops.list[i].place
	}
	return p
}

// chapterStart is a chapter in a trace of the lesson, and where the learner enters it.
type chapterStart struct {
	line    *lesson.Timeline
	chapter lesson.Chapter
	step    int
}

// order puts the chapters of one trace behind each other: those of a termination come last.
func (c chapterStart) order(d chapterStart) int {
	last := func(c chapterStart) int {
		if c.chapter.EndsServer() {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(c.line.Number, d.line.Number), cmp.Compare(last(c), last(d)),
		cmp.Compare(c.chapter.Number, d.chapter.Number))
}

// chapterStarts returns the chapters of the lesson in order. A learner enters one at its first stop or, when it has
// none, at its first step.
func (w *Walk) chapterStarts() (starts []chapterStart) {
	at := make(map[part]int)
	isStop := make(map[part]bool)
	for i, s := range w.lesson.Steps {
		c, ok := w.lesson.Chapter(s)
		if !ok {
			continue
		}
		k := part{s.Line(), c.Chapter}
		if place, known := at[k]; !known {
			at[k] = len(starts)
			starts = append(starts, chapterStart{s.Line(), c, i})
			isStop[k] = w.stops.is(i)
		} else if !isStop[k] && w.stops.is(i) {
			starts[place].step, isStop[k] = i, true
		}
	}
	slices.SortStableFunc(starts, chapterStart.order)
	return starts
}

// nextChapter goes to the beginning of the next chapter. At the live edge the server runs there.
func (w *Walk) nextChapter() {
	starts, here, ok := w.chaptersHere()
	if !ok {
		return
	}
	i, found := slices.BinarySearchFunc(starts, here, chapterStart.order)
	if found {
		i++
	}
	begun := i < len(starts) && !w.lesson.Steps[starts[i].step].Planned()
	switch {
	case !begun && w.Stepping() && !w.Idle():
		w.toChapterAhead(here.chapter)
	case i < len(starts):
		w.MoveTo(starts[i].step, w.say().Moves.AlreadyThere)
	default:
		w.notice = w.say().Places.LastChapter
	}
}

// toChapterAhead lets the server run to the first stage of a later chapter, whichever comes.
func (w *Walk) toChapterAhead(here lesson.Chapter) {
	if !w.AtLive() {
		w.toEdge()
		return
	}
	if !w.Held() {
		w.notice = w.say().Server.StillOnItsWay
		return
	}
	w.touched, w.follow = true, true
	l := w.lesson
	w.send(step.Command{Kind: step.Next, Stops: func(name string) bool {
		c := l.ChapterNamed(name)
		return c != nil && (c.Kind != here.Kind || c.Number > here.Number)
	}})
}

// chapterBefore goes to the beginning of the learner's chapter and, from there, of the one before.
func (w *Walk) chapterBefore() {
	starts, here, ok := w.chaptersHere()
	if !ok {
		return
	}
	i, found := slices.BinarySearchFunc(starts, here, chapterStart.order)
	if !found || starts[i].step == w.at {
		i--
	}
	if i < 0 {
		w.notice = w.say().Places.FirstChapter
		return
	}
	w.MoveTo(starts[i].step, w.say().Moves.AlreadyThere)
}

// chaptersHere returns the chapters and the learner's own.
func (w *Walk) chaptersHere() (starts []chapterStart, here chapterStart, ok bool) {
	at := w.Step()
	if at == nil {
		return nil, here, false
	}
	c, ok := w.lesson.Chapter(at)
	if !ok {
		w.notice = w.say().Places.NoChapters
		if w.lesson.OwnNotes() {
			w.notice = w.say().Places.NotInChapter(w.spans())
		}
		return nil, here, false
	}
	return w.chapterStarts(), chapterStart{at.Line(), c, w.at}, true
}
