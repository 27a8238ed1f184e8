package tour

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/atomicfile"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/marks"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// situations are screens of all kinds.
func situations(t *testing.T) []func() *model {
	replayed := func() *model { return replay(walktest.Lesson(), small.width, small.height) }
	return []func() *model{
		replayed,
		func() *model { m := replayed(); m.canStop = func() bool { return true }; return m },
		func() *model { m := replayed(); play(t, m, "/", "e", "t", "c", "d", "enter"); return m },
		func() *model { m := replayed(); press(t, m, "G"); return m },
		func() *model { m := replayed(); press(t, m, "G", "ctrl+o"); return m },
		func() *model {
			m := originated(t, walk.Origin{})
			press(t, m, "M", "x", "enter", "space")
			return m
		},
		func() *model { return originated(t, walk.Origin{File: "boot.jsonl"}) },
		func() *model { m := replayed(); press(t, m, "space", "space"); return m },
		func() *model { m := replayed(); press(t, m, "tab", "J", "right"); return m },
		func() *model { m := replayed(); press(t, m, "tab", "tab", "ctrl+d", "J"); return m },
		func() *model { m := watch(small.width, small.height); hear(m, walktest.Boot(), 300, nil); return m },
		func() *model {
			m := watch(small.width, small.height)
			hear(m, failingBoot(), 300, &feed.Ended{Err: errors.New("dead")})
			press(t, m, "g")
			return m
		},
		func() *model { m, _ := steppedModel(); return m },
		func() *model { m, _ := steppedModel(); stand(m, 0); return m },
		func() *model { m, _ := steppedModel(); press(t, m, "G"); stand(m, m.walk.Lesson().Last()); return m },
		func() *model { m, _ := readyModel(); return m },
		func() *model { m, _ := readyModel(); receive(m, feed.Answer{Status: "200 OK"}); return m },
	}
}

// originated is the screen of a recording from somewhere.
func originated(t *testing.T, o walk.Origin) *model {
	l := walktest.Lesson()
	w, err := walk.New(walk.Options{
		Lesson: func(*trace.Trace) *lesson.Lesson { return l }, Trace: l.Trace, Screen: true, Origin: o,
		Marks: marks.Open("", atomicfile.Shared),
	})
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(t.Context(), w)
	m.Update(tea.WindowSizeMsg{Width: small.width, Height: small.height})
	return m
}

// TestCopyLink copies the link to a step, and leaves the ready page its own line.
func TestCopyLink(t *testing.T) {
	m := originated(t, walk.Origin{Shipped: true})
	stand(m, named(m, "CreateServerChain"))
	_, cmd := m.Update(keyMsg(t, "y"))
	copied := ""
	for _, msg := range messages(cmd) {
		if text := fmt.Sprint(msg); strings.Contains(text, "apitour play") {
			copied = text
		}
	}
	if copied != "apitour play --at stage-create-server-chain  # docs/startup.md#stage-create-server-chain" {
		t.Errorf("copied %q", copied)
	}
	if s := screen(t, m); !strings.Contains(s, "sent to the terminal's clipboard") {
		t.Errorf("the screen does not say so:\n%s", s)
	}
}

// TestEveryKeyDoesSomething presses each key of the table in situations of all kinds, and looks for one in which the
// screen changes or the program is asked to end.
func TestEveryKeyDoesSomething(t *testing.T) {
	t.Parallel()
	for _, c := range walk.Commands() {
		for _, k := range c.Keys {
			does := slices.ContainsFunc(situations(t), func(situation func() *model) bool {
				m := situation()
				before := screen(t, m)
				called := calls(m)
				_, cmd := m.Update(keyMsg(t, k))
				m.walk.Say("") // words alone are not something
				return cmd != nil || before != screen(t, m) || calls(m) != called
			})
			if !does {
				t.Errorf("key %q (%s) never does anything", k, c.Help)
			}
		}
	}
}

// TestNoKeyNeedsABoot presses every key before the first stage has been heard of, and in a recording of nothing.
func TestNoKeyNeedsABoot(t *testing.T) {
	t.Parallel()
	for _, c := range walk.Commands() {
		for _, k := range c.Keys {
			waiting, nothing := watch(
				small.width,
				small.height,
			), replay(
				walktest.Bare(walktest.TraceOf(walktest.Source(), walktest.Boot(), -1)),
				small.width,
				small.height,
			)
			for _, m := range []*model{waiting, nothing} {
				press(t, m, k)
				screen(t, m)
			}
		}
	}
}

