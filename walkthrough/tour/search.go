package tour

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// search looks for a text among the names of stages, in notes and in source at once. It goes through the lesson piece by
// piece beside the screen, which shows what has been found so far. Notes and functions that several stages share are found
// once, at the first of them.
type search struct {
	query
	typing bool
	from   int // the step on which the learner stood before

	run     int // which search this is: answers of earlier ones are dropped
	lesson  *lesson.Lesson
	next    int // the first step that has not been looked at
	working bool
	seen    *searched
	found   []match
	counts  [matchKinds]int
	at      int  // the match that is shown, -1 when none is
	wanted  bool // the first match behind the learner is to be shown when it is found
	typed   []string
}

type matchKind uint8

const (
	inName matchKind = iota
	inNote
	inSource
	matchKinds
)

// match is small, because there may be a million.
type match struct {
	step, line int32 // the line of a source
	kind       matchKind
}

// searched is what needs no second look. It belongs to the command that is under way.
type searched struct {
	notes  map[*notes.Note]bool
	places map[trace.Place]bool
}

// foundMsg is what a piece of a search has found.
type foundMsg struct {
	run, next int
	found     []match
}

// A piece takes some milliseconds, so that a search that is over ends soon.
const searchPiece = 20_000

// searching reports whether there is something that is searched for.
func (s *search) searching() bool { return s.text != "" }

func (s *search) finished() bool { return s.lesson != nil && s.next >= len(s.lesson.Steps) }

// begin searches for another text, from the step on which the search began.
func (s *search) begin(l *lesson.Lesson, text string) {
	s.query = newQuery(text)
	s.wanted = text != ""
	s.restart(l)
}

func (s *search) restart(l *lesson.Lesson) {
	s.run++
	s.lesson, s.next, s.working, s.at = l, 0, false, -1
	s.found, s.counts = nil, [matchKinds]int{}
	s.seen = &searched{make(map[*notes.Note]bool), make(map[trace.Place]bool)}
}

// look returns a command that searches the next piece, nil when there is none or one is under way. Another lesson is
// searched from its begin.
func (m *model) look() tea.Cmd {
	s := &m.search
	if !s.searching() {
		return nil
	}
	if s.lesson != m.lesson {
		s.restart(m.lesson)
	}
	if s.working || s.finished() {
		return nil
	}
	s.working = true
	run, l, q, next, seen := s.run, s.lesson, s.query, s.next, s.seen
	return func() tea.Msg {
		end := min(next+searchPiece, len(l.Steps))
		return foundMsg{run, end, seen.search(l, q, next, end)}
	}
}

// search returns what matches in the steps between two.
func (s *searched) search(l *lesson.Lesson, q query, from, to int) []match {
	var found []match
	for at, step := range l.Steps[from:to] {
		at := int32(from + at)
		if q.in(step.Node.Name) {
			found = append(found, match{step: at, kind: inName})
		}
		if note := l.NoteOf(step); note != nil && !s.notes[note] {
			s.notes[note] = true
			if q.in(note.Title) || q.in(note.Body) {
				found = append(found, match{step: at, kind: inNote})
			}
		}
		place := step.Node.Source()
		if place.File == "" || s.places[place] {
			continue
		}
		s.places[place] = true
		if code := step.Code(); code != nil {
			for i, line := range code.Lines {
				if q.in(line) {
					found = append(found, match{at, int32(code.First + i), inSource})
				}
			}
		}
	}
	return found
}

// hearFound takes in what has been found.
func (m *model) hearFound(msg foundMsg) {
	s := &m.search
	if msg.run != s.run {
		return
	}
	s.working, s.next = false, msg.next
	s.found = append(s.found, msg.found...)
	for _, f := range msg.found {
		s.counts[f.kind]++
	}
	if !s.wanted {
		return
	}
	switch at := s.behind(s.from - 1); {
	case at < len(s.found):
		m.showMatch(at)
	case s.finished() && len(s.found) > 0:
		m.showMatch(0)
	case s.finished() && !s.typing:
		m.notice = "nothing matches " + shown(s.text)
	}
}

// behind returns the first match behind a step.
func (s *search) behind(step int) int {
	at, _ := slices.BinarySearchFunc(s.found, step, func(f match, step int) int {
		if c := cmp.Compare(int(f.step), step); c != 0 {
			return c
		}
		return -1
	})
	return at
}

