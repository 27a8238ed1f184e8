package server_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"apitour/cmd/server"
	"apitour/cmd/server/servertest"
	"apitour/trace"
	"apitour/trace/session"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
)

// exact is how far the walk may be from the truth.
const exact = 5 * time.Millisecond

// asker asks a path in a tight loop.
type asker struct {
	path       string
	first      time.Time // when the first answer had arrived
	red, green time.Time // when the last red one was asked, and the first green one had arrived
}

func (a *asker) ask(ctx context.Context, s *session.Session) {
	var admin *session.Admin
	for admin == nil && ctx.Err() == nil {
		admin, _ = s.Admin() // which the server writes before it serves
	}
	for ctx.Err() == nil && a.green.IsZero() {
		asked := time.Now()
		answer, err := admin.Do(ctx, http.MethodGet, a.path, "", nil)
		if err != nil {
			continue
		}
		if a.first.IsZero() {
			a.first = time.Now()
		}
		if answer.Code == http.StatusOK {
			a.green = time.Now()
		} else {
			a.red = asked
		}
	}
	if admin != nil {
		admin.Close()
	}
}

// follow walks through the boot of a server, as a tour does.
func follow(t *testing.T, s *session.Session, options walk.Options, plan *lesson.Plan) *walk.Driver {
	t.Helper()
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	options.Lesson = func(t *trace.Trace) *lesson.Lesson { return lesson.New(t, library, nil, plan) }
	options.Feed = s.Feed()
	w, err := walk.New(options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	d := walk.Drive(ctx, w)
	t.Cleanup(func() {
		cancel()
		d.Wait()
	})
	return d
}

// until waits for a state of the walk.
func until(t *testing.T, d *walk.Driver, what string, holds func(*walk.Walk) bool) {
	t.Helper()
	timeout := time.After(time.Minute)
	for reached := false; !reached; {
		d.Read(func(w *walk.Walk) { reached = holds(w) })
		if reached {
			return
		}
		select {
		case <-d.Changed():
		case <-timeout:
			t.Fatalf("waited in vain for %s; the walk is %+v", what, d.State().Status)
		}
	}
}

// TestHealthIsExact boots a server that runs free and compares what the walk says of its health with what a client sees
// that asks all the time. What the client has seen bounds the truth: a path turned green after its last red answer was
// asked for, and before its first green answer had arrived.
func TestHealthIsExact(t *testing.T) {
	servertest.Use(t)
	s, err := server.Child{Mode: server.Following, Health: true}.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	})
	d := follow(t, s, walk.Options{}, nil)
	until(t, d, "the port to be bound", func(w *walk.Walk) bool { return w.Port() != "" })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	livez, readyz := &asker{path: "/livez"}, &asker{path: "/readyz"}
	var asking sync.WaitGroup
	for _, a := range []*asker{livez, readyz} {
		asking.Go(func() { a.ask(ctx, s) })
	}
	asking.Wait()
	until(t, d, "both paths to have turned", func(w *walk.Walk) bool {
		return w.PathTurned("/livez").At > 0 && w.PathTurned("/readyz").At > 0 && !w.Lesson().Ready.IsZero()
	})
	d.Read(func(w *walk.Walk) {
		l := w.Lesson()
		first, answered := l.Start.Add(w.FirstAnswer().At), livez.first
		if readyz.first.Before(answered) {
			answered = readyz.first
		}
		serving := serves(t, l)
		if first.After(answered.Add(exact)) || first.Before(serving) {
			t.Errorf("the first answer came at %s, the walk says %s; the server served since %s",
				answered.Sub(l.Start), w.FirstAnswer(), serving.Sub(l.Start))
		}
		for _, a := range []*asker{livez, readyz} {
			turned := w.PathTurned(a.path)
			t.Logf("%s: the walk says %s, by %q; a client says between %s and %s", a.path, turned, turned.By,
				a.red.Sub(l.Start), a.green.Sub(l.Start))
			if l.Start.Add(turned.At).Before(a.red.Add(-exact)) || l.Start.Add(turned.From).After(a.green.Add(exact)) {
				t.Errorf("%s did not turn %s", a.path, turned)
			}
			// Its middle is at most half of its width away from the truth. The client knows no better on a busy machine.
			if turned.At-turned.From > 2*exact+a.green.Sub(a.red) {
				t.Errorf("%s is known no better than %s", a.path, turned)
			}
		}
		for _, c := range w.Checks() {
			if why := w.Why(c); !c.Green || strings.Contains(why, "SerializeObject") {
				t.Errorf("%s: green %t, %s", c.Name, c.Green, why)
			}
		}
	})
}

// serves returns the moment at which the server began to accept connections.
func serves(t *testing.T, l *lesson.Lesson) time.Time {
	for _, step := range l.Steps {
		if step.Node.Name == "prepared.Run" {
			return step.Node.Start
		}
	}
	t.Fatal("the server does not serve")
	return time.Time{}
}
