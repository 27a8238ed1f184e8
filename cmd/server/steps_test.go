package server_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace/feed"
	"apitour/trace/session"
	"apitour/trace/step"
)

// TestStepsReleaseWhatTheySay walks through a boot, a request and a termination, and checks which stages each step
// releases and what the server itself says of its health.
func TestStepsReleaseWhatTheySay(t *testing.T) {
	l := startStepped(t)
	stepThroughTheBoot(t, l)
	runToTheLastHook(t, l)
	stepARequest(t, l)
	stepTheTermination(t, l)
}

func stepThroughTheBoot(t *testing.T, l *learner) {
	for i, want := range []string{
		"NewAPIServerCommand", "NewServerRunOptions", "RunE", "PrintAndExitIfRequested", "PrintFlags", "Complete",
	} {
		from := l.current()
		released := l.step(step.Command{Kind: step.Into})
		if len(released) != 1 || released[0] != from || l.current() != want {
			t.Fatalf("step %d from %s releases %q and leads to %s, want %s", i+1, from, released, l.current(), want)
		}
	}
	if released := l.step(step.Command{Kind: step.Over}); l.current() != "Validate" || released[0] != "Complete" {
		t.Errorf("over Complete releases %q and leads to %s", released, l.current())
	}
	l.step(step.Command{Kind: step.RunTo, Name: "CreateServerChain"})
	l.step(step.Command{Kind: step.RunTo, Name: "BuildStorageFactory"})
	released := l.step(step.Command{Kind: step.Out}) // of buildGenericConfig
	for _, name := range released {
		if !l.inside(name, "buildGenericConfig") {
			t.Errorf("out of buildGenericConfig releases %s", name)
		}
	}
	if l.current() == "" || l.inside(l.current(), "buildGenericConfig") || !l.inside(l.current(), "CreateServerChain") {
		t.Errorf("out of buildGenericConfig leads to %s", l.current())
	}
}

// runToTheLastHook runs to a breakpoint at the last post-start hook, without which the server is not ready, and then
// lets it become ready.
func runToTheLastHook(t *testing.T, l *learner) {
	const last = "PostStartHook/start-apiextensions-informers"
	l.tell(func(s *session.Session) { s.OthersRun(true) })
	l.tell(func(s *session.Session) { s.SetBreakpoints([]string{last}) })
	l.step(step.Command{Kind: step.Free})
	if l.current() != last {
		t.Fatalf("running free leads to %s", l.current())
	}
	l.awaitThat("all checks but what waits for the last hook to be green", func() bool {
		_, body := readyz(t.Context(), l.session)
		return strings.Contains(body, "[+]poststarthook/bootstrap-controller ok")
	})
	code, body := readyz(t.Context(), l.session)
	red := "[-]" + strings.ToLower(last[:13]) + last[13:] + " failed"
	if code != http.StatusInternalServerError || !strings.Contains(body, red) {
		t.Errorf("before the last hook, /readyz is %d:\n%s", code, body)
	}
	l.tell(func(s *session.Session) { s.SetBreakpoints(nil) })
	l.free()
	l.await("the server to be ready", func() bool { return l.ready })
	if code, body := readyz(t.Context(), l.session); code != http.StatusOK {
		t.Errorf("after the last hook, /readyz is %d:\n%s", code, body)
	}
}

// stepARequest sends a request, which is held at its first stage, and answered when it is released.
func stepARequest(t *testing.T, l *learner) {
	l.tell(func(s *session.Session) { s.Request(feed.Request{Method: "GET", Path: "/api/v1/namespaces/default"}) })
	l.await("the request to be held", func() bool { return l.current() != "" })
	if l.current() != "ServeRequest" || l.answer != nil {
		t.Errorf("the request is held at %s, its answer is %v", l.current(), l.answer)
	}
	l.free()
	l.await("an answer", func() bool { return l.answer != nil })
	if l.answer.Err != nil || l.answer.Status != "200 OK" || l.span("ServeRequest").TraceID != l.answer.TraceID {
		t.Errorf("the answer is %+v", *l.answer)
	}
}

func stepTheTermination(t *testing.T, l *learner) {
	l.tell(func(s *session.Session) { s.Terminate() })
	l.await("the termination to be held", func() bool { return l.current() != "" })
	if l.ended {
		t.Error("the server has ended while it was held")
	}
	l.free()
	l.await("the end", func() bool { return l.ended })
	if !slices.Contains(l.begun, "StopEtcd") {
		t.Error("etcd has not been stopped in order")
	}
}

// awaitThat waits for something that the feed does not tell. The feed is read meanwhile.
func (l *learner) awaitThat(what string, holds func() bool) {
	l.t.Helper()
	deadline := time.Now().Add(time.Minute)
	l.await(what, func() bool {
		if holds() {
			return true
		}
		if time.Now().After(deadline) {
			l.t.Fatalf("waited in vain for %s", what)
		}
		return false
	})
}

// readyz asks as the admin.
func readyz(ctx context.Context, s *session.Session) (code int, body string) {
	admin, err := s.Admin()
	if err != nil {
		return 0, err.Error()
	}
	defer admin.Close()
	answer, err := admin.Do(ctx, http.MethodGet, "/readyz?verbose", "", nil)
	if err != nil {
		return 0, err.Error()
	}
	return answer.Code, string(answer.Body)
}

// TestQuitWhileHeld leaves a server in the middle of its boot.
func TestQuitWhileHeld(t *testing.T) {
	l := startStepped(t)
	l.step(step.Command{Kind: step.RunTo, Name: "StartEtcd"})
}
