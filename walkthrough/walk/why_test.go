package walk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/trace/tracetest"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
	"apitour/walkthrough/why"
)

// TestAskWhy asks about every stage with one key: an answer is open, and the whole of it is in the state.
func TestAskWhy(t *testing.T) {
	w := replay(t)
	for i := range w.Lesson().Steps {
		w.MoveTo(i, "")
		if r := do(w, "why"); r.Show != walk.WhyView {
			t.Fatalf("why shows %q", r.Show)
		}
		asked := w.State().Why
		if asked == nil || asked.Title != w.Step().Node.Name || asked.Pending || len(asked.Answers) == 0 {
			t.Fatalf("of %s is asked %+v", w.Step().Node.Name, asked)
		}
		if open := asked.Answers[asked.Chosen]; asked.Chosen != 0 || len(open.Sentences) == 0 {
			t.Errorf("the answer that is open is %+v", open)
		}
		if _, err := json.Marshal(asked); err != nil {
			t.Error(err)
		}
	}
	if do(w, "next"); w.State().Why != nil {
		t.Error("a walk on still asks")
	}
}

// TestWhyMoves goes through the questions and the places that the open answer names, to both ends, and follows one.
func TestWhyMoves(t *testing.T) {
	w := replay(t)
	w.GoTo("CreateServerChain")
	do(w, "why")
	spots := 0
	for _, a := range w.Asked().Answers {
		spots += 1 + len(a.Places)
	}
	move := func(direction int) (moves int) {
		for ; ; moves++ {
			before := *w.Asked()
			if w.MoveWhy(direction); w.Asked().Chosen == before.Chosen && w.Asked().Place == before.Place {
				return moves
			}
		}
	}
	if got := move(1); got != spots-1 {
		t.Errorf("%d moves lead to the end of %d spots", got, spots)
	}
	if move(-1); w.Asked().Chosen != 0 || w.Asked().Place != -1 {
		t.Errorf("the moves back end at question %d, place %d", w.Asked().Chosen, w.Asked().Place)
	}
	w.ChooseWhy(0)
	to := w.Asked().Answers[0].Places[0]
	if !w.FollowWhy() || w.At() != to.Index || w.Asked() != nil {
		t.Errorf("it leads to step %d, want %d", w.At(), to.Index)
	}
	if w.FollowWhy() {
		t.Error("without a question it leads somewhere")
	}
}

// TestWhyOf asks about stages, checks and questions by their names and numbers.
func TestWhyOf(t *testing.T) {
	l := stepped()
	l.Receive(feed.Health{Report: health.Report{Path: "/readyz", Code: 500, Checks: []health.Check{
		{Name: "ping", OK: true}, {Name: "etcd", Reason: "failed: reason withheld"},
	}}})
	w := l.Walk
	for _, test := range []struct{ of, title, about, notice string }{
		{"StartEtcd", "StartEtcd", "", ""},
		{"createserver", "CreateServerChain", "", ""},
		{"etcd", "health checks", "etcd", ""}, // the check, and not a stage with these letters
		{"2", "health checks", "", ""},        // the second question
		{"nonsense", "", "", `no stage and no check is called "nonsense"`},
	} {
		r := w.Do("why", test.of)
		if test.notice != "" {
			if r.Show != "" || w.Notice() != test.notice {
				t.Errorf("why %s shows %q and says %q", test.of, r.Show, w.Notice())
			}
			continue
		}
		asked := w.Asked()
		if asked == nil || asked.Title != test.title {
			t.Fatalf("why %s asks about %+v", test.of, asked)
		}
		if about := asked.Answers[asked.Chosen].About; test.about != "" && about != test.about {
			t.Errorf("why %s is about the check %q", test.of, about)
		}
		if test.of == "2" && asked.Chosen != 1 {
			t.Errorf("why 2 opens question %d", asked.Chosen+1)
		}
	}
	w.Do("why", "StartEtcd")
	if w.Do("why", "99"); !strings.HasPrefix(w.Notice(), "the questions go from 1 to ") {
		t.Errorf("of a question that does not exist it says %q", w.Notice())
	}
	if r := w.AskChecks(""); r.Show != walk.WhyView || w.Asked().Answers[0].About != "etcd" {
		t.Errorf("the first check is %+v", w.Asked().Answers[0])
	}
}

// TestWhyFollowsTheBoot keeps the question open while the boot goes on, and tells how the stage is now.
func TestWhyFollowsTheBoot(t *testing.T) {
	l := walktest.Step()
	l.Receive(l.Until(walktest.Boot(), 100)...)
	l.GoTo("StartEtcd")
	l.Do("why", "")
	if asked := l.Asked(); asked.Answers[0].Kind != why.Open || asked.State != "running" {
		t.Errorf("while it runs, it is asked %+v", asked)
	}
	l.ChooseWhy(1)
	l.Receive(l.Until(walktest.Boot(), 160)...)
	asked := l.Asked()
	if asked.Answers[0].Kind == why.Open || asked.State != "done" || asked.Answers[asked.Chosen].Kind != why.Took {
		t.Errorf("when it has ended, it is asked %+v", asked)
	}
}

// TestWhyKeys says what to press to let a held stage go on, and that it does.
func TestWhyKeys(t *testing.T) {
	l := walktest.Step()
	updates := l.Until(walktest.Boot(), 320.8)
	hooks := []string{
		"max-in-flight-filter", "start-apiextensions-controllers", "kube-apiserver-autoregistration",
		"start-kube-aggregator-informers", "apiservice-discovery-controller",
	}
	for i, u := range updates {
		span, ok := u.(feed.Span)
		for _, hook := range hooks {
			if ok && span.Name == convention.HookPrefix+hook {
				span.Attributes[convention.Held] = true
				updates[i] = span
			}
		}
	}
	l.Receive(updates...)
	var names []string
	for _, hook := range hooks {
		names = append(names, convention.HookPrefix+hook)
	}
	l.Receive(l.HeldAt(names...))
	keys := []string{"space", "], then space", "] 2 times, then space", "[ 2 times, then space", "[, then space"}
	for i, want := range keys {
		l.Do("why", names[i])
		said := strings.Join(l.Asked().Answers[0].Sentences, " ")
		if !strings.Contains(said, "Step it: "+want) || strings.Contains(said, "Step it: "+want+",") {
			t.Errorf("of %s it says %q, want %q", hooks[i], said, want)
		}
	}
}

// TestWhyInALargeTrace makes the answers beside the walk.
func TestWhyInALargeTrace(t *testing.T) {
	w := begin(t, walk.Options{Lesson: walktest.Bare, Trace: tracetest.Synthetic(30_000)})
	w.MoveTo(1000, "")
	r := w.Do("why", "")
	if !w.Asked().Pending || len(r.Work) != 1 {
		t.Fatalf("pending: %t, with %d works", w.Asked().Pending, len(r.Work))
	}
	w.MoveTo(1001, "")
	again := w.Do("why", "")
	w.Take(r.Work[0](t.Context()))
	if !w.Asked().Pending {
		t.Error("the answer to an earlier question is taken for one to this")
	}
	w.Take(again.Work[0](t.Context()))
	if asked := w.Asked(); asked.Pending || asked.Title != w.Step().Node.Name {
		t.Errorf("it is asked %+v", asked)
	}
}
