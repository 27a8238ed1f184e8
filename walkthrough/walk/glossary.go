package walk

import (
	"slices"
	"strings"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// Glossary is the words of the tour as they matter where the learner stands.
type Glossary struct {
	// Here are the words that the note of the learner's step uses, in the order of their first uses; Others are the
	// rest of them, by the alphabet.
	Here, Others []*notes.Term
	// Asked is the word that the learner has asked for by its name, nil when they asked for all.
	Asked *notes.Term
}

// All returns all words, those of the note first.
func (g Glossary) All() []*notes.Term { return slices.Concat(g.Here, g.Others) }

// With returns the words that have the text, in whatever case: those that are called so first, then those whose
// explanation has it. A blank text is in all of them.
func (g Glossary) With(text string) (found []*notes.Term) {
	text = strings.ToLower(strings.TrimSpace(text))
	has := func(said string) bool { return strings.Contains(strings.ToLower(said), text) }
	var explained []*notes.Term
	for _, t := range g.All() {
		switch {
		case has(t.Name) || has(t.Original()) || slices.ContainsFunc(t.Forms, has):
			found = append(found, t)
		case has(t.Means):
			explained = append(explained, t)
		}
	}
	return append(found, explained...)
}

// Glossary returns the words of the tour. It has none when the notes have none.
func (w *Walk) Glossary() Glossary {
	g := Glossary{Here: w.Words(), Asked: w.asked}
	g.Others = slices.DeleteFunc(
		w.lesson.Glossary().Terms(),
		func(t *notes.Term) bool { return slices.Contains(g.Here, t) },
	)
	return g
}

// Words returns the words that the note of the learner's step uses, in the order of their first uses.
func (w *Walk) Words() []*notes.Term {
	step := w.Step()
	if step == nil || step.Note() == nil {
		return nil
	}
	if k := &w.known; k.note != step.Note() {
		k.note, k.words = step.Note(), w.lesson.Glossary().Words(step.Note())
	}
	return w.known.words
}

// ReadOn returns the first step at which there is more to read about a word, nil when this lesson has none.
func (w *Walk) ReadOn(t *notes.Term) *lesson.Step {
	first := make(map[string]*lesson.Step)
	for _, step := range w.lesson.Steps {
		if note := w.lesson.NoteOf(step); note != nil && first[note.ID] == nil && slices.Contains(t.See, note.ID) {
			first[note.ID] = step
		}
	}
	for _, id := range t.See {
		if step := first[id]; step != nil {
			return step
		}
	}
	return nil
}

// GoReadOn moves the learner to that step, or says that there is none.
func (w *Walk) GoReadOn(t *notes.Term) {
	step := w.ReadOn(t)
	if step == nil {
		w.notice = w.say().Jumps.NoneTellsMore(words.Shown(t.Name), w.spans())
		return
	}
	w.MoveTo(step.Index, w.say().Moves.AlreadyThere)
}

// showGlossary shows all words or, with a name, tells of that one.
func (w *Walk) showGlossary(name string) Reply {
	all := w.lesson.Glossary()
	if len(all.Terms()) == 0 {
		w.notice = w.say().Jumps.NoGlossary
		return Reply{}
	}
	w.asked = nil
	if name != "" {
		if w.asked = all.Term(name); w.asked == nil {
			w.notice = w.say().Jumps.NoWord(words.Shown(name))
			if near := w.Glossary().With(name); len(near) > 0 {
				w.notice += w.say().Jumps.SeeWord(words.Shown(near[0].Name))
			}
			return Reply{}
		}
	}
	return Reply{Show: GlossaryView}
}
