package tour

import (
	"sort"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// logPage shows what the server has logged. Lines are broken where the page ends, because the end of an error is what a
// learner looks for. One line is chosen: the newest, until the learner moves up. Enter goes to the stage during which
// it was written.
type logPage struct {
	text
	from   []int  // the first of text.lines of each line of the log
	broken int    // how many lines of the log, dropped ones included, are in text.lines
	gone   int    // how many of those were dropped when text.lines was begun
	width  int    // that the lines were broken for
	chosen int    // a line of the log, dropped ones included
	stays  bool   // the learner has chosen a line; else it is the newest
	opened bool   // the chosen line is to be brought into view
	during string // the stage of the chosen line
}

func (p *logPage) content() *text { return &p.text }

func (p *logPage) title(m *model) string {
	if p.during == "" {
		return m.says().Log.Title
	}
	return m.says().Log.During(p.during)
}

// logIndent stands before each line of the log, for the mark of the chosen one, and moreIndent before its other rows.
const logIndent, moreIndent = "  ", "      "

// settle breaks the lines that are not broken yet.
func (p *logPage) settle(m *model, width, height int) {
	all, dropped := m.walk.Log().Lines()
	p.during = ""
	if len(all) == 0 {
		p.lines = []string{m.theme.muted.Render(noLog(m.says().Log, m.walk.Live()))}
		p.width = 0
		p.clampTo(width, height)
		return
	}
	atEnd := !p.moved || p.y >= len(p.lines)-height
	if p.width != width || p.gone != dropped {
		p.lines, p.from, p.broken, p.gone, p.width = nil, nil, dropped, dropped, width
	}
	for _, line := range all[p.broken-dropped:] {
		p.from = append(p.from, len(p.lines))
		for i, part := range wrap(words.Shown(expandTabs(line, tabSize)), width-len(moreIndent)) {
			indent := logIndent
			if i > 0 {
				indent = moreIndent
			}
			p.lines = append(p.lines, ansi.Truncate(indent+part, width, ""))
		}
	}
	p.broken = dropped + len(all)
	if atEnd && !p.stays {
		p.y = len(p.lines)
	}
	if !p.stays {
		p.chosen = p.broken - 1
	}
	p.chosen = max(dropped, min(p.chosen, p.broken-1))
	if step := m.walk.LogSteps()[p.chosen-dropped]; step >= 0 {
		p.during = words.Name(m.walk.Lesson().Steps[step].Node.Name)
	}
	if p.opened {
		p.choose(p.chosen, p.broken-1, height)
		p.opened = false
	}
	p.x = 0
	p.clampTo(width, height)
}

// mark marks the chosen line.
func (p *logPage) mark(t *theme, rows []string, width int) []string {
	first, behind := p.rowsOf(p.chosen - p.gone)
	for i := max(first, p.y); i < min(behind, p.y+len(rows)); i++ {
		mark := logIndent
		if i == first {
			mark = "▶ "
		}
		line := fit(p.lines[i][len(logIndent):], width-len(logIndent))
		rows[i-p.y] = t.chosen.key.Render(mark) + t.chosen.plain.Render(line)
	}
	return rows
}

// rowsOf returns the rows of a line that is kept: the first, and the one behind the last.
func (p *logPage) rowsOf(line int) (first, behind int) {
	if line < 0 || line >= len(p.from) {
		return 0, 0
	}
	behind = len(p.lines)
	if line+1 < len(p.from) {
		behind = p.from[line+1]
	}
	return p.from[line], behind
}

// obeys does with the chosen line what a command does with the learner's stage, and reports whether it does.
func (p *logPage) obeys(m *model, command string, height int) bool {
	if len(p.from) == 0 {
		return false
	}
	newest := p.gone + len(p.from) - 1
	switch command {
	case "down":
		p.choose(p.chosen+1, newest, height)
	case "up":
		p.choose(p.chosen-1, newest, height)
	case "first":
		p.choose(p.gone, newest, height)
	case "last":
		p.choose(newest, newest, height)
	case "into":
		step := m.walk.LogSteps()[p.chosen-p.gone]
		if step < 0 {
			m.walk.Say(m.says().Log.BeforeTheFirst)
			return true
		}
		m.page = nil
		m.walk.MoveTo(step, m.says().Notices.YouAreThere)
	default:
		return false
	}
	return true
}

// choose chooses a line and brings it into view. On the newest line the page follows the log.
func (p *logPage) choose(line, newest, height int) {
	p.chosen = max(p.gone, min(line, newest))
	p.stays, p.moved = p.chosen < newest, true
	first, behind := p.rowsOf(p.chosen - p.gone)
	switch {
	case first < p.y:
		p.y = first
	case behind > p.y+height:
		p.y = min(first, behind-height)
	}
}

// scrolled keeps the chosen line in view when the page was scrolled.
func (p *logPage) scrolled(height int) {
	if len(p.from) == 0 {
		return
	}
	y := max(0, min(p.y, len(p.lines)-height))
	first, behind := p.rowsOf(p.chosen - p.gone)
	switch {
	case first < y:
		p.chosen = p.gone + sort.SearchInts(p.from, y)
	case behind > y+height:
		p.chosen = p.gone + max(0, sort.SearchInts(p.from, y+height)-1)
	}
	p.stays = p.chosen < p.gone+len(p.from)-1
}

// beginAt chooses the first line that was written during a stage in the past to which the learner has walked. Where the
// server is, and when it has ended, its last words are what a learner looks for.
func (p *logPage) beginAt(w *walk.Walk) {
	p.stays, p.moved = false, false
	if ended, _ := w.Ended(); ended || !w.Touched() || w.AtLive() {
		return
	}
	if lines := w.LoggedIn(w.At()); len(lines) > 0 {
		_, dropped := w.Log().Lines()
		p.chosen, p.stays, p.moved = dropped+lines[0], true, true
		p.opened = true
	}
}

func noLog(said phrases.TourLog, live bool) string {
	if !live {
		return said.NoneRecorded
	}
	return said.NothingYet
}
