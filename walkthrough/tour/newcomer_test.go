package tour

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// newcomer is somebody who begins with the first page, chooses ten minutes, and presses nothing but space and answers.
type newcomer struct {
	m      *model
	settle func() // lets a server go on
	keys   int
	headed []string // the chapters whose pages were shown
	asked  int
}

// newcomers returns one before a recording of the shipped boot, and one before a server that is stepped through the
// same boot, whose hooks begin in the order of luck. They begin at the stage of that name, or at the first page.
func newcomers(t *testing.T, at string) (replayed, watched *newcomer) {
	t.Helper()
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	boot, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	begin := func(w *walk.Walk, err error) *newcomer {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		m := Options{Environment: colourTerminal}.model(t.Context(), w)
		m.Update(tea.WindowSizeMsg{Width: small.width, Height: small.height})
		return &newcomer{m: m, settle: func() {}}
	}
	options := func(plan *lesson.Plan) walk.Options {
		return walk.Options{
			Lesson: func(tr *trace.Trace) *lesson.Lesson { return lesson.New(tr, library, nil, plan) },
			Screen: true, Front: at == "", At: at, Path: walk.Short, Headings: true, Predict: true,
		}
	}
	o := options(nil)
	o.Trace = boot
	replayed = begin(walk.New(o))
	server := walktest.NewLucky(boot, 7)
	watched = begin(server.Begin(options(lesson.NewPlan(boot))))
	watched.settle = func() { server.Settle(func(e walk.Event) { watched.m.Update(eventMsg{e}) }) }
	watched.settle()
	return replayed, watched
}

// press presses a key, and notes the page that it has opened.
func (n *newcomer) press(t *testing.T, key string) {
	t.Helper()
	before := n.m.page
	press(t, n.m, key)
	n.settle()
	n.keys++
	chapter := page(&n.m.pages.chapter)
	if n.m.page == chapter && before != chapter {
		n.headed = append(n.headed, n.m.pages.chapter.of.ID)
	}
}

// TestNewcomerIsAsked walks from the first page to ready by space and answers, in at most 45 keys, through a recording
// and through a server: the pages of all chapters are read on the way, the one about hooks before the server goes on
// past them, and the one about readiness before the page of the ready server.
func TestNewcomerIsAsked(t *testing.T) {
	const most = 45
	replayed, watched := newcomers(t, "")
	for name, n := range map[string]*newcomer{"a recording": replayed, "a server": watched} {
		n.press(t, "1")
		for there := func() bool {
			return n.m.page == nil && n.m.walk.Step().Node.Name == "WaitForReady" && !n.m.walk.Predicting() ||
				n.m.page == page(&n.m.pages.ready)
		}; !there(); {
			if n.keys > most {
				t.Fatalf("%s: after %d keys the walk is at %s", name, n.keys, n.m.walk.Step().Node.Name)
			}
			if n.m.walk.Predicting() && n.m.page == nil {
				n.asked++
				n.press(t, "1")
				continue
			}
			n.press(t, "space")
		}
		if got := strings.Join(n.headed, " "); got != "config chain groups prepare hooks ready" {
			t.Errorf("%s: the pages of the chapters %q are shown", name, got)
		}
		if n.asked < 3 || n.keys > most {
			t.Errorf("%s: %d questions, %d keys", name, n.asked, n.keys)
		}
		t.Logf("%s: %d keys, %d questions", name, n.keys, n.asked)
	}
	if watched.m.page != page(&watched.m.pages.ready) {
		t.Errorf("the server is ready, and the screen shows\n%s", screen(t, watched.m))
	}
}

// TestChapterPassedBelowAPage presses space below the page of health, which covers the panes: the page of the chapter
// that would be passed takes its place, since the command waits for it.
func TestChapterPassedBelowAPage(t *testing.T) {
	_, n := newcomers(t, "prepared.Run")
	press(t, n.m, "H", "space")
	n.settle()
	if n.m.page != page(&n.m.pages.chapter) || n.m.pages.chapter.of.ID != "hooks" {
		t.Fatalf("the chapter is not headed:\n%s", screen(t, n.m))
	}
	press(t, n.m, "m", "?", "?")
	press(t, n.m, "I")
	if n.m.pages.chapter.of.ID != "prepare" {
		t.Errorf("afterwards I heads %q", n.m.pages.chapter.of.ID)
	}
}
