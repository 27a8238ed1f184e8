package live

import (
	"testing"
	"time"
)

// TestPipesTakeWhatAStoppedParentDoesNotRead writes to the child's pipes as much as a parent may leave unread. A write
// that does not fit would wait until its deadline.
func TestPipesTakeWhatAStoppedParentDoesNotRead(t *testing.T) {
	p, err := openPipes()
	if err != nil {
		t.Fatal(err)
	}
	defer p.closeChildEnds()
	defer p.closeParentEnds()
	for name, output := range map[string]pipe{"stdout": p.stdout, "stderr": p.stderr} {
		if err := output.child.SetWriteDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if n, err := output.child.Write(make([]byte, room)); err != nil {
			t.Errorf("%s takes %d bytes, want %d: %v", name, n, room, err)
		}
	}
}
