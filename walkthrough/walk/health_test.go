package walk_test

import (
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

func report(path string, code int, checks ...health.Check) feed.Health {
	return feed.Health{Report: health.Report{Path: path, Code: code, Checks: checks}}
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
	l.Receive(report("/readyz", 500,
		green("ping"), green("etcd"), red("informer-sync"), red("odd"), red(slowHook), red(fastHook),
		red("poststarthook/none")))
	happened(l, walktest.Boot(), 410)
	l.Receive(report("/livez", 500, green("ping"), red(slowHook)))
	l.Receive(report("/readyz", 500,
		green("ping"), green("etcd"), green("informer-sync"), green("odd"), red(slowHook), green(fastHook),
		red("poststarthook/none")))
	return l
}

// TestHealth lets a server turn green, check by check.
func TestHealth(t *testing.T) {
	l := stepped()
	l.Receive(feed.Health{Report: health.Report{Path: "/readyz", Waiting: true}})
	if h := l.Health(); h.Answered != "" || len(h.Checks()) != 0 {
		t.Errorf("before the first answer: %+v", h)
	}
	if r := do(l.Walk, "health"); r.Show != walk.HealthView {
		t.Errorf("health shows %q", r.Show)
	}
	l = turning()
	h := l.Health()
	if h.Answered != anotherHook {
		t.Errorf("the first answer came when %q had begun", h.Answered)
	}
	if got, all := h.Count("/readyz"); got != 5 || all != 7 {
		t.Errorf("/readyz: %d of %d", got, all)
	}
	if got, all := h.Count("/livez"); got != 1 || all != 2 {
		t.Errorf("/livez: %d of %d", got, all)
	}
	if h.OK("/readyz") || h.Green("/readyz") != "" {
		t.Error("/readyz is green already")
	}
	happened(l, walktest.Boot(), 700)
	l.Receive(report("/readyz", 200, green("ping")))
	if !h.OK("/readyz") || h.Green("/readyz") != "WaitForReady" {
		t.Errorf("/readyz is green: %t, since %q", h.OK("/readyz"), h.Green("/readyz"))
	}
	if got := replay(t).Health().Checks(); len(got) != 0 {
		t.Errorf("a recording has the checks %+v", got)
	}
}

// TestCauses says of checks what has turned them green, or keeps them red.
func TestCauses(t *testing.T) {
	l := turning()
	checks := l.Health().Checks()
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
		"odd":                {From: anotherHook, To: "WaitForReady"},
	} {
		if got := causes[name]; got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	l.Receive(report("/readyz", 500, red("odd"), green("new")))
	for _, c := range l.Health().Checks() {
		switch got := l.CauseOf(c); {
		case c.Name == "odd" && got != (walk.Cause{Reason: "reason withheld"}):
			t.Errorf("odd is red again: %+v", got)
		case c.Name == "new" && got != (walk.Cause{Always: true}):
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
	for _, c := range l.Health().Checks() {
		why[c.Name] = l.Why(c)
	}
	for name, want := range map[string]string{
		slowHook:             "its hook is running",
		fastHook:             "its hook ended at +401 ms",
		"poststarthook/none": "its hook has not started",
		"odd":                "between " + anotherHook + " and WaitForReady",
	} {
		if why[name] != want {
			t.Errorf("%s: %q, want %q", name, why[name], want)
		}
	}
	for i, want := range []walk.Milestone{
		{What: "port bound"},
		{What: "first answer", When: "when " + anotherHook + " had begun"},
		{What: "/livez green"},
		{What: "/readyz green"},
	} {
		if got := l.Milestones()[i]; got != want {
			t.Errorf("milestone %d is %q, want %q", i, got, want)
		}
	}
}
