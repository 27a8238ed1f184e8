package live

import (
	"io"
	"sync"

	"apitour/trace"
)

// Release lets spans go that the child holds. It does not wait for the child to hear of it, and neither do Free and Hold:
// what is said to a child that has ended, or that does not listen, is lost, which its updates tell well enough.
func (b *Boot) Release(spans ...trace.Key) {
	var lines []byte
	for _, s := range spans {
		lines = append(append(append(lines, "go "...), s.ID...), '\n')
	}
	b.orders.put(lines)
}

// Free has the child hold nothing from now on, and lets go what it holds.
func (b *Boot) Free() { b.orders.put([]byte("free\n")) }

// Hold has the child hold again after Free. A child that is being stopped by Stop is not held any more.
func (b *Boot) Hold() { b.orders.put([]byte("hold\n")) }

// orders are lines on their way to the child's stdin. Writing them is left to a goroutine of its own, because a pipe that
// nobody reads takes 64 KiB and then makes its writer wait.
type orders struct {
	mu      sync.Mutex
	changed *sync.Cond
	waiting []byte
	last    bool          // nothing more is taken
	written chan struct{} // closed when nothing more will be written
}

func (o *orders) init() {
	o.changed = sync.NewCond(&o.mu)
	o.written = make(chan struct{})
}

func (o *orders) put(lines []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.last {
		o.waiting = append(o.waiting, lines...)
		o.changed.Signal()
	}
}

// putLast takes the lines and none after them.
func (o *orders) putLast(lines []byte) {
	o.put(lines)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = true
	o.changed.Signal()
}

// pump writes what is put until the last has been, or until the pipe is closed, at either end.
func (o *orders) pump(stdin io.Writer) {
	defer close(o.written)
	for {
		lines := o.take()
		if len(lines) == 0 {
			return
		}
		if _, err := stdin.Write(lines); err != nil {
			o.putLast(nil)
			return
		}
	}
}

// take returns all that waits, as soon as there is something, and nothing at the end.
func (o *orders) take() []byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.waiting) == 0 && !o.last {
		o.changed.Wait()
	}
	lines := o.waiting
	o.waiting = nil
	return lines
}
