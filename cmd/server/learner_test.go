package server_test

import (
	"context"
	"testing"
	"time"

	"apitour/cmd/server"
	"apitour/cmd/server/servertest"
	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/session"
	"apitour/trace/step"
)

func TestMain(m *testing.M) { servertest.Main(m, nil) }

// learner steps a server and reads its feed, as a tour does.
type learner struct {
	t       *testing.T
	session *session.Session
	state   feed.Stepping
	told    int // calls of the controls
	spans   map[trace.Key]trace.Span
	begun   []string // the stages that have begun their work, in order
	answer  *feed.Answer
	// kubeconfig is the file with the admin's credentials, "" before the server is ready.
	kubeconfig string
	outside    []feed.Outside
	ready      bool
	ended      bool
}

// startStepped boots a server that is held at its first stage, and ends it with the test, which must leave nothing.
func startStepped(t *testing.T) *learner {
	t.Helper()
	l := startServer(t, server.Child{Mode: server.Stepped})
	l.awaitHeld("main")
	return l
}

// startFollowing boots a server that runs free and traces the requests that ask for it.
func startFollowing(t *testing.T) *learner {
	t.Helper()
	return startServer(t, server.Child{Mode: server.Following})
}

func startServer(t *testing.T, child server.Child) *learner {
	t.Helper()
	servertest.Use(t)
	s, err := child.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	l := &learner{t: t, session: s, spans: make(map[trace.Key]trace.Span)}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	})
	return l
}

// await reads the feed until the condition holds.
func (l *learner) await(what string, holds func() bool) {
	l.t.Helper()
	timeout := time.After(time.Minute)
	for !holds() {
		select {
		case update, open := <-l.session.Feed():
			if !open {
				l.t.Fatalf("the feed ends before %s", what)
			}
			l.take(update)
		case <-timeout:
			l.t.Fatalf("waited in vain for %s; the server is %+v", what, l.state.State)
		}
	}
}

func (l *learner) take(update feed.Update) {
	switch u := update.(type) {
	case feed.Stepping:
		l.state = u
	case feed.Access:
		l.kubeconfig = u.Kubeconfig
	case feed.Outside:
		l.outside = append(l.outside, u)
	case feed.Answer:
		l.answer = &u
	case feed.Ended:
		l.ended = true
		if u.Err != nil {
			l.t.Errorf("the server ends with %v", u.Err)
		}
	case feed.Span:
		before, known := l.spans[u.Key()]
		l.spans[u.Key()] = u.Span
		if !u.Held() && (!known || before.Held()) {
			l.begun = append(l.begun, u.Name)
		}
		if u.Name == convention.ReadyStage && !u.Running() && !u.Failed() {
			l.ready = true
		}
	}
}

// current returns the stage at which the server is held, once it has carried out every call; "" while it moves.
func (l *learner) current() string {
	if l.state.Done < l.told || l.state.Mode != step.Waiting || l.state.Current == nil {
		return ""
	}
	return l.state.Current.Name
}

func (l *learner) awaitHeld(name string) {
	l.t.Helper()
	l.await("the server to be held at "+name, func() bool { return l.current() == name })
}

// step lets the server take a step and returns the stages that began their work in it.
func (l *learner) step(c step.Command) []string {
	l.t.Helper()
	before := len(l.begun)
	l.tell(func(s *session.Session) { s.Step(c) })
	l.await("the end of a step", func() bool { return l.current() != "" })
	return l.begun[before:]
}

func (l *learner) tell(call func(*session.Session)) {
	l.told++
	call(l.session)
}

// free lets the server run, and does not wait for it.
func (l *learner) free() {
	l.tell(func(s *session.Session) { s.Step(step.Command{Kind: step.Free}) })
}

// span returns the first span of that name.
func (l *learner) span(name string) trace.Span {
	for _, s := range l.spans {
		if s.Name == name {
			return s
		}
	}
	l.t.Fatalf("there is no span %q", name)
	return trace.Span{}
}

// inside reports whether the span of a name is inside that of another, or is that one itself.
func (l *learner) inside(name, outer string) bool {
	for s := l.span(name); ; s = l.spans[trace.Key{TraceID: s.TraceID, ID: s.ParentID}] {
		if s.Name == outer {
			return true
		}
		if s.ParentID == "" {
			return false
		}
	}
}
