package spread_test

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracetest"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/spread"
)

// siblings is a recording of a root with parts that began in the order of their names' places and took as long as
// given.
func siblings(service string, order []string, took map[string]time.Duration) *trace.Trace {
	t := &trace.Trace{Resource: map[string]any{convention.ServiceName: service}}
	begin := tracetest.Start
	t.Spans = append(t.Spans, trace.Span{ID: "root", Name: "main", Start: begin, End: begin.Add(time.Hour)})
	for i, name := range order {
		start := begin.Add(time.Duration(i+1) * time.Second)
		t.Spans = append(t.Spans, trace.Span{
			ID: fmt.Sprint(i), ParentID: "root", Name: name, Start: start, End: start.Add(took[name]),
		})
	}
	return t
}

// each yields recordings that are in memory.
func each(all ...*trace.Trace) iter.Seq2[*trace.Trace, error] {
	return func(yield func(*trace.Trace, error) bool) {
		for _, recorded := range all {
			if !yield(recorded, nil) {
				return
			}
		}
	}
}

func at(t *testing.T, c *spread.Comparison, of *trace.Trace, name string) spread.Stage {
	t.Helper()
	for _, s := range of.Spans {
		if s.Name == name {
			stage, ok := c.At(s.Key())
			if !ok {
				t.Fatalf("nothing is known of %s", name)
			}
			return stage
		}
	}
	t.Fatalf("no stage is called %s", name)
	return spread.Stage{}
}

// TestComparison compares three recordings: times, order, and a stage that one of them lacks.
func TestComparison(t *testing.T) {
	ms := time.Millisecond
	a := siblings("s", []string{"law", "x", "y", "rare"}, map[string]time.Duration{
		"law": 10 * ms, "x": ms, "rare": 7 * ms,
	})
	b := siblings("s", []string{"law", "y", "x"}, map[string]time.Duration{"law": 30 * ms, "x": ms})
	c := siblings("s", []string{"law", "x", "y"}, map[string]time.Duration{"law": 14 * ms, "x": ms})
	compared, err := spread.Of(a, each(b, c))
	if err != nil || compared.Recordings != 3 {
		t.Fatal(compared, err)
	}
	law := at(t, compared, a, "law")
	want := spread.Times{Count: 3, Median: 14 * ms, Spread: 4 * ms, Least: 10 * ms, Most: 30 * ms}
	if law.Times != want || law.Order != spread.Law || law.Seen != 3 {
		t.Errorf("law is %+v", law)
	}
	if x, y := at(t, compared, a, "x"), at(t, compared, a, "y"); x.Order != spread.Luck || y.Order != spread.Luck {
		t.Errorf("x is %+v, y is %+v", x, y)
	}
	if rare := at(t, compared, a, "rare"); rare.Seen != 1 || rare.Order != spread.Alone || rare.Count != 1 {
		t.Errorf("a stage that others lack is %+v", rare)
	}
	if root := at(t, compared, a, "main"); root.Order != spread.Alone {
		t.Errorf("the root is %+v", root)
	}
}