// showMatch goes to a match and brings it into view.
func (m *model) showMatch(at int) {
	s := &m.search
	s.at, s.wanted = at, false
	found := s.found[at]
	m.touched = true
	m.follow = m.isEdge(int(found.step))
	m.stand(int(found.step))
	p := map[matchKind]pane{inName: stagesPane, inNote: notePane, inSource: sourcePane}[found.kind]
	if m.zoomed {
		m.focus = p
	}
	m.settle()
	_, height := m.layout.size(p)
	switch {
	case found.kind == inNote && !m.findInNote(height) && len(m.note.folded) > 0:
		m.note.folded = nil // it is in a section that is folded
		m.settle()
		m.findInNote(height)
	case found.kind == inSource:
		if e := m.code.excerpt(); e != nil {
			m.code.y, m.code.moved = int(found.line)-e.First-height/3, true
		}
	}
}

func (m *model) findInNote(height int) bool {
	for i, line := range m.note.lines {
		if m.search.in(ansi.Strip(line)) {
			m.note.y, m.note.moved = max(0, i-height/3), true
			return true
		}
	}
	return false
}

// askSearch asks what to search for.
func (m *model) askSearch() tea.Cmd {
	if m.step() == nil {
		return nil
	}
	m.endSearch()
	m.search.typing, m.search.from = true, m.stages.selected
	follow := m.follow
	return m.ask(prompt{
		label: "/", history: m.search.typed,
		changed: func(m *model, text string) {
			m.search.begin(m.lesson, text)
			if text == "" {
				m.stand(min(m.search.from, m.lesson.Last()))
			}
		},
		done: (*model).searchFor,
		cancelled: func(m *model) {
			from := m.search.from
			m.endSearch()
			m.stand(min(from, m.lesson.Last()))
			m.follow = follow
		},
	}, "")
}

// searchFor goes on with the search after enter.
func (m *model) searchFor(text string) tea.Cmd {
	s := &m.search
	s.typing = false
	if text == "" {
		m.endSearch()
		return nil
	}
	s.typed = remember(s.typed, text)
	if newQuery(text) != s.query {
		s.begin(m.lesson, text)
	}
	if s.finished() && len(s.found) == 0 {
		m.notice = "nothing matches " + shown(text)
	}
	return m.look()
}

// endSearch forgets the search.
func (m *model) endSearch() {
	s := &m.search
	*s = search{run: s.run + 1, at: -1, typed: s.typed}
}

func (m *model) nextMatch() tea.Cmd   { return m.goToMatch(1) }
func (m *model) matchBefore() tea.Cmd { return m.goToMatch(-1) }

// goToMatch goes to the next match, or the one before; from the last to the first.
func (m *model) goToMatch(places int) tea.Cmd {
	s := &m.search
	switch {
	case !s.searching():
		m.notice = "nothing is searched for: / searches"
		return nil
	case len(s.found) == 0 && !s.finished():
		m.notice = "still searching"
		return nil
	case len(s.found) == 0:
		m.notice = "nothing matches " + shown(s.text)
		return nil
	}
	to := s.at + places
	if s.at < 0 || int(s.found[s.at].step) != m.stages.selected {
		// The learner has walked on meanwhile.
		if to = s.behind(m.stages.selected); places < 0 {
			to = s.behind(m.stages.selected-1) - 1
		}
	}
	if to < 0 || to >= len(s.found) {
		to = (to + len(s.found)) % len(s.found)
		m.notice = "from the other end"
	}
	m.showMatch(to)
	if m.plain {
		m.notice = m.searchWords() + ": " + m.foundText()
	}
	return nil
}

// searchWords tell how much has been found, and where.
func (m *model) searchWords() string {
	s := &m.search
	if !s.searching() {
		return ""
	}
	more := ""
	if !s.finished() {
		more = "+"
	}
	place := ""
	if s.at >= 0 {
		place = fmt.Sprintf("%d/", s.at+1)
	}
	return fmt.Sprintf("%s%d%s · stages %d, notes %d, source %d", place, len(s.found), more, s.counts[inName], s.counts[inNote], s.counts[inSource])
}

// foundText is what a match is in, for those who have no screen on which it is marked.
func (m *model) foundText() string {
	switch found := m.search.found[m.search.at]; found.kind {
	case inNote:
		return "in the note of " + shown(m.step().Node.Name)
	case inSource:
		if e := m.step().Code(); e != nil {
			return fmt.Sprintf("%s:%d %s", shown(e.Path), found.line, shown(strings.TrimSpace(e.Lines[int(found.line)-e.First])))
		}
	}
	return "the stage " + shown(m.step().Node.Name)
}

// nameWidth returns how many cells the names have in a pane of the size.
func (s *stages) nameWidth(width, height int) int {
	name, _ := columnsOf(width - s.mapWidth(height))
	return name
}
