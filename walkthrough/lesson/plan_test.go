package lesson_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/recording"
)

// told writes the steps of a lesson as names with their states.
func told(l *lesson.Lesson) string {
	v := lesson.View{Lesson: l, Now: l.End}
	var words []string
	for _, step := range l.Steps {
		words = append(words, strings.Repeat(">", step.Node.Depth)+step.Node.Name+":"+v.State(step).String())
	}
	return strings.Join(words, " ")
}

func open(s trace.Span) trace.Span {
	s.End = time.Time{}
	return s
}

func TestPlan(t *testing.T) {
	plan := lesson.NewPlan(&trace.Trace{Spans: []trace.Span{
		span("1", "", "main", 0, 90),
		span("2", "1", "flags", 1, 2),
		span("3", "1", "hook", 3, 9),
		span("4", "3", "inner", 4, 5),
		span("5", "1", "hook", 10, 20),
		span("6", "1", "ready", 30, 40),
	}})
	for name, test := range map[string]struct {
		spans []trace.Span
		want  string
	}{
		"nothing": {nil, "main:ahead >flags:ahead >hook:ahead >>inner:ahead >hook:ahead >ready:ahead"},
		"it takes its place": {
			[]trace.Span{open(span("a", "", "main", 0, 0)), span("b", "a", "hook", 1, 2)},
			"main:running >flags:ahead >hook:done >>inner:skipped >hook:ahead >ready:ahead",
		},
		"out of order": {
			[]trace.Span{
				open(span("a", "", "main", 0, 0)), span("b", "a", "ready", 1, 2), span("c", "a", "flags", 3, 4),
			},
			"main:running >flags:done >hook:ahead >>inner:ahead >hook:ahead >ready:done",
		},
		"stages that the plan lacks": {
			[]trace.Span{
				open(span("a", "", "main", 0, 0)), span("b", "a", "first", 1, 2), span("c", "a", "flags", 3, 4),
				span("d", "a", "more", 5, 6),
			},
			"main:running >first:done >flags:done >more:done >hook:ahead >>inner:ahead >hook:ahead >ready:ahead",
		},
		"behind all before it, in another order than the plan's": {
			[]trace.Span{
				open(span("a", "", "main", 0, 0)), span("b", "a", "ready", 1, 2), span("c", "a", "flags", 3, 4),
				span("d", "a", "stop", 5, 6),
			},
			"main:running >flags:done >hook:ahead >>inner:ahead >hook:ahead >ready:done >stop:done",
		},
		"ended without it": {
			[]trace.Span{span("a", "", "main", 0, 9), span("c", "a", "flags", 3, 4)},
			"main:done >flags:done >hook:skipped >>inner:skipped >hook:skipped >ready:skipped",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := told(lesson.New(&trace.Trace{Spans: test.spans}, nil, nil, plan)); got != test.want {
				t.Errorf("got\n%s, want\n%s", got, test.want)
			}
		})
	}
}

