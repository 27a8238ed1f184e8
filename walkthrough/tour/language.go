package tour

import (
	"slices"

	"apitour/walkthrough/notes"
)

// A learner may switch the language wherever they are. Texts are longer or shorter in another one, so that what is in
// view moves. One who only looks how the other language says it, and switches back, finds the screen as it was.

// views are the screen as the learner has left it in other languages, while they do nothing but switch.
type views struct {
	language string // in which the screen is drawn
	left     map[string]view
	leaving  bool // the last key was the one that switches
}

// view is what depends on how long texts are: where they are scrolled, and which rows are in view.
type view struct {
	pages  pages
	note   scroll
	past   int
	code   scroll
	stages int
}

// pressed forgets the views when the learner does something else than to switch.
func (v *views) pressed(m *model) {
	if !v.leaving {
		v.left = nil
	}
	v.leaving = false
	v.language = m.walk.Lesson().Phrases().Language
}

// leave remembers the screen before the language changes.
func (v *views) leave(m *model) {
	if v.left == nil {
		v.left = make(map[string]view)
	}
	v.leaving = true
	v.left[v.language] = view{m.pages, m.note.scroll, m.note.past, m.code.scroll, m.stages.top}
}

// speakAnew finds what the screen holds of notes again when the language has changed.
func (m *model) speakAnew() {
	v, now := &m.spoken, m.walk.Lesson().Phrases().Language
	if v.language == now {
		return
	}
	first := v.language == ""
	v.language = now
	if first {
		return
	}
	if left, ok := v.left[now]; ok {
		m.pages, m.note.scroll, m.note.past = left.pages, left.note, left.past
		m.code.scroll, m.stages.top = left.code, left.stages
	}
	chapter := &m.pages.chapter.of.Chapter
	if chapter.Chapter != nil {
		all := m.walk.Lesson().Chapters(chapter.Kind)
		i := slices.IndexFunc(all, func(c *notes.Chapter) bool { return c.ID == chapter.ID })
		if i >= 0 {
			chapter.Chapter = all[i]
		}
	}
	m.pages.glossary.speakAnew(m.walk.Glossary().With(m.pages.glossary.narrow))
}

// speakAnew keeps the chosen word in a list in another language.
func (p *glossaryPage) speakAnew(terms []*notes.Term) {
	if p.choices.chosen >= len(p.terms) {
		return
	}
	chosen := p.terms[p.choices.chosen].Original()
	p.terms = terms
	if i := slices.IndexFunc(terms, func(t *notes.Term) bool { return t.Original() == chosen }); i >= 0 {
		p.choices.choose(i)
	}
}
