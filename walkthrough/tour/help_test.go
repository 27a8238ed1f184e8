package tour

import (
	"strings"
	"testing"

	"apitour/walkthrough/walk/walktest"
)

// TestHelpChooses goes through the commands of the help page with arrows, and does one with enter or a click.
func TestHelpChooses(t *testing.T) {
	t.Parallel()
	for _, s := range []size{tiny, small, large} {
		m := replay(walktest.Lesson(), s.width, s.height)
		press(t, m, "?")
		all := m.walk.Offered()
		for i, c := range all {
			shown := screen(t, m)
			if marked := "▶" + c.KeyLabel; !strings.Contains(shown, marked) ||
				!strings.Contains(shown, m.pages.help.commands.count(m.says())) || m.pages.help.commands.chosen != i {
				t.Fatalf("%v: %s is not chosen:\n%s", s, c.Name, shown)
			}
			press(t, m, "down")
		}
		press(t, m, "g", "enter")
		if m.page != nil || m.walk.At() != 1 {
			t.Errorf("%v: enter leads to step %d, with the page %v", s, m.walk.At()+1, m.page)
		}
		press(t, m, "?")
		x, y := findOn(t, m, "critical path")
		clickAt(m, x, y)
		if m.page != nil || m.walk.Step().Node.Name != "MaybeDefaultWithSelfSignedCerts" {
			t.Errorf("%v: a click on the critical path leads to %s", s, m.walk.Step().Node.Name)
		}
		press(t, m, "?", "space")
		if at := m.pages.help.commands.chosen; !strings.Contains(screen(t, m), "▶"+all[at].KeyLabel) {
			t.Errorf("%v: the chosen row does not go with the page:\n%s", s, screen(t, m))
		}
		press(t, m, "space", "space", "space", "space", "space")
		shown := strings.Contains(screen(t, m), "▶"+all[m.pages.help.commands.chosen].KeyLabel)
		if press(t, m, "enter"); m.page == nil && !shown {
			t.Errorf("%v: enter does a command that is not in view", s)
		}
	}
}

// TestHelpHasTwoColumns goes from one column to the other and back.
func TestHelpHasTwoColumns(t *testing.T) {
	m := replay(walktest.Lesson(), large.width, large.height)
	press(t, m, "?", "down", "down")
	p := &m.pages.help
	left := p.places[p.commands.chosen]
	press(t, m, "right")
	if right := p.places[p.commands.chosen]; right.column != 1 || gap(right.line, left.line) > 2 {
		t.Errorf("right leads from %+v to %+v", left, right)
	}
	press(t, m, "right", "left", "left")
	if back := p.places[p.commands.chosen]; back.column != 0 || gap(back.line, left.line) > 2 {
		t.Errorf("left leads to %+v", back)
	}
}
