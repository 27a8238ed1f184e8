package walk

import (
	"slices"
	"strings"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// Overviews are the notes about what no single stage tells.
type Overviews struct {
	// All are those of this lesson, in the order in which they are best read, and Here those of them that go with the
	// learner's chapter.
	All, Here []*notes.Note
	// Asked is the overview that the learner has asked for by its name, nil when they asked for the list.
	Asked *notes.Note
}

// Overviews returns the overviews of the lesson. The traces of other programs have none.
func (w *Walk) Overviews() Overviews {
	here := w.lesson.OverviewsOf(w.Heading().Chapter.Chapter)
	return Overviews{All: w.lesson.Overviews(), Here: here, Asked: w.overview}
}

// ReadOnFrom returns the first steps whose notes an overview names, in the order in which it names them.
func (w *Walk) ReadOnFrom(overview *notes.Note) (steps []*lesson.Step) {
	first := make(map[string]*lesson.Step)
	for _, step := range w.lesson.Steps {
		if note := w.lesson.NoteOf(step); note != nil && first[note.ID] == nil {
			first[note.ID] = step
		}
	}
	for _, id := range overview.See {
		if step := first[id]; step != nil {
			steps = append(steps, step)
		}
	}
	return steps
}

// showOverviews shows the list of overviews or, with a name or its beginning, that one.
func (w *Walk) showOverviews(name string) Reply {
	all := w.lesson.Overviews()
	if len(all) == 0 {
		w.notice = w.say().Jumps.NoOverviews
		return Reply{}
	}
	if name == "" {
		return Reply{Show: OverviewsView}
	}
	i := slices.IndexFunc(all, func(n *notes.Note) bool { return strings.HasPrefix(n.Overview, strings.ToLower(name)) })
	if i < 0 {
		w.notice = w.say().Jumps.NoOverview(words.Shown(name))
		return Reply{}
	}
	w.overview = all[i]
	return Reply{Show: OverviewView}
}
