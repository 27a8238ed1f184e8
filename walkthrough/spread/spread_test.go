package spread_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracetest"
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
	compared, err := spread.Of(a, b, c)
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
		_, err := spread.Of(a, others...)
		var different *spread.DifferentError
		if !errors.As(err, &different) || different.Index != 1 || different.What == "" {
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
		c, err := spread.Of(all[0], all[1:]...)
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
	c, err := spread.Of(boot, boot, boot)
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
