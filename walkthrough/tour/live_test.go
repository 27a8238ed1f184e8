package tour

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// waitAt tells the screen that the server is held at stages, the first of which is the one that is stepped.
func waitAt(m *model, names ...string) { receive(m, live(m).HeldAt(names...)) }

func hearState(m *model, s step.State) { receive(m, live(m).Stepping(s)) }

// stepping returns the screen of a stepped boot, with everything received that has happened until a time in
// milliseconds. What is ahead is known from another boot.
func stepping(s size, until float64) (*model, *walktest.Controls) {
	l := walktest.Step()
	m := screenOf(l, s.width, s.height)
	hear(m, walktest.Boot(), until, nil)
	return m, l.Controls
}

// steppedModel returns a boot that is held in two hooks at once.
func steppedModel() (*model, *walktest.Controls) {
	m, c := stepping(small, 320.35)
	waitAt(m, "PostStartHook/crd-informer-synced", "PostStartHook/start-apiextensions-controllers")
	return m, c
}

// heldLanes builds a boot that is held in two hooks at once.
func heldLanes(s size) build {
	return func(*testing.T) *model {
		m, _ := stepping(s, 320.35)
		waitAt(m, "PostStartHook/crd-informer-synced", "PostStartHook/start-apiextensions-controllers")
		return m
	}
}

// readyModel returns a server that is stepped and ready.
func readyModel() (*model, *walktest.Controls) {
	m, c := stepping(small, 700)
	hearState(m, step.State{Mode: step.Moving})
	return m, c
}

// calls counts what the server was told.
func calls(m *model) int {
	if l := live(m); l != nil && l.Controls != nil {
		return len(l.Controls.Told)
	}
	return 0
}

// position says in words where the learner stands.
func position(m *model) string {
	switch p := m.walk.Position(); {
	case !p.Live || !p.Tracked:
		return ""
	case p.Ahead:
		return "ahead"
	case p.Held:
		return "live, held"
	case p.AtEdge:
		return "live"
	default:
		return fmt.Sprintf("%d behind live", p.Behind)
	}
}

// TestKeysAtTheEdge presses keys where the server is held, and looks at what it is told.
func TestKeysAtTheEdge(t *testing.T) {
	for keys, want := range map[string]string{
		"space":     "into",
		"n":         "into",
		"pgdown":    "into",
		"i":         "into",
		"enter":     "into",
		"o":         "over",
		"u":         "out",
		"s":         "sibling",
		"c":         "free",
		"w":         "others run true",
		"w w":       "others run false",
		"]":         "choose 74",
		"[":         "choose 74",
		"B":         "breakpoints PostStartHook/crd-informer-synced",
		"B B":       "breakpoints ",
		"G t":       "breakpoints ", // where it has begun there is nothing to run to
		"b space":   "breakpoints ", // back to the edge
		"b space o": "over",
		"g G u":     "out",
		"down":      "breakpoints ", // looking does not step
		"H space":   "into",
		"? space":   "breakpoints ",
		"x x":       "terminate",
		"x b x":     "breakpoints ",
		"r":         "breakpoints ",
	} {
		m, c := steppedModel()
		press(t, m, strings.Fields(keys)...)
		if c.Last() != want {
			t.Errorf("%q tells the server %q, want %q", keys, c.Last(), want)
		}
	}
}

// TestEveryKeyIsAStep types faster than the server steps: every key is a step, one after the other, and what does not
// get on is forgotten.
func TestEveryKeyIsAStep(t *testing.T) {
	m, c := steppedModel()
	press(t, m, "space", "space", "o")
	told := func(want string) {
		t.Helper()
		if got := strings.Join(c.Told, "; "); got != want {
			t.Errorf("the server is told %q, want %q", got, want)
		}
	}
	told("breakpoints ; into")
	arrive := func() {
		waitAt(m, "PostStartHook/crd-informer-synced", "PostStartHook/start-apiextensions-controllers")
	}
	arrive()
	told("breakpoints ; into; into")
	arrive()
	told("breakpoints ; into; into; over")
	press(t, m, "space", "w") // another key means that it is not about stepping any more
	arrive()
	told("breakpoints ; into; into; over; others run true")
	press(t, m, strings.Fields(strings.Repeat("space ", 50))...)
	for range 50 {
		arrive()
	}
	if got := len(c.Told); got != 5+1+8 {
		t.Errorf("a key that was held down makes %d orders", got)
	}
	hearState(m, step.State{Mode: step.Running})
	press(t, m, "space")
	if c.Last() != "pause" {
		t.Errorf("while it runs free, the server is told %q", c.Last())
	}
}

