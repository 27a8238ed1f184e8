package walk

import (
	"context"
	"slices"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/words"
)

// Language is a language in which a learner may have the walk.
type Language struct {
	// Name is that of the phrases and the notes: "en", "zh".
	Name string
	// Notes returns the notes in this language. Reading them takes a while, so it is called when the learner first asks
	// for the language, by work; and never where the learner has brought notes, which have no translation.
	Notes func() (*notes.Library, error)
}

// spoken is the learner's language.
type spoken struct {
	languages []Language
	now       string // that of the lesson, or the one in which it is to be joined anew
	onlyASCII bool
	retold    func(*phrases.Phrases) (Intro, []KnownRequest)
	switching bool // work joins the lesson in another language
}

// translated brings the lesson in another language.
type translated struct {
	language string
	before   *lesson.Lesson // of the walk, when the work began
	lesson   *lesson.Lesson
	err      error
}

func (translated) event() {}

func (w *Walk) languageOf(l *lesson.Lesson) string { return l.Phrases().Language }

// LimitToASCII says that the learner's terminal shows nothing but ASCII, and so no language but English.
func (w *Walk) LimitToASCII() { w.spoken.onlyASCII = true }

// switchLanguage tells everything in the next language or, with a name, in that one. All else stays as it is.
func (w *Walk) switchLanguage(name string) {
	s, said := &w.spoken, w.lesson.Phrases().Switching
	at := slices.IndexFunc(s.languages, func(l Language) bool { return l.Name == s.now })
	to := (at + 1) % len(s.languages)
	if name != "" {
		if to = slices.IndexFunc(s.languages, func(l Language) bool { return l.Name == name }); to < 0 {
			var known []string
			for _, l := range s.languages {
				known = append(known, l.Name)
			}
			w.notice = said.Unknown(words.Shown(name), known)
			return
		}
	}
	switch {
	case s.onlyASCII && s.languages[to].Name != notes.Original:
		w.notice = said.OnlyASCII
	case to != at && !s.switching:
		s.switching = true
		w.join(s.languages[to])
	}
}

// join begins to join what is recorded in a language.
func (w *Walk) join(in Language) {
	telling, recorded, before := w.telling, w.recorded, w.lesson
	w.begin(func(context.Context) Event {
		told, err := telling.speak(in, before, recorded)
		return translated{in.Name, before, told, err}
	})
}

// hearTranslated takes in the lesson in another language. A lesson that has come meanwhile from a watched server is
// newer: it is the one to keep where it is in that language, and else what is recorded is joined again.
func (w *Walk) hearTranslated(t translated) {
	s := &w.spoken
	s.switching = false
	if t.err != nil {
		w.notice = words.Shown(t.err.Error())
		return
	}
	s.now = t.language
	switch {
	case w.lesson == t.before:
		w.learn(t.lesson)
	case w.languageOf(w.lesson) != t.language:
		w.joinAgain()
	}
	if !w.listed {
		w.notice = w.lesson.Phrases().Switching.Speaks
	}
}

// joinAgain joins the lesson in the learner's language: work that had begun before the switch has brought one in
// another language.
func (w *Walk) joinAgain() {
	s := &w.spoken
	i := slices.IndexFunc(s.languages, func(l Language) bool { return l.Name == s.now })
	if i < 0 || s.switching {
		return
	}
	s.switching = true
	w.join(s.languages[i])
}

// speakAnew finds all that the walk holds of notes again in the language of a lesson that replaces another one.
func (w *Walk) speakAnew(before *lesson.Lesson) {
	if before == nil || w.languageOf(before) == w.languageOf(w.lesson) {
		return
	}
	if w.languageOf(w.lesson) != w.spoken.now {
		w.joinAgain()
	}
	library := w.lesson.Library()
	noteOf := func(n *notes.Note) *notes.Note {
		if n != nil {
			if other := library.ByID(n.ID); other != nil {
				return other
			}
		}
		return n
	}
	w.notice, w.known.paths = "", nil
	if w.spoken.retold != nil {
		intro, requests := w.spoken.retold(w.Phrases())
		w.intro.Lines, w.intro.Ahead, w.live.known = intro.Lines, intro.Ahead, requests
	}
	w.intro.Note, w.overview = noteOf(w.intro.Note), noteOf(w.overview)
	if w.asked != nil {
		w.asked = library.Glossary().Term(w.asked.Original())
	}
	if s := &w.search; s.at >= 0 {
		s.again = &match{s.found[s.at].step, s.found[s.at].line, s.found[s.at].kind}
	}
	w.headings.speak(library)
	w.predictAnew(library)
}

// speak finds the chapters again in another language.
func (h *headings) speak(library *notes.Library) {
	chapterOf := func(c *notes.Chapter) *notes.Chapter {
		if c != nil {
			all := library.Chapters(c.Kind)
			if i := slices.IndexFunc(all, func(other *notes.Chapter) bool { return other.ID == c.ID }); i >= 0 {
				return all[i]
			}
		}
		return c
	}
	met := make(map[*notes.Chapter]bool, len(h.met))
	for c := range h.met {
		met[chapterOf(c)] = true
	}
	h.inside = chapterOf(h.inside)
	if h.met != nil {
		h.met = met
	}
	if h.passed != nil {
		h.passed = &lesson.Chapter{Chapter: chapterOf(h.passed.Chapter), Of: h.passed.Of}
	}
}

// predictAnew asks the open question in another language, and those that were missed.
func (w *Walk) predictAnew(library *notes.Library) {
	p := &w.predictions
	p.record, p.expected, p.expectedRead = nil, nil, false
	all := library.Questions()
	again := func(a predict.Asked) predict.Asked {
		i := slices.IndexFunc(all, func(q *notes.Question) bool { return q.ID == a.Question.ID })
		if i < 0 {
			return a
		}
		if asked, ok := w.askOf(all[i]); ok && len(asked.Options) == len(a.Options) {
			return asked
		}
		a.Question = all[i]
		return a
	}
	for i, a := range p.missed {
		p.missed[i] = again(a)
	}
	if p.now == nil {
		return
	}
	p.asked = again(p.asked)
	p.now.Ask, p.now.Options = p.asked.Question.Ask, p.asked.Options
	if p.now.Phase == PredictionAnswered {
		if verdict, ok := w.verdict(); ok {
			p.now.judge(verdict)
		}
	}
}
