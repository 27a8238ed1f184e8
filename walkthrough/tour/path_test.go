package tour

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// along returns the screen of a replay along a path.
func along(t *testing.T, s size, o walk.Options) *model {
	t.Helper()
	o.Screen = true
	w, err := walk.New(o)
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(context.Background(), w)
	m.Update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
	return m
}

// shippedAlong is along for the recording inside apitour.
func shippedAlong(t *testing.T, s size, path walk.Path) *model {
	t.Helper()
	return along(t, s, walk.Options{Lesson: walktest.Explain, Trace: walktest.Shipped(), Path: path})
}

// TestANewcomerWalksTheShortPath presses space at 80×24, from main to ready. All the while the status line says which
// step it is, its name, where it stands and the chapter.
func TestANewcomerWalksTheShortPath(t *testing.T) {
	t.Parallel()
	const most = 45
	m := shippedAlong(t, small, walk.Short)
	keys := 0
	for ; keys <= most && m.walk.Step().Node.Name != "WaitForReady"; keys++ {
		_, status, _ := strings.Cut(screen(t, m), "\n step ")
		status, _, _ = strings.Cut(status, "\n")
		for _, want := range []string{" of 1", m.walk.Step().Node.Name, "replay", "ch"} {
			if !strings.Contains(status, want) {
				t.Errorf("the status line %q does not say %q", status, want)
			}
		}
		press(t, m, "space")
	}
	if keys > most || m.walk.Chapter().ID != "ready" {
		t.Errorf("%d keys lead to %q", keys, m.walk.Step().Node.Name)
	}
}

// TestStatusLineGivesWay narrows the screen of a long name: first the time goes, then the long form of the chapter.
// The number, the name, the edge stay.
func TestStatusLineGivesWay(t *testing.T) {
	t.Parallel()
	m := shippedAlong(t, large, walk.Main)
	stand(m, named(m, "createAPIExtensionsServer"))
	for room, want := range map[int]string{
		100: "createAPIExtensionsServer · replay · chapter 3 of 7 · 3 of 3 · ready in ",
		80:  "createAPIExtensionsServer · replay · chapter 3 of 7 · 3 of 3",
		68:  "createAPIExtensionsServer · replay · ch 3/7 · 3/3",
		50:  "createAPIExtensionsServer · replay",
	} {
		got := m.whereWords(room)
		_, said, _ := strings.Cut(got, " · ")
		if !strings.HasPrefix(said, want) || ansi.StringWidth(got) > max(room, 51) {
			t.Errorf("in %d cells: %q, want %q", room, got, want)
		}
	}
}

// TestPaths keeps the tree of the made-up boot on the short path and on the main one, drawn in all characters and in
// ASCII.
func TestPaths(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path  walk.Path
		ascii bool
		at    string
	}{
		"short":       {walk.Short, false, "CreateServerChain"},
		"main":        {walk.Main, false, "PostStartHook/max-in-flight-filter"},
		"short ascii": {walk.Short, true, "CreateServerChain"}, "main ascii": {walk.Main, true, "PrepareRun"},
	} {
		t.Run(name, func(t *testing.T) {
			m := along(t, size{80, 44}, walk.Options{
				Lesson: walktest.Join, Trace: walktest.Recording(), Path: test.path, At: test.at,
			})
			m.ascii = test.ascii
			press(t, m, "z")
			golden.RequireEqual(t, screen(t, m))
		})
	}
}

// TestMouseOpensARow clicks on the mark of a row of many stages.
func TestMouseOpensARow(t *testing.T) {
	t.Parallel()
	m := along(t, size{80, 60}, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), Path: walk.Main})
	press(t, m, "z")
	rows := m.walk.State().Rows
	row := strings.Split(screen(t, m), "\n")
	for y, text := range row {
		if x := strings.Index(text, "▸ 8 more like this"); x >= 0 {
			m.Update(tea.MouseClickMsg{X: ansi.StringWidth(text[:x]), Y: y, Button: tea.MouseLeft})
		}
	}
	if got := m.walk.State().Rows; got != rows+7 {
		t.Errorf("a click makes %d rows of %d, want %d", got, rows, rows+7)
	}
}
