package tour

import (
	"slices"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// page covers the panes. Another page is another type with these methods, and a field of pages.
type page interface {
	// title is the page's heading.
	title() string
	// settle writes the lines for a size, and keeps the scroll in bounds.
	settle(m *model, width, height int)
	// content is the text that is shown and scrolled.
	content() *text
}

// pages are all there are. They keep what they show and where they were scrolled while they are closed.
type pages struct {
	help   helpPage
	log    logPage
	health healthPage
	answer answerPage
	intro  introPage

	front    frontPage
	chapter  chapterPage
	glossary glossaryPage
}

// pageKey is a key that does something on a page, in its help line.
type pageKey struct{ sign, word string }

// ownKeys is a page whose help line is its own.
type ownKeys interface{ keys() []pageKey }

func newPages() pages { return pages{} }

// of returns the page that shows a view, nil when none does.
func (p *pages) of(view walk.View) page {
	switch view {
	case walk.HelpView:
		return &p.help
	case walk.LogView:
		return &p.log
	case walk.HealthView:
		return &p.health
	case walk.AnswerView:
		return &p.answer
	case walk.IntroView:
		return &p.intro
	case walk.FrontView:
		return &p.front
	case walk.ChapterView:
		return &p.chapter
	case walk.GlossaryView:
		return &p.glossary
	}
	return nil
}

// answerPage shows the answer to a request.
type answerPage struct{ text }

func (p *answerPage) title() string  { return "Answer" }
func (p *answerPage) content() *text { return &p.text }

func (p *answerPage) settle(m *model, width, height int) {
	width = readable(width)
	a := m.walk.Answer()
	if a == nil {
		p.lines = nil
		return
	}
	p.lines = append(wrapped(m.theme.strong, words.Answer(a), width), "")
	for _, line := range a.Lines {
		p.lines = append(p.lines, wrapped(m.theme.plain, words.Shown(expandTabs(line, tabSize)), width)...)
	}
	p.clampTo(width, height)
}

// introPage shows what a learner reads before the walk.
type introPage struct{ text }

func (p *introPage) title() string  { return "Before you walk" }
func (p *introPage) content() *text { return &p.text }

func (p *introPage) settle(m *model, width, height int) {
	width = readable(width)
	p.lines = introLines(m.theme, m.note.markdown, m.walk.Intro(), width)
	p.clampTo(width, height)
}

func introLines(t *theme, markdown *markdown, intro walk.Intro, width int) (lines []string) {
	for _, line := range intro.Lines {
		lines = append(lines, wrapped(t.plain, words.Shown(expandTabs(line, tabSize)), width)...)
	}
	if intro.Note == nil {
		return lines
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	lines = append(lines, wrapped(t.strong, words.Shown(intro.Note.Title), width)...)
	sections := markdown.Sections(intro.Note, nil, false, t, width)
	for _, s := range slices.Concat(sections, upstream(t, intro.Note, width)) {
		lines = append(lines, "")
		if s.title != "" {
			lines = append(lines, t.focus.Render(words.Shown(s.title)))
		}
		lines = append(lines, s.lines...)
	}
	return lines
}

// logPage shows what the server has logged. Lines are broken where the page ends, because the end of an error is what a
// learner looks for. It follows the newest line until the learner scrolls up.
type logPage struct {
	text
	broken int // how many lines of the log, dropped ones included, are in text.lines
	gone   int // how many of those were dropped when text.lines was begun
	width  int // that the lines were broken for
}

func (p *logPage) title() string  { return "The server's log" }
func (p *logPage) content() *text { return &p.text }

// settle breaks the lines that are not broken yet.
func (p *logPage) settle(m *model, width, height int) {
	all, dropped := m.walk.Log().Lines()
	if len(all) == 0 {
		p.lines = []string{m.theme.muted.Render(noLog(m.walk.Live()))}
		p.width = 0
		p.clampTo(width, height)
		return
	}
	atEnd := !p.moved || p.y >= len(p.lines)-height
	if p.width != width || p.gone != dropped {
		p.lines, p.broken, p.gone, p.width = nil, dropped, dropped, width
	}
	const indent = "    "
	for _, line := range all[p.broken-dropped:] {
		for i, part := range wrap(words.Shown(expandTabs(line, tabSize)), width-len(indent)) {
			if i > 0 {
				part = indent + part
			}
			p.lines = append(p.lines, ansi.Truncate(part, width, ""))
		}
	}
	p.broken = dropped + len(all)
	if atEnd {
		p.y = len(p.lines)
	}
	p.x = 0
	p.clampTo(width, height)
}

func noLog(live bool) string {
	if !live {
		return "A recording has no log."
	}
	return "The server has not logged anything yet."
}
