package queue

import (
	"slices"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestOrder puts more than any buffer holds before the first item is read.
func TestOrder(t *testing.T) {
	q := New[int]()
	var want []int
	for i := range 10_000 {
		q.Put(i)
		want = append(want, i)
	}
	q.Close()
	if got := slices.Collect(all(q)); !slices.Equal(got, want) {
		t.Errorf("%d items arrived, want %d in order", len(got), len(want))
	}
}

// TestManyWriters has several goroutines put items while one reads: nothing is lost, and each writer's order is kept.
func TestManyWriters(t *testing.T) {
	type item struct{ writer, number int }
	const writers, items = 8, 1000
	q := New[item]()
	var writing sync.WaitGroup
	for writer := range writers {
		writing.Go(func() {
			for number := range items {
				q.Put(item{writer, number})
			}
		})
	}
	go func() {
		writing.Wait()
		q.Close()
	}()
	next := make([]int, writers)
	for got := range q.Out() {
		if got.number != next[got.writer] {
			t.Fatalf("writer %d: item %d arrived, want %d", got.writer, got.number, next[got.writer])
		}
		next[got.writer]++
	}
	for writer, arrived := range next {
		if arrived != items {
			t.Errorf("writer %d: %d items arrived, want %d", writer, arrived, items)
		}
	}
}

func TestPutAfterCloseIsDropped(t *testing.T) {
	q := New[string]()
	q.Put("before", "too")
	q.Close()
	q.Close()
	q.Put("after")
	if got := slices.Collect(all(q)); !slices.Equal(got, []string{"before", "too"}) {
		t.Errorf("%q arrived", got)
	}
}

// TestDiscardEndsAQueueWithoutAReader also holds for a queue from which items were taken: goleak finds the goroutine
// that would go on waiting for a reader.
func TestDiscardEndsAQueueWithoutAReader(t *testing.T) {
	unread := New[int]()
	unread.Put(1, 2, 3)
	unread.Discard()

	q := New[int]()
	q.Put(1, 2, 3)
	<-q.Out()
	q.Discard()
	q.Discard()
	q.Put(4)
	for item := range q.Out() {
		if item != 2 { // the goroutine may have offered it at the moment of Discard
			t.Errorf("%d arrived after Discard", item)
		}
	}

	idle := New[int]()
	idle.Discard()
	if _, open := <-idle.Out(); open {
		t.Error("an item arrived that was never put")
	}
}

func all[T any](q *Queue[T]) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		for item := range q.Out() {
			if !yield(item) {
				return
			}
		}
	}
}
