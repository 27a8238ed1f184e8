package lesson_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/recording"
)

// TestAddresses gives each step an address of its own, which leads back to it.
func TestAddresses(t *testing.T) {
	for _, size := range []int{0, 1, 5000} {
		l := lesson.New(tracetest.Synthetic(size), nil, nil, nil)
		seen := make(map[string]bool)
		for _, step := range l.Steps {
			address := l.Address(step)
			if seen[address] || l.StepAt(address) != step {
				t.Fatalf("%q is the address of another step than %d", address, step.Index)
			}
			seen[address] = true
		}
	}
	if lesson.New(&trace.Trace{}, nil, nil, nil).StepAt("stage-main") != nil {
		t.Error("an empty lesson has a step")
	}
}

// TestAddressesOfAnotherBoot boots in another order, with other span IDs, times and goroutines: what luck decides does
// not change an address.
func TestAddressesOfAnotherBoot(t *testing.T) {
	recorded, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	first := lesson.New(recorded, nil, nil, nil)
	for seed := range uint64(20) {
		other, was := anotherBoot(recorded, rand.New(rand.NewPCG(seed, 1)))
		l := lesson.New(other, nil, nil, nil)
		for _, step := range l.Steps {
			want := first.Steps[slices.IndexFunc(first.Steps, func(s *lesson.Step) bool {
				return s.Node.ID == was[step.Node.ID]
			})]
			if got := l.Address(step); got != first.Address(want) {
				t.Fatalf("seed %d: %s is %q, and was %q", seed, step.Node.Name, got, first.Address(want))
			}
		}
	}
}

// anotherBoot returns the boot with other IDs, and with the parts of each stage that run in goroutines of their own
// begun in another order. It says which span each one was.
func anotherBoot(t *trace.Trace, r *rand.Rand) (other *trace.Trace, was map[string]string) {
	was = make(map[string]string)
	id := func(old string) string {
		if old == "" {
			return ""
		}
		return "b" + old[1:]
	}
	other = &trace.Trace{Resource: t.Resource, Spans: slices.Clone(t.Spans)}
	forked := make(map[string]bool)
	trace.Walk(t.Tree(), func(n *trace.Node) {
		forked[n.ID] = n.Parent != nil && n.Goroutine() != n.Parent.Goroutine()
	})
	for i := range other.Spans {
		s := &other.Spans[i]
		if forked[s.ID] {
			s.Start = s.Start.Add(time.Duration(r.Int64N(int64(20 * time.Millisecond))))
			if !s.End.IsZero() && s.End.Before(s.Start) {
				s.End = s.Start
			}
		}
		was[id(s.ID)] = s.ID
		s.ID, s.ParentID = id(s.ID), id(s.ParentID)
	}
	return other, was
}
