package tour

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"apitour/trace/step"
	"apitour/trace/tracetest"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// bilingual returns the tour of the shipped boot, which can be switched to Chinese.
func bilingual(t *testing.T, s size, changes ...func(*walk.Options)) *model {
	t.Helper()
	o := walk.Options{
		Lesson: walktest.Explain, Languages: walktest.Languages(walktest.Notes(), walktest.NotesInChinese()),
		Trace: walktest.Shipped(), Screen: true, Path: walk.Main, Front: true, Headings: true,
	}
	for _, change := range changes {
		change(&o)
	}
	w, err := walk.New(o)
	if err != nil {
		t.Fatal(err)
	}
	m := Options{Environment: colourTerminal}.model(t.Context(), w)
	m.Update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
	play(t, m)
	return m
}

// looksAtChinese switches to Chinese and back, and demands that the screen is as it was.
func looksAtChinese(t *testing.T, m *model) {
	t.Helper()
	before, at := m.View().Content, m.walk.At()
	play(t, m, "Z")
	chinese := screen(t, m)
	checkFrame(t, m)
	if !linebreak.HasWide(chinese) || m.walk.At() != at {
		t.Errorf("step %d, which was %d, is shown as\n%s", m.walk.At(), at, chinese)
	}
	play(t, m, "Z")
	if after := m.View().Content; after != before {
		t.Errorf("the screen was\n%s\nand is\n%s", before, screen(t, m))
	}
}

// TestSwitchTheLanguage looks at the Chinese of every kind of page, at questions, and in a search.
func TestSwitchTheLanguage(t *testing.T) {
	t.Parallel()
	chain := strings.Fields(strings.Repeat("space ", 12))
	for name, keys := range map[string][]string{
		"front":           nil,
		"first":           {"space"},
		"stage":           append([]string{"space"}, chain...),
		"its source":      append(append([]string{"space"}, chain...), "tab", "down"),
		"note":            append(append([]string{"space"}, chain...), "tab", "tab", "z"),
		"end of a note":   append(append([]string{"space"}, chain...), "tab", "tab", "z", "F", "end"),
		"folds":           {"space", "F", "f", "space", "space"},
		"chapter":         {"space", "}", "I"},
		"chapter ahead":   {"space", "space", "space", "space", "space", "space", "space", "space"},
		"glossary":        {"space", "space", "d", "down", "down", "down"},
		"narrow glossary": {"space", "d", "/", "h", "o", "o", "k", "enter", "down"},
		"help":            {"space", "?"},
		"end of help":     {"space", "?", "end", "J", "J"},
		"health":          {"space", "H"},
		"hooks":           {"space", "P", "down", "down"},
		"slices":          {"space", "E", "down"},
		"overviews":       {"space", "V", "down", "down"},
		"overview":        {"space", "V", "down", "enter", "space"},
		"end of overview": {"space", "V", "down", "enter", "end"},
		"why":             {"space", "space", "space", "W", "2"},
		"ready":           {"space", "G", "G"},
		"log":             {"space", "L"},
		"search":          {"space", "/", "e", "t", "c", "d", "enter", "n", "n"},
		"search in notes": {"space", "/", "d", "e", "l", "e", "g", "a", "t", "enter", "n"},
		"presentation":    {"space", "space", "v"},
		"beside the tree": {"space", "H", "tab", "tab"},
		"as it was":       {"space", "space", "A"},
		"critical path":   {"space", "C", "C"},
		"all":             {"down", "down", "enter"},
		"a row of many":   {"space", "end", "b", "b"},
	} {
		for _, s := range []size{small, large, wide} {
			t.Run(name+" "+s.String(), func(t *testing.T) {
				m := bilingual(t, s)
				play(t, m, keys...)
				m.walk.Say("")
				looksAtChinese(t, m)
			})
		}
	}
}

// TestSwitchAtAQuestion looks at the Chinese of questions, of answers, and of one that is asked once more.
func TestSwitchAtAQuestion(t *testing.T) {
	t.Parallel()
	for _, s := range []size{small, large} {
		m := bilingual(t, s, func(o *walk.Options) { o.Predict, o.Front, o.Headings = true, false, false })
		for range 3 {
			toQuestion(t, m)
			m.walk.Say("")
			looksAtChinese(t, m)
			play(t, m, "down", "down")
			looksAtChinese(t, m)
			play(t, m, "Z")
			asked := m.walk.Prediction()
			if !linebreak.HasWide(asked.Ask) || asked.Chosen != 1 {
				t.Errorf("in Chinese %q is asked, and option %d is chosen", asked.Ask, asked.Chosen)
			}
			play(t, m, "enter")
			if !linebreak.HasWide(m.walk.Prediction().Why) {
				t.Errorf("the answer is %q", m.walk.Prediction().Why)
			}
			play(t, m, "Z")
			m.walk.Say("")
			looksAtChinese(t, m)
			if linebreak.HasWide(m.walk.Prediction().Why) {
				t.Errorf("the answer is %q", m.walk.Prediction().Why)
			}
		}
	}
}

