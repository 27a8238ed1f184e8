package tour

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
)

// The last line of the screen has the keys that do something now, the most useful first, as many as there is room for,
// and always the way to all keys and the way out.

// keyWord is a key of the last line: a command of the table, and what it does here in a word or two. The key is the
// first one of the command's label when it is empty.
type keyWord struct{ command, word, key string }

// helpLine draws the last line.
func (m *model) helpLine() string {
	if m.prompt != nil {
		return m.keysLine(promptKeys(&m.says().Keys, m.prompt.question.Kind), nil)
	}
	if p, ok := m.page.(ownKeys); ok {
		return m.keysLine(p.keys(m), nil)
	}
	first, rest := m.keysNow(), m.keysOfTable()
	kept := slices.DeleteFunc(slices.Clone(rest), func(k keyWord) bool { return !leaves(k.command) })
	for _, k := range rest {
		has := func(other keyWord) bool { return other.command == k.command }
		if !slices.ContainsFunc(first, has) && !leaves(k.command) && !m.idle(k.command) {
			first = append(first, k)
		}
	}
	if said := &m.says().Keys; !m.paging() && m.focus == stagesPane {
		first = append(first, keyWord{command: "search", word: said.Search}, keyWord{command: "go", word: said.GoTo})
	}
	return m.keysLine(first, kept)
}

// leaves reports whether the last line always has room for a command.
func leaves(command string) bool { return command == "help" || command == "quit" }

// keysLine writes keys with their words. Of the first ones those that do not fit are left out, from the right.
func (m *model) keysLine(first, kept []keyWord) string {
	words := func(keys []keyWord) (items []string) {
		for _, k := range keys {
			sign := k.key
			if c := m.walk.Named(k.command); c == nil && sign == "" {
				continue
			} else if sign == "" {
				sign, _, _ = strings.Cut(c.KeyLabel, " ")
			}
			items = append(items, m.theme.key.Render(sign)+" "+m.theme.muted.Render(k.word))
		}
		return items
	}
	items, last := words(first), words(kept)
	line := func() string { return " " + strings.Join(slices.Concat(items, last), "  ") }
	for len(items) > 0 && ansi.StringWidth(line()) > m.width {
		items = items[:len(items)-1]
	}
	return fit(line(), m.width)
}

// keysOfTable returns the words that the command table has for the place where the learner is.
func (m *model) keysOfTable() []keyWord {
	var keys []keyWord
	for _, c := range m.walk.Useful() {
		word := c.Short
		switch {
		case m.paging():
			word = c.ShortOnPage
		case m.focus != stagesPane && c.ShortInText != "":
			word = c.ShortInText
		}
		if word != "" {
			keys = append(keys, keyWord{command: c.Name, word: word})
		}
	}
	return keys
}

// idle reports whether a command of the table would only say that it does nothing here.
func (m *model) idle(command string) bool {
	w, step := m.walk, m.walk.Step()
	ready := w.Stepping() && w.Position().Idle
	switch command {
	case "next":
		return ready || !w.AtLive() && w.Next() == nil
	case "over":
		return ready || step == nil || !w.AtLive() && !w.Held() && w.Lesson().Over(w.At()) == w.At()
	case "out":
		return ready || step == nil || !w.AtLive() && !w.Held() && w.Lesson().After(w.At()) == w.At()
	case "into":
		return ready || step == nil || !w.AtLive() && len(step.Node.Children) == 0
	case "back":
		return w.At() == 0
	case "down": // the keys of a text have it where it can be scrolled, and those of a list where it chooses
		_, list := m.page.(chooser)
		return list || !m.paging()
	case "free":
		return w.Idle() || w.RunsFree()
	case "log":
		return !w.Live()
	}
	return false
}

// promptKeys are those of a line that is being typed.
func promptKeys(all *phrases.TourKeys, kind walk.QuestionKind) []keyWord {
	said := all.Prompt
	keys := []keyWord{
		{key: "enter", word: said.Answer}, {key: "esc", word: said.Cancel}, {key: "↑", word: said.Earlier},
	}
	switch kind {
	case narrows:
		return []keyWord{
			{key: "enter", word: said.KeepThese},
			{key: "↓ ↑", word: all.Choose},
			{key: "esc", word: said.AllWords},
		}
	case walk.AskJump:
		keys[0].word = said.Go
		keys[2] = keyWord{key: "↓ ↑", word: all.Choose}
		return append(keys, keyWord{key: "tab", word: said.Complete})
	case walk.AskSearch:
		keys[0].word = said.Search
	case walk.AskRequest:
		keys[0].word = said.Send
	case walk.AskMark:
		keys[0].word = said.SetMark
		return keys[:2]
	}
	return keys
}

