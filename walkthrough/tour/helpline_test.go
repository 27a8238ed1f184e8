package tour

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/walk/walktest"
)

// TestBottomLine names the keys that are worth most, in each situation.
func TestBottomLine(t *testing.T) {
	t.Parallel()
	// A learner who goes along is where the server is when it is ready.
	ready := func() *model {
		m, _ := stepping(small, 600)
		press(t, m, "G")
		hear(m, walktest.Boot(), 700, nil)
		hearState(m, step.State{Mode: step.Moving})
		return m
	}
	answered := func() *model { m := ready(); receive(m, feed.Answer{Status: "200 OK"}); return m }
	free := func() *model {
		m, _ := stepping(small, 320.35)
		hearState(m, step.State{Mode: step.Running})
		return m
	}
	boot := func() *model { return replay(walktest.Lesson(), small.width, small.height) }
	for name, test := range map[string]struct {
		build func() *model
		keys  string
		want  string
		never string
	}{
		"replay":      {boot, "", "space next  i into  tab pane", "b back"},
		"in a replay": {boot, "space", "space next  b back  i into", "L log"},
		"a leaf":      {boot, "space space", "space next  b back  o over", "i into"},
		"the end":     {boot, "G", "b back", "space next"},
		"a search":    {boot, "/ e t c d enter", "n next match  N before  esc end search", ""},
		"a page":      {boot, "L", "space page  ↓ scroll  esc close", ""},
		"the note":    {boot, "tab tab", "↓ scroll  f fold  F fold all", ""},
		"the source":  {boot, strings.Repeat("space ", 13) + "tab", "↓ scroll  → sideways  e edit", ""},
		"a question":  {boot, ": c r", "enter go there  esc cancel  ↓ ↑ choose", "quit"},
		"held": {
			func() *model { m, _ := steppedModel(); return m }, "", "space step  o over  ] next lane  c run free", "",
		},
		"behind": {func() *model { m, _ := steppedModel(); return m }, "g", "G to live  space next", "b back"},
		"ahead": {
			func() *model { m, _ := steppedModel(); stand(m, m.walk.Lesson().Last()); return m }, "",
			"t run to here  G back to live", "",
		},
		"running":  {free, "", "space hold it  H health", "run free"},
		"ready":    {ready, "", "r request  x stop it  H health", "space next"},
		"answered": {answered, "", "r request  x stop it  R the answer  H health", "space next"},
		"failed":   {func() *model { return failed(small, "g")(t) }, "", "! the failure  L its last words", ""},
	} {
		m := test.build()
		play(t, m, strings.Fields(test.keys)...)
		line := ansi.Strip(m.helpLine())
		if !strings.HasPrefix(line, " "+test.want) || test.never != "" && strings.Contains(line, test.never) {
			t.Errorf("%s: %q does not begin with %q, or has %q", name, line, test.want, test.never)
		}
	}
}

// TestBottomLineTellsTheTruth presses what the bottom line offers, in situations of all kinds: each key changes what is
// seen, or has the server do something.
func TestBottomLineTellsTheTruth(t *testing.T) {
	t.Parallel()
	for i, situation := range situations(t) {
		offered := situation()
		offered.width = 300
		for _, c := range offered.walk.Commands() {
			sign, _, _ := strings.Cut(c.KeyLabel, " ")
			line := ansi.Strip(offered.helpLine())
			if !strings.Contains(line, " "+sign+" ") || len(c.Keys) == 0 {
				continue
			}
			m := situation()
			before, called := screen(t, m), calls(m)
			_, cmd := m.Update(keyMsg(t, c.Keys[0]))
			if strings.Contains(m.walk.Notice(), "q again") {
				continue
			}
			m.walk.Say("")
			if cmd == nil && before == screen(t, m) && calls(m) == called {
				t.Errorf("situation %d: %q does nothing, and the bottom line offers it: %q", i, c.Keys[0], line)
			}
		}
	}
}
