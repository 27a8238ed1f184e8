package walk_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// FuzzWalk walks through wild traces, recorded and received, with random commands: whatever happens, the learner stands
// on a step that is a row, and the whole state can be written down.
func FuzzWalk(f *testing.F) {
	for seed := range uint64(12) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		z := &wild{r: rand.New(rand.NewPCG(seed, seed)), now: walktest.BootStart}
		z.begin(t)
		for range 60 {
			z.act()
			checkInvariants(t, z.walk)
		}
	})
}

// wild does to a walk whatever comes to its mind.
type wild struct {
	r     *rand.Rand
	now   time.Time
	walk  *walk.Walk
	spans []trace.Span // those that a live walk has not received
	known []trace.Span
	feed  chan feed.Update
	work  []walk.Work
}

func (z *wild) begin(t *testing.T) {
	t.Helper()
	recorded := walktest.WildTrace(z.r, z.r.IntN(60))
	o := walk.Options{Lesson: walktest.Bare, Screen: z.r.IntN(2) == 0, Clock: func() time.Time { return z.now }}
	switch z.r.IntN(3) {
	case 0:
		o.Trace = recorded
	case 1:
		o.Controls = new(walktest.Controls)
		fallthrough
	default:
		z.feed = make(chan feed.Update, 100)
		o.Feed, z.spans = z.feed, recorded.Spans
	}
	w, err := walk.New(o)
	if err != nil {
		t.Fatal(err)
	}
	z.walk, z.work = w, w.Start().Work
}

// act is one of: a command, an answer, a key, a click, a piece of work, an update, some time.
func (z *wild) act() {
	texts := append([]string{"etcd", "1", "0", "-1", "main", "/", "GET /", "quit", "fold"}, walktest.WildNames...)
	text := texts[z.r.IntN(len(texts))]
	commands := walk.Commands()
	reply := func(r walk.Reply) { z.work = append(z.work, r.Work...) }
	switch z.r.IntN(12) {
	case 0, 1, 2, 3:
		reply(z.walk.Do(commands[z.r.IntN(len(commands))].Name, ""))
	case 4:
		reply(z.walk.Do(commands[z.r.IntN(len(commands))].Name, text))
	case 5:
		reply(z.walk.Typed(z.walk.Completed(text)))
	case 6:
		reply(z.walk.Submit(text))
	case 7:
		z.walk.Cancel()
	case 8:
		if n := len(z.walk.Lesson().Steps); n > 0 {
			z.walk.Fold(z.r.IntN(n))
		}
		z.walk.GoTo(text)
	case 9:
		z.now = z.now.Add(time.Duration(z.r.Int64N(int64(15 * time.Minute))))
		z.walk.Tick(z.now)
	default:
		z.update()
		z.doWork(reply)
	}
}

// doWork does a piece of work. While the feed is silent, work stays for later: listening would wait.
func (z *wild) doWork(reply func(walk.Reply)) {
	if len(z.work) == 0 {
		return
	}
	i, ctx := z.r.IntN(len(z.work)), context.Background()
	if z.feed != nil && len(z.feed) == 0 {
		ctx = canceled()
	}
	if event := z.work[i](ctx); event != nil {
		z.work = append(z.work[:i], z.work[i+1:]...)
		reply(z.walk.Take(event))
	}
}

// update sends an update. Nothing comes after the end.
func (z *wild) update() {
	if z.feed == nil || len(z.feed) == cap(z.feed) {
		return
	}
	switch z.r.IntN(9) {
	case 0:
		z.feed <- feed.Log("a line")
	case 1:
		z.feed <- feed.Answer{Status: "200 OK", Err: errors.New("refused")}
	case 2:
		checks := []health.Check{{Name: "poststarthook/x", OK: z.r.IntN(2) == 0}, {Name: "etcd", Reason: "failed"}}
		z.feed <- feed.Health{Report: health.Report{Path: "/readyz", Code: 200 + z.r.IntN(2), Checks: checks}}
	case 3:
		z.feed <- feed.Stepping{State: z.state(), Done: z.r.IntN(10)}
	case 4:
		if z.r.IntN(8) == 0 {
			z.feed <- feed.Ended{Err: errors.New("killed")}
			z.feed = nil
		}
	default:
		if len(z.spans) > 0 {
			z.known = append(z.known, z.spans[0])
			z.feed <- feed.Span{Span: z.spans[0]}
			z.spans = z.spans[1:]
		}
	}
}

func (z *wild) state() step.State {
	s := step.State{Mode: step.Mode(z.r.IntN(3)), Lane: int64(z.r.IntN(3)), OthersRun: z.r.IntN(2) == 0}
	for range z.r.IntN(3) {
		lane := int64(z.r.IntN(3))
		s.Lanes = append(s.Lanes, step.Lane{ID: lane, Name: "lane"})
		if len(z.known) > 0 {
			at := z.known[z.r.IntN(len(z.known))]
			s.Held = append(s.Held, step.Held{Key: at.Key(), Name: at.Name, Lane: lane})
		}
	}
	if len(s.Held) > 0 && z.r.IntN(2) == 0 {
		s.Current = &s.Held[0]
	}
	return s
}

func checkInvariants(t *testing.T, w *walk.Walk) {
	t.Helper()
	steps, at := len(w.Lesson().Steps), w.At()
	if at < 0 || steps > 0 && at >= steps || steps == 0 && at != 0 {
		t.Fatalf("the learner stands on step %d of %d", at, steps)
	}
	if steps > 0 && w.Folds().At(w.Folds().Row(at)) != at {
		t.Fatalf("step %d is hidden in step %d", at, w.Folds().At(w.Folds().Row(at)))
	}
	if edge := w.Edge(); edge < -1 || edge >= steps {
		t.Fatalf("the live edge is step %d of %d", edge, steps)
	}
	if failed := w.Failed(); failed < -1 || failed >= steps {
		t.Fatalf("the failure is in step %d of %d", failed, steps)
	}
	s := w.State()
	if s.Rows > s.Steps || s.Search.Match != nil && s.Search.Match.Step >= steps {
		t.Fatalf("the state is %+v", s)
	}
	if _, err := json.Marshal(s); err != nil {
		t.Fatal(err)
	}
	w.Period()
	w.Next()
	_ = w.Warning().Said(w.Phrases())
}
