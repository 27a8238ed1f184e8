package lesson_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// walk is this tree, with the indexes of its steps:
//
//	0 main
//	  1 command
//	    2 options
//	    3 flags
//	  4 run
//	    5 chain
//	6 later
func walk() *lesson.Lesson {
	return lesson.New(&trace.Trace{Spans: []trace.Span{
		span("a", "", "main", 0, 90),
		span("b", "a", "command", 1, 30),
		span("c", "b", "options", 2, 10),
		span("d", "b", "flags", 11, 20),
		span("e", "a", "run", 40, 80),
		span("f", "e", "chain", 41, 70),
		span("g", "", "later", 91, 95),
	}}, nil, nil, nil)
}

func TestNavigation(t *testing.T) {
	l := walk()
	for _, c := range []struct {
		key  string
		move func(int) int
		want [7]int
	}{
		{"into", l.Into, [7]int{1, 2, 2, 3, 5, 5, 6}},
		{"over", l.Over, [7]int{6, 4, 3, 4, 6, 6, 6}},
		{"out", l.Out, [7]int{0, 0, 1, 1, 0, 4, 6}},
		{"after", l.After, [7]int{6, 6, 4, 4, 6, 6, 6}},
		{"back over", l.BackOver, [7]int{0, 0, 1, 2, 1, 4, 0}},
		{"sibling", func(i int) int { return l.Sibling(i, 1) }, [7]int{6, 4, 3, 3, 4, 5, 6}},
		{"sibling before", func(i int) int { return l.Sibling(i, -1) }, [7]int{0, 1, 2, 2, 1, 5, 0}},
	} {
		for i, want := range c.want {
			if got := c.move(i); got != want {
				t.Errorf("%s from %q goes to %q, want %q", c.key, name(l, i), name(l, got), name(l, want))
			}
		}
	}
	if l.Last() != 6 {
		t.Errorf("the last step is %d", l.Last())
	}
}

func name(l *lesson.Lesson, i int) string { return l.Steps[i].Node.Name }

func moves(l *lesson.Lesson) map[string]func(int) int {
	return map[string]func(int) int{
		"into": l.Into, "over": l.Over, "out": l.Out, "after": l.After, "back over": l.BackOver,
		"sibling": func(i int) int { return l.Sibling(i, 1) }, "before": func(i int) int { return l.Sibling(i, -1) },
	}
}

func TestNoMoveLeavesTheLesson(t *testing.T) {
	empty := lesson.New(&trace.Trace{}, nil, nil, nil)
	for key, move := range moves(empty) {
		for _, i := range []int{-1, 0, 1, 1 << 40} {
			if got := move(i); got != 0 {
				t.Errorf("%s from %d of no steps is %d, want 0", key, i, got)
			}
		}
	}
	if empty.Last() != 0 {
		t.Errorf("the last of no steps is %d", empty.Last())
	}
	l := walk()
	for key, move := range moves(l) {
		if got, want := move(-5), move(0); got != want {
			t.Errorf("%s from before the first step is %d, want %d as from the first", key, got, want)
		}
		if got, want := move(1<<40), move(6); got != want {
			t.Errorf("%s from behind the last step is %d, want %d as from the last", key, got, want)
		}
	}
}

// TestNavigationOfAnyTree tries the meaning of each move on trees of every shape.
func TestNavigationOfAnyTree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		l := randomLesson(random)
		inside := func(i, outer int) bool {
			for n := l.Steps[i].Node; n != nil; n = n.Parent {
				if n == l.Steps[outer].Node {
					return true
				}
			}
			return false
		}
		for i, step := range l.Steps {
			into, children := l.Into(i), step.Node.Children
			if len(children) > 0 && (l.Steps[into].Node != children[0] || l.Out(into) != i) {
				t.Fatalf("into %d is %d, and out again %d", i, into, l.Out(into))
			}
			over := l.Over(i)
			if over != i && (over < i || inside(over, i)) {
				t.Fatalf("over %d is %d, which is inside it or before it", i, over)
			}
			last := i
			for last < l.Last() && inside(last+1, i) {
				last++
			}
			if last < l.Last() && over != last+1 || last == l.Last() && over != i {
				t.Fatalf("over %d is %d, but its last step inside is %d of %d", i, over, last, l.Last())
			}
		}
	}
}

func randomLesson(random *rand.Rand) *lesson.Lesson {
	t := &trace.Trace{}
	for i := range random.IntN(20) {
		parent := fmt.Sprint(random.IntN(i+2) - 1)
		from := random.IntN(50)
		t.Spans = append(t.Spans, span(fmt.Sprint(i), parent, "stage", from, from+random.IntN(50)))
	}
	return lesson.New(t, nil, nil, nil)
}
