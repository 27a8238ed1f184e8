package tour

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// guided returns the screen of the shipped boot as a newcomer sees it: with the page before the walk, and with chapters
// that are headed.
func guided(t *testing.T, s size) *model {
	t.Helper()
	w, err := walk.New(walk.Options{
		Lesson: walktest.Explain, Trace: walktest.Shipped(), Screen: true, Front: true, Headings: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	m := Options{Environment: colourTerminal}.model(t.Context(), w)
	m.Update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
	return m
}

// pageOf returns the page that covers the panes, without the rows around it, whose times change with the recording.
func pageOf(t *testing.T, m *model) string {
	t.Helper()
	if m.page == nil {
		t.Fatalf("no page covers the panes:\n%s", screen(t, m))
	}
	rows := strings.Split(strings.TrimSuffix(screen(t, m), "\n"), "\n")
	return withoutFigures(strings.Join(append(rows[1:len(rows)-2], rows[len(rows)-1]), "\n") + "\n")
}

var figures = regexp.MustCompile(`[\d,]+ (stages|words)`)

// withoutFigures hides how many stages and words there are, which every change of a note would change.
func withoutFigures(shown string) string { return figures.ReplaceAllString(shown, "N $1") }

// TestGuidePages compares the pages of a newcomer with their goldens, in two sizes, and in colours on a dark and a
// light ground.
func TestGuidePages(t *testing.T) {
	for name, keys := range map[string][]string{
		"front":    nil,
		"chapter":  append([]string{"1"}, strings.Fields(strings.Repeat("space ", 10))...),
		"glossary": {"1", "}", "space", "d", "down"},
		"passed":   append(append([]string{"1", ":"}, strings.Split("prepared.Run", "")...), "enter", "space"),
		"narrowed": {"1", "}", "space", "d", "/", "h", "o", "o", "k", "down"},
	} {
		for _, s := range []size{small, large} {
			t.Run(name+" "+s.String(), func(t *testing.T) {
				m := guided(t, s)
				play(t, m, keys...)
				golden.RequireEqual(t, pageOf(t, m))
			})
		}
		for ground, dark := range map[string]bool{"dark": true, "light": false} {
			t.Run(name+" "+ground, func(t *testing.T) {
				m := guided(t, small)
				m.dark = dark
				m.retheme()
				m.settle()
				play(t, m, keys...)
				golden.RequireEqual(t, withoutFigures(strings.Join(m.body(), "\n")+"\n"))
			})
		}
	}
}

// TestGuidePagesFit demands that the page before the walk and those of all chapters fit the smallest screen.
func TestGuidePagesFit(t *testing.T) {
	m := guided(t, size{80, 24})
	check := func(what string) {
		t.Helper()
		if n, room := len(m.page.content().lines), m.bodyHeight()-1; n > room {
			t.Errorf("%s has %d lines, and there is room for %d:\n%s", what, n, room, screen(t, m))
		}
	}
	check("the page before the walk")
	play(t, m, "1")
	for m.walk.At() < m.walk.Lesson().Last() {
		play(t, m, "I")
		check(m.walk.Heading().Title)
		play(t, m, "q")
		before := m.walk.At()
		play(t, m, "}", "esc")
		if m.walk.At() == before {
			break
		}
	}
	if m.walk.Heading().Number != 7 {
		t.Errorf("the walk from chapter to chapter ends in %q", m.walk.Heading().Title)
	}
}

// TestNewcomer walks from the first page to ready by space alone, and counts the keys.
func TestNewcomer(t *testing.T) {
	m := guided(t, small)
	keys, headed := 0, 0
	for m.walk.Step().Node.Name != "WaitForReady" {
		if keys++; keys > 45 {
			t.Fatalf("after %d keys the walk is at %s", keys, m.walk.Step().Node.Name)
		}
		if m.page == page(&m.pages.chapter) {
			headed++
		}
		play(t, m, "space")
	}
	if m.walk.Path() != walk.Short || headed < 5 {
		t.Errorf("on the path %q %d chapters are headed", m.walk.Path(), headed)
	}
	t.Logf("%d keys, %d of them on pages of chapters", keys, headed)
}

// TestFrontPage goes through the choices, leaves the page in every way, and comes back to it.
func TestFrontPage(t *testing.T) {
	for keys, want := range map[string]walk.Path{
		"space": walk.Short, "enter": walk.Short, "down space": walk.Main, "down down enter": walk.All, "2": walk.Main,
		"3": walk.All, "down esc": walk.Main, "q": walk.Short, "? ? 3": walk.All,
	} {
		m := guided(t, small)
		play(t, m, strings.Fields(keys)...)
		if keys == "? ? 3" {
			play(t, m, "I", "3") // the page of keys has taken its place
		}
		if m.page != nil || m.walk.Path() != want || m.walk.Fronted() {
			t.Errorf("%q leads to path %q, want %q; page %v", keys, m.walk.Path(), want, m.page)
		}
		if m.walk.At() != 0 {
			t.Errorf("%q has walked", keys)
		}
	}
	m := guided(t, small)
	play(t, m, "3", "space", "space", "I")
	if m.page != page(&m.pages.chapter) {
		t.Fatalf("I inside a chapter does not show its page:\n%s", screen(t, m))
	}
	play(t, m, "I")
	if m.page != page(&m.pages.front) || m.pages.front.choices.chosen != 2 {
		t.Fatalf("I on the page of a chapter does not lead to the first page:\n%s", screen(t, m))
	}
	play(t, m, "I")
	if m.page != nil || m.walk.Path() != walk.All {
		t.Errorf("I on the first page does not close it, or changes the path to %q", m.walk.Path())
	}
	m = guided(t, small)
	x, y := findOn(t, m, "one hour")
	clickAt(m, x, y)
	if m.page != nil || m.walk.Path() != walk.Main {
		t.Errorf("a click on one hour leads to path %q", m.walk.Path())
	}
}

// TestGlossaryPage reads about a word of the note, and goes to a stage about it.
func TestGlossaryPage(t *testing.T) {
	m := guided(t, large)
	play(t, m, "3", "}", "space", "d")
	first := m.walk.Glossary().Here[0]
	if s := screen(t, m); !strings.Contains(s, first.Means[:40]) || !strings.Contains(s, "in this note") {
		t.Errorf("the page does not explain %q:\n%s", first.Name, s)
	}
	play(t, m, "d")
	if m.page != nil {
		t.Fatal("d does not close the page")
	}
	play(t, m, "d", "G", "k")
	term := m.pages.glossary.terms[m.pages.glossary.choices.chosen]
	to := m.walk.ReadOn(term)
	play(t, m, "enter")
	if m.page != nil || to == nil || m.walk.Step() != to {
		t.Errorf("enter on %q leads to %s", term.Name, m.walk.Step().Node.Name)
	}
}

// TestGlossaryIsNarrowed types a part of a word, chooses among those that have it, keeps them, and gets all of them
// back.
func TestGlossaryIsNarrowed(t *testing.T) {
	m := guided(t, small)
	p := &m.pages.glossary
	play(t, m, "3", "}", "space", "d")
	all := len(p.terms)
	play(t, m, "/", "h", "o", "o")
	if s := screen(
		t,
		m,
	); len(p.terms) >= all || len(p.terms) < 2 || !strings.Contains(s, "1 of "+strconv.Itoa(len(p.terms))) ||
		!strings.Contains(s, fmt.Sprintf(`%d of %d words have "hoo"`, len(p.terms), all)) ||
		!strings.Contains(s, "which words? hoo") ||
		!strings.Contains(s, "esc all words") {
		t.Errorf("%d of %d words:\n%s", len(p.terms), all, s)
	}
	if !strings.Contains(p.terms[0].Name, "hook") {
		t.Errorf("the first word is %q", p.terms[0].Name)
	}
	play(t, m, "down")
	second := p.terms[1]
	if s := screen(t, m); p.choices.chosen != 1 || !strings.Contains(s, second.Means[:30]) {
		t.Errorf("the second word is not explained:\n%s", s)
	}
	if play(t, m, "x"); len(p.terms) != 0 || !strings.Contains(screen(t, m), `0 of`) {
		t.Errorf("%d words have \"hoox\"", len(p.terms))
	}
	play(t, m, "down", "up", "backspace", "enter", "down")
	if m.prompt != nil || len(p.terms) < 2 || p.choices.chosen != 1 {
		t.Errorf("enter leaves %d words, the chosen one is %d", len(p.terms), p.choices.chosen)
	}
	if play(t, m, "/"); m.prompt == nil || m.prompt.input.value() != "hoo" {
		t.Error("the text is not there to be changed")
	}
	if play(t, m, "esc"); m.prompt != nil || len(p.terms) != all || m.page == nil {
		t.Errorf("esc leaves %d of %d words", len(p.terms), all)
	}
	to := m.walk.ReadOn(p.terms[p.choices.chosen])
	if play(t, m, "enter"); m.page != nil || m.walk.Step() != to {
		t.Errorf("enter leads to %s", m.walk.Step().Node.Name)
	}
	play(t, m, "d", "/", "z", "z", "enter", "d", "d")
	if len(p.terms) != all {
		t.Errorf("the page opens again with %d of %d words", len(p.terms), all)
	}
}

// TestTextsAreReadable draws everything that is there to be read on a very wide screen: no line is wider than 100
// columns, and all begin at the left.
func TestTextsAreReadable(t *testing.T) {
	m := guided(t, size{240, 60})
	wide := func(what string, lines []string) {
		t.Helper()
		if n := longest(lines); n > mostColumns {
			t.Errorf("%s is %d columns wide", what, n)
		}
		if len(lines) == 0 || strings.HasPrefix(ansi.Strip(lines[0]), "    ") {
			t.Errorf("%s does not begin at the left", what)
		}
	}
	wide("the page before the walk", m.page.content().lines)
	play(t, m, "3", "tab", "tab", "z")
	for i := range m.walk.Lesson().Steps {
		stand(m, i)
		play(t, m, "F")
		wide("the note of "+m.walk.Step().Node.Name, m.note.lines)
	}
	for _, key := range []string{"I", "d"} {
		play(t, m, key)
		wide("the page of "+key, m.page.content().lines)
		play(t, m, "esc")
	}
}

// TestOverviewPages opens the list of overviews, one of them, and the list again, which chooses the one that was read.
func TestOverviewPages(t *testing.T) {
	m := guided(t, small)
	play(t, m, "3", "}", "V")
	if m.page != page(&m.pages.overviews) {
		t.Fatalf("V does not list the overviews:\n%s", screen(t, m))
	}
	of := m.walk.Overviews()
	if chosen := of.All[m.pages.overviews.rows.chosen]; len(of.Here) == 0 || chosen != of.Here[0] {
		t.Errorf("%q is chosen, and the chapter has %d overviews", chosen.Title, len(of.Here))
	}
	play(t, m, "enter")
	if s := screen(t, m); m.page != page(&m.pages.overview) || !strings.Contains(s, of.Here[0].Sections()[0].Title) {
		t.Fatalf("enter does not open %q:\n%s", of.Here[0].Title, s)
	}
	play(t, m, "G")
	if s := screen(t, m); !strings.Contains(s, "Read on at") {
		t.Errorf("the end of the overview does not say where to read on:\n%s", s)
	}
	play(t, m, "V", "2")
	if m.page != page(&m.pages.overview) || m.walk.Overviews().Asked != of.All[1] {
		t.Errorf("2 opens %v", m.walk.Overviews().Asked)
	}
	play(t, m, "V")
	if m.pages.overviews.rows.chosen != 1 {
		t.Errorf("the row %d is chosen, and the second overview was read", m.pages.overviews.rows.chosen)
	}
	play(t, m, "V")
	if m.page != nil {
		t.Error("V does not close the list")
	}
}

// TestDrawingsFit demands that every line of a drawing stands whole on a line of the smallest screen.
func TestDrawingsFit(t *testing.T) {
	m := guided(t, size{80, 24})
	play(t, m, "3")
	drawn := 0
	for _, note := range m.walk.Overviews().All {
		m.obey(m.walk.Do("overviews", note.Overview))
		m.settle()
		shown := ansi.Strip(strings.Join(m.page.content().lines, "\n"))
		for _, line := range note.Lines() {
			if line.Kind != notes.Code {
				continue
			}
			drawn++
			if !strings.Contains(shown, strings.TrimSpace(line.Text)) {
				t.Errorf("the overview %q breaks a line of %d columns:\n\t%s",
					note.Overview, ansi.StringWidth(line.Text), line.Text)
			}
		}
		play(t, m, "q")
	}
	if drawn < 80 {
		t.Errorf("the overviews have %d lines of drawings", drawn)
	}
}
