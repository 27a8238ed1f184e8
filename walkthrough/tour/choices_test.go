package tour

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk/walktest"
)

// listPage is a page of three lines and a list below them.
type listPage struct {
	text
	choices choices
	taken   []int
}

func (p *listPage) title(*model) string { return "A list" }
func (p *listPage) content() *text      { return &p.text }
func (p *listPage) list() *choices      { return &p.choices }

func (p *listPage) settle(m *model, width, height int) {
	p.lines = p.choices.under(m.theme, []string{"one", "two", "three"}, width)
	p.choices.inView(&p.text, height)
	p.clampTo(width, height)
}

func (p *listPage) take(_ *model, row int) tea.Cmd {
	p.taken = append(p.taken, row)
	return nil
}

func rowsNamed(n int) []choice {
	rows := make([]choice, n)
	for i := range rows {
		rows[i] = choice{fmt.Sprintf("row %d", i+1), strings.Repeat("word ", i+1)}
	}
	return rows
}

// TestChoices moves in a list that is longer than the screen, and takes rows by enter, digit and click.
func TestChoices(t *testing.T) {
	m := replay(walktest.Lesson(), small.width, small.height)
	p := &listPage{choices: choices{numbered: true}}
	p.choices.set(rowsNamed(40))
	m.page = p
	m.settle()
	stood := m.walk.At()
	for _, test := range []struct {
		keys  []string
		count string
	}{
		{nil, "1 of 40"},
		{[]string{"up"}, "1 of 40"},
		{[]string{"down", "j", "down"}, "4 of 40"},
		{[]string{"k"}, "3 of 40"},
		{[]string{"G"}, "40 of 40"},
		{[]string{"down"}, "40 of 40"},
		{[]string{"ctrl+u"}, "30 of 40"},
		{[]string{"g"}, "1 of 40"},
		{[]string{"ctrl+d"}, "11 of 40"},
		{[]string{"space"}, "31 of 40"},
		{[]string{"pgup"}, "11 of 40"},
	} {
		press(t, m, test.keys...)
		if got := p.choices.count(m.says()); got != test.count {
			t.Errorf("%v leads to %q, want %q", test.keys, got, test.count)
		}
		shown := screen(t, m)
		if marked := fmt.Sprintf("row %d ", p.choices.chosen+1); !strings.Contains(shown, test.count) ||
			!strings.Contains(shown, "▶ ") || !strings.Contains(shown, marked) {
			t.Errorf("%s: the chosen row or its count is not in view:\n%s", test.count, shown)
		}
	}
	press(t, m, "enter", "3")
	x, y := findOn(t, m, "row 2 ")
	clickAt(m, x, y)
	clickAt(m, 0, 0)
	clickAt(m, 0, small.height-1)
	if want := []int{10, 2, 1}; !slices.Equal(p.taken, want) {
		t.Errorf("taken %v, want %v", p.taken, want)
	}
	if m.walk.At() != stood || m.page == nil {
		t.Error("a key of the list has walked, or closed the page")
	}
	press(t, m, "esc")
	if m.page != nil {
		t.Error("esc does not close the page")
	}
}

// TestChoicesFit draws lists of any length, with long and wide names, in any room.
func TestChoicesFit(t *testing.T) {
	for _, width := range []int{1, 7, 30, 100} {
		for _, height := range []int{1, 3, 50} {
			for _, n := range []int{0, 1, 12} {
				c := choices{rows: rowsNamed(n), numbered: n > 1}
				if n > 0 {
					c.rows[0].name = strings.Repeat("服务器链", 10)
				}
				for range n + 1 {
					lines := c.Render(newTheme(true), width, height)
					if len(lines) != min(n, height) {
						t.Fatalf("%d lines of %d rows in %d", len(lines), n, height)
					}
					for _, line := range lines {
						if cells := ansi.StringWidth(line); cells != width {
							t.Errorf("a line of %d cells in %d: %q", cells, width, ansi.Strip(line))
						}
					}
					if n > 0 && width > 1 && !strings.Contains(ansi.Strip(strings.Join(lines, "\n")), "▶") {
						t.Errorf("the chosen row %d is not in view", c.chosen)
					}
					c.goes("down", height)
				}
			}
		}
	}
	if count := new(choices).count(&phrases.In("en").Tour); count != "" {
		t.Errorf("an empty list counts %q", count)
	}
}
