package tour

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// joinChinese joins a trace, for a reader of Chinese, with notes in Chinese.
func joinChinese(t *trace.Trace) *lesson.Lesson {
	return lesson.New(t, walktest.JoinChinese(t).Library().Speaking("zh"), nil, nil)
}

// inChinese is the tour of a recording that Chinese notes explain.
func inChinese(t *testing.T, s size) *model {
	t.Helper()
	w, err := walk.New(walk.Options{
		Lesson: joinChinese, Trace: tracetest.Stranger(), Screen: true, Path: walk.Main, Front: true,
		Headings: true, Predict: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	m := Options{Environment: colourTerminal}.model(t.Context(), w)
	m.Update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
	return m
}

// TestChineseNotes keeps screens with Chinese notes.
func TestChineseNotes(t *testing.T) {
	for name, keys := range map[string][]string{
		"front":    nil,
		"first":    {"space"},
		"note":     {"space", "tab", "tab", "z"},
		"all":      {"space", "tab", "tab", "z", "F"},
		"all end":  {"space", "tab", "tab", "z", "F", "end"},
		"chapter":  {"space", "space"},
		"glossary": {"space", "d"},
		"help":     {"space", "?"},
	} {
		for _, s := range []size{{60, 20}, {80, 24}, {120, 40}} {
			t.Run(name+" "+s.String(), func(t *testing.T) {
				m := inChinese(t, s)
				play(t, m, keys...)
				golden.RequireEqual(t, screen(t, m))
			})
		}
	}
}

// TestChineseScreensOfAnySize presses any keys: a frame fills the screen to the cell.
func TestChineseScreensOfAnySize(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 7))
		m := inChinese(t, size{MinWidth + r.IntN(100), MinHeight + r.IntN(30)})
		if r.IntN(3) == 0 {
			m.widths = wideCells
		}
		all := m.walk.Commands()
		for range 40 {
			m.do(&all[r.IntN(len(all))])
			if r.IntN(8) == 0 {
				m.Update(tea.WindowSizeMsg{Width: MinWidth + r.IntN(100), Height: MinHeight + r.IntN(30)})
			}
			m.settle()
			checkFrame(t, m)
		}
	}
}

// TestChineseBreaks lays the notes out in every width. No line is too wide but one with code, no line begins or ends
// with what must not stand there, and nothing is lost.
func TestChineseBreaks(t *testing.T) {
	l := joinChinese(tracetest.Stranger())
	note := l.Steps[0].Note()
	words := func(s string) string {
		return strings.NewReplacer("*", "", "`", "").Replace(strings.Join(strings.Fields(s), ""))
	}
	compared := 0
	for width := 24; width <= 120; width++ {
		m := new(markdown)
		for _, s := range m.Sections(note, l.Glossary(), false, newTheme(true), width) {
			if strings.Contains(ansi.Strip(strings.Join(s.lines, "\n")), "grep") {
				continue // code is not wrapped
			}
			for i, line := range s.lines {
				if ansi.StringWidth(line) > width {
					t.Errorf("in %d columns: %q is too wide", width, ansi.Strip(line))
				}
				text := strings.TrimSpace(ansi.Strip(line))
				if i == 0 || text == "" {
					continue
				}
				first, _ := utf8.DecodeRuneInString(text)
				last, _ := utf8.DecodeLastRuneInString(text)
				if strings.ContainsRune("，。；：？！、）」』》…—", first) || strings.ContainsRune("（「『《", last) {
					t.Errorf("in %d columns: %q begins or ends with a wrong character", width, text)
				}
			}
			if s.title == "一句话" {
				compared++
				shown := words(ansi.Strip(strings.Join(s.lines, "")))
				section := note.Body[strings.Index(note.Body, "商店检查"):strings.Index(note.Body, "## 谁会关心")]
				if shown != words(section) {
					t.Errorf("in %d columns: got %q\nwant %q", width, shown, words(section))
				}
			}
		}
	}
	if compared != 120-24+1 {
		t.Errorf("compared %d texts", compared)
	}
}

var underlines = regexp.MustCompile("\x1b\\[4m(.*?)\x1b\\[24m")

