package walk_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestCommandsAreUnique reads the command table.
func TestCommandsAreUnique(t *testing.T) {
	bound, named := map[string]string{}, map[string]bool{}
	name := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	var groups []walk.Group
	for _, c := range walk.Commands() {
		if c.Help == "" || len(c.Keys) == 0 || c.KeyLabel == "" || c.Group == "" {
			t.Errorf("the row of %q is not complete", c.Name)
		}
		if !name.MatchString(c.Name) || named[c.Name] {
			t.Errorf("the name %q is not plain words, or not unique", c.Name)
		}
		named[c.Name] = true
		for _, k := range c.Keys {
			if other, twice := bound[k]; twice {
				t.Errorf("key %q is bound to %q and to %q", k, other, c.Name)
			}
			bound[k] = c.Name
		}
		if len(groups) == 0 || groups[len(groups)-1] != c.Group {
			groups = append(groups, c.Group)
		}
	}
	want := []walk.Group{walk.Walking, walk.Serving, walk.Moving, walk.Looking, walk.Leaving}
	if !slices.Equal(groups, want) {
		t.Errorf("the groups are %q, want %q, each in one piece", groups, want)
	}
	for _, k := range []string{
		"space", "pgdown", "pgup", "up", "down", "left", "right", "h", "j", "k", "l", "g", "G", "enter", "?", "q",
		"ctrl+c",
	} {
		if bound[k] == "" {
			t.Errorf("key %q is not bound", k)
		}
	}
}

// TestEveryCommandHasAnAction does each row: one of a screen comes back to the driver, the others do not.
func TestEveryCommandHasAnAction(t *testing.T) {
	for _, c := range walk.Commands() {
		w := replay(t)
		r := do(w, c.Name)
		if strings.HasPrefix(w.Notice(), "no command") {
			t.Errorf("%q: %s", c.Name, w.Notice())
		}
		want := ""
		if c.Screen {
			want = c.Name
		}
		if r.Run != want {
			t.Errorf("%q asks a screen to run %q, want %q", c.Name, r.Run, want)
		}
		without := begin(t, walk.Options{
			Lesson: walktest.Join, Languages: walktest.Spoken(walktest.Lesson()),
			Trace: walktest.Recording(),
		})
		if got := without.Named(c.Name); got == nil != c.Screen {
			t.Errorf("without a screen %q means %v", c.Name, got)
		}
	}
	w := replay(t)
	if r := do(w, "nonsense"); r.Run != "" || w.Notice() == "" {
		t.Errorf("nonsense asks for %q, and says %q", r.Run, w.Notice())
	}
}

// situations are walks of all kinds, with the controls of their servers.
func situations(t *testing.T) []func() (*walk.Walk, *walktest.Controls) {
	live := func(commands ...string) func() (*walk.Walk, *walktest.Controls) {
		return func() (*walk.Walk, *walktest.Controls) {
			l := stepped()
			do(l.Walk, commands...)
			return l.Walk, l.Controls
		}
	}
	recorded := func(commands ...string) func() (*walk.Walk, *walktest.Controls) {
		return func() (*walk.Walk, *walktest.Controls) {
			w := replay(t)
			do(w, commands...)
			return w, nil
		}
	}
	return []func() (*walk.Walk, *walktest.Controls){
		recorded(), recorded("search etcd"), recorded("last"), recorded("next", "next"),
		recorded("last", "jump-back"),
		func() (*walk.Walk, *walktest.Controls) { return linked(t, walk.Origin{Shipped: true}, ""), nil },
		func() (*walk.Walk, *walktest.Controls) {
			w := marking(t, "")
			do(w, "mark x")
			return w, nil
		},
		live(), live("first"),
		live("go PostStartHook/apiservice-discovery-controller"),
		func() (*walk.Walk, *walktest.Controls) {
			return begin(t, walk.Options{
				Lesson: walktest.Join, Trace: walktest.Recording(), Intro: walk.Intro{Lines: []string{"why"}},
			}), nil
		},
		func() (*walk.Walk, *walktest.Controls) {
			l := walktest.Watch()
			happened(l, walktest.FailingBoot(), 300)
			l.Receive(walktest.Died(errDead)...)
			do(l.Walk, "first")
			return l.Walk, l.Controls
		},
		func() (*walk.Walk, *walktest.Controls) {
			w := predicting(t)
			do(w, "go logVersion", "next", "down")
			return w, nil
		},
		func() (*walk.Walk, *walktest.Controls) { return shipped(t, walk.Main), nil },
		func() (*walk.Walk, *walktest.Controls) { l := ready(); return l.Walk, l.Controls },
		func() (*walk.Walk, *walktest.Controls) {
			l := ready()
			l.Receive(feed.Answer{Status: "200 OK"})
			return l.Walk, l.Controls
		},
	}
}

// TestEveryCommandDoesSomething does each row in walks of all kinds, and looks for one in which the state changes, the
// server is told something or the driver is asked for something.
func TestEveryCommandDoesSomething(t *testing.T) {
	for _, c := range walk.Commands() {
		does := slices.ContainsFunc(situations(t), func(situation func() (*walk.Walk, *walktest.Controls)) bool {
			w, controls := situation()
			before := wordless(t, w)
			told := 0
			if controls != nil {
				told = len(controls.Told)
			}
			r := w.Do(c.Name, "")
			asks := len(r.Work) > 0 || r.Run != "" || r.Show != "" || r.Quit || r.Close || r.Open != nil ||
				r.Copy != "" || r.Match != nil
			return asks || before != wordless(t, w) || controls != nil && len(controls.Told) != told
		})
		if !does {
			t.Errorf("%q never does anything", c.Name)
		}
	}
}

// wordless is the state of a walk as JSON, without the notice: words alone are not something.
func wordless(t *testing.T, w *walk.Walk) string {
	t.Helper()
	s := w.State()
	s.Notice = ""
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestNoCommandNeedsABoot does every command before the first stage has begun, and in a recording of nothing.
func TestNoCommandNeedsABoot(t *testing.T) {
	for _, c := range walk.Commands() {
		for _, w := range []*walk.Walk{
			walktest.Watch().Walk, walktest.Step().Walk, replayOf(t, &trace.Trace{}, walktest.Bare),
		} {
			do(w, c.Name)
			if w.Question() != nil {
				finish(w, w.Submit("x"))
			}
			if s := wordless(t, w); s == "" {
				t.Errorf("%q leaves no state", c.Name)
			}
		}
	}
}
