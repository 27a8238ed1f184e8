package tour

import (
	"fmt"
	"strings"
	"testing"

	"apitour/walkthrough/walk/walktest"
)

// TestCopy sends a text to the terminal's clipboard, and says that it was sent.
func TestCopy(t *testing.T) {
	m := replay(walktest.Lesson(), 80, 24)
	sent := m.copyText("export A=1")
	if sent == nil || fmt.Sprint(sent()) != "export A=1" {
		t.Fatal("nothing was sent")
	}
	if got := m.walk.Notice(); got != "sent to the terminal's clipboard: export A=1" {
		t.Errorf("the notice is %q", got)
	}
	if sent := m.copyText(strings.Repeat("x", longestCopy+1)); sent != nil || m.walk.Notice() == "" {
		t.Errorf("a text that terminals drop is sent, and the notice is %q", m.walk.Notice())
	}
}
