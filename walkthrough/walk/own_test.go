package walk_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// own returns a walk through another program's trace that has notes of its own.
func own(t *testing.T, options walk.Options) *walk.Walk {
	t.Helper()
	options.Lesson, options.Trace = walktest.JoinOwn, tracetest.Stranger()
	w, err := walk.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// stopsAlong walks forward and returns the names of the steps.
func stopsAlong(w *walk.Walk) (names []string) {
	for at := -1; at != w.At(); w.Do("next", "") {
		at = w.At()
		names = append(names, w.Step().Node.Name)
	}
	return names
}

// TestOwnNotesMakeStops stops a learner where the notes of another program explain something new.
func TestOwnNotesMakeStops(t *testing.T) {
	for path, want := range map[walk.Path][]string{
		// The second trace is a run of its own. What no note explains is no stop, and the two sides of the call share
		// one note.
		walk.Main:  {"main", "Validate", "HTTP GET", "Create", "main", "Validate"},
		walk.Short: {"main", "Create", "main"},
	} {
		w := own(t, walk.Options{Path: path})
		if got := stopsAlong(w); !slices.Equal(got, want) {
			t.Errorf("the %s path stops at %q, want %q", path, got, want)
		}
	}
	if all := own(t, walk.Options{Path: walk.All}); len(stopsAlong(all)) != len(all.Lesson().Steps) {
		t.Error("the path of all spans leaves some out")
	}
	without := must(walk.New(walk.Options{Lesson: walktest.Join, Trace: tracetest.Stranger(), Path: walk.Main}))
	if n := len(stopsAlong(without)); n != len(without.Lesson().Steps) {
		t.Errorf("without notes of its own, a trace has %d stops", n)
	}
}

func must(w *walk.Walk, err error) *walk.Walk {
	if err != nil {
		panic(err)
	}
	return w
}

// TestOwnNotesHaveChapters counts chapters, heads them, and walks from one to the next.
func TestOwnNotesHaveChapters(t *testing.T) {
	w := own(t, walk.Options{Path: walk.Main, Headings: true})
	if got := w.Chapter().String(); got != "chapter 1 of 2 · 1 of 2" {
		t.Errorf("the learner begins in %q", got)
	}
	w.Do("next", "")
	w.Do("next", "")
	if !w.Headed() || w.Heading().ID != "money" {
		t.Errorf("the heading is %q", w.Heading().Title)
	}
	if got := w.Chapter().Brief(); got != "ch 2/2 · 1/2" {
		t.Errorf("the learner stands in %q", got)
	}
	w.Do("chapter-before", "")
	if w.At() != 0 || w.Notice() != "" {
		t.Errorf("step %d, %q", w.At(), w.Notice())
	}
	w.Do("last", "")
	w.Do("path", "short")
	if got := w.Notice(); got != "short path: the spans that the chapters name" {
		t.Errorf("the path is told as %q", got)
	}
}

// TestOwnNotesOfferTheirCommands offers what notes make possible, and nothing that only a boot has.
func TestOwnNotesOfferTheirCommands(t *testing.T) {
	named := func(w *walk.Walk) (names []string) {
		for _, c := range w.Offered() {
			names = append(names, c.Name)
		}
		return names
	}
	with := own(t, walk.Options{})
	without := must(walk.New(walk.Options{Lesson: walktest.Join, Trace: tracetest.Stranger()}))
	for _, name := range []string{"path", "chapter-next", "chapter-before", "choose"} {
		if !slices.Contains(named(with), name) || slices.Contains(named(without), name) {
			t.Errorf("%s is offered with notes: %t, without: %t", name, slices.Contains(named(with), name),
				slices.Contains(named(without), name))
		}
		if without.Do(name, ""); !strings.Contains(without.Notice(), "is for boots") {
			t.Errorf("%s without notes says %q", name, without.Notice())
		}
	}
	for _, name := range []string{"critical-path", "hooks", "run-to"} {
		if with.Do(name, ""); with.Notice() != name+" is for boots: this trace is of another program" {
			t.Errorf("%s says %q", name, with.Notice())
		}
	}
}

// TestOwnNotesHaveAFront is the page before a walk through another program.
func TestOwnNotesHaveAFront(t *testing.T) {
	w := own(t, walk.Options{Path: walk.Main, Front: true})
	f := w.Front()
	if f == nil || !w.Fronted() || f.Chain || f.About.Title != "The shop and its bank" ||
		f.About.Chapters != "It is told in 2 chapters:" || len(f.Chapters) != 2 || len(f.Paths) != 3 {
		t.Fatalf("the page is %+v", f)
	}
	if main := f.Paths[1]; main.Stops != 6 || main.Words == 0 {
		t.Errorf("the main path has %+v", main)
	}
	if kind := w.Kind(); kind != lesson.Other {
		t.Errorf("the trace is a %s", kind)
	}
}

// TestOwnNotesAreSearched finds a text in a note, a word of the glossary, and answers why.
func TestOwnNotesAreSearched(t *testing.T) {
	w := own(t, walk.Options{Path: walk.Main})
	if words := w.Words(); len(words) != 1 || words[0].Name != "till transaction" {
		t.Errorf("the note uses the words %v", words)
	}
	w.Do("glossary", "shelf")
	if asked := w.Glossary().Asked; asked == nil || asked.Means != "Where articles are." {
		t.Errorf("the glossary tells of %v", asked)
	}
	w.Do("why", "")
	if asked := w.Asked(); len(asked.Answers) == 0 {
		t.Errorf("why has no answers: %+v, %q", asked, w.Notice())
	}
}

// TestOwnNotesAsk asks a question of the notes, and answers it from the trace.
func TestOwnNotesAsk(t *testing.T) {
	w := own(t, walk.Options{Path: walk.Main, Predict: true})
	w.Do("next", "")
	w.Do("next", "")
	p := w.Prediction()
	if p == nil || !w.Predicting() || w.Step().Node.Name != "Validate" {
		t.Fatalf("the question is %+v at %s", p, w.Step().Node.Name)
	}
	if !slices.Contains(p.Options, "HTTP GET") || !slices.Contains(p.Options, "Create") {
		t.Errorf("the choices are %q", p.Options)
	}
	w.Do("choose", optionNamed(t, w, "Create"))
	p = w.Prediction()
	if p == nil || p.Right || p.Truth != "HTTP GET" || p.Wrong != "That would store an order that nobody pays." {
		t.Errorf("the verdict is %+v, %q", p, w.Notice())
	}
	if w.Step().Node.Name != "HTTP GET" {
		t.Errorf("the answer leads to %s", w.Step().Node.Name)
	}
}
