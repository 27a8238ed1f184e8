package tour

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"
)

// plainly walks through the recorded boot with lines of commands, and returns what is said.
func plainly(t *testing.T, o Options, change func(*model), lines ...string) string {
	t.Helper()
	var out strings.Builder
	o.Plain, o.Input, o.Output = true, strings.NewReader(strings.Join(lines, "\n")+"\n"), &out
	if o.Lesson == nil {
		o.Lesson, o.Trace = joinBoot, traceOf(bootSource(), boot(), 612)
	}
	if o.Environment == nil {
		o.Environment = colourTerminal
	}
	m := o.model(t.Context())
	if change != nil {
		change(m)
	}
	if err := o.runPlain(t.Context(), m); err != nil {
		t.Error(err)
	}
	return out.String()
}

// TestPlainReachesEveryRow types the name and every key of each row of the key table, and looks whether that row is run.
func TestPlainReachesEveryRow(t *testing.T) {
	for i, c := range commands() {
		for _, typed := range append([]string{c.name}, c.Keys()...) {
			runs := 0
			plainly(t, Options{}, func(m *model) {
				for j := range m.commands {
					m.commands[j].run = func(*model) tea.Cmd {
						if i != j {
							t.Errorf("%q runs %q", typed, m.commands[j].name)
						}
						runs++
						return nil
					}
				}
			}, typed)
			if runs != 1 {
				t.Errorf("%q runs %q %d times", typed, c.name, runs)
			}
		}
	}
	for _, w := range plainWords() {
		for _, c := range commands() {
			if w.name == c.name {
				t.Errorf("%q has two meanings", w.name)
			}
		}
	}
}

// TestPlain holds the plain walk to what it said when somebody last looked at it.
func TestPlain(t *testing.T) {
	for name, lines := range map[string][]string{
		"walk":   {"n", "", "p", "into", "over", "back-over", "u", "caller", "where", "j StartEtcd", "note", "source", "parts", "j 14", "j nowhere", "nonsense", "q", "n"},
		"others": {"log", "fold", "zoom", "pane", "G", "next", "lanes"},
	} {
		t.Run(name, func(t *testing.T) {
			got := plainly(t, Options{}, nil, lines...)
			golden.RequireEqual(t, got)
		})
	}
}

// TestPlainHelp looks for every row of the key table, and for every word, in the help.
func TestPlainHelp(t *testing.T) {
	help := plainly(t, Options{}, nil, "help")
	for _, c := range commands() {
		if want := fmt.Sprintf("  %s (%s): %s\n", c.name, strings.Join(c.Keys(), ", "), c.Help().Desc); !strings.Contains(help, want) {
			t.Errorf("the help does not have %q", want)
		}
	}
	for _, w := range plainWords() {
		if !strings.Contains(help, "  "+w.name+": ") {
			t.Errorf("the help does not have %q", w.name)
		}
	}
}
