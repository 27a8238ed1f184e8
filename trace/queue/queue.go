// Package queue hands items from writers that must not wait to a reader that may be slow: a channel without a bound.
//
//	q := queue.New[string]()
//	q.Put("a", "b") // never waits
//	q.Close()       // nothing more will be put
//	for item := range q.Out() {
//		… a, b
//	}
//
// What the reader has not taken yet is kept in memory. A goroutine moves the items, and ends once the queue is closed
// and read to its end, or discarded; so every queue must be closed and read, or discarded.
package queue

import "sync"

// Queue is a channel without a bound; make one with New. Its methods are safe for concurrent use, and none of them
// waits.
type Queue[T any] struct {
	out       chan T
	changed   chan struct{} // holds a token when waiting or closed may have changed
	discarded chan struct{} // closed by Discard

	mu      sync.Mutex
	waiting []T
	closed  bool
	dropped bool // discarded is closed
}

// New returns an empty queue.
func New[T any]() *Queue[T] {
	q := &Queue[T]{out: make(chan T), changed: make(chan struct{}, 1), discarded: make(chan struct{})}
	go q.pump()
	return q
}

// Out returns the channel on which the items arrive in the order in which they were put. It is closed after the last
// item.
func (q *Queue[T]) Out() <-chan T { return q.out }

// Put appends the items. After Close or Discard they are dropped.
func (q *Queue[T]) Put(items ...T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.waiting = append(q.waiting, items...)
		q.wake()
	}
}

// Close says that nothing more will be put. Items that were put before still arrive.
func (q *Queue[T]) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.wake()
}

// Discard closes the queue and drops the items that the reader has not taken.
func (q *Queue[T]) Discard() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed, q.waiting = true, nil
	if !q.dropped {
		q.dropped = true
		close(q.discarded)
	}
}

func (q *Queue[T]) wake() {
	select {
	case q.changed <- struct{}{}:
	default: // the token of an earlier change has not been taken yet
	}
}

func (q *Queue[T]) pump() {
	defer close(q.out)
	for {
		batch, last := q.take()
		for _, item := range batch {
			select {
			case q.out <- item:
			case <-q.discarded:
				return
			}
		}
		if last {
			return
		}
		select {
		case <-q.changed:
		case <-q.discarded:
			return
		}
	}
}

// take returns the items that wait, and whether they are the last.
func (q *Queue[T]) take() (batch []T, last bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	batch, q.waiting = q.waiting, nil
	return batch, q.closed
}
