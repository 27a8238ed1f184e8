package tour

import (
	"slices"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// page covers the panes. Another page is another type with these methods, and a field of pages.
type page interface {
	// title is the page's heading.
	title(m *model) string
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
	hooks  hooksPage
	slices slicesPage
	answer answerPage
	intro  introPage
	why    whyPage

	front    frontPage
	chapter  chapterPage
	glossary glossaryPage
	ready    readyPage

	overviews overviewsPage
	overview  overviewPage

	outside outsidePage
	marks   marksPage
}

// ownKeys is a page whose help line is its own.
type ownKeys interface{ keys(m *model) []keyWord }

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
	case walk.HooksView:
		return &p.hooks
	case walk.SlicesView:
		return &p.slices
	case walk.AnswerView:
		return &p.answer
	case walk.IntroView:
		return &p.intro
	case walk.WhyView:
		return &p.why
	case walk.FrontView:
		return &p.front
	case walk.ChapterView:
		return &p.chapter
	case walk.GlossaryView:
		return &p.glossary
	case walk.OverviewsView:
		return &p.overviews
	case walk.OverviewView:
		return &p.overview
	case walk.MarksView:
		return &p.marks
	case walk.ReadyView:
		return &p.ready
	case walk.OutsideView:
		return &p.outside
	}
	return nil
}

// aside returns the page that takes the place of the note, nil when none does.
func (p *pages) aside() page {
	switch {
	case p.health.aside:
		return &p.health
	case p.hooks.aside:
		return &p.hooks
	}
	return nil
}

// putAside puts a page into the place of the note, or takes it away, and reports whether that can be done with it.
func (p *pages) putAside(view walk.View) bool {
	switch view {
	case walk.HealthView:
		p.health.aside, p.hooks.aside = !p.health.aside, false
	case walk.HooksView:
		p.hooks.aside, p.health.aside = !p.hooks.aside, false
	default:
		return false
	}
	return true
}

// chooser returns the list to which keys go: that of the open page, or of the one in the place of the note when that
// has the focus.
func (m *model) chooser() (chooser, bool) {
	if m.page != nil {
		p, ok := m.page.(chooser)
		return p, ok
	}
	if m.focus == notePane && m.pages.hooks.aside {
		return &m.pages.hooks, true
	}
	return nil, false
}

// answerPage shows the answer to a request.
type answerPage struct{ text }

func (p *answerPage) title(m *model) string { return m.says().Answer }
func (p *answerPage) content() *text        { return &p.text }

func (p *answerPage) settle(m *model, width, height int) {
	width = readable(width)
	a := m.walk.Answer()
	if a == nil {
		p.lines = nil
		return
	}
	p.lines = wrapped(m.theme.strong, words.Answer(&m.walk.Phrases().Words, a), width)
	if d := m.walk.AnswerDecision(); d != nil {
		look := decisionLook(&m.theme.styles, d)
		p.lines = append(p.lines, wrapped(look, decisionMark+" "+words.Decision(d), width)...)
	}
	p.lines = append(p.lines, "")
	for _, line := range a.Lines {
		p.lines = append(p.lines, wrapped(m.theme.plain, words.Shown(expandTabs(line, tabSize)), width)...)
	}
	p.clampTo(width, height)
}

// introPage shows what a learner reads before the walk.
type introPage struct{ text }

func (p *introPage) title(m *model) string { return m.says().Front.Title }
func (p *introPage) content() *text        { return &p.text }

func (p *introPage) settle(m *model, width, height int) {
	width = readable(width)
	p.lines = introLines(m, m.walk.Intro(), width)
	p.clampTo(width, height)
}

func introLines(m *model, intro walk.Intro, width int) (lines []string) {
	t := m.theme
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
	sections := m.note.markdown.Sections(intro.Note, nil, false, t, width)
	for _, s := range slices.Concat(sections, upstream(&m.says().Note, t, intro.Note, width)) {
		lines = append(lines, "")
		if s.title != "" {
			lines = append(lines, t.focus.Render(words.Shown(s.title)))
		}
		lines = append(lines, s.lines...)
	}
	return lines
}
