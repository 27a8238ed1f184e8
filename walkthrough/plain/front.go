package plain

import (
	"strings"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
	pages "apitour/walkthrough/page"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// front prints the page before a walk.
func (p *plain) front(w *walk.Walk) {
	f := w.Front()
	if f == nil {
		return
	}
	p.out.say("%s", words.Shown(f.About.Title))
	p.wrapped(f.Tells())
	for _, fact := range f.Facts {
		p.out.say("  %s", p.says.Labelled(fact.What, words.Shown(fact.Said)))
	}
	if len(f.Paths) > 0 {
		p.chaptersAndPaths(w, f)
	}
	p.out.say("%s", p.says.Front.Keys(len(w.Overviews().All) > 0))
}

// chaptersAndPaths prints what a boot or a request consists of, and how much of it there is to choose from.
func (p *plain) chaptersAndPaths(w *walk.Walk, f *walk.Front) {
	if f.Chain {
		var chain []string
		for _, server := range notes.Chain {
			chain = append(chain, server.String())
		}
		p.out.say("  %s", p.says.Front.Chain(chain))
	}
	if f.About.Chapters != "" {
		p.out.say("%s", words.Shown(f.About.Chapters))
	}
	for _, c := range f.Chapters {
		name, _, _ := notes.CutTitle(c.Title)
		p.item("  ", p.says.Front.Chapter(c.Number, words.Shown(name), words.Shown(c.Sentence)))
	}
	p.out.say("%s", words.Shown(f.Front.Paths.Question))
	for _, path := range f.Paths {
		p.out.say("  %s", p.says.Front.Path(string(path.Path), words.Shown(path.Name), words.Thousands(path.Stops),
			words.Thousands(path.Words), spans(w), path.Path == w.Path()))
	}
}

// chapter prints the heading of the learner's chapter.
func (p *plain) chapter(w *walk.Walk) {
	h := w.Heading()
	if h.Chapter.Chapter == nil {
		return
	}
	p.out.say("")
	p.out.say("%s", p.says.Front.Heading(h.Number, h.Of, words.Shown(h.Title)))
	p.out.sayAll(pages.Section(notes.Section{Body: h.Body}))
	p.wrapped(p.says.Front.Stages(spans(w), h.Stages))
	for _, note := range w.Overviews().Here {
		p.out.say("  %s", p.says.Labelled("overviews "+note.Overview, words.Shown(note.Title)))
	}
	p.out.say("  %s", p.says.Front.FirstPage)
}

// overviews lists the overviews.
func (p *plain) overviews(w *walk.Walk) {
	for _, note := range w.Overviews().All {
		p.out.say("  %s", p.says.Labelled(note.Overview, words.Shown(note.Title)))
	}
	p.out.say("%s", p.says.Front.Overview)
}

// overview prints the overview that was asked for.
func (p *plain) overview(w *walk.Walk) {
	note := w.Overviews().Asked
	if note == nil {
		return
	}
	p.wholeNote(w, note)
	for _, step := range w.ReadOnFrom(note) {
		p.out.say("  %s", p.says.Front.ReadOn(step.Index+1, words.Name(step.Node.Name)))
	}
}

// glossary explains the word that was asked for, else those of the note at hand, and names all others.
func (p *plain) glossary(w *walk.Walk) {
	g := w.Glossary()
	if g.Asked != nil {
		p.term(w, g.Asked)
		return
	}
	for _, term := range g.Here {
		p.term(w, term)
	}
	p.wrapped(p.says.Glosses.Words(p.termNames(g.Others)))
	p.out.say("%s", p.says.Glosses.Explains)
}

func (p *plain) term(w *walk.Walk, t *notes.Term) {
	on := ""
	if step := w.ReadOn(t); step != nil {
		on = p.says.Glosses.At(step.Index+1, step.Node.Name)
	}
	p.wrapped(p.says.Glosses.Term(p.says.Glosses.Name(t.Name, t.Original()), t.Means) + on)
}

func (p *plain) termNames(terms []*notes.Term) []string {
	names := make([]string, len(terms))
	for i, term := range terms {
		names[i] = words.Shown(p.says.Glosses.Name(term.Name, term.Original()))
	}
	return names
}

// wrapped prints a paragraph.
func (p *plain) wrapped(text string) {
	p.out.sayAll(pages.Paragraph(words.Shown(text)))
}

// item prints an item of a list behind its margin. Lines after the first are further in.
func (p *plain) item(margin, text string) {
	p.out.sayAll(pages.Item(words.Shown(text), margin, margin+"   "))
}

// more prints the layers of the note that are for later, or the section of that name.
func (p *plain) more(w *walk.Walk, name string) {
	step := w.Step()
	if step == nil || step.Note() == nil {
		p.out.say("%s", p.says.NoNote(spans(w)))
		return
	}
	var titles []string
	for _, layer := range step.Note().Layers(w.Path() == walk.Short) {
		titles = append(titles, strings.ToLower(layer.Title))
		named := begins(layer.Title, name) || begins(layer.Name, name)
		if name == "" && layer.Later || name != "" && named {
			p.section(w, step.Note(), layer.Section, true)
			titles = nil
			if name != "" {
				return
			}
		}
	}
	if name != "" {
		p.out.say("%s", p.says.Front.NoSection(words.Shown(name), words.Shown(strings.Join(titles, p.says.Between))))
	}
}

// begins reports whether a section's title begins with what was typed, in whatever case.
func begins(title, typed string) bool {
	return strings.HasPrefix(strings.ToLower(title), strings.ToLower(typed))
}

// section prints a section of a note, below its title. Below the one about upstream's source stands what has become of
// the places that the note cites.
func (p *plain) section(w *walk.Walk, note *notes.Note, s notes.Section, titled bool) {
	if titled {
		p.out.say("")
		p.out.say("%s", words.Shown(s.Title))
	}
	p.out.sayAll(pages.Section(s))
	if s.Name != notes.InTheSource {
		return
	}
	if became := w.Phrases().Cited.OfNote(p.reviewed().OfNote(note)); became != "" {
		p.out.say("")
		p.out.sayAll(pages.Item(became, "  ", "  "))
	}
}

// wholeNote prints all of a note.
func (p *plain) wholeNote(w *walk.Walk, note *notes.Note) {
	p.out.sayAll(pages.NoteIn(note, w.Phrases(), p.reviewed()))
}

// reviewed returns what has become of the places that the notes cite, nil when that is not known. A problem is said.
func (p *plain) reviewed() *anchors.Review {
	if p.review == nil {
		return nil
	}
	review, err := p.review()
	if err != nil {
		p.out.say("%s", p.sentence(err.Error()))
	}
	return review
}
