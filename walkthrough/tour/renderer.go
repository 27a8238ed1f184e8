package tour

import (
	"bytes"
	"runtime"
	"time"
)

// drawing is the function of the goroutine that draws Bubble Tea's frames, as a stack has it.
const drawing = "charm.land/bubbletea/v2.(*Program).startRenderer.func1("

const (
	// rendererLooks bounds the wait for that goroutine: another program in this process may have one of its own.
	rendererLooks = 100
	rendererEvery = time.Millisecond
)

// awaitRenderer waits until the goroutine that draws frames has ended, before the terminal is taken back. Leaving the
// terminal, Bubble Tea tells it to end and does not wait. If it is late, it stops the ticker that its successor has
// just started, and nothing is drawn any more (https://github.com/charmbracelet/bubbletea/issues/1778). A process that
// has been stopped and continued comes back in just that moment.
func awaitRenderer() {
	for range rendererLooks {
		if !bytes.Contains(stacks(), []byte(drawing)) {
			return
		}
		time.Sleep(rendererEvery)
	}
}

// stacks returns the stacks of all goroutines.
func stacks() []byte {
	for size := 64 << 10; ; size *= 2 {
		text := make([]byte, size)
		if n := runtime.Stack(text, true); n < size {
			return text[:n]
		}
	}
}
