package walk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/trace/tracetest"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// report is an answer that was received at a time in milliseconds, and asked for 5 ms before that.
func report(at float64, path string, code int, checks ...health.Check) feed.Health {
	return feed.Health{Report: health.Report{
		Path: path, Code: code, Checks: checks, At: walktest.At(at), Asked: walktest.At(at - 5),
	}}
}

func red(name string) health.Check {
	return health.Check{Name: name, Reason: "failed: reason withheld"}
}

func green(name string) health.Check { return health.Check{Name: name, OK: true} }

const (
	slowHook = "poststarthook/crd-informer-synced"
	fastHook = "poststarthook/start-system-namespaces-controller"
)

// turning returns a walk through a server of which some checks have turned green.
func turning() *walktest.Live {
	l := stepped()
	l.Receive(report(325, "/readyz", 500,
		green("ping"), green("etcd"), red("informer-sync"), red("odd"), red(slowHook), red(fastHook),
		red("poststarthook/none")))
	happened(l, walktest.Boot(), 410)
	l.Receive(report(409, "/livez", 500, green("ping"), red(slowHook)))
	l.Receive(report(410, "/readyz", 500,
		green("ping"), green("etcd"), green("informer-sync"), green("odd"), red(slowHook), green(fastHook),
		red("poststarthook/none")))
	return l
}

// TestHealth lets a server turn green, check by check.
func TestHealth(t *testing.T) {
	l := stepped()
	l.Receive(feed.Health{Report: health.Report{Path: "/readyz", Waiting: true}})
	if h := l.Health(); h.Answered() || len(l.Checks()) != 0 {
		t.Errorf("before the first answer: %+v", h)
	}
	if r := do(l.Walk, "health"); r.Show != walk.HealthView {
		t.Errorf("health shows %q", r.Show)
	}
	l = turning()
	h := l.Health()
	if got := l.FirstAnswer().Said(l.Phrases()); got != "at +325 ms" {
		t.Errorf("the first answer came %s", got)
	}
	if got, all := h.Count("/readyz"); got != 5 || all != 7 {
		t.Errorf("/readyz: %d of %d", got, all)
	}
	if got, all := l.Gauge("/livez"); got != 1 || all != 2 {
		t.Errorf("/livez: %d of %d", got, all)
	}
	if h.OK("/readyz") || l.PathTurned("/readyz") != (walk.Turn{}) {
		t.Error("/readyz is green already")
	}
	happened(l, walktest.Boot(), 700)
	if got, all := l.Gauge("/livez"); got != 2 || all != 2 {
		t.Errorf("when its hook has ended, /livez is %d of %d, before any poll", got, all)
	}
	if got := l.PathTurned("/livez"); got.Said(l.Phrases()) != "at +481 ms" || got.By != oneHook {
		t.Errorf("/livez turned %s, by %q", got, got.By)
	}
	l.Receive(report(710, "/readyz", 200, green("ping")))
	if got := l.PathTurned("/readyz").Said(l.Phrases()); !h.OK("/readyz") || got != "between +405 and +710 ms" {
		t.Errorf("/readyz is green: %t, %s", h.OK("/readyz"), got)
	}
	if got := replay(t).Checks(); len(got) != 0 {
		t.Errorf("a recording has the checks %+v", got)
	}
}

