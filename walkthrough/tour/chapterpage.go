package tour

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/linebreak"
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

func (p *chapterPage) title() string {
	if p.of.Chapter.Chapter == nil {
		return "Chapter"
	}
	return fmt.Sprintf("Chapter %d of %d", p.of.Number, p.of.Of)
}

func (p *chapterPage) keys() []keyWord {
	return []keyWord{
		{key: "space", word: "go on"},
		{key: "↓", word: "scroll"},
		{key: "I", word: "the first page"},
		{key: "V", word: "overviews"},
		{key: "?", word: "keys"},
		{key: "q", word: "close"},
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
	brief := stagesInBrief(m.walk.Kind().Step(), p.of.Stages, 2*width)
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
	return wrapped(m.theme.muted, "Its overviews (V): "+strings.Join(names, ", "), width)
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
func stagesInBrief(word string, names []string, columns int) string {
	if len(names) == 1 {
		return "Its " + word + ": " + names[0]
	}
	const andMore = 40 // columns, for the words behind the names and for what a break leaves empty
	said := "Its " + word + "s: "
	for i, name := range names {
		if ansi.StringWidth(said+name) > columns-andMore && i > 0 {
			return said + fmt.Sprintf("and %d more", len(names)-i)
		}
		said += name + ", "
	}
	return strings.TrimSuffix(said, ", ")
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