// TestRunTo chooses a stage that is ahead.
func TestRunTo(t *testing.T) {
	m, c := steppedModel()
	press(t, m, "G")
	for m.walk.Step().Node.Name != "PostStartHook/apiservice-discovery-controller" {
		press(t, m, "down")
	}
	if position(m) != "ahead" {
		t.Errorf("the learner is %q", position(m))
	}
	press(t, m, "t")
	if want := "run to PostStartHook/apiservice-discovery-controller"; c.Last() != want {
		t.Errorf("the server is told %q, want %q", c.Last(), want)
	}
}

// TestThePastAndBack walks back and forth: the live edge looks as before, wherever the learner has been meanwhile.
func TestThePastAndBack(t *testing.T) {
	m, c := steppedModel()
	before := screen(t, m)
	if position(m) != "live, held" {
		t.Errorf("the learner is %q", position(m))
	}
	for _, keys := range []string{
		"b n", "b b space space", "g G", "S O b G", "backspace space space", "end home end", "down up",
		"down space space",
	} {
		press(t, m, strings.Fields(keys)...)
		if after := screen(t, m); after != before {
			t.Errorf("after %q the edge is\n%s, before\n%s", keys, after, before)
		}
		stand(m, m.walk.Edge())
	}
	if len(c.Told) != 1 {
		t.Errorf("the server is told %q", c.Told)
	}
	press(t, m, "g")
	if want := "45 behind live"; position(m) != want {
		t.Errorf("the learner is %q, want %q", position(m), want)
	}
	// From afar the learner is not taken along.
	hear(m, walktest.Boot(), 400, nil)
	waitAt(m, "PostStartHook/start-apiextensions-controllers")
	if m.walk.Step().Node.Name != "main" {
		t.Errorf("the learner is taken to %q", m.walk.Step().Node.Name)
	}
	press(t, m, "G")
	if got := m.walk.Step().Node.Name; got != "PostStartHook/start-apiextensions-controllers" {
		t.Errorf("the live edge is %q", got)
	}
}

// TestWarnings lets time pass.
func TestWarnings(t *testing.T) {
	m, c := steppedModel()
	start := walktest.At(1000)
	var passed time.Time
	pass := func(d time.Duration) string {
		for passed = trace.Latest(passed, start); passed.Before(start.Add(d)); passed = passed.Add(time.Second) {
			m.walk.Tick(passed)
		}
		m.Update(tickMsg(start.Add(d)))
		return m.walk.Warning().Said(m.walk.Phrases())
	}
	if w := pass(0); w != "" {
		t.Errorf("at once: %q", w)
	}
	press(t, m, "b")
	if w := pass((10 * time.Minute) - time.Second); w != "" {
		t.Errorf("after %s: %q", (10*time.Minute)-time.Second, w)
	}
	if w := pass((10 * time.Minute) + time.Second); w != "held for 10m1s, no key: c lets the server run" {
		t.Errorf("after %s: %q", (10*time.Minute)+time.Second, w)
	}
	if s := screen(t, m); !strings.Contains(s, "c lets the server run") {
		t.Errorf("the warning is not on the screen:\n%s", s)
	}
	press(t, m, "b")
	if w := pass((10 * time.Minute) + 2*time.Second); w != "" {
		t.Errorf("after a key: %q", w)
	}
	press(t, m, "G", "space")
	others := live(m).HeldAt("PostStartHook/start-apiextensions-controllers")
	lane := step.Held{Lane: m.walk.Lesson().Steps[named(m, "PostStartHook/crd-informer-synced")].Lane()}.Lane
	state := step.State{Mode: step.Moving, Lane: lane, Held: others.Held, Lanes: others.Lanes}
	hearState(m, state)
	start = start.Add(10*time.Minute + 2*time.Second)
	if w := pass((2 * time.Second) - time.Millisecond); w != "" {
		t.Errorf("on the way: %q", w)
	}
	if w := pass((2 * time.Second)); w != "may wait for 1 held lane: space steps one, w lets all go on" {
		t.Errorf("after %s: %q", (2 * time.Second), w)
	}
	press(t, m, "space")
	if want := fmt.Sprintf("choose %d", state.Held[0].Lane); c.Last() != want || m.walk.Warning().Said(m.walk.Phrases()) != "" {
		t.Errorf("the server is told %q, want %q; there is the warning %q", c.Last(), want, m.walk.Warning().Said(m.walk.Phrases()))
	}
	waitAt(m, "PostStartHook/start-apiextensions-controllers")
	if c.Last() != "into" {
		t.Errorf("in the other lane the server is told %q, want the step", c.Last())
	}
	state.Held = nil
	hearState(m, state)
	start = start.Add(2 * time.Second)
	if w := pass(5 * (2 * time.Second)); w != "the server has sent nothing for 10.0 s" {
		t.Errorf("after %s: %q", 5*(2*time.Second), w)
	}
}

