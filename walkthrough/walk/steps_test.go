package walk_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk/walktest"
)

// TestCommands takes commands to the step that they lead to.
func TestCommands(t *testing.T) {
	for commands, want := range map[string]string{
		"":                                  "main",
		"next":                              "NewAPIServerCommand",
		"next next down":                    "RunE",
		"next back":                         "main",
		"next up":                           "main",
		"back":                              "main",
		"into":                              "NewAPIServerCommand",
		"into right":                        "NewServerRunOptions",
		"into right right":                  "NewServerRunOptions",
		"next over":                         "RunE",
		"next over over":                    "RunE",
		"next next out":                     "RunE",
		"next next next out":                "RunE",
		"next next back-over":               "NewAPIServerCommand",
		"next over back-over":               "NewAPIServerCommand",
		"next over back-over back-over":     "main",
		"next sibling":                      "RunE",
		"next next sibling":                 "RunE",
		"next sibling sibling-before":       "NewAPIServerCommand",
		"next sibling-before":               "NewAPIServerCommand",
		"sibling":                           "main",
		"out":                               "main",
		"next next caller left":             "main",
		"next next left left":               "main",
		"last":                              "WaitForReady",
		"last first":                        "main",
		"next fold":                         "NewAPIServerCommand",
		"next fold next":                    "RunE",
		"next fold next back":               "NewAPIServerCommand",
		"next fold into":                    "NewServerRunOptions",
		"next next fold":                    "NewAPIServerCommand",
		"fold last":                         "main",
		"fold fold last":                    "WaitForReady",
		"critical-path":                     "MaybeDefaultWithSelfSignedCerts",
		"last critical-path":                "WaitForReady",
		"failure":                           "main",
		"run-to free breakpoint others":     "main",
		"lane-next lane-before terminate":   "main",
		"health request answer intro close": "main",
	} {
		w := replay(t)
		do(w, strings.Fields(commands)...)
		if got := nameOf(w); got != want {
			t.Errorf("%q leads to %q, want %q", commands, got, want)
		}
	}
}

// TestNowhereToGo looks for a word where a command leads nowhere.
func TestNowhereToGo(t *testing.T) {
	for commands, want := range map[string]string{
		"back":                     "this is the first step",
		"last next":                "this is the last step",
		"next next into":           "nothing deeper was recorded",
		"over":                     "nothing follows it",
		"out":                      "nothing follows its caller",
		"caller":                   "nothing is around it",
		"sibling-before":           "no part of its caller is before it",
		"failure":                  "no stage has failed",
		"last critical-path":       "the critical path ends here: ready",
		"run-to":                   `"run to" works only while the server is booting`,
		"free":                     "no server is held",
		"lane-next":                "no server is held",
		"others":                   "no server is stepped",
		"health":                   "",
		"request":                  "no server to send a request to",
		"answer":                   "no answer yet",
		"terminate":                "no server to stop",
		"match":                    "no search yet: press /",
		"wall-time":                "nothing was held: wall time is the boot's time",
		"go 99":                    "steps go from 1 to 52",
		"breakpoint":               "breakpoint on main",
		"breakpoint\nbreakpoint":   "breakpoint removed from main",
		"search no such thing":     "nothing matches no such thing",
		"search no such\nmatch":    "nothing matches no such",
		"go no such":               `no stage and no command is called "no such"`,
		"nonsense":                 "no command is called nonsense",
		"next":                     "",
		"as-it-was":                "as it was when this stage began: A shows all that is known",
		"search main\nmatch\nback": "this is the first step",
	} {
		w := replay(t)
		lines := strings.Split(commands, "\n")
		if !strings.HasPrefix(commands, "search") && !strings.HasPrefix(commands, "go") {
			lines = strings.Fields(commands)
		}
		do(w, lines...)
		if got := w.Notice(); got != want {
			t.Errorf("%q says %q, want %q", commands, got, want)
		}
	}
}

// TestNextReachesEverySpan walks from the first step to the last, and back.
func TestNextReachesEverySpan(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := replayOf(t, walktest.WildTrace(r, 1+r.IntN(40)), walktest.Bare)
		l := w.Lesson()
		reached := map[*lesson.Step]bool{w.Step(): true}
		for range l.Steps {
			do(w, "next")
			reached[w.Step()] = true
		}
		if len(reached) != len(l.Trace.Spans) {
			t.Errorf("seed %d: next reaches %d of %d spans", seed, len(reached), len(l.Trace.Spans))
		}
		for range l.Steps {
			do(w, "back")
		}
		if w.Step() != l.Steps[0] {
			t.Errorf("seed %d: back does not lead back", seed)
		}
	}
}

// TestLiveLessonsKeepThePlace grows a boot span by span under a learner who stands somewhere in it.
func TestLiveLessonsKeepThePlace(t *testing.T) {
	l := walktest.Watch()
	happened(l, walktest.Boot(), 100)
	do(l.Walk, "next", "next", "over")
	stood := l.Step().Node.ID
	for at := 110.0; at <= 710; at += 40 {
		happened(l, walktest.Boot(), at)
		if l.Step().Node.ID != stood {
			t.Fatalf("at %v ms the learner has been moved to %q", at, nameOf(l.Walk))
		}
	}
}