// keysNow are the most useful keys of the moment.
func (m *model) keysNow() []keyWord {
	said := &m.says().Keys
	switch {
	case m.page == page(&m.pages.ready):
		keys := append(m.keysLive(), keyWord{command: "copy", word: said.Live.CopyLine})
		return append(keys, keyWord{command: "close", word: said.Live.ToStage})
	case m.paging():
		return m.keysOfPage()
	case m.walk.Search().Text != "":
		return []keyWord{
			{command: "match", word: said.NextMatch},
			{command: "match-before", word: said.MatchBefore},
			{command: "close", word: said.EndSearch},
		}
	case m.focus != stagesPane:
		return m.keysInText()
	case m.walk.Live():
		return m.keysLive()
	}
	switch failed := m.walk.Failed(); {
	case failed < 0 || failed == m.walk.At():
	case m.walk.Kind() == lesson.Other:
		return []keyWord{{command: "failure", word: said.Live.AFailure}}
	default:
		return []keyWord{{command: "failure", word: said.Live.TheFailure}}
	}
	return nil
}

func (m *model) keysOfPage() []keyWord {
	if _, ok := m.page.(chooser); ok {
		said := &m.says().Keys
		return []keyWord{
			{key: "↓ ↑", word: said.Choose}, {key: "enter", word: said.Take}, {command: "close", word: said.Close},
		}
	}
	return nil
}

func (m *model) keysInText() []keyWord {
	said := &m.says().Keys
	var keys []keyWord
	switch {
	case m.scrollsTo(0, 1):
		keys = append(keys, keyWord{command: "down", word: said.Scroll})
	case m.scrollsTo(0, -1):
		keys = append(keys, keyWord{command: "up", word: said.Scroll})
	}
	if m.focus == sourcePane {
		if m.scrollsTo(1, 0) {
			keys = append(keys, keyWord{command: "right", word: said.Sideways})
		}
		keys = append(keys, keyWord{command: "edit", word: said.Edit})
	} else {
		keys = append(keys, keyWord{command: "fold", word: said.Fold},
			keyWord{command: "fold-note", word: said.FoldAll})
	}
	return append(keys,
		keyWord{command: "pane", word: said.Pane}, keyWord{command: "zoom", word: said.Zoom},
		keyWord{command: "close", word: said.Stages(m.spans())})
}

// scrollsTo reports whether the text with the focus can be moved that way.
func (m *model) scrollsTo(dx, dy int) bool {
	if m.focus == sourcePane {
		e, c := m.code.excerpt(), m.code
		if e == nil {
			return false
		}
		width, height := m.layout.size(sourcePane)
		c.by(dx, dy)
		c.clampTo(e, width, height-1)
		return c.x != m.code.x || c.y != m.code.y
	}
	width, height := m.layout.size(notePane)
	shown := m.note.text
	if m.pages.health.aside {
		shown = m.pages.health.text
	}
	moved := shown
	moved.by(dx, dy)
	moved.clampTo(width-2, height-1)
	return moved.x != shown.x || moved.y != shown.y
}

// keysLive are the keys beside a server: they depend on where it is, and where the learner is.
func (m *model) keysLive() []keyWord {
	w, at, said := m.walk, m.walk.Position(), m.says().Keys.Live
	failed := w.Failed()
	switch ended, _ := w.Ended(); {
	case ended && failed >= 0 && failed != w.At():
		return []keyWord{{command: "failure", word: said.TheFailure}, {command: "log", word: said.LastWords}}
	case ended:
		return []keyWord{{command: "log", word: said.LastWords}}
	case w.Stepping() && w.Idle():
		keys := []keyWord{{command: "request", word: said.Request}, {command: "terminate", word: said.StopIt}}
		if w.Answer() != nil {
			keys = append(keys, keyWord{command: "answer", word: said.TheAnswer})
		}
		if keys = append(keys, keyWord{command: "health", word: said.Health}); !at.AtEdge {
			keys = append(keys, keyWord{command: "last", word: said.TheEnd, key: "G"})
		}
		return keys
	case w.Stepping() && w.RunsFree() && at.AtEdge:
		return []keyWord{{command: "next", word: said.HoldIt}, {command: "health", word: said.Health}}
	case w.Stepping() && at.AtEdge:
		keys := []keyWord{{command: "next", word: said.Step}, {command: "over", word: said.Over}}
		if w.ShowsLanes() {
			keys = append(keys, keyWord{command: "lane-next", word: said.NextLane})
		}
		return append(keys, keyWord{command: "free", word: said.RunFree})
	case w.Stepping() && at.Ahead && w.Held():
		return []keyWord{{command: "run-to", word: said.RunToHere}, {command: "last", word: said.BackToLive, key: "G"}}
	case at.Live && at.Tracked || w.Booting():
		return []keyWord{{command: "last", word: said.ToLive, key: "G"}}
	}
	return nil
}
