package tour

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/lesson"
)

// jump is the list of what a text, typed behind the colon, may mean: stages by their names, and rows of the key table by
// theirs. Names are gone through beside the screen.
type jump struct {
	run     int // which text this is for: answers to earlier ones are dropped
	text    string
	list    []destination // the best first
	chosen  int           // the one that tab has put into the prompt, -1 when none
	pending bool          // the answer is still looked for
	stale   bool          // and nobody looks for this text yet
	working bool          // somebody looks, maybe for an earlier one
	typed   []string
}

// destination is where a text may lead.
type destination struct {
	name string
	step int      // -1 for a row of the key table
	row  *command // nil for a step
	rank int
}

// jumpMsg is what a text may mean.
type jumpMsg struct {
	run  int
	list []destination
	now  bool // go to the first of them at once
}

// mostDestinations is how many are kept of each rank.
const mostDestinations = 30

// How well a name fits a text.
const (
	sameName = iota
	beginsWith
	contains
	hasLetters // in this order
	ranks
)

// rankOf returns how well a name fits, ranks when it does not.
func rankOf(name, lower, text string) int {
	switch {
	case name == text || lower == text:
		return sameName
	case strings.HasPrefix(lower, text):
		return beginsWith
	case strings.Contains(lower, text):
		return contains
	}
	rest := text
	for _, r := range lower {
		first, size := utf8.DecodeRuneInString(rest)
		if rest != "" && r == first {
			rest = rest[size:]
		}
	}
	if rest == "" {
		return hasLetters
	}
	return ranks
}

// destinations returns what a text may mean, the best first. Of several stages with one name it is the next one behind the
// learner's.
func destinations(l *lesson.Lesson, rows []command, from int, text string) []destination {
	text = strings.ToLower(text)
	var ranked [ranks][]destination
	seen := make(map[string]bool)
	for i := range l.Steps {
		at := (from + 1 + i) % len(l.Steps)
		name := l.Steps[at].Node.Name
		rank := rankOf(name, strings.ToLower(name), text)
		if rank == ranks || len(ranked[rank]) >= mostDestinations || seen[name] {
			continue
		}
		seen[name] = true
		ranked[rank] = append(ranked[rank], destination{name, at, nil, rank})
	}
	var list []destination
	for rank := range ranked {
		list = append(list, ranked[rank]...)
		for i := range rows {
			if rankOf(rows[i].name, rows[i].name, text) == rank {
				list = append(list, destination{rows[i].name, -1, &rows[i], rank})
			}
		}
	}
	return list
}

// findDestinations returns a command that finds out what the text means.
func (m *model) findDestinations(now bool) tea.Cmd {
	run, l, rows, from, text := m.jump.run, m.lesson, m.commands, m.stages.selected, m.jump.text
	return func() tea.Msg { return jumpMsg{run, destinations(l, rows, from, text), now} }
}

// lookForDestinations returns that command when the text has changed.
func (m *model) lookForDestinations() tea.Cmd {
	if !m.jump.stale || m.jump.working {
		return nil
	}
	m.jump.stale, m.jump.working = false, true
	return m.findDestinations(false)
}

// askJump asks where to go, or what to do.
func (m *model) askJump() tea.Cmd {
	m.jump.set("")
	return m.ask(prompt{
		label: ":", history: m.jump.typed,
		changed: func(m *model, text string) {
			if j := &m.jump; j.chosen < 0 || j.list[j.chosen].name != text {
				j.set(text)
			}
		},
		complete: func(m *model, text string) string {
			j := &m.jump
			if len(j.list) == 0 {
				return text
			}
			j.chosen = (j.chosen + 1) % len(j.list)
			return j.list[j.chosen].name
		},
		done:      (*model).jumpTo,
		cancelled: func(m *model) { m.jump.set("") },
	}, "")
}

func (j *jump) set(text string) {
	j.run++
	j.text, j.chosen, j.pending, j.stale = text, -1, text != "", text != ""
	if text == "" {
		j.list = nil
	}
}

// jumpTo goes where the text says: to the step of that number, to the stage of that name, or it does what the row of the key
// table does.
func (m *model) jumpTo(text string) tea.Cmd {
	text = strings.TrimSpace(text)
	if text == "" {
		m.jump.set("")
		return nil
	}
	m.jump.typed = remember(m.jump.typed, text)
	if number, err := strconv.Atoi(text); err == nil {
		if number < 1 || number > len(m.lesson.Steps) {
			m.notice = fmt.Sprintf("there are steps 1 to %d", len(m.lesson.Steps))
			return nil
		}
		return m.walk(number-1, "you are there")
	}
	if j := &m.jump; j.chosen >= 0 && j.list[j.chosen].name == text {
		return m.arriveAt(j.list[j.chosen])
	}
	m.jump.set(text)
	m.jump.stale = false
	return m.findDestinations(true)
}

// hearDestinations takes in what the text means.
func (m *model) hearDestinations(msg jumpMsg) tea.Cmd {
	m.jump.working = m.jump.working && msg.now
	if msg.run != m.jump.run {
		return nil
	}
	m.jump.list, m.jump.pending = msg.list, false
	if !msg.now {
		return nil
	}
	// Without a screen there is no list from which one has chosen.
	if len(msg.list) == 0 || m.plain && msg.list[0].rank == hasLetters {
		m.notice = "no stage and no command is called " + shown(m.jump.text)
		return nil
	}
	return m.arriveAt(msg.list[0])
}

func (m *model) arriveAt(d destination) tea.Cmd {
	m.jump.set("")
	if d.row != nil {
		return m.do(d.row)
	}
	if d.step >= len(m.lesson.Steps) || m.lesson.Steps[d.step].Node.Name != d.name {
		// The lesson has been replaced by a longer one since.
		if d.step = m.named(d.name); d.step < 0 {
			return nil
		}
	}
	return m.walk(d.step, "you are there")
}

// mostListed is how many destinations are shown.
const mostListed = 8

// jumpRows are what is shown above the prompt.
func (m *model) jumpRows(most int) []string {
	t, j := m.theme, &m.jump
	if m.prompt == nil || m.prompt.label != ":" || j.text == "" {
		return nil
	}
	if len(j.list) == 0 {
		words := " no stage and no command is called so"
		if j.pending {
			words = " looking …"
		}
		return []string{t.muted.Render(fit(words, m.width))}
	}
	first := max(0, j.chosen-most+1)
	var rows []string
	for i, d := range j.list[first:min(len(j.list), first+most)] {
		styles, mark := t.on(first+i == j.chosen), "  "
		if first+i == j.chosen {
			mark = "▶ "
		}
		means := fmt.Sprintf("step %d", d.step+1)
		if d.row != nil {
			means = d.row.Help().Desc
		}
		row := styles.key.Render(mark) + styles.plain.Render(shown(d.name)) + styles.muted.Render("  "+means)
		rows = append(rows, fit(row, m.width))
	}
	return rows
}