// TestHelpShowsEveryKey compares the help page with the key table.
func TestHelpShowsEveryKey(t *testing.T) {
	explained := signs(&phrases.In("en").Tour.Signs, lesson.Boot, false)
	lines, _ := helpLines(newTheme(true), walk.Commands(), explained, 200, 0)
	help := ansi.Strip(strings.Join(lines, "\n"))
	for _, c := range walk.Commands() {
		for _, want := range []string{c.KeyLabel, c.Help, c.Heading} {
			if !strings.Contains(help, want) {
				t.Errorf("the help page does not have %q", want)
			}
		}
	}
	for _, s := range []size{small, large} {
		m := replay(walktest.Lesson(), s.width, s.height)
		press(t, m, "?")
		if page := screen(t, m); strings.Contains(page, "…") {
			t.Errorf("the help page at %v is cut off:\n%s", s, page)
		}
	}
}

// TestKeys takes keys to the step that they lead to.
func TestKeys(t *testing.T) {
	t.Parallel()
	for keys, want := range map[string]string{
		"":                                 "main",
		"space":                            "NewAPIServerCommand",
		"n pgdown down":                    "RunE",
		"space b":                          "main",
		"space p":                          "main",
		"space pgup":                       "main",
		"space up":                         "main",
		"space k":                          "main",
		"b":                                "main",
		"i":                                "NewAPIServerCommand",
		"enter right l":                    "NewServerRunOptions",
		"space o":                          "RunE",
		"space o o":                        "RunE",
		"space space u":                    "RunE",
		"space space space u":              "RunE",
		"space space O":                    "NewAPIServerCommand",
		"space o O":                        "NewAPIServerCommand",
		"space o O O":                      "main",
		"space s":                          "RunE",
		"space space s":                    "RunE",
		"space s S":                        "NewAPIServerCommand",
		"space S":                          "NewAPIServerCommand",
		"s":                                "main",
		"u":                                "main",
		"space space backspace left":       "main",
		"space space h h":                  "main",
		"G":                                "WaitForReady",
		"end home":                         "main",
		"G g":                              "main",
		"space f":                          "NewAPIServerCommand",
		"space f space":                    "RunE",
		"space f space b":                  "NewAPIServerCommand",
		"space f i":                        "NewServerRunOptions",
		"space space f":                    "NewAPIServerCommand",
		"f G":                              "main",
		"f f G":                            "WaitForReady",
		"tab down down down space":         "NewAPIServerCommand",
		"tab tab down j down pgdown":       "NewAPIServerCommand",
		"tab esc down":                     "NewAPIServerCommand",
		"tab shift+tab down":               "NewAPIServerCommand",
		"? space space q space":            "NewAPIServerCommand",
		"? esc space":                      "NewAPIServerCommand",
		"? ? space":                        "NewAPIServerCommand",
		"L o i L space":                    "NewAPIServerCommand",
		"z space":                          "NewAPIServerCommand",
		"tab tab z ctrl+d J esc esc space": "NewAPIServerCommand",
	} {
		m := replay(walktest.Lesson(), small.width, small.height)
		press(t, m, strings.Fields(keys)...)
		if got := m.walk.Step().Node.Name; got != want {
			t.Errorf("%q leads to %q, want %q", keys, got, want)
		}
	}
}

// TestKeysLeaveOtherPanesAlone scrolls one pane and looks at the others.
func TestKeysLeaveOtherPanesAlone(t *testing.T) {
	m := replay(walktest.Lesson(), small.width, small.height)
	press(t, m, strings.Fields(strings.Repeat("space ", 13)+"tab")...)
	note, source := m.note.scroll, m.code.scroll
	press(t, m, "down", "down", "G")
	if !reflect.DeepEqual(m.note.scroll, note) || m.code.y == source.y {
		t.Errorf(
			"in the source, End moves the note from %v to %v, the source from %v to %v",
			note,
			m.note.scroll,
			source,
			m.code.scroll,
		)
	}
	press(t, m, "tab", "ctrl+d", "J", "K", "ctrl+u")
	if m.note.y != note.y {
		t.Errorf("down and up again leaves the note at %v", m.note.scroll)
	}
}
