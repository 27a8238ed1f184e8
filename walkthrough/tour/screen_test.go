package tour

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// replay returns the screen of a recorded boot at the given size.
func replay(l *lesson.Lesson, width, height int) *model {
	m := newModel(context.Background(), recorded(l, walk.Intro{}))
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}

// recorded returns a walk through a lesson. By the other clock it is the same lesson.
func recorded(l *lesson.Lesson, intro walk.Intro) *walk.Walk {
	w, err := walk.New(walk.Options{
		Lesson: func(*trace.Trace) *lesson.Lesson { return l }, Trace: l.Trace, Screen: true, Intro: intro,
	})
	if err != nil {
		panic(err)
	}
	return w
}

// lives are the watched boots behind the screens of these tests.
var lives sync.Map

func live(m *model) *walktest.Live {
	l, _ := lives.Load(m)
	watched, _ := l.(*walktest.Live)
	return watched
}

func screenOf(l *walktest.Live, width, height int) *model {
	m := newModel(context.Background(), l.Walk)
	lives.Store(m, l)
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}

// watch returns the screen of a running boot of which nothing has been received yet.
func watch(width, height int) *model { return screenOf(walktest.Watch(), width, height) }

// receive brings updates to the screen of a running boot.
func receive(m *model, updates ...feed.Update) { m.Update(eventMsg{live(m).Event(updates...)}) }

// hear brings everything that happened until the given time, in milliseconds.
func hear(m *model, root walktest.Stage, until float64, ended *feed.Ended) {
	updates := live(m).Until(root, until)
	if ended != nil {
		updates = append(updates, walktest.Died(ended.Err)...)
	}
	receive(m, updates...)
	m.Update(tickMsg(walktest.At(until)))
}

// stand moves the learner to a step.
func stand(m *model, step int) {
	m.walk.MoveTo(step, "")
	m.walk.Say("")
	m.settle()
}

// named returns the first step of a name.
func named(m *model, name string) int {
	for i, step := range m.walk.Lesson().Steps {
		if step.Node.Name == name {
			return i
		}
	}
	panic("no stage is called " + name)
}

// failingBoot fails in StartEtcd.
func failingBoot() walktest.Stage {
	root := walktest.Boot()
	runE := &root.Parts[1]
	run := &runE.Parts[len(runE.Parts)-1]
	run.Parts = run.Parts[:2]
	const why = `open data directory "/var/lib/apitour": another process holds its lock`
	run.Parts[1].Err = why
	run.End, run.Err = 151.4, "start etcd: "+why
	runE.End, runE.Err = 151.5, "start etcd: "+why
	root.End, root.Err = 151.6, "start etcd: "+why
	return root
}

// press feeds keys to the model, by their names.
func press(t *testing.T, m *model, keys ...string) {
	t.Helper()
	for _, k := range keys {
		m.Update(keyMsg(t, k))
	}
}

// keyMsg returns the message that a terminal's key sends.
func keyMsg(t *testing.T, name string) tea.KeyPressMsg {
	t.Helper()
	special := map[string]rune{
		"space": tea.KeySpace, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "enter": tea.KeyEnter,
		"backspace": tea.KeyBackspace, "down": tea.KeyDown, "up": tea.KeyUp, "right": tea.KeyRight, "left": tea.KeyLeft,
		"home": tea.KeyHome, "end": tea.KeyEnd, "tab": tea.KeyTab, "esc": tea.KeyEscape,
	}
	msg := tea.KeyPressMsg{}
	rest := name
	for prefix, mod := range map[string]tea.KeyMod{"shift+": tea.ModShift, "ctrl+": tea.ModCtrl} {
		if after, ok := strings.CutPrefix(rest, prefix); ok {
			rest, msg.Mod = after, msg.Mod|mod
		}
	}
	switch code, ok := special[rest]; {
	case ok:
		msg.Code = code
	case len([]rune(rest)) == 1:
		msg.Code = []rune(rest)[0]
		if msg.Mod == 0 {
			msg.Text = rest
		}
	default:
		t.Fatalf("no key is called %q", name)
	}
	if msg.String() != name {
		t.Fatalf("key %q says that it is %q", name, msg.String())
	}
	return msg
}

// screen returns what the model shows, as text, and checks that it fills the terminal to the cell.
func screen(t *testing.T, m *model) string {
	t.Helper()
	rows := strings.Split(m.View().Content, "\n")
	if len(rows) != m.height {
		t.Errorf("%d rows in a terminal of %d", len(rows), m.height)
	}
	for i, row := range rows {
		if cells := ansi.StringWidth(row); cells != m.width {
			t.Errorf("row %d is %d cells wide in a terminal of %d: %q", i, cells, m.width, ansi.Strip(row))
		}
		rows[i] = strings.TrimRight(ansi.Strip(row), " ")
	}
	return strings.Join(rows, "\n") + "\n"
}

