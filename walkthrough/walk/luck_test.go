package walk_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// luckily begins a walk along the main path through a stepped server in which luck decides in which order the hooks of
// the shipped boot begin. It is held at prepared.Run.
func luckily(t *testing.T, seed uint64, path walk.Path) (s *walktest.Lucky, w *walk.Walk) {
	t.Helper()
	recorded, join := walktest.Shipped(), walktest.Explain
	plan := lesson.NewPlan(recorded)
	library := join(recorded).Library()
	s = walktest.NewLucky(recorded, seed)
	w, err := s.Begin(walk.Options{
		Lesson: func(tr *trace.Trace) *lesson.Lesson { return lesson.New(tr, library, nil, plan) },
		Path:   path, Predict: true, Headings: true, At: "prepared.Run",
	})
	if err != nil {
		t.Fatal(err)
	}
	settle(s, w)
	if nameOf(w) != "prepared.Run" || !w.Held() {
		t.Fatalf("seed %d: the walk begins at %q, held %t", seed, nameOf(w), w.Held())
	}
	return s, w
}

func settle(s *walktest.Lucky, w *walk.Walk) { s.Settle(func(e walk.Event) { w.Take(e) }) }

// questionsOfHooks are those that are asked between prepared.Run and ready, by their ids.
func questionsOfHooks(w *walk.Walk) map[string]*notes.Question {
	found := make(map[string]*notes.Question)
	for _, q := range w.Lesson().Library().Questions() {
		if strings.HasPrefix(q.Before, convention.HookPrefix) || q.Before == convention.ReadyStage {
			found[q.ID] = q
		}
	}
	return found
}

// hooksNamed returns the hooks that a question names, by the names of their spans.
func hooksNamed(q *notes.Question) (names []string) {
	for _, name := range append([]string{q.Before, q.About}, q.Of...) {
		if strings.HasPrefix(name, convention.HookPrefix) {
			names = append(names, name)
		}
	}
	return names
}

// mostSteps is more than there are stops, questions and pages behind prepared.Run.
const mostSteps = 200

// TestEveryQuestionAboutHooksIsAsked steps a server from prepared.Run to ready in which luck decides which hook begins
// when. In every order each question about hooks comes once, before the server has shown the answer, and before the
// learner stands at a hook whose note may tell it. Who types ahead misses none. A replay asks the same and stops at the
// same stages.
func TestEveryQuestionAboutHooksIsAsked(t *testing.T) {
	for seed := range uint64(40) {
		ahead := 1 + int(seed%2)*2 // keys that are typed before the server has moved
		s, w := luckily(t, seed, walk.Main)
		want := questionsOfHooks(w)
		asked, stops := make(map[string]int), map[string]bool{nameOf(w): true}
		for keys := 0; nameOf(w) != convention.ReadyStage; keys++ {
			if keys > mostSteps {
				t.Fatalf("seed %d: the walk does not come to ready; it is at %q", seed, nameOf(w))
			}
			if !w.Predicting() {
				for range ahead {
					if w.Do("next", ""); w.Predicting() {
						break
					}
					if toward := w.Toward(); s.Ran[toward] {
						t.Errorf("seed %d: the server is on its way to %s, which has run", seed, toward)
					}
				}
				settle(s, w)
				stops[nameOf(w)] = true
			}
			if !w.Predicting() {
				continue
			}
			q := want[w.Prediction().ID]
			if q == nil {
				t.Fatalf("seed %d: asked %q", seed, w.Prediction().ID)
			}
			asked[q.ID]++
			for _, name := range hooksNamed(q) {
				if s.Ran[name] || nameOf(w) == name {
					t.Errorf("seed %d: %q is asked too late: %s has run %t, and the learner stands at %s",
						seed, q.ID, name, s.Ran[name], nameOf(w))
				}
			}
			for _, hook := range w.Hooks().List {
				if named := slices.Contains(hooksNamed(q), convention.HookPrefix+hook.Name); hook.Asked != named ||
					hook.Asked && hook.WaitsFor+hook.KeptBy != "" {
					t.Errorf("seed %d: while %q is asked, the view of hooks has %+v", seed, q.ID, hook)
				}
			}
			if w.Coming() != (walk.Coming{}) || w.Next() != nil {
				t.Errorf("seed %d: while %q is asked, %+v is promised", seed, q.ID, w.Coming())
			}
			w.Do("choose", "1")
			settle(s, w)
			stops[nameOf(w)] = true
		}
		for id := range want {
			if asked[id] != 1 {
				t.Errorf("seed %d: %q is asked %d times", seed, id, asked[id])
			}
		}
		for _, hook := range s.Hooks() {
			if !s.Ran[hook] || !stops[hook] && ahead == 1 {
				t.Errorf("seed %d: %s has run %t, and was a stop %t", seed, hook, s.Ran[hook], stops[hook])
			}
		}
		replaysTheSame(t, s, w.Lesson().Library(), seed, asked, stops, ahead == 1)
	}
}

