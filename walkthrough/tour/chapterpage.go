package tour

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// chapterPage heads a chapter: what to watch for in it.
type chapterPage struct {
	text
	of walk.Heading
	// The text that is laid out, and for what: it is laid out once and not for every message.
	laid     []string
	laidFor  rendering
	laidText string
}

func (p *chapterPage) content() *text { return &p.text }

func (p *chapterPage) title(m *model) string {
	said := m.says().Chapter
	if p.of.Chapter.Chapter == nil {
		return said.Title
	}
	return said.Number(p.of.Number, p.of.Of)
}

func (p *chapterPage) keys(m *model) []keyWord {
	said := &m.says().Keys
	return []keyWord{
		{key: "space", word: said.Chapter.GoOn},
		{key: "↓", word: said.Scroll},
		{key: "I", word: said.Chapter.FirstPage},
		{key: "V", word: said.Chapter.Overviews},
		{key: "?", word: said.Keys},
		{key: "q", word: said.Close},
	}
}

func (p *chapterPage) settle(m *model, width, height int) {
	if p.of.Chapter.Chapter == nil {
		p.lines = nil
		return
	}
	t := m.theme
	width = readable(width)
	lines := append(wrapped(t.strong, words.Shown(p.of.Title), width), "")
	lines = append(lines, p.body(t, width)...)
	brief := stagesInBrief(&m.says().Chapter, m.spans(), p.of.Stages, 2*width)
	lines = append(append(lines, ""), wrapped(t.muted, words.Shown(brief), width)...)
	p.lines = append(lines, overviewsInBrief(m, width)...)
	p.clampTo(width, height)
}

// overviewsInBrief names the overviews that go with the learner's chapter.
func overviewsInBrief(m *model, width int) []string {
	var names []string
	for _, note := range m.walk.Overviews().Here {
		name, _ := nameAndIdea(note)
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil
	}
	return wrapped(m.theme.muted, m.says().Chapter.Overviews(names), width)
}

// body lays out what to watch for.
func (p *chapterPage) body(t *theme, width int) []string {
	key := rendering{width: width, theme: t.name}
	if p.laid == nil || key != p.laidFor || p.laidText != p.of.Body {
		body := linebreak.Joined(trace.CleanLines(p.of.Body))
		p.laid, p.laidFor, p.laidText = renderMarkdown(body, t, width), key, p.of.Body
	}
	return p.laid
}

// stagesInBrief names stages in so many columns, which may break into lines, and counts the others.
func stagesInBrief(words *phrases.TourChapter, spans bool, names []string, columns int) string {
	if len(names) == 1 {
		return words.OneStage(spans) + names[0]
	}
	const andMore = 40 // columns, for the words behind the names and for what a break leaves empty
	said := words.Stages(spans)
	for i, name := range names {
		if ansi.StringWidth(said+name) > columns-andMore && i > 0 {
			return said + words.More(len(names)-i)
		}
		said += name + words.Between
	}
	return strings.TrimSuffix(said, words.Between)
}

// opened shows the heading of now, which stays while the page is open.
func (p *chapterPage) opened(w *walk.Walk) {
	p.of, p.scroll = w.Heading(), scroll{}
}

// headChapter opens the page of a chapter into which the learner has come. Where they would walk past a chapter the
// command waits for the page, so that it takes the place even of a page below which one walks on.
func (m *model) headChapter() {
	if m.prompt == nil && (m.page == nil || m.walk.Passing() && !m.paging()) && m.walk.Headed() {
		m.pages.chapter.opened(m.walk)
		m.page = &m.pages.chapter
	}
}

// leavesChapterPage closes the page of a chapter when the command walks on, and reports whether it does. Nothing else
// happens then: the learner sees the first stage of the chapter.
func (m *model) leavesChapterPage(c *walk.Command) bool {
	p := &m.pages.chapter
	if m.page != page(p) || c.Group != walk.Walking {
		return false
	}
	if more := len(p.lines) - p.y - (m.pageHeight() - 1); c.Name == "next" && more > 0 {
		return false // there is more of it to read
	}
	m.page = nil
	return true
}