type size struct{ width, height int }

func (s size) String() string { return fmt.Sprintf("%dx%d", s.width, s.height) }

var small, large, wide, tiny = size{80, 24}, size{120, 40}, size{200, 45}, size{MinWidth, MinHeight}

// TestScreens compares whole screens with their goldens. Look at the changes, then run it with -update.
func TestScreens(t *testing.T) {
	t.Parallel()
	chain := strings.Fields(strings.Repeat("space ", 13))
	screens := map[string]build{
		"first":       replayed(small),
		"first large": replayed(large),
		"first wide":  replayed(wide),
		"first tiny":  replayed(tiny),
		"too small":   replayed(size{59, 19}),
		"chain ascii": ascii(replayed(small, chain...)),
		"last":        replayed(small, "G"),
		"waiting":     func(*testing.T) *model { return watch(small.width, small.height) },
		"booting":     booting(small, 230),
		"following":   booting(small, 230, "G"),
		"ready":       booting(small, 700),
		"failed":      failed(small),
		"failed away": failed(small, "g"),
	}
	for name, draw := range screens {
		t.Run(name, func(t *testing.T) {
			golden.RequireEqual(t, screen(t, draw(t)))
		})
	}
}

// TestPanes compares the panes of more screens, or the page that covers them, with their goldens. What stands above and
// below them changes with every word of the title, the status line and the help line, which TestScreens looks at.
func TestPanes(t *testing.T) {
	t.Parallel()
	chain := strings.Fields(strings.Repeat("space ", 13))
	for name, draw := range map[string]build{
		"chain":         replayed(small, chain...),
		"chain large":   replayed(large, chain...),
		"chain source":  replayed(small, append(chain, "tab", "down", "right")...),
		"chain note":    replayed(small, append(chain, "tab", "tab", "ctrl+d")...),
		"chain zoomed":  replayed(small, append(chain, "shift+tab", "z")...),
		"chain folded":  replayed(small, append(chain, "f")...),
		"library":       replayed(large, append(chain, "space", "space", "space", "space")...),
		"tiny source":   replayed(tiny, append(chain, "tab", "down")...),
		"tiny note":     replayed(tiny, append(chain, "tab", "tab", "ctrl+d")...),
		"tiny lanes":    heldLanes(tiny),
		"low":           replayed(size{200, 20}, chain...),
		"last ascii":    ascii(replayed(large, "G")),
		"help":          replayed(small, "?"),
		"help large":    replayed(large, "?"),
		"help ascii":    ascii(replayed(small, "?", "G")),
		"no log":        replayed(small, "L"),
		"booting large": booting(large, 230),
		"walked":        booting(small, 230, "space"),
		"ready log":     booting(small, 700, "L"),
		"failed large":  failed(large),
		"failed log":    failed(small, "L"),
		"failed ascii":  ascii(failed(small)),
	} {
		t.Run(name, func(t *testing.T) {
			golden.RequireEqual(t, panesOf(t, draw(t)))
		})
	}
}

// panesOf is what stands between the title and the status line.
func panesOf(t *testing.T, m *model) string {
	t.Helper()
	rows := strings.Split(screen(t, m), "\n")
	if m.presenting {
		return strings.Join(rows[:len(rows)-2], "\n") + "\n"
	}
	return strings.Join(rows[1:1+m.bodyHeight()], "\n") + "\n"
}

// build makes a screen.
type build func(*testing.T) *model

// replayed replays the boot and presses keys.
func replayed(s size, keys ...string) build {
	return func(t *testing.T) *model {
		m := replay(walktest.Lesson(), s.width, s.height)
		press(t, m, keys...)
		return m
	}
}

// booting watches the boot until 30 ms, presses keys, and goes on until a time.
func booting(s size, until float64, keys ...string) build {
	return func(t *testing.T) *model {
		m := watch(s.width, s.height)
		hear(m, walktest.Boot(), 30, nil)
		press(t, m, keys...)
		hear(m, walktest.Boot(), until, nil)
		return m
	}
}

// failed watches a boot that fails, and presses keys.
func failed(s size, keys ...string) build {
	return func(t *testing.T) *model {
		m := watch(s.width, s.height)
		hear(m, failingBoot(), 100, nil)
		hear(m, failingBoot(), 200, &feed.Ended{Err: errors.New("the server has ended with exit status 1")})
		press(t, m, keys...)
		return m
	}
}

// ascii draws a screen in ASCII.
func ascii(draw build) build {
	return func(t *testing.T) *model {
		m := draw(t)
		m.ascii = true
		return m
	}
}