// TestDifferentPrograms refuses to compare them.
func TestDifferentPrograms(t *testing.T) {
	a := siblings("s", []string{"x"}, nil)
	elsewhere := trace.Span{ID: "1", Name: "elsewhere", Start: tracetest.Start}
	other := &trace.Trace{Resource: a.Resource, Spans: []trace.Span{elsewhere}}
	for name, others := range map[string][]*trace.Trace{
		"another service": {siblings("s", []string{"x"}, nil), siblings("shop", []string{"x"}, nil)},
		"other stages":    {a, other}, "nothing": {a, {}},
	} {
		_, err := spread.Of(a, each(others...))
		var different *spread.DifferentError
		if !errors.As(err, &different) || different.Index != 1 ||
			!strings.HasPrefix(different.Say(phrases.In("zh")), "这些录制") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOrders compares random orders of siblings with what all pairs say, and the times with their definition.
func TestOrders(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		names := make([]string, 1+r.IntN(9))
		for i := range names {
			names[i] = fmt.Sprintf("stage%d", i)
		}
		var all []*trace.Trace
		var orders [][]string
		took := make(map[string][]time.Duration)
		for range 1 + r.IntN(4) {
			order := slices.Clone(names)
			for range r.IntN(3) {
				i, j := r.IntN(len(order)), r.IntN(len(order))
				order[i], order[j] = order[j], order[i]
			}
			order = order[:max(1, len(order)-r.IntN(2))]
			times := make(map[string]time.Duration)
			for _, name := range order {
				times[name] = time.Duration(r.IntN(100))
				took[name] = append(took[name], times[name])
			}
			orders = append(orders, order)
			all = append(all, siblings("s", order, times))
		}
		c, err := spread.Of(all[0], each(all[1:]...))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range orders[0] {
			got := at(t, c, all[0], name)
			if want := orderOf(name, orders); got.Order != want {
				t.Fatalf("seed %d: %s in %v is %q, want %q", seed, name, orders, got.Order, want)
			}
			checkTimes(t, got, took[name])
		}
	}
}

// orderOf looks at all pairs.
func orderOf(name string, orders [][]string) spread.Order {
	order := spread.Alone
	for _, other := range orders[1:] {
		for _, sibling := range orders[0] {
			if sibling == name || !slices.Contains(other, name) || !slices.Contains(other, sibling) {
				continue
			}
			before := func(in []string) bool { return slices.Index(in, name) < slices.Index(in, sibling) }
			if before(orders[0]) != before(other) {
				return spread.Luck
			}
			order = spread.Law
		}
	}
	return order
}

// checkTimes compares times with their definition.
func checkTimes(t *testing.T, got spread.Stage, took []time.Duration) {
	t.Helper()
	below, above := 0, 0
	for _, d := range took {
		if d < got.Least || d > got.Most {
			t.Fatalf("%v is not within %+v", d, got)
		}
		if d < got.Median {
			below++
		}
		if d > got.Median {
			above++
		}
	}
	if got.Seen != len(took) || got.Count != len(took) || 2*below > len(took) || 2*above > len(took) ||
		got.Spread > got.Most-got.Least {
		t.Fatalf("%v have %+v", took, got)
	}
}

// TestTheSame compares a boot with itself: nothing is luck, and no time differs.
func TestTheSame(t *testing.T) {
	boot := tracetest.Synthetic(3000)
	c, err := spread.Of(boot, each(boot, boot))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range boot.Spans {
		stage, ok := c.At(s.Key())
		if !ok || stage.Order == spread.Luck || stage.Spread != 0 || stage.Seen != 3 {
			t.Fatalf("%s is %+v, %v", s.Name, stage, ok)
		}
	}
	if _, ok := (*spread.Comparison)(nil).At(boot.Spans[0].Key()); ok {
		t.Error("without a comparison something is known")
	}
}

// TestManyRecordings compares a thousand, each of which exists only while it is compared.
func TestManyRecordings(t *testing.T) {
	const others = 1000
	recorded := func(ms int) *trace.Trace {
		order := []string{"first", "x", "y"}
		if ms%100 == 99 {
			order = []string{"first", "y", "x"}
		}
		if ms == others {
			order = order[:2]
		}
		return siblings("s", order, map[string]time.Duration{"x": time.Duration(ms) * time.Millisecond})
	}
	first := recorded(0)
	c, err := spread.Of(first, func(yield func(*trace.Trace, error) bool) {
		for ms := range others {
			if !yield(recorded(ms+1), nil) {
				return
			}
		}
	})
	if err != nil || c.Recordings != others+1 {
		t.Fatal(c, err)
	}
	want := spread.Times{
		Count: others + 1, Median: 500 * time.Millisecond, Spread: 250 * time.Millisecond, Most: time.Second,
	}
	if x := at(t, c, first, "x"); x.Times != want || x.Order != spread.Luck || x.Seen != others+1 {
		t.Errorf("x is %+v", x)
	}
	if first := at(t, c, first, "first"); first.Order != spread.Law {
		t.Errorf("first is %+v", first)
	}
	if y := at(t, c, first, "y"); y.Seen != others {
		t.Errorf("y is %+v", y)
	}
}

// TestRecordingThatCannotBeRead ends the comparison with the reason, and asks for no more.
func TestRecordingThatCannotBeRead(t *testing.T) {
	a := siblings("s", []string{"x"}, nil)
	reason := errors.New("cannot be read")
	asked := 0
	_, err := spread.Of(a, func(yield func(*trace.Trace, error) bool) {
		for _, next := range []error{nil, reason, nil} {
			asked++
			if !yield(a, next) {
				return
			}
		}
	})
	if !errors.Is(err, reason) || asked != 2 {
		t.Errorf("after %d recordings: %v", asked, err)
	}
}

// TestPausesDoNotCount compares boots of which one was held by a learner for an hour.
func TestPausesDoNotCount(t *testing.T) {
	free := siblings("s", []string{"x", "y"}, map[string]time.Duration{"x": time.Second / 2, "y": time.Second / 2})
	held := siblings("s", []string{"x", "y"}, map[string]time.Duration{"x": time.Second / 2, "y": time.Second / 2})
	for i := range held.Spans {
		s := &held.Spans[i]
		switch s.Name {
		case "x":
			s.End = s.End.Add(time.Hour)
			s.Attributes = map[string]any{convention.Pause: int64(time.Hour)}
		case "y":
			s.Start, s.End = s.Start.Add(time.Hour), s.End.Add(time.Hour)
		case "main":
			s.End = s.End.Add(time.Hour)
		}
	}
	for name, compare := range map[string][2]*trace.Trace{"the other": {free, held}, "the first": {held, free}} {
		c, err := spread.Of(compare[0], each(compare[1]))
		if err != nil {
			t.Fatal(err)
		}
		for _, stage := range []string{"main", "x", "y"} {
			if got := at(t, c, compare[0], stage); got.Spread != 0 || got.Least != got.Most {
				t.Errorf("where %s was held %s is %+v", name, stage, got)
			}
		}
	}
}
