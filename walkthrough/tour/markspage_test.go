package tour

import (
	"strings"
	"testing"

	"apitour/walkthrough/walk"
)

// TestMarksOnTheScreen sets a mark, sees it in the tree and above the note, and goes back to it from the list.
func TestMarksOnTheScreen(t *testing.T) {
	m := originated(t, walk.Origin{})
	stand(m, named(m, "CreateServerChain"))
	press(t, m, "M")
	press(t, m, letters("zebra")...)
	press(t, m, "enter")
	if s := screen(t, m); !strings.Contains(s, "▶"+markSign) || !strings.Contains(s, markSign+" zebra") {
		t.Errorf("the mark is not on the screen:\n%s", s)
	}
	press(t, m, "space")
	if s := screen(t, m); !strings.Contains(s, "\n"+markSign) {
		t.Errorf("the mark is not in the tree:\n%s", s)
	}
	press(t, m, "M", "x", "enter", "g", "'")
	if s := screen(t, m); !strings.Contains(s, "1 of 2") || !strings.Contains(s, "▶ 14 CreateServerChain  zebra") {
		t.Errorf("the list does not show the marks:\n%s", s)
	}
	press(t, m, "down", "up", "enter")
	if m.page != nil || m.walk.Step().Node.Name != "CreateServerChain" {
		t.Errorf("enter leads to %s", m.walk.Step().Node.Name)
	}
	press(t, m, "ctrl+o")
	if m.walk.At() != 0 {
		t.Errorf("the list is no jump: back leads to step %d", m.walk.At()+1)
	}
	press(t, m, "'", "enter", "M", "ctrl+u", "enter")
	if s := screen(t, m); strings.Contains(s, "zebra") {
		t.Errorf("an empty text leaves the mark:\n%s", s)
	}
}
