package walk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"apitour/trace"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestMain takes the module cache away: these tests must not depend on which libraries a machine has the source of.
func TestMain(m *testing.M) {
	if err := os.Setenv("GOMODCACHE", "/nowhere"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// begin returns a walk of these options, whose first work is done.
func begin(t *testing.T, o walk.Options) *walk.Walk {
	t.Helper()
	w, err := walk.New(o)
	if err != nil {
		t.Fatal(err)
	}
	finish(w, w.Start())
	return w
}

// replay returns a walk through the recorded boot, for a screen.
func replay(t *testing.T) *walk.Walk { return replayOf(t, walktest.Recording(), walktest.Join) }

func replayOf(t *testing.T, recorded *trace.Trace, join func(*trace.Trace) *lesson.Lesson) *walk.Walk {
	t.Helper()
	return begin(t, walk.Options{
		Lesson: join, Languages: walktest.Spoken(walktest.Lesson()), Trace: recorded, Screen: true,
	})
}

// finish runs the work that a reply asks for, and the work that follows from it. It returns what all of it asks for.
func finish(w *walk.Walk, r walk.Reply) walk.Reply {
	for len(r.Work) > 0 {
		work := r.Work[0]
		r.Work = r.Work[1:]
		event := work(context.Background())
		if event == nil {
			continue
		}
		more := w.Take(event)
		r.Work = append(r.Work, more.Work...)
		if more.Show != "" {
			r.Show = more.Show
		}
		if more.Match != nil {
			r.Match = more.Match
		}
		if more.Open != nil {
			r.Open = more.Open
		}
	}
	return r
}

// do does commands, each a name, and behind a space its argument. It returns the reply to the last one.
func do(w *walk.Walk, commands ...string) (r walk.Reply) {
	for _, c := range commands {
		name, argument, _ := strings.Cut(c, " ")
		r = finish(w, w.Do(name, argument))
	}
	return r
}

// typing tells the walk what is typed, letter by letter.
func typing(w *walk.Walk, text string) {
	for end := range text {
		finish(w, w.Typed(text[:end]))
	}
	finish(w, w.Typed(text))
}

// nameOf returns the name of the learner's stage.
func nameOf(w *walk.Walk) string {
	if w.Step() == nil {
		return ""
	}
	return w.Step().Node.Name
}

// happened has a live walk receive what has happened until a time in milliseconds.
func happened(l *walktest.Live, root walktest.Stage, until float64) {
	l.Receive(l.Until(root, until)...)
	l.Tick(walktest.At(until))
}

var errDead = errors.New("dead")

const (
	oneHook     = "PostStartHook/crd-informer-synced"
	anotherHook = "PostStartHook/start-apiextensions-controllers"
)

// stepped returns a walk through a boot that is held in two hooks at once.
func stepped() *walktest.Live {
	l := walktest.Step()
	happened(l, walktest.Boot(), 320.35)
	l.Receive(l.HeldAt(oneHook, anotherHook))
	return l
}

// ready returns a walk through a server that is stepped and ready.
func ready() *walktest.Live {
	l := walktest.Step()
	happened(l, walktest.Boot(), 700)
	l.Receive(l.Stepping(step.State{Mode: step.Moving}))
	return l
}

// TestNew asks for walks that cannot be.
func TestNew(t *testing.T) {
	for name, o := range map[string]walk.Options{
		"nothing":   {},
		"no lesson": {Trace: &trace.Trace{}},
		"no boot":   {Lesson: walktest.Join},
		"two boots": {Lesson: walktest.Join, Trace: &trace.Trace{}, Feed: walktest.NewServer(canceled(), 1).Feed},
	} {
		if _, err := walk.New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
