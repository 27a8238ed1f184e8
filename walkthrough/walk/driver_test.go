package walk_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"apitour/trace/feed"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// drive returns a driver of a walk through a server that is stepped.
func drive(ctx context.Context, t *testing.T, updates <-chan feed.Update, controls feed.Controls) *walk.Driver {
	t.Helper()
	w, err := walk.New(walk.Options{Lesson: walktest.Join, Feed: updates, Controls: controls})
	if err != nil {
		t.Fatal(err)
	}
	return walk.Drive(ctx, w)
}

// await waits until the state is as wanted.
func await(t *testing.T, d *walk.Driver, what string, is func(walk.State) bool) walk.State {
	t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		if s := d.State(); is(s) {
			return s
		}
		select {
		case <-d.Changed():
		case <-timeout:
			t.Fatalf("%s does not come: %+v", what, d.State())
		}
	}
}

func held(at string) func(walk.State) bool {
	return func(s walk.State) bool { return s.Position.Held && s.Step.Name == at }
}

// TestDriverFromAnotherGoroutine steps a server with commands from one goroutine, while another reads the whole state
// and writes it as JSON.
func TestDriverFromAnotherGoroutine(t *testing.T) {
	const steps = 9
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := walktest.NewServer(ctx, steps+1)
	d := drive(ctx, t, s.Feed, s)
	reading, read := make(chan bool), make(chan bool)
	go func() {
		defer close(read)
		for n := 0; ctx.Err() == nil; n++ {
			if _, err := json.Marshal(d.State()); err != nil {
				t.Error(err)
			}
			if n == 0 {
				close(reading)
			}
		}
	}()
	<-reading
	await(t, d, "the first stage", held("main"))
	for _, name := range s.Names[1:] {
		d.Do("next", "")
		await(t, d, name, held(name))
	}
	d.GoTo("main")
	if state := d.State(); state.Step.Index != 0 || state.Position.Behind != steps {
		t.Errorf("GoTo leads to %+v, %+v", state.Step, state.Position)
	}
	cancel()
	<-read
	d.Wait()
	if got, want := s.Released(), s.Names[:steps]; !slices.Equal(got, want) {
		t.Errorf("%d steps let go %q, want %q", steps, got, want)
	}
}

// TestManyGoroutines gives commands from many goroutines at once.
func TestManyGoroutines(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := walktest.NewServer(ctx, 20)
	d := drive(ctx, t, s.Feed, s)
	await(t, d, "the first stage", held("main"))
	var all sync.WaitGroup
	for _, command := range []string{
		"next", "back", "search etcd", "match", "go Validate", "as-it-was", "fold", "wall-time",
	} {
		all.Go(func() {
			for range 20 {
				name, argument, _ := strings.Cut(command, " ")
				d.Do(name, argument)
				if state := d.State(); state.Step == nil || state.Step.Index >= state.Steps {
					t.Errorf("after %q the step is %+v of %d", command, state.Step, state.Steps)
				}
			}
		})
	}
	all.Wait()
	cancel()
	d.Wait()
}

// TestDriverFinishes runs what a command begins to its end before it returns.
func TestDriverFinishes(t *testing.T) {
	w, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: walktest.Recording()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	d := walk.Drive(ctx, w)
	d.Wait() // the critical path
	if r := d.Do("search", "etcd"); r.Match == nil || r.Match.Step != d.State().Step.Index || !d.State().Search.Done {
		t.Errorf("the search is %+v, the match %+v", d.State().Search, r.Match)
	}
	d.Do("go", "")
	if q := d.State().Question; q == nil || q.Kind != walk.AskJump {
		t.Errorf("the question is %+v", q)
	}
	if r := d.Submit("help"); r.Show != walk.HelpView || d.State().Question != nil {
		t.Errorf("help shows %q", r.Show)
	}
	if r := d.Do("quit", ""); !r.Quit {
		t.Error("quit does not quit")
	}
	cancel()
	if d.Do("next", ""); d.State().Step == nil {
		t.Error("after the end of the context the state is gone")
	}
}

// TestDriverEndsWithTheFeed waits for a driver whose server has stopped: its work ends without the context.
func TestDriverEndsWithTheFeed(t *testing.T) {
	updates := make(chan feed.Update)
	d := drive(t.Context(), t, updates, new(walktest.Controls))
	for _, s := range walktest.SpansOf(walktest.Source(), walktest.FailingBoot()) {
		updates <- feed.Span{Span: s}
	}
	updates <- feed.Ended{Err: errors.New("killed")}
	d.Wait()
	s := d.State()
	if s.Status.Phase != walk.Failed || s.Status.Reason != "killed" || s.Step.Name != "StartEtcd" {
		t.Errorf("the state is %+v", s)
	}
}

// TestStateIsACopy changes a state and looks at the walk.
func TestStateIsACopy(t *testing.T) {
	l := ready()
	do(l.Walk, "breakpoint", "search etcd", "request")
	l.Receive(feed.Answer{Status: "200 OK", Err: errors.New("refused")})
	before := wordless(t, l.Walk)
	if !strings.Contains(before, "refused") {
		t.Errorf("the state does not say why there is no answer: %s", before)
	}
	s := l.State()
	s.Breakpoints[0], s.Step.Name, s.Answer.Status, s.Question.Label, s.Search.Match.Step = "", "", "", "", -1
	if after := wordless(t, l.Walk); after != before {
		t.Errorf("the walk is\n%s, before\n%s", after, before)
	}
}
