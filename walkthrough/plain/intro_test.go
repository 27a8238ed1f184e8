package plain

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestIntro prints the beginning of an introduction first, and all of it when asked.
func TestIntro(t *testing.T) {
	note := &notes.Note{
		ID: "break-port-taken", Title: "port-taken: another process was faster",
		Body: "## What happens\nThe port is *taken*.\n\n## Try it\nAnother port.\n",
	}
	intro := walk.Intro{Lines: []string{"something is \x1b[31mwrong"}, Note: note}
	got := said(t, replay(t, intro), Options{}, "intro", "quit")
	first, _, _ := strings.Cut(got, "step 1 of")
	for _, want := range []string{
		"something is ␛[31mwrong", "port-taken: another process was faster", "The port is taken.",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the walk does not begin with %q:\n%s", want, first)
		}
	}
	if strings.Contains(first, "Another port.") || !strings.Contains(got, "Another port.") {
		t.Errorf("only intro prints the rest:\n%s", got)
	}
	w, err := walk.New(walk.Options{Lesson: walktest.Bare, Trace: walktest.Recording()})
	if err != nil {
		t.Fatal(err)
	}
	if got := said(t, w, Options{}, "intro"); !strings.HasSuffix(got, "introduction.\n") {
		t.Errorf("a walk without an introduction says %q", got)
	}
}

// TestNoIntroBeforeAStage begins where the learner has said, and has the introduction for those who ask.
func TestNoIntroBeforeAStage(t *testing.T) {
	w, err := walk.New(walk.Options{
		Lesson: walktest.Join, Trace: walktest.Recording(), Intro: walk.Intro{Lines: []string{"something is wrong"}},
		At: "StartEtcd",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, w, Options{}, "intro front")
	inOrder(t, got, ": StartEtcd, ", "something is wrong")
	if strings.Count(got, "something is wrong") != 1 {
		t.Errorf("the introduction comes unasked:\n%s", got)
	}
}

// TestGuide walks as a newcomer does: the page before the walk, a path, a chapter that is walked into, words, layers.
func TestGuide(t *testing.T) {
	w, err := walk.New(walk.Options{
		Lesson: walktest.Join, Trace: walktest.Recording(), Front: true, Headings: true, Path: walk.Main,
	})
	if err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, said(t, w, Options{},
		"path short", "j Run", "next", "more", "more why", "more nothing", "glossary", "glossary hooks", "glossary x",
		"intro", "intro front"))
}

// TestOverviews lists the overviews of the shipped boot, prints one, and names those of a chapter.
func TestOverviews(t *testing.T) {
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	join := func(tr *trace.Trace) *lesson.Lesson { return lesson.New(tr, library, nil, nil) }
	w, err := walk.New(walk.Options{Lesson: join, Trace: recorded})
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, w, Options{}, "overviews", "overviews three", "overviews x", "j PrepareRun", "intro")
	listed, rest, _ := strings.Cut(got, "\"overviews NAME\" prints one.")
	for _, note := range w.Overviews().All {
		if !strings.Contains(listed, note.Overview+": "+note.Title) {
			t.Errorf("the list lacks %q:\n%s", note.Overview, listed)
		}
	}
	for _, want := range []string{
		"│ knows the built-in kinds  │", "read on: j ", ", CreateServerChain", "There is no overview x.",
		"overviews handler-chain: The handler chain",
	} {
		if !strings.Contains(rest, want) {
			t.Errorf("%q is not said:\n%s", want, rest)
		}
	}
}
