package live

import (
	"io"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
)

// Release lets the child go on at the spans, which it holds. It does not wait until the child has read the order, and
// neither does Free. An order to a child that has ended, or that does not read its stdin, is lost; the updates show
// which spans went on.
func (b *Boot) Release(spans ...trace.Key) {
	var lines []byte
	for _, s := range spans {
		lines = append(lines, convention.GoWord+" "+s.ID+"\n"...)
	}
	if len(lines) > 0 { // for most spans a stepper releases none
		b.orders.Put(lines)
	}
}

// Free lets every span of the child go on, those that it holds now and those that start later.
func (b *Boot) Free() { b.order(convention.FreeWord) }

// Follow has the child trace the next request from outside with the method and the escaped path, in place of an earlier
// one that has not come; without a path none.
func (b *Boot) Follow(method, path string) {
	switch {
	case path == "":
		b.order(convention.FollowWord)
	case !strings.ContainsAny(method+path, " \r\n"): // else no server has told of it
		b.order(convention.FollowWord + " " + method + " " + path)
	}
}

func (b *Boot) order(word string) { b.orders.Put([]byte(word + "\n")) }

// writeOrders writes the orders to the child's stdin until the queue is closed and empty, or until either end of the
// pipe is closed. It has a goroutine of its own, because a pipe that is not read takes 64 KiB and then blocks its
// writer.
func (b *Boot) writeOrders(stdin io.Writer) {
	defer close(b.written)
	for lines := range b.orders.Out() {
		if _, err := stdin.Write(lines); err != nil {
			b.orders.Discard()
			return
		}
	}
}
