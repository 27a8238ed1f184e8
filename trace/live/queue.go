package live

import "sync"

// queue hands updates on in order and takes any number of them without waiting for its reader.
type queue struct {
	mu      sync.Mutex
	changed *sync.Cond
	waiting []Update
	closed  bool
	out     chan Update // closed after the last update
}

func (q *queue) init() {
	q.changed = sync.NewCond(&q.mu)
	q.out = make(chan Update)
}

func (q *queue) put(u Update) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, u)
	q.changed.Signal()
}

// close says that no more will be put.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Signal()
}

// pump passes on what is put until the queue is closed and empty.
func (q *queue) pump() {
	defer close(q.out)
	for {
		batch := q.take()
		if len(batch) == 0 {
			return
		}
		for _, u := range batch {
			q.out <- u
		}
	}
}

// take returns all that waits, as soon as there is something, and nothing at the end.
func (q *queue) take() []Update {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && !q.closed {
		q.changed.Wait()
	}
	batch := q.waiting
	q.waiting = nil
	return batch
}
