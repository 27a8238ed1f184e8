package tour

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/walk/walktest"
)

func clickAt(m *model, x, y int) {
	_, cmd := m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	obey(m, cmd)
	_, cmd = m.Update(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
	obey(m, cmd)
}

// find returns where a text is on the screen.
func findOn(t *testing.T, m *model, text string) (x, y int) {
	t.Helper()
	for y, row := range strings.Split(screen(t, m), "\n") {
		if before, _, ok := strings.Cut(row, text); ok {
			return len([]rune(before)), y
		}
	}
	t.Fatalf("%q is not on the screen:\n%s", text, screen(t, m))
	return 0, 0
}

// TestClicks clicks on a stage, its fold mark, a call in the source, a title in the note, headings and the minimap.
func TestClicks(t *testing.T) {
	for _, s := range []size{small, large, wide} {
		m := replay(walktest.Lesson(), s.width, s.height)
		x, y := findOn(t, m, "NewAPIServerCommand")
		clickAt(m, x, y)
		if m.walk.Step().Node.Name != "NewAPIServerCommand" || m.focus != stagesPane {
			t.Errorf("%v: a click on a stage leads to %s", s, m.walk.Step().Node.Name)
		}
		clickAt(m, x-2, y)
		if !m.walk.Folds().Folded(1) {
			t.Errorf("%v: a click on the mark does not fold:\n%s", s, screen(t, m))
		}
		stand(m, 13)
		m.settle()
		x, y = findOn(t, m, "CreateNodeDialer(ctx)")
		clickAt(m, x, y)
		if m.walk.Step().Node.Name != "CreateNodeDialer" || m.focus != sourcePane {
			t.Errorf("%v: a click on a call leads to %s in pane %d", s, m.walk.Step().Node.Name, m.focus)
		}
		stand(m, 13)
		m.focus = notePane
		m.settle()
		x, y = findOn(t, m, "▾ What happens")
		clickAt(m, x, y)
		if open, chosen := m.note.chosen["What happens"]; open || !chosen {
			t.Errorf("%v: a click on a title folds nothing", s)
		}
		_, y = findOn(t, m, "━") // the heading of the pane with the focus
		clickAt(m, 0, 1)
		if m.focus != stagesPane {
			t.Errorf("%v: a click on a heading (row %d) does not focus", s, y)
		}
		m.settle()
		width, height := m.layout.size(stagesPane)
		if m.stages.mapWidth(height-1) > 0 {
			clickAt(m, width-1, height)
			if m.walk.Step().Index < m.walk.Lesson().Last()-10 {
				t.Errorf("%v: a click on the end of the map leads to step %d", s, m.walk.Step().Index)
			}
		}
		for _, at := range [][2]int{
			{-1, -1}, {0, 0}, {s.width, s.height}, {s.width - 1, s.height - 1}, {s.width / 2, s.height - 2},
		} {
			clickAt(m, at[0], at[1])
		}
	}
}

// TestWheel scrolls what is under the pointer and does not move the learner.
func TestWheel(t *testing.T) {
	m := replay(walktest.Lesson(), large.width, large.height)
	wheel := func(x, y int, button tea.MouseButton) { m.Update(tea.MouseWheelMsg{X: x, Y: y, Button: button}) }
	stand(m, 13)
	m.settle()
	source, y := findOn(t, m, "func CreateServerChain")
	noteX, noteY := findOn(t, m, "▾ What happens")
	before := screen(t, m)
	wheel(source, y, tea.MouseWheelDown)
	if m.code.y == 0 || m.note.y != 0 {
		t.Errorf("over the source, the source is at %d, the note at %d", m.code.y, m.note.y)
	}
	wheel(noteX, noteY, tea.MouseWheelDown)
	if m.note.y == 0 {
		t.Error("the note does not move")
	}
	wheel(2, 5, tea.MouseWheelDown)
	wheel(2, 5, tea.MouseWheelDown)
	if m.stages.top != 6 || m.walk.Step().Index != 13 || screen(t, m) == before {
		t.Errorf("over the stages, the first row is %d and the learner at %d", m.stages.top, m.walk.Step().Index)
	}
	for range 100 {
		wheel(2, 5, tea.MouseWheelDown)
	}
	if !strings.Contains(screen(t, m), "WaitForReady") {
		t.Error("the end of the stages is not in view")
	}
	press(t, m, "space")
	if _, y := findOn(t, m, "▶"); y < 2 {
		t.Error("a step does not bring the learner into view")
	}
	press(t, m, "?")
	wheel(2, 5, tea.MouseWheelDown)
	if m.pages.help.commands.chosen == 0 {
		t.Error("the wheel does not choose in the help")
	}
}

// TestDrag moves the lines between panes.
func TestDrag(t *testing.T) {
	drag := func(m *model, x, y, toX, toY int) {
		m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		m.Update(tea.MouseMotionMsg{X: toX, Y: toY, Button: tea.MouseLeft})
		m.Update(tea.MouseReleaseMsg{X: toX, Y: toY, Button: tea.MouseLeft})
		m.Update(tea.MouseMotionMsg{X: 0, Y: 0})
		screen(t, m)
	}
	m := replay(walktest.Lesson(), large.width, large.height)
	drag(m, m.layout[0].width, 10, 80, 10)
	if got := m.layout[0].width; got < 78 || got > 80 {
		t.Errorf("the line between two columns is at %d, want 80", got)
	}
	_, height := m.layout.size(sourcePane)
	drag(m, 100, 1+height, 100, 30)
	if _, got := m.layout.size(sourcePane); got < 27 || got > 29 {
		t.Errorf("the source is %d rows high, want 29", got)
	}
	m = replay(walktest.Lesson(), wide.width, wide.height)
	right := m.layout[0].width + 1 + m.layout[1].width
	drag(m, right, 10, 150, 10)
	if got := m.layout[2].width; got < 48 || got > 50 {
		t.Errorf("the note is %d cells wide, want 49", got)
	}
	m = replay(walktest.Lesson(), small.width, small.height)
	press(t, m, "tab")
	stages, _ := m.layout.size(stagesPane)
	_, before := m.layout.size(sourcePane)
	_, top := m.layout.size(stagesPane)
	drag(m, 5, 1+top, 5, 1+top-2)
	if _, got := m.layout.size(sourcePane); got <= before || stages != small.width {
		t.Errorf("the source has %d rows after %d", got, before)
	}
}

// TestPresentation shows one pane and a line.
func TestPresentation(t *testing.T) {
	m := replay(walktest.Lesson(), large.width, large.height)
	stand(m, 13)
	press(t, m, "tab", "v")
	s := screen(t, m)
	if strings.Contains(s, "aggregator →") || strings.Contains(s, "Stages") ||
		!strings.Contains(s, "func CreateServerChain") ||
		!strings.Contains(s, "step 14 of 52 · CreateServerChain · replay · chapter 2 of 5 · 2 of 28") {
		t.Errorf("the presentation shows:\n%s", s)
	}
	press(t, m, "/")
	if c := m.View().Cursor; c == nil || c.Y != large.height-1 {
		t.Errorf("the cursor is at %v", c)
	}
	press(t, m, "esc", ">", "v")
	if !strings.Contains(screen(t, m), "Stages") {
		t.Error("v does not end it")
	}
}

// TestMouseCanBeLeftToTheTerminal looks at what is asked of the terminal.
func TestMouseCanBeLeftToTheTerminal(t *testing.T) {
	m := replay(walktest.Lesson(), small.width, small.height)
	on := m.View().MouseMode
	press(t, m, "m")
	if off := m.View().MouseMode; on != tea.MouseModeCellMotion || off != tea.MouseModeNone {
		t.Errorf("the mouse is %v, and then %v", on, off)
	}
}
