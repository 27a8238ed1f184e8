package tour

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
)

// controls remembers what a server was told.
type controls struct{ told []string }

func (c *controls) say(format string, values ...any) {
	c.told = append(c.told, fmt.Sprintf(format, values...))
}

var kindNames = map[step.Kind]string{
	step.Into: "into", step.Over: "over", step.Out: "out", step.Sibling: "sibling", step.RunTo: "run to", step.Free: "free",
	step.Pause: "pause",
}

func (c *controls) Step(s step.Command) {
	c.say("%s", strings.TrimSpace(kindNames[s.Kind]+" "+s.Name))
}

func (c *controls) SetBreakpoints(names []string) { c.say("breakpoints %s", strings.Join(names, ",")) }
func (c *controls) OthersRun(run bool)            { c.say("others run %t", run) }
func (c *controls) Choose(lane int64)             { c.say("choose %d", lane) }
func (c *controls) Request(method, path string)   { c.say("request %s %s", method, path) }
func (c *controls) Terminate()                    { c.say("terminate") }

// last returns what the server was told last.
func (c *controls) last() string {
	if len(c.told) == 0 {
		return ""
	}
	return c.told[len(c.told)-1]
}

func calls(m *model) int {
	if c, ok := m.live.controls.(*controls); ok {
		return len(c.told)
	}
	return 0
}

// held returns the span that the stage is in a boot of these tests.
func heldAt(m *model, name string) step.Held {
	for _, s := range m.lesson.Steps {
		if s.Node.Name == name {
			return step.Held{Key: s.Node.Key(), Name: name, Lane: s.Node.Int(convention.Goroutine)}
		}
	}
	panic("no stage is called " + name)
}

// waitAt tells the model that the server is held at stages, the first of which is the one that is stepped.
func waitAt(m *model, names ...string) {
	state := step.State{Mode: step.Waiting}
	for _, name := range names {
		state.Held = append(state.Held, heldAt(m, name))
	}
	state.Current, state.Lane = &state.Held[0], state.Held[0].Lane
	for _, h := range state.Held {
		state.Lanes = append(state.Lanes, step.Lane{ID: h.Lane, Name: h.Name, Inner: h.Name, Held: 1})
	}
	hearState(m, state)
}

func hearState(m *model, s step.State) {
	m.Update(heardMsg{stepping: &Stepping{s, m.live.told}, at: m.live.clock})
}

// stepping returns a boot that is stepped, of which is heard what has happened until a time in milliseconds. What is
// ahead is known from another boot.
func stepping(s size, until float64) (*model, *controls) {
	m, c := watch(s.width, s.height), &controls{}
	m.live.controls = c
	plan := lesson.NewPlan(traceOf(bootSource(), boot(), 612))
	m.follower.join = func(t *trace.Trace) *lesson.Lesson { return joinBoot(t).WithPlan(plan) }
	hear(m, boot(), until, nil)
	return m, c
}

// steppedModel returns a boot that is held in two hooks at once.
func steppedModel() (*model, *controls) {
	m, c := stepping(small, 320.35)
	waitAt(m, "PostStartHook/crd-informer-synced", "PostStartHook/start-apiextensions-controllers")
	return m, c
}

// readyModel returns a server that is stepped and ready.
func readyModel() (*model, *controls) {
	m, c := stepping(small, 700)
	hearState(m, step.State{Mode: step.Moving})
	return m, c
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
		if c.last() != want {
			t.Errorf("%q tells the server %q, want %q", keys, c.last(), want)
		}
	}
}

