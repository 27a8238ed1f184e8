package tour

import (
	"io"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestAmbiguousWidths says in which environments the terminal is asked how wide marks are.
func TestAmbiguousWidths(t *testing.T) {
	for environment, want := range map[string]widths{
		"LANG=en_US.UTF-8":                       narrowCells,
		"LANG=zh_CN.UTF-8":                       askedCells,
		"LANG=ja_JP.eucJP":                       askedCells,
		"LANG=ko_KR.UTF-8 LC_ALL=C.UTF-8":        narrowCells,
		"LANG=en_US.UTF-8 LC_CTYPE=zh_TW.UTF-8":  askedCells,
		"LANG=zh_CN.UTF-8 RUNEWIDTH_EASTASIAN=0": narrowCells,
		"LANG=de_DE.UTF-8 RUNEWIDTH_EASTASIAN=1": wideCells,
		"LANG=kok_IN.UTF-8":                      narrowCells,
		"":                                       narrowCells,
	} {
		if got := ambiguousWidths(strings.Fields(environment)); got != want {
			t.Errorf("%s: %v", environment, got)
		}
	}
}

// inChina is the environment of a terminal that was set up for Chinese.
var inChina = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "CLICOLOR_FORCE=1", "LANG=zh_CN.UTF-8"}

// TestMarksAreAsNarrowAsTheTerminalSays runs the tour on terminals that answer, that draw marks wide, and that never
// answer.
func TestMarksAreAsNarrowAsTheTerminalSays(t *testing.T) {
	for name, c := range map[string]struct {
		answers func(*vt.Emulator, ansi.Params) bool // nil for the emulator's own answer
		line    string
	}{
		"narrow": {nil, "━ Stages ━━"},
		"wide": {func(e *vt.Emulator, _ ansi.Params) bool {
			_, _ = io.WriteString(e.InputPipe(), ansi.CursorPositionReport(1, 1+2*len([]rune(ambiguous))))
			return true
		}, "= Stages =="},
		"no answer": {func(*vt.Emulator, ansi.Params) bool { return true }, "= Stages =="},
	} {
		t.Run(name, func(t *testing.T) {
			o := walk.Options{
				Lesson: func(*trace.Trace) *lesson.Lesson { return walktest.Lesson() }, Trace: walktest.Lesson().Trace,
			}
			term := openOn(t, small, o, inChina, nil, func(term *terminal) {
				if c.answers != nil {
					term.emulator.RegisterCsiHandler(
						'n',
						func(p ansi.Params) bool { return c.answers(term.emulator, p) },
					)
				}
			})
			term.await(c.line)
			if got := term.screen(); strings.Contains(got, ambiguous) {
				t.Errorf("the question is left on the screen:\n%s", got)
			}
			term.send("q")
			if err := term.end(); err != nil {
				t.Error(err)
			}
			term.checkLeft()
		})
	}
}

// TestAnAnswerMayComeLate answers when marks are ASCII already, and asks nobody who has not been asked.
func TestAnAnswerMayComeLate(t *testing.T) {
	m := Options{Environment: inChina}.model(t.Context(), recorded(walktest.Lesson(), walk.Intro{}))
	m.Update(tea.WindowSizeMsg{Width: small.width, Height: small.height})
	if rows := m.rows(); len(rows) > 0 {
		t.Errorf("before the answer there is %q", rows)
	}
	m.Update(noAnswerMsg{})
	if got := screen(t, m); !strings.Contains(got, "= Stages ==") {
		t.Errorf("without an answer there is\n%s", got)
	}
	m.Update(tea.CursorPositionMsg{X: ansi.StringWidth(ambiguous)})
	if got := screen(t, m); !strings.Contains(got, "━ Stages ━━") {
		t.Errorf("after the answer there is\n%s", got)
	}
	m.Update(tea.CursorPositionMsg{X: 2 * ansi.StringWidth(ambiguous)})
	m.Update(noAnswerMsg{})
	if got := screen(t, m); !strings.Contains(got, "━ Stages ━━") {
		t.Errorf("after an answer to another question there is\n%s", got)
	}
}