// TestSwitchLive switches while a server is held and goes on: what comes later is told in the new language.
func TestSwitchLive(t *testing.T) {
	t.Parallel()
	m := screenOf(walktest.StepWith(walk.Options{
		Languages: walktest.Spoken(walktest.Lesson()),
	}), 80, 24)
	receive(m, live(m).Until(walktest.Boot(), 30)...)
	receive(m, live(m).HeldAt("NewAPIServerCommand"))
	m.Update(tickMsg(walktest.At(30)))
	for _, keys := range []string{"", "H", "P", "?", "W"} {
		play(t, m, strings.Fields(keys)...)
		m.walk.Say("")
		looksAtChinese(t, m)
	}
	play(t, m, "esc", "Z")
	if s := screen(t, m); !strings.Contains(s, "▶ 前沿，已暂停") {
		t.Errorf("in Chinese, a held server is\n%s", s)
	}
	receive(m, live(m).Until(walktest.Boot(), 100)...)
	receive(m, live(m).Stepping(step.State{Mode: step.Running}))
	m.Update(tickMsg(walktest.At(100)))
	if s := screen(t, m); !strings.Contains(s, "源码") || strings.Contains(s, "Source") {
		t.Errorf("a server that goes on is not told in Chinese:\n%s", s)
	}
}

// TestStaleLesson has work that began before the switch end after it.
func TestStaleLesson(t *testing.T) {
	t.Parallel()
	l := walktest.StepWith(walk.Options{Languages: walktest.Spoken(walktest.Lesson())})
	l.Receive(l.Until(walktest.Boot(), 30)...)
	stale := l.Event(l.Until(walktest.Boot(), 60)...)
	take := func(r walk.Reply) {
		for len(r.Work) > 0 {
			work := r.Work[0]
			more := l.Take(work(t.Context()))
			r.Work = append(r.Work[1:], more.Work...)
		}
	}
	take(l.Do("language", "zh"))
	if got := l.Lesson().Phrases().Language; got != "zh" {
		t.Fatalf("the lesson is in %q", got)
	}
	work := l.Take(stale).Work
	take(walk.Reply{Work: work[:len(work)-1]}) // the last work listens to the feed
	if got := l.Lesson(); got.Phrases().Language != "zh" || got.Count() == 0 {
		t.Errorf("after a stale lesson the walk is in %q", got.Phrases().Language)
	}
}

// TestOnlyASCII refuses Chinese where it cannot be shown.
func TestOnlyASCII(t *testing.T) {
	t.Parallel()
	m := bilingual(t, small)
	m.ascii = true
	m.walk.LimitToASCII()
	play(t, m, "space", "Z")
	if s := screen(
		t,
		m,
	); !strings.Contains(s, "no Chinese in ASCII: LANG has to name UTF-8") ||
		!strings.Contains(s, "Source") {
		t.Errorf("a terminal of ASCII shows\n%s", s)
	}
}

// TestUnreadableLanguage keeps the language when the notes of another one cannot be read.
func TestUnreadableLanguage(t *testing.T) {
	t.Parallel()
	m := bilingual(t, large, func(o *walk.Options) {
		o.Languages[1].Notes = func() (*notes.Library, error) {
			return nil, errors.New("read notes: \x1b[2J gone")
		}
	})
	play(t, m, "space", "Z")
	if s := screen(t, m); !strings.Contains(s, "read notes: ␛[2J gone") {
		t.Errorf("the screen shows\n%s", s)
	}
	play(t, m, "Z")
	if s := screen(t, m); !strings.Contains(s, "read notes: ␛[2J gone") {
		t.Errorf("the second time it shows\n%s", s)
	}
}

// TestBroughtNotesStay switches the tour around notes that a learner has brought.
func TestBroughtNotesStay(t *testing.T) {
	t.Parallel()
	shop := func(o *walk.Options) {
		o.Lesson, o.Trace = walktest.JoinOwn, tracetest.Stranger()
	}
	m := bilingual(t, large, shop)
	play(t, m, "space")
	note := m.walk.Step().Note()
	looksAtChinese(t, m)
	play(t, m, "Z")
	if s := screen(t, m); m.walk.Step().Note() != note || !strings.Contains(s, "源码") {
		t.Errorf("the note is %q in\n%s", m.walk.Step().Note().Title, s)
	}
}

// TestOneLanguage offers no switch where there is nothing to switch to.
func TestOneLanguage(t *testing.T) {
	t.Parallel()
	m := bilingual(t, small, func(o *walk.Options) { o.Languages = o.Languages[:1] })
	if m.walk.Named("language") != nil || strings.Contains(screen(t, m), "Z ") {
		t.Errorf("one language can be switched:\n%s", screen(t, m))
	}
}