// replaysTheSame walks through what was played: the replay asks the same questions and stops at the same stages.
func replaysTheSame(
	t *testing.T, s *walktest.Lucky, library *notes.Library, seed uint64, asked map[string]int, stops map[string]bool,
	compareStops bool,
) {
	t.Helper()
	replayed := begin(t, walk.Options{
		Lesson: func(tr *trace.Trace) *lesson.Lesson { return lesson.New(tr, library, nil, nil) },
		Trace:  s.Recording(), Path: walk.Main, Predict: true, Headings: true, At: "prepared.Run",
	})
	again, places := make(map[string]int), map[string]bool{nameOf(replayed): true}
	for keys := 0; nameOf(replayed) != convention.ReadyStage; keys++ {
		if keys > mostSteps {
			t.Fatalf("seed %d: the replay does not come to ready; it is at %q", seed, nameOf(replayed))
		}
		if !replayed.Predicting() {
			do(replayed, "next")
			places[nameOf(replayed)] = true
			continue
		}
		q := questionsOfHooks(replayed)[replayed.Prediction().ID]
		if slices.Contains(hooksNamed(q), nameOf(replayed)) {
			t.Errorf("seed %d: the replay asks %q at %s", seed, q.ID, nameOf(replayed))
		}
		again[q.ID]++
		do(replayed, "choose 1")
		places[nameOf(replayed)] = true
	}
	if !maps.Equal(asked, again) {
		t.Errorf("seed %d: live are asked %v, in a replay %v", seed, asked, again)
	}
	if compareStops && !maps.Equal(stops, places) {
		t.Errorf("seed %d: live the stops are\n%q, in a replay\n%q", seed,
			slices.Sorted(maps.Keys(stops)), slices.Sorted(maps.Keys(places)))
	}
}

// TestWhatHooksHaveDoneIsNotAsked lets the other lanes run, so that hooks run while nobody looks.
func TestWhatHooksHaveDoneIsNotAsked(t *testing.T) {
	s, w := luckily(t, 1, walk.Main)
	w.Do("others", "")
	for range mostSteps {
		if nameOf(w) == convention.ReadyStage {
			break
		}
		if w.Predicting() {
			q := questionsOfHooks(w)[w.Prediction().ID]
			for _, name := range predict.Hooks(q) {
				if s.Ran[name] {
					t.Errorf("%q is asked, and %s has run", q.ID, name)
				}
			}
			w.Do("choose", "1")
		} else {
			w.Do("next", "")
		}
		settle(s, w)
	}
	if !w.Status().Ready {
		t.Errorf("the server is not ready, the learner stands at %q", nameOf(w))
	}
}

// TestHooksOfAQuestion finds the hooks of which a question speaks that belongs before one.
func TestHooksOfAQuestion(t *testing.T) {
	a, b, c := convention.HookPrefix+"a", convention.HookPrefix+"b", convention.HookPrefix+"c"
	for want, q := range map[string]notes.Question{
		a + " " + b + " " + c: {Before: a, About: b, Of: []string{a, "poststarthook/c", "ping"}},
		a:                     {Before: a},
		"":                    {Before: "StartEtcd", About: b},
	} {
		if got := strings.Join(predict.Hooks(&q), " "); got != want {
			t.Errorf("%+v speaks of %q, want %q", q, got, want)
		}
	}
}

// TestHeadingsPassedLive walks from prepared.Run to ready on the short path, which stops at no hook: the page about
// hooks comes before the server goes on, the one about readiness when it is ready, and each has a press of its own.
func TestHeadingsPassedLive(t *testing.T) {
	s, w := luckily(t, 3, walk.Short)
	press := func() {
		w.Do("next", "")
		settle(s, w)
	}
	press()
	if h := w.State().Heading; h == nil || h.ID != "hooks" || !h.Passed || nameOf(w) != "prepared.Run" || !w.Held() {
		t.Fatalf("the first press heads %+v, at %q", h, nameOf(w))
	}
	if !w.Headed() || w.Heading().ID != "hooks" || len(w.Heading().Stages) < 20 || w.Headed() {
		t.Errorf("the heading to show is %+v", w.Heading())
	}
	if press(); !w.Predicting() || w.Headed() || w.Heading().ID == "hooks" {
		t.Fatalf("the second press: predicting %t, heading %q", w.Predicting(), w.Heading().ID)
	}
	w.Do("choose", "1")
	settle(s, w)
	if h := w.State().Heading; h == nil || h.ID != "ready" || h.Passed || nameOf(w) != convention.ReadyStage {
		t.Errorf("the answer leads to %q, headed by %+v", nameOf(w), h)
	}
	if !w.ReadyOpens() {
		t.Error("the place of a ready server does not open")
	}
}