// TestPlannedStepsKeepTheirPlaces repeats the shipped boot span by span, with its hooks in another order: steps keep
// their keys and their order from the first span to the last.
func TestPlannedStepsKeepTheirPlaces(t *testing.T) {
	shipped, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	plan := lesson.NewPlan(shipped)
	keys := func(l *lesson.Lesson) (keys []trace.Key) {
		for i, step := range l.Steps {
			if step.Index != i {
				t.Fatalf("step %d says that it is %d", i, step.Index)
			}
			keys = append(keys, step.Key())
		}
		return keys
	}
	want := keys(lesson.New(&trace.Trace{}, nil, nil, plan))
	if len(want) != len(shipped.Spans) {
		t.Fatalf("%d steps are planned, want %d", len(want), len(shipped.Spans))
	}
	spans := slices.Clone(shipped.Spans)
	slices.SortFunc(spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	for i := range spans { // another boot has other ids
		spans[i].ID, spans[i].TraceID = "x"+spans[i].ID, "other"
		if spans[i].ParentID != "" {
			spans[i].ParentID = "x" + spans[i].ParentID
		}
	}
	for n := range spans {
		l := lesson.New(&trace.Trace{Spans: spans[:n+1]}, nil, nil, plan)
		if got := keys(l); !slices.Equal(got, want) {
			t.Fatalf("after %d spans the steps are others", n+1)
		}
		v := lesson.View{Lesson: l, Now: l.End}
		for _, step := range l.Steps {
			if state := v.State(step); step.Planned() != (state == lesson.Ahead || state == lesson.Skipped) {
				t.Fatalf("step %q is %v", step.Node.Name, state)
			}
		}
		if l.Count() != n+1 {
			t.Fatalf("%d steps have begun, want %d", l.Count(), n+1)
		}
	}
}

// TestPathOfTheShippedBoot sums the path: it is the time to ready. Marks, and the walk along it, leave out what is
// below a hundredth of it; the ten longest of the rest are its slices.
func TestPathOfTheShippedBoot(t *testing.T) {
	shipped, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	l := lesson.New(shipped, nil, nil, nil)
	var marked time.Duration
	for _, at := range l.OnPath() {
		marked += l.PathAt(l.Steps[at])
		if told := l.IsOnPath(l.Steps[at]); told != (l.PathAt(l.Steps[at]) >= l.PathTotal()/100) {
			t.Errorf("%s has %v of %v, told %t", l.Steps[at].Node.Name, l.PathAt(l.Steps[at]), l.PathTotal(), told)
		}
	}
	longest := l.Slices()
	for i, s := range longest {
		if !l.IsOnPath(s.Step) || i > 0 && s.Took > longest[i-1].Took {
			t.Errorf("slice %d is %s, with %v", i+1, s.Step.Node.Name, s.Took)
		}
	}
	if len(longest) != 10 {
		t.Errorf("%d slices", len(longest))
	}
	toReady := l.Ready.Sub(l.Start)
	if off := (marked - toReady).Abs(); off > toReady/100 {
		t.Errorf("the segments sum to %v, but it took %v to be ready", marked, toReady)
	}
	if own, all := l.PathOf(l.Steps[0]); all != l.PathTotal() || own > all {
		t.Errorf("the path is at the root and inside it for %v (own %v) of %v", all, own, l.PathTotal())
	}
	seen := map[int]bool{}
	first := l.AlongPath(0, 1)
	at := first
	for !seen[at] {
		seen[at] = true
		at = l.AlongPath(at, 1)
	}
	if len(seen) != len(l.LongOnPath()) {
		t.Errorf("the walk along the path takes %d of %d stages", len(seen), len(l.LongOnPath()))
	}
	for range seen {
		at = l.AlongPath(at, -1)
	}
	if at != first {
		t.Errorf("the walk back along the path ends at %q", l.Steps[at].Node.Name)
	}
}

// TestViewsOfAnyTree looks at random trees from every step: states and times agree with each other.
func TestViewsOfAnyTree(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		l := randomLesson(random)
		for _, playhead := range append([]*lesson.Step{nil}, l.Steps...) {
			v := lesson.View{Lesson: l, Now: l.End, Playhead: playhead}
			for _, step := range l.Steps {
				took, own, state := v.Duration(step), v.Own(step), v.State(step)
				switch {
				case own < 0 || own > took:
					t.Fatalf("own time %v of %v", own, took)
				case state == lesson.Ahead && took != 0:
					t.Fatalf("a stage that is ahead has taken %v", took)
				case playhead != nil && v.End(step).After(v.Moment()) && state != lesson.Ahead:
					t.Fatalf("a stage has taken time that is still to come")
				case playhead == step && state != lesson.Running && step.Node.End.After(step.Node.Start):
					t.Fatalf("a stage at its own start is %v", state)
				}
				if n := step.Node; n.Size < 1 || step.Index+n.Size > len(l.Steps) {
					t.Fatalf("step %d holds %d steps of %d", step.Index, n.Size, len(l.Steps))
				}
			}
		}
	}
}

// TestManyStepsAreQuick is about the order of growth, not about milliseconds.
func TestManyStepsAreQuick(t *testing.T) {
	l := lesson.New(tracetest.Synthetic(100_000), nil, nil, nil)
	began := time.Now()
	for i := range l.Steps {
		l.Over(i)
		l.Out(i)
		if l.StepOf(l.Steps[i].Node) != l.Steps[i] {
			t.Fatal("a step is not the one of its node")
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if l.Steps[0].Node.Size != 100_000 {
		t.Errorf("the root holds %d steps", l.Steps[0].Node.Size)
	}
}