// TestEveryKeyIsAStep types faster than the server steps: every key is a step, one after the other, and what does not get
// on is forgotten.
func TestEveryKeyIsAStep(t *testing.T) {
	m, c := steppedModel()
	press(t, m, "space", "space", "o")
	told := func(want string) {
		t.Helper()
		if got := strings.Join(c.told, "; "); got != want {
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
	if got := len(c.told); got != 5+1+mostQueued {
		t.Errorf("a key that was held down makes %d orders", got)
	}
	hearState(m, step.State{Mode: step.Running})
	press(t, m, "space")
	if c.last() != "pause" {
		t.Errorf("while it runs free, the server is told %q", c.last())
	}
}

// TestRunTo chooses a stage that is ahead.
func TestRunTo(t *testing.T) {
	m, c := steppedModel()
	press(t, m, "G")
	for m.step().Node.Name != "PostStartHook/apiservice-discovery-controller" {
		press(t, m, "down")
	}
	if m.position() != "ahead" {
		t.Errorf("the learner is %q", m.position())
	}
	press(t, m, "t")
	if want := "run to PostStartHook/apiservice-discovery-controller"; c.last() != want {
		t.Errorf("the server is told %q, want %q", c.last(), want)
	}
}

// TestThePastAndBack walks back and forth: the live edge looks as before, wherever the learner has been meanwhile.
func TestThePastAndBack(t *testing.T) {
	m, c := steppedModel()
	before := screen(t, m)
	if m.position() != "live, held" {
		t.Errorf("the learner is %q", m.position())
	}
	for _, keys := range []string{"b n", "b b space space", "g G", "S O b G", "backspace space space", "end home end", "down up", "down space space"} {
		press(t, m, strings.Fields(keys)...)
		if after := screen(t, m); after != before {
			t.Errorf("after %q the edge is\n%s, before\n%s", keys, after, before)
		}
		m.stand(m.live.edge)
	}
	if len(c.told) != 1 {
		t.Errorf("the server is told %q", c.told)
	}
	press(t, m, "g")
	if want := fmt.Sprintf("%d behind live", m.behind()); m.position() != want || m.behind() != 45 {
		t.Errorf("the learner is %q, want %q", m.position(), want)
	}
	// From afar the learner is not taken along.
	hear(m, boot(), 400, nil)
	waitAt(m, "PostStartHook/start-apiextensions-controllers")
	if m.step().Node.Name != "main" {
		t.Errorf("the learner is taken to %q", m.step().Node.Name)
	}
	press(t, m, "G")
	if got := m.step().Node.Name; got != "PostStartHook/start-apiextensions-controllers" {
		t.Errorf("the live edge is %q", got)
	}
}

// TestWarnings lets time pass.
func TestWarnings(t *testing.T) {
	m, c := steppedModel()
	start := moment(1000)
	pass := func(d time.Duration) string {
		m.Update(tickMsg(start.Add(d)))
		return m.warning()
	}
	if w := pass(0); w != "" {
		t.Errorf("at once: %q", w)
	}
	press(t, m, "b")
	if w := pass(watchdog - time.Second); w != "" {
		t.Errorf("after %s: %q", watchdog-time.Second, w)
	}
	if w := pass(watchdog + time.Second); w != "held for 10m1s, no key: c lets the server run" {
		t.Errorf("after %s: %q", watchdog+time.Second, w)
	}
	if s := screen(t, m); !strings.Contains(s, "c lets the server run") {
		t.Errorf("the warning is not on the screen:\n%s", s)
	}
	press(t, m, "b")
	if w := pass(watchdog + 2*time.Second); w != "" {
		t.Errorf("after a key: %q", w)
	}
	press(t, m, "G", "space")
	state := m.live.state
	state.Held = []step.Held{heldAt(m, "PostStartHook/start-apiextensions-controllers")}
	hearState(m, state)
	start = m.live.clock
	if w := pass(patience - time.Millisecond); w != "" {
		t.Errorf("on the way: %q", w)
	}
	if w := pass(patience); w != "waits, maybe for a held lane: space steps one, w lets all go on" {
		t.Errorf("after %s: %q", patience, w)
	}
	press(t, m, "space")
	if want := fmt.Sprintf("choose %d", state.Held[0].Lane); c.last() != want || m.warning() != "" {
		t.Errorf("the server is told %q, want %q; there is the warning %q", c.last(), want, m.warning())
	}
	waitAt(m, "PostStartHook/start-apiextensions-controllers")
	if c.last() != "into" {
		t.Errorf("in the other lane the server is told %q, want the step", c.last())
	}
	state.Held = nil
	hearState(m, state)
	start = m.live.clock
	if w := pass(5 * patience); w != "the server has said nothing for 10.0 s" {
		t.Errorf("after %s: %q", 5*patience, w)
	}
}

// TestRequest asks a server that is ready.
func TestRequest(t *testing.T) {
	m, c := readyModel()
	press(t, m, "space")
	if c.last() != "breakpoints " || !strings.Contains(m.notice, "r sends a request") {
		t.Errorf("the server is told %q, the learner %q", c.last(), m.notice)
	}
	press(t, m, "r", "enter")
	if c.last() != "request GET /api/v1/namespaces" {
		t.Errorf("the server is told %q", c.last())
	}
	press(t, m, "r")
	if m.prompt != nil {
		t.Error("a second request is asked for while the first one has no answer")
	}
	m.Update(heardMsg{answer: &Answer{Method: "GET", Path: "/api/v1/namespaces", Status: "200 OK", Lines: []string{"{\x1b[2J"}, Took: 12 * time.Millisecond}})
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
	if c.last() != "request DELETE /x" {
		t.Errorf("the server is told %q", c.last())
	}
	m.Update(heardMsg{answer: &Answer{Err: errors.New("refused")}})
	press(t, m, "r")
	if got := m.prompt.input.value(); got != "DELETE /x" {
		t.Errorf("%q is proposed", got)
	}
	m.prompt.input.set("nonsense")
	press(t, m, "enter")
	if !strings.Contains(m.notice, "a method and a path") {
		t.Errorf("the notice is %q", m.notice)
	}
	press(t, m, "x")
	if c.last() != "terminate" {
		t.Errorf("the server is told %q", c.last())
	}
}

// TestScaleAfterTheBoot stands on the stages of a request, which took less than a cell of the boot's scale.
func TestScaleAfterTheBoot(t *testing.T) {
	m, _ := readyModel()
	boot := m.scale()
	var heard heardMsg
	for i, name := range []string{"ServeRequest", "WithAuditInit"} {
		span := trace.Span{TraceID: strings.Repeat("b", 32), ID: fmt.Sprint(i), Name: name, Start: moment(700 + float64(i)), End: moment(703)}
		m.follower.take(Span{span}, true, &heard)
	}
	heard.lesson = m.follower.join(m.follower.recording.Snapshot())
	m.Update(heard)
	m.stand(m.named("WithAuditInit"))
	m.settle()
	if got, want := m.scale(), (scale{moment(700), moment(703)}); got != want {
		t.Errorf("the scale of a request is %v, want %v", got, want)
	}
	press(t, m, "g")
	if got := m.scale(); got != boot {
		t.Errorf("the scale of the boot is %v, was %v", got, boot)
	}
}

// TestTakenToTheFailure lets a boot fail: whoever stood at the live edge is taken to where it failed, whatever the server
// did after that on its way out, and nobody else is.
func TestTakenToTheFailure(t *testing.T) {
	for keys, want := range map[string]string{"space": "StartEtcd", "g": "main"} {
		m := watch(small.width, small.height)
		m.live.controls = &controls{}
		hear(m, failingBoot(), 45, nil)
		waitAt(m, "StartEtcd")
		press(t, m, keys)
		root := failingBoot()
		run := &root.parts[1].parts[len(root.parts[1].parts)-1]
		run.parts = append(run.parts, stageOf{start: 151.41, end: 151.45, name: "StopEtcd", function: "StartEtcd"})
		hear(m, root, 200, nil)
		hearState(m, step.State{Mode: step.Moving, Lane: 1})
		m.Update(heardMsg{ended: true, err: errors.New("the server has ended with exit status 1")})
		if got := m.step().Node.Name; got != want {
			t.Errorf("after %q the learner stands on %s, want %s", keys, got, want)
		}
	}
}
