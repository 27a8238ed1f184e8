package tour

import (
	"context"
	"errors"
	"image/color"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/vt"

	"apitour/trace/feed"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestJourney takes a whole tour of a boot that is running, in a terminal, by its keys.
func TestJourney(t *testing.T) {
	t.Parallel()
	updates := make(chan feed.Update)
	term := open(t, large, walk.Options{Lesson: walktest.Join, Feed: updates}, nil)
	term.await("waiting for the first stage")
	if screen, cursor := term.taken(); !screen || !cursor {
		t.Error("the tour does not have the screen for itself")
	}

	spans := walktest.SpansOf(walktest.Source(), walktest.Boot())
	updates <- feed.Resource{"service.name": "apitour-apiserver"}
	for _, s := range spans {
		begun := s
		begun.End, begun.Events = time.Time{}, nil
		updates <- feed.Span{Span: begun}
		updates <- feed.Log("begin " + s.Name)
	}
	term.await("step 1 of 52 · main")
	term.await("52 stages")
	term.send("G")
	term.await("step 52 of 52 · WaitForReady")
	term.send("g")
	term.await("step 1 of 52 · main")

	for _, s := range spans {
		if !s.End.IsZero() {
			updates <- feed.Span{Span: s}
		}
	}
	term.await("the server is running")
	walkAbout(term)

	term.send("\t\t\x1b[B\x1b[B\x1b[B")
	term.await("4–21/")
	term.send("z")
	term.await("━ CreateServerChain: three servers, built from the inside out ━")
	term.send("?")
	term.await("Keys and signs")
	term.send("q")
	term.await("━ CreateServerChain: three servers, built from the inside out ━")
	term.send("L")
	term.await("begin WaitForReady")
	updates <- feed.Log("\x1b[2Jan \x1b]0;evil\x07escape")
	term.await("␛[2Jan ␛]0;evil␇escape")
	updates <- feed.Ended{}
	close(updates)
	term.await("the server has stopped")

	term.send("qq")
	if err := term.end(); err != nil {
		t.Errorf("the tour ends with %v", err)
	}
	term.checkLeft()
}

// walkAbout goes to the chain, into a part of it, and back.
func walkAbout(term *terminal) {
	term.t.Helper()
	for range 13 {
		term.send(" ")
	}
	term.await("step 14 of 52 · CreateServerChain")
	term.await("▶✓ 11     proxyTransport := CreateNodeDialer(ctx)")
	term.await("insecure serving is off")
	term.send("\x1b[6~") // Page Down, as a clicker sends it
	term.await("step 15 of 52 · CreateNodeDialer")
	term.send("o")
	term.await("step 16 of 52 · CreateKubeAPIServerConfig")
	term.send("\r")
	term.await("step 17 of 52 · buildGenericConfig")
	term.send("\x7f")
	term.send("h")
	term.await("step 14 of 52 · CreateServerChain")
}

// TestReplayInALightTerminal checks that the theme follows the terminal's background.
func TestReplayInALightTerminal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		background color.Color
		accent     string
	}{
		"light": {color.White, lightPalette.accent},
		"dark":  {color.Black, darkPalette.accent},
	} {
		t.Run(name, func(t *testing.T) {
			o := walk.Options{Lesson: walktest.Join, Trace: walktest.TraceOf(walktest.Source(), walktest.Boot(), 612)}
			term := openOn(
				t,
				small,
				o,
				colourTerminal,
				nil,
				func(term *terminal) { term.emulator.SetBackgroundColor(test.background) },
			)
			term.awaitThat("the accent of the theme", func() (found bool) {
				term.look(func(e *vt.Emulator) {
					cell := e.CellAt(1, 0)
					found = cell != nil && cell.Style.Fg != nil && hexOf(cell.Style.Fg) == test.accent
				})
				return found
			})
			term.send("q")
			if err := term.end(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestNoColor checks that NO_COLOR leaves a screen that can be read, with weight but without a colour.
func TestNoColor(t *testing.T) {
	t.Parallel()
	o := walk.Options{Lesson: walktest.Join, Trace: walktest.Recording()}
	environment := append([]string{"NO_COLOR=please"}, colourTerminal...)
	term := openOn(t, small, o, environment, nil, func(*terminal) {})
	term.await("▶→▾ main")
	bold := false
	term.look(func(e *vt.Emulator) {
		for y := range small.height {
			for x := range small.width {
				cell := e.CellAt(x, y)
				if cell == nil {
					continue
				}
				if cell.Style.Fg != nil || cell.Style.Bg != nil {
					t.Fatalf(
						"the cell %q at %d, %d has a colour: %v on %v",
						cell.Content,
						x,
						y,
						cell.Style.Fg,
						cell.Style.Bg,
					)
				}
				bold = bold || cell.Style.Attrs != 0
			}
		}
	})
	if !bold {
		t.Error("nothing on the screen stands out")
	}
}

// TestEndedByContext checks that a caller can end the tour, and finds out that it did.
func TestEndedByContext(t *testing.T) {
	t.Parallel()
	updates := make(chan feed.Update)
	term := open(t, small, walk.Options{Lesson: walktest.Join, Feed: updates}, nil)
	term.await("waiting for the first stage")
	term.cancel()
	if err := term.end(); !errors.Is(err, context.Canceled) {
		t.Errorf("the tour ends with %v", err)
	}
	term.checkLeft()
}

// TestPanicLeavesTheTerminal makes each part of the program panic that can.
func TestPanicLeavesTheTerminal(t *testing.T) {
	t.Parallel()
	if os.Getenv("TOUR_PANIC") == "" {
		// Bubble Tea writes the stack to standard error, which would look like a failure here.
		cmd := exec.Command(os.Args[0], "-test.run=^TestPanicLeavesTheTerminal$")
		cmd.Env = append(os.Environ(), "TOUR_PANIC=1")
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Count(string(out), "Caught panic") != 3 {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	panics := map[string]func(*model) tea.Cmd{
		"update":  func(*model) tea.Cmd { panic("in Update") },
		"view":    func(m *model) tea.Cmd { m.page = brokenPage{}; return nil },
		"command": func(*model) tea.Cmd { return func() tea.Msg { panic("in a command") } },
	}
	for name, run := range panics {
		t.Run(name, func(t *testing.T) {
			o := walk.Options{Lesson: walktest.Join, Trace: walktest.Recording()}
			term := open(t, small, o, func(m *model) {
				m.run = func(walk.Work) tea.Cmd { return run(m) }
			})
			term.await("▶→▾ main")
			term.send("T")
			if err := term.end(); !errors.Is(err, tea.ErrProgramPanic) {
				t.Errorf("the tour ends with %v", err)
			}
			term.checkLeft()
		})
	}
}

// brokenPage is a page that cannot be drawn.
type brokenPage struct{}

func (brokenPage) title(*model) string     { panic("in View") }
func (brokenPage) settle(*model, int, int) {}
func (brokenPage) content() *text          { return new(text) }

// TestWhatATerminalShows checks which environments get more than ASCII.
func TestWhatATerminalShows(t *testing.T) {
	for environment, want := range map[string]bool{
		"LANG=en_US.UTF-8":                     true,
		"LANG=C.utf8":                          true,
		"LC_CTYPE=zh_CN.UTF-8":                 true,
		"LANG=en_US.ISO-8859-1":                false,
		"LANG=en_US.UTF-8,LC_ALL=C":            false,
		"LANG=C,LC_ALL=C.UTF-8":                true,
		"LANG=en_US.UTF-8,TERM=linux":          false,
		"LANG=en_US.UTF-8,TERM=dumb":           false,
		"LANG=en_US.UTF-8,TERM=xterm-256color": true,
		"LANG=C,LANG=C.UTF-8":                  true,
	} {
		if got := showsUnicode(strings.Split(environment, ",")); got != want {
			t.Errorf("%s: %v", environment, got)
		}
	}
}
