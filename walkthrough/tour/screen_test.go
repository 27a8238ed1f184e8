package tour

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// bootSource is the source tree of the boots of these tests.
func bootSource() fs.FS { return os.DirFS("testdata/source/apiserver") }

func joinBoot(t *trace.Trace) *lesson.Lesson { return joinTestdata()(t, nil) }

// joinPlanned is joinBoot with a plan.
func joinPlanned(t *trace.Trace, plan *lesson.Plan) *lesson.Lesson { return joinTestdata()(t, plan) }

var joinTestdata = sync.OnceValue(func() func(*trace.Trace, *lesson.Plan) *lesson.Lesson {
	return joinWith(os.DirFS("testdata"))
})

// bootLesson is the recording of a boot, as a lesson. Lessons are not changed, so that all tests can share it.
var bootLesson = sync.OnceValue(func() *lesson.Lesson { return joinBoot(traceOf(bootSource(), boot(), 612)) })

// replay returns a model of a recorded boot at the given size.
func replay(l *lesson.Lesson, width, height int) *model {
	m := newModel(context.Background(), l, nil, false)
	m.telling, m.recorded = &telling{lesson: bare}, func() *trace.Trace { return l.Trace }
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}

// watch returns a model of a running boot, of which nothing has been heard yet.
func watch(width, height int) *model {
	m := newModel(context.Background(), joinBoot(&trace.Trace{}), &follower{join: joinBoot}, false)
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}

// hear lets the model hear of everything that happened until the given time, in milliseconds.
func hear(m *model, root stageOf, until float64, ended *Ended) {
	var heard heardMsg
	for _, s := range spansOf(bootSource(), root) {
		if s.Start.After(moment(until)) {
			continue
		}
		f := m.follower
		if s.End.After(moment(until)) {
			s = trace.Span{TraceID: s.TraceID, ID: s.ID, ParentID: s.ParentID, Name: s.Name, Start: s.Start, Attributes: s.Attributes}
		}
		f.take(Span{s}, true, &heard)
		line := fmt.Sprintf("I1123 09:00:00.%06d       1 server.go:%d] %q has begun, which is as much as there is to say of it", len(heard.logs), len(heard.logs), s.Name)
		f.take(Log(line), true, &heard)
	}
	if ended != nil {
		m.follower.take(Log("F1123 09:00:01.000000       1 server.go:99] the last words of a server"), true, &heard)
		m.follower.take(*ended, true, &heard)
	}
	heard.lesson = m.follower.join(m.follower.recording.Snapshot())
	heard.at = heard.lesson.End
	m.Update(heard)
	m.Update(tickMsg(moment(until)))
}

// failingBoot fails in StartEtcd.
func failingBoot() stageOf {
	root := boot()
	runE := &root.parts[1]
	run := &runE.parts[len(runE.parts)-1]
	run.parts = run.parts[:2]
	const why = `open data directory "/var/lib/apitour": another process holds its lock`
	run.parts[1].err = why
	run.end, run.err = 151.4, "start etcd: "+why
	runE.end, runE.err = 151.5, "start etcd: "+why
	root.end, root.err = 151.6, "start etcd: "+why
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

var small, large, wide, tiny = size{80, 24}, size{120, 40}, size{200, 45}, size{60, 20}

// TestScreens holds whole screens to what they were when somebody last looked at them. Look at the changes, then run it
// with -update.
func TestScreens(t *testing.T) {
	t.Parallel()
	recorded := func(s size, keys ...string) func(*testing.T) *model {
		return func(t *testing.T) *model {
			m := replay(bootLesson(), s.width, s.height)
			press(t, m, keys...)
			return m
		}
	}
	booting := func(s size, until float64, keys ...string) func(*testing.T) *model {
		return func(t *testing.T) *model {
			m := watch(s.width, s.height)
			hear(m, boot(), 30, nil)
			press(t, m, keys...)
			hear(m, boot(), until, nil)
			return m
		}
	}
	failed := func(s size, keys ...string) func(*testing.T) *model {
		return func(t *testing.T) *model {
			m := watch(s.width, s.height)
			hear(m, failingBoot(), 100, nil)
			hear(m, failingBoot(), 200, &Ended{errors.New("the server has ended with exit status 1")})
			press(t, m, keys...)
			return m
		}
	}
	ascii := func(build func(*testing.T) *model) func(*testing.T) *model {
		return func(t *testing.T) *model {
			m := build(t)
			m.ascii = true
			return m
		}
	}
	chain := strings.Fields(strings.Repeat("space ", 13))
	screens := map[string]func(*testing.T) *model{
		"first":         recorded(small),
		"first large":   recorded(large),
		"first wide":    recorded(wide),
		"first tiny":    recorded(tiny),
		"chain":         recorded(small, chain...),
		"chain large":   recorded(large, chain...),
		"chain source":  recorded(small, append(chain, "tab", "down", "right")...),
		"chain note":    recorded(small, append(chain, "tab", "tab", "ctrl+d")...),
		"chain zoomed":  recorded(small, append(chain, "shift+tab", "z")...),
		"chain folded":  recorded(small, append(chain, "f")...),
		"chain ascii":   ascii(recorded(small, chain...)),
		"library":       recorded(large, append(chain, "space", "space", "space", "space")...),
		"last":          recorded(small, "G"),
		"last ascii":    ascii(recorded(large, "G")),
		"help":          recorded(small, "?"),
		"help large":    recorded(large, "?"),
		"help ascii":    ascii(recorded(small, "?", "G")),
		"no log":        recorded(small, "L"),
		"waiting":       func(*testing.T) *model { return watch(small.width, small.height) },
		"booting":       booting(small, 230),
		"booting large": booting(large, 230),
		"following":     booting(small, 230, "G"),
		"walked":        booting(small, 230, "space"),
		"ready":         booting(small, 700),
		"ready log":     booting(small, 700, "L"),
		"failed":        failed(small),
		"failed large":  failed(large),
		"failed log":    failed(small, "L"),
		"failed away":   failed(small, "g"),
		"failed ascii":  ascii(failed(small)),
	}
	for name, build := range screens {
		t.Run(name, func(t *testing.T) {
			golden.RequireEqual(t, screen(t, build(t)))
		})
	}
}
