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
// asked for, and before its first green answer had arrived. What the walk says must always fit. How narrow it is
// depends on how busy the machine is, so one of several boots has to show it; with the race detector no boot is quick
// enough for that.
func TestHealthIsExact(t *testing.T) {
	servertest.Use(t)
	const boots = 5
	for range boots {
		if healthOfABoot(t) || raceDetector {
			return
		}
	}
	t.Errorf("in %d boots the walk never knew when all paths turned within %s", boots, exact)
}

// healthOfABoot reports whether the walk knew within 5 ms when the server first answered and each path turned green.
func healthOfABoot(t *testing.T) (narrow bool) {
	s, err := server.Child{Mode: server.Following, Health: true}.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	}()
	d := follow(t, s, walk.Options{}, nil)
	until(t, d, "the port to be bound", func(w *walk.Walk) bool { return w.Port() != "" })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	askers := []*asker{{path: "/livez"}, {path: "/readyz"}}
	var asking sync.WaitGroup
	for _, a := range askers {
		asking.Go(func() { a.ask(ctx, s) })
	}
	asking.Wait()
	until(t, d, "both paths to have turned", func(w *walk.Walk) bool {
		return w.PathTurned("/livez").At > 0 && w.PathTurned("/readyz").At > 0 && !w.Lesson().Ready.IsZero()
	})
	narrow = true
	d.Read(func(w *walk.Walk) {
		l := w.Lesson()
		answered := askers[0].first
		if askers[1].first.Before(answered) {
			answered = askers[1].first
		}
		first, serving := l.Start.Add(w.FirstAnswer().At), serves(t, l)
		t.Logf("the first answer came at %s, the walk says %s; the server served since %s",
			answered.Sub(l.Start), w.FirstAnswer().At, serving.Sub(l.Start))
		if first.Before(serving) {
			t.Error("the walk has the first answer before the server served")
		}
		narrow = narrow && !first.After(answered.Add(exact)) // each is when a client had the answer, in a queue of many
		for _, a := range askers {
			turned := w.PathTurned(a.path)
			t.Logf("%s: the walk says %s to %s, by %q; a client says between %s and %s", a.path, turned.From, turned.At,
				turned.By, a.red.Sub(l.Start), a.green.Sub(l.Start))
			if l.Start.Add(turned.At).Before(a.red.Add(-exact)) || l.Start.Add(turned.From).After(a.green.Add(exact)) {
				t.Errorf("%s did not turn %s", a.path, turned)
			}
			narrow = narrow && turned.At-turned.From <= 2*exact // its middle is then within 5 ms
		}
		for _, c := range w.Checks() {
			if why := w.Why(c); !c.Green || strings.Contains(why, "SerializeObject") {
				t.Errorf("%s: green %t, %s", c.Name, c.Green, why)
			}
		}
	})
	return narrow
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