// TestChineseWordsAreUnderlined finds the words of the glossary in lines of any width, also where a line ends in one.
func TestChineseWordsAreUnderlined(t *testing.T) {
	l := joinChinese(tracetest.Stranger())
	divided := 0
	for width := 24; width <= 100; width++ {
		m := new(markdown)
		for _, s := range m.Sections(l.Steps[0].Note(), l.Glossary(), false, newTheme(true), width) {
			if s.title != "一句话" {
				continue
			}
			all := ""
			for _, line := range s.lines {
				found := underlines.FindAllStringSubmatch(line, -1)
				if strings.Count(line, underlined) != len(found) {
					t.Errorf("in %d columns the underline reaches over the end of %q", width, line)
				}
				for _, f := range found {
					word := ansi.Strip(f[1])
					if word == "结" || word == "货" {
						divided++
					}
					all += word
				}
			}
			if all != "结账货架" {
				t.Errorf("in %d columns %q is underlined", width, all)
			}
		}
	}
	if divided == 0 {
		t.Error("no line has ended in a word")
	}
}

// inChineseBoot is the tour of the shipped boot in Chinese.
func inChineseBoot(t *testing.T, s size, changes ...func(*walk.Options)) *model {
	t.Helper()
	return bilingual(t, s, append(changes, func(o *walk.Options) {
		o.Lesson = o.Lesson(o.Trace).Joiner(walktest.NotesInChinese())
	})...)
}

// TestChineseBoot keeps the main pages of a boot in Chinese.
func TestChineseBoot(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"front":     nil,
		"step":      append([]string{"space"}, strings.Fields(strings.Repeat("space ", 12))...),
		"help":      {"space", "?"},
		"signs":     {"space", "?", "end"},
		"glossary":  {"space", "d", "down"},
		"overviews": {"space", "V", "down", "down"},
		"hooks":     {"space", "G", "G", "esc", "P", "down", "down"},
		"health":    {"space", "H"},
		"ready":     {"space", "G", "G"},
		"slices":    {"space", "E"},
		"why":       {"space", "W", "2"},
		"log":       {"space", "L"},
		"search":    append([]string{"space", "/"}, append(letters("scheduling.k8s"), "enter")...),
		"go to":     {"space", ":", "c", "h", "a", "i", "n"},
	} {
		for _, s := range []size{small, large} {
			t.Run(name+" "+s.String(), func(t *testing.T) {
				m := inChineseBoot(t, s)
				play(t, m, keys...)
				golden.RequireEqual(t, screen(t, m))
			})
		}
	}
	for _, s := range []size{small, large} {
		m := inChineseBoot(t, s, func(o *walk.Options) { o.Predict, o.Front, o.Headings = true, false, false })
		toQuestion(t, m)
		play(t, m, "down")
		t.Run("question "+s.String(), func(t *testing.T) { golden.RequireEqual(t, screen(t, m)) })
		play(t, m, "enter")
		t.Run("answer "+s.String(), func(t *testing.T) { golden.RequireEqual(t, screen(t, m)) })
	}
}

// TestChineseBootOfAnySize presses any keys in both languages, and switches between them: a frame fills the screen to
// the cell.
func TestChineseBootOfAnySize(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 11))
		m := inChineseBoot(t, size{MinWidth + r.IntN(120), MinHeight + r.IntN(30)}, func(o *walk.Options) {
			o.Predict = seed%2 == 0
			o.Path = []walk.Path{walk.Short, walk.Main, walk.All}[seed%3]
		})
		var keys []string
		for _, c := range m.walk.Commands() {
			if c.Name != "edit" && c.Name != "suspend" && c.Group != walk.Leaving || c.Name == "close" {
				keys = append(keys, c.Keys...)
			}
		}
		for range 60 {
			key := keys[r.IntN(len(keys))]
			if r.IntN(6) == 0 {
				key = "Z"
			}
			play(t, m, key)
			if r.IntN(8) == 0 {
				m.Update(tea.WindowSizeMsg{Width: MinWidth + r.IntN(120), Height: MinHeight + r.IntN(30)})
			}
			checkFrame(t, m)
			if t.Failed() {
				t.Fatalf("seed %d, after %q:\n%s", seed, key, screen(t, m))
			}
		}
	}
}
