package tour

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/tracetest"
	"apitour/walkthrough/walk/walktest"
)

// TestStranger keeps screens of a recording of other programs. They say nothing that is true of our boots only.
func TestStranger(t *testing.T) {
	for name, keys := range map[string][]string{
		"first":      nil,
		"skewed":     {"n", "n", "n", "n"},
		"exception":  {"!"},
		"no_end":     {"!", "n"},
		"lost":       {"G", "b", "b"},
		"next_trace": {"G"},
		"as_it_was":  {"n", "n", "A"},
		"help":       {"?"},
		"search":     {"/", "r", "u", "n", "enter"},
		"jump":       {":", "n", "o", "w", "h", "enter"},
		"boot_only":  {"C"},
	} {
		for _, s := range []size{{80, 24}, {140, 40}} {
			t.Run(name+" "+s.String(), func(t *testing.T) {
				m := replay(walktest.Join(tracetest.Stranger()), s.width, s.height)
				play(t, m, keys...)
				got := screen(t, m)
				golden.RequireEqual(t, got)
				if word := tracetest.WordsOfABoot.FindString(got); word != "" && name != "boot_only" {
					t.Errorf("the screen says %q", word)
				}
			})
		}
	}
}

// TestAboutAStranger keeps the page about a recording of other programs, in which space leads to the spans.
func TestAboutAStranger(t *testing.T) {
	for _, s := range []size{{80, 24}, {120, 40}} {
		t.Run(s.String(), func(t *testing.T) {
			m := replay(walktest.Join(tracetest.Stranger()), s.width, s.height)
			play(t, m, "I")
			got := screen(t, m)
			golden.RequireEqual(t, got)
			if word := tracetest.WordsOfABoot.FindString(got); word != "" {
				t.Errorf("the page says %q", word)
			}
			for _, key := range []string{"space", "enter", "I", "q", "esc"} {
				if play(t, m, key); m.page != nil {
					t.Errorf("%s does not close the page", key)
				}
				play(t, m, "I")
			}
		})
	}
}

// TestNamelessStranger has nothing to call the trace by.
func TestNamelessStranger(t *testing.T) {
	recorded := tracetest.Stranger()
	recorded.Resource = nil
	m := replay(walktest.Join(&trace.Trace{Spans: recorded.Spans[:1]}), 80, 24)
	if first, _, _ := strings.Cut(screen(t, m), "\n"); !strings.HasPrefix(first, " apitour · this trace ") {
		t.Errorf("the title is %q", first)
	}
}