// TestCauses says of checks what has turned them green, or keeps them red.
func TestCauses(t *testing.T) {
	l := turning()
	checks := l.Checks()
	if got := l.State().Checks; len(got) != len(checks) {
		t.Errorf("the state has %d checks, want %d", len(got), len(checks))
	}
	greenYet := false
	causes := map[string]walk.Cause{}
	for _, c := range checks {
		if greenYet && !c.Green {
			t.Errorf("the red check %q comes after a green one", c.Name)
		}
		greenYet = greenYet || c.Green
		causes[c.Name] = l.CauseOf(c)
	}
	stage := func(name string) string {
		if hook := causes[name].Hook; hook != nil {
			return hook.Node.Name
		}
		return ""
	}
	if got, want := stage(slowHook), oneHook; got != want {
		t.Errorf("%s is red because of %q, want %q", slowHook, got, want)
	}
	if got, want := stage(fastHook), "PostStartHook/start-system-namespaces-controller"; got != want {
		t.Errorf("%s is green because of %q, want %q", fastHook, got, want)
	}
	for name, want := range map[string]walk.Cause{
		"poststarthook/none": {NotStarted: true},
		"odd":                {Turned: walk.Turn{From: 320 * ms, At: 410 * ms}},
	} {
		if got := causes[name]; got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	l.Receive(report(420, "/readyz", 500, red("odd"), green("new")))
	for _, c := range l.Checks() {
		switch got := l.CauseOf(c); {
		case c.Name == "odd" && got != (walk.Cause{Reason: "reason withheld"}):
			t.Errorf("odd is red again: %+v", got)
		case c.Name == "new" && got != (walk.Cause{Always: true, Turned: walk.Turn{At: 420 * ms}}):
			t.Errorf("new is green: %+v", got)
		}
	}
}

// TestPort looks for where the server is bound.
func TestPort(t *testing.T) {
	l := walktest.Watch()
	if got := l.Port(); got != "" {
		t.Errorf("before the first stage the port is %q", got)
	}
	bind := trace.Span{ID: "1", Name: convention.BindStage, Start: walktest.At(1), Attributes: map[string]any{
		convention.ScopeName: convention.Scope, convention.ServerAddress: "127.0.0.1",
	}}
	l.Receive(feed.Span{Span: bind})
	if got := l.Port(); got != "" {
		t.Errorf("before it is bound the port is %q", got)
	}
	bind.Attributes = map[string]any{
		convention.ScopeName: convention.Scope, convention.ServerAddress: "127.0.0.1",
		convention.ServerPort: int64(6443),
	}
	l.Receive(feed.Span{Span: bind})
	if got, want := l.Port(), "127.0.0.1:6443"; got != want {
		t.Errorf("the port is %q, want %q", got, want)
	}
}

// TestWhy words what has turned checks green, and the moments on the way to ready.
func TestWhy(t *testing.T) {
	l := turning()
	why := map[string]string{}
	for _, c := range l.Checks() {
		why[c.Name] = l.Why(c)
	}
	for name, want := range map[string]string{
		slowHook:             "its hook is running",
		fastHook:             "its hook ended at +401 ms",
		"poststarthook/none": "its hook has not started",
		"odd":                "between +320 and +410 ms",
	} {
		if why[name] != want {
			t.Errorf("%s: %q, want %q", name, why[name], want)
		}
	}
	for i, want := range []string{
		"port bound: at +171 ms, 127.0.0.1:6443, by SecureServing.ApplyTo", "first answer: at +325 ms",
		"/livez green: ", "/readyz green: ",
	} {
		m := l.Milestones()[i]
		if got := m.What + ": " + m.When; got != want && (i > 0 || m.When != "") {
			t.Errorf("milestone %d is %q, want %q", i, got, want)
		}
	}
}

// TestTurns reads when checks turned from the events of WaitForReady, narrowed by polls, and says how coarse that is.
func TestTurns(t *testing.T) {
	event := func(at float64, check string, redFor any) trace.Event {
		e := walktest.Event(at, check+" is ok")
		if redFor != nil {
			e.Attributes = map[string]any{convention.RedFor: redFor}
		}
		return e
	}
	boot := walktest.Stage{Start: 0, End: walktest.Running, Name: "main", Parts: []walktest.Stage{
		{Start: 10, End: 90, Name: convention.ReadyStage, Goroutine: 2, Events: []trace.Event{
			event(40, "ping", int64(0)), event(60, "told", int64(12*ms)), event(60, "exact", int64(1)),
			event(80, "untold", nil),
		}},
	}}
	l := walktest.Watch()
	l.Receive(report(50, "/readyz", 500, green("ping"), red("told"), red("exact"), red("untold"), red("polled")))
	l.Receive(report(95, "/readyz", 200,
		green("ping"), green("told"), green("exact"), green("untold"), green("polled")))
	l.Receive(l.Until(boot, 99)...)
	for _, c := range l.Checks() {
		want := map[string]string{
			"ping": "always green", "told": "between +48.0 and +60.0 ms", "exact": "at +60.0 ms",
			"untold": "between +60.0 and +80.0 ms", "polled": "between +45.0 and +95.0 ms",
		}
		if got := l.Why(c); got != want[c.Name] {
			t.Errorf("%s: %q, want %q", c.Name, got, want[c.Name])
		}
	}
	if got := l.FirstAnswer(); got != (walk.Turn{From: 40 * ms, At: 40 * ms}) {
		t.Errorf("the first answer is %+v", got)
	}
	if got := l.PathTurned("/readyz"); got != (walk.Turn{From: 60 * ms, At: 95 * ms}) {
		t.Errorf("/readyz turned %+v", got)
	}
}

// TestRecordedHealth reads the health of recordings from the spans of the server: of one that became ready, and of one
// that was cut off before. Where nothing is told, it says so.
func TestRecordedHealth(t *testing.T) {
	w := replayOf(t, walktest.WaitingRecording(), walktest.Join)
	if r := do(w, "health"); r.Show != walk.HealthView {
		t.Fatalf("health shows %q: %s", r.Show, w.Notice())
	}
	said := w.HealthSaid()
	var lines []string
	for _, c := range said.Checks {
		lines = append(lines, fmt.Sprintf("%s %t %s", c.Name, c.Green, c.Why))
	}
	want := []string{
		"poststarthook/aggregator-informers true its hook ended at +44.0 ms",
		"informer-sync true between +20.0 and +45.0 ms, by generic-apiserver-start-informers",
	}
	for _, line := range want {
		if !slices.Contains(lines, line) {
			t.Errorf("no check says %q:\n%s", line, strings.Join(lines, "\n"))
		}
	}
	if said.Title != "Checks: 7 of 7 green in /readyz by the end" ||
		!strings.HasPrefix(said.Untold, "Not told: etcd, etcd-readiness. ") ||
		said.About == "" {
		t.Errorf("it says %q, %q, %q", said.About, said.Title, said.Untold)
	}
	moments := said.Moments
	if moments[0].Said() != "not told" || !moments[0].Untold || moments[1].Said() != "at +20.0 ms" ||
		!moments[2].Untold ||
		moments[3].Turned.At == 0 {
		t.Errorf("the moments are %+v", moments)
	}

	cut := walktest.TraceOf(walktest.Source(), walktest.WaitingBoot(), 42)
	said = replayOf(t, cut, walktest.Join).HealthSaid()
	if said.Title != "Checks: 4 of 6 green in /readyz by the end" || said.Checks[0].Green ||
		said.Checks[0].Why != "its hook is running" {
		t.Errorf("of a boot that was cut off it says %q, %+v", said.Title, said.Checks)
	}
	if got := said.Moments[3].Said(); got != "not by the end of the recording" {
		t.Errorf("/readyz is green %s", got)
	}
	const untold = "Not told: etcd, etcd-readiness, informer-sync. " +
		"WaitForReady has seen no such check green."
	if said.Untold != untold {
		t.Errorf("it says %q, want %q", said.Untold, untold)
	}
}

// TestHealthOfTheShippedBoot reads the health of the shipped boot: every check is told of once, and why answers about
// each of them.
func TestHealthOfTheShippedBoot(t *testing.T) {
	recorded, join := walktest.Shipped(), walktest.Explain
	w := begin(t, walk.Options{Lesson: join, Trace: recorded})
	said := w.HealthSaid()
	if hooks := len(w.Lesson().Hooks()); len(said.Checks) <= hooks || !strings.HasPrefix(said.Moments[0].When, "at +") {
		t.Errorf(
			"the shipped boot has %d checks and %d hooks, and was bound %s",
			len(said.Checks),
			hooks,
			said.Moments[0].When,
		)
	}
	for i, c := range said.Checks {
		if !c.Green || c.Why == "" || i > 0 && c.Name == said.Checks[i-1].Name {
			t.Errorf("of the shipped boot it says %+v", c)
		}
	}
	if r := do(w, "why etcd"); r.Show != walk.WhyView || len(w.Asked().Answers) != len(said.Checks) {
		t.Errorf("why answers %q about %d checks, and %d are told", r.Show, len(w.Asked().Answers), len(said.Checks))
	}
}

// TestNoHealth asks recordings for their health that tell of none.
func TestNoHealth(t *testing.T) {
	for want, w := range map[string]*walk.Walk{
		"health is for boots: this trace is of another program": replayOf(t, tracetest.Stranger(), walktest.Join),
		"this recording tells of no health check":               requestWalk(t, walk.Short, 1),
	} {
		if r := do(w, "health"); r.Show != "" || w.Notice() != want {
			t.Errorf("it shows %q and says %q, want %q", r.Show, w.Notice(), want)
		}
	}
}