// TestRequest asks a server that is ready.
func TestRequest(t *testing.T) {
	m, c := readyModel()
	press(t, m, "space")
	if c.Last() != "breakpoints " || !strings.Contains(m.walk.Notice(), "r sends a request") {
		t.Errorf("the server is told %q, the learner %q", c.Last(), m.walk.Notice())
	}
	press(t, m, "r")
	for _, want := range []string{"request: NAME, or METHOD /path", "denied         a user without rights"} {
		if s := screen(t, m); !strings.Contains(s, want) {
			t.Errorf("the prompt does not show %q:\n%s", want, s)
		}
	}
	press(t, m, append(letters("/api/v1/namespaces"), "enter")...)
	if c.Last() != "request GET /api/v1/namespaces" {
		t.Errorf("the server is told %q", c.Last())
	}
	press(t, m, "r")
	if m.prompt != nil {
		t.Error("a second request is asked for while the first one has no answer")
	}
	receive(
		m,
		feed.Answer{
			Method: "GET",
			Path:   "/api/v1/namespaces",
			Status: "200 OK",
			Lines:  []string{"{\x1b[2J"},
			Took:   12 * time.Millisecond,
		},
	)
	if s := screen(t, m); !strings.Contains(s, "GET /api/v1/namespaces: 200 OK after 12.0 ms; R shows it") {
		t.Errorf("the screen is\n%s", s)
	}
	press(t, m, "R")
	if s := screen(t, m); !strings.Contains(s, "{␛[2J") {
		t.Errorf("the answer is\n%s", s)
	}
	press(t, m, "q", "r", "ctrl+u")
	m.prompt.input.set("delete /x")
	press(t, m, "enter")
	if c.Last() != "request DELETE /x" {
		t.Errorf("the server is told %q", c.Last())
	}
	receive(m, feed.Answer{Err: errors.New("refused")})
	press(t, m, "r", "up")
	if got := m.prompt.input.value(); got != "delete /x" {
		t.Errorf("%q is recalled", got)
	}
	m.prompt.input.set("nonsense")
	press(t, m, "enter")
	if !strings.Contains(m.walk.Notice(), `no request is called "nonsense"`) {
		t.Errorf("the notice is %q", m.walk.Notice())
	}
	press(t, m, "x")
	if c.Last() != "terminate" {
		t.Errorf("the server is told %q", c.Last())
	}
}

// TestScaleAfterTheBoot stands on the stages of a request, which took less than a cell of the boot's scale.
func TestScaleAfterTheBoot(t *testing.T) {
	m, _ := readyModel()
	boot := m.walk.Period()
	for i, name := range []string{"ServeRequest", "WithAuditInit"} {
		receive(m, feed.Span{Span: trace.Span{
			TraceID: strings.Repeat("b", 32), ID: fmt.Sprint(i), Name: name,
			Start: walktest.At(700 + float64(i)), End: walktest.At(703),
		}})
	}
	stand(m, named(m, "WithAuditInit"))
	m.settle()
	if got, want := m.walk.Period(), (walk.Period{Start: walktest.At(700), End: walktest.At(703)}); got != want {
		t.Errorf("the scale of a request is %v, want %v", got, want)
	}
	press(t, m, "g")
	if got := m.walk.Period(); got != boot {
		t.Errorf("the scale of the boot is %v, was %v", got, boot)
	}
}

// TestTakenToTheFailure lets a boot fail: a learner at the live edge is taken to where it failed, whatever the server
// did after that on its way out. A learner elsewhere stays.
func TestTakenToTheFailure(t *testing.T) {
	for keys, want := range map[string]string{"space": "StartEtcd", "g": "main"} {
		m := screenOf(walktest.Step(), small.width, small.height)
		hear(m, failingBoot(), 45, nil)
		waitAt(m, "StartEtcd")
		press(t, m, keys)
		root := failingBoot()
		run := &root.Parts[1].Parts[len(root.Parts[1].Parts)-1]
		run.Parts = append(
			run.Parts,
			walktest.Stage{Start: 151.41, End: 151.45, Name: "StopEtcd", Function: "StartEtcd"},
		)
		hear(m, root, 200, nil)
		hearState(m, step.State{Mode: step.Moving, Lane: 1})
		receive(m, feed.Ended{Err: errors.New("the server has ended with exit status 1")})
		if got := m.walk.Step().Node.Name; got != want {
			t.Errorf("after %q the learner stands on %s, want %s", keys, got, want)
		}
	}
}
