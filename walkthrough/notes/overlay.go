package notes

import (
	"fmt"
	"slices"
	"strings"
)

// note gives a note its words.
func (o *overlay) note(file string, n *Note, t translated[noteWords]) {
	from, stamped := readStamps(t.words.From)
	english := n.Sections()
	parts := n.parts()
	n.Lang = o.lang
	n.Title = o.text(file, parts[0], t.words.Title, from)
	o.links(file, n, t.words.Links, from)
	for _, q := range n.Questions {
		o.question(file, q, t.words.Questions[q.ID], from)
	}
	o.then(file, n, t.words.Then, from)
	o.diagnosis(file, n, t.words.Diagnosis, from)
	own := o.sections(t.body, english, stamped)
	var body strings.Builder
	n.names = make([]string, len(english))
	for i, s := range english {
		p := s.part()
		n.names[i] = s.Name
		title, text := s.Title, s.Body
		switch found, ok := own[s.Name]; {
		case !ok:
			o.gaps = append(o.gaps, gap{file: file, part: p.name})
		case from[p.name] != p.hash():
			o.gaps = append(o.gaps, gap{file: file, part: p.name, stale: true})
			title, text = found.Title, o.tongue.stale+"\n\n"+found.Body
		default:
			title, text = found.Title, found.Body
		}
		if s.Name != "" {
			fmt.Fprintf(&body, "## %s\n", title)
		}
		body.WriteString(text + "\n\n")
	}
	n.Body = strings.Trim(body.String(), "\n") + "\n"
}

// sections returns the sections of a translated body by their names. One that has none of the six headings has the name
// with which it was stamped; before that, its place among such sections tells which it is.
func (o *overlay) sections(body string, english []Section, stamped []string) map[string]Section {
	isOwn := func(name string) bool { return name != "" && o.tongue.headings[name] == "" }
	var names, places []string
	for _, name := range stamped {
		if name, ok := strings.CutPrefix(name, sectionPart); ok && isOwn(name) {
			names = append(names, name)
		}
	}
	for _, s := range english {
		if isOwn(s.Name) {
			places = append(places, s.Name)
		}
	}
	if len(names) == 0 {
		names = places
	}
	found := make(map[string]Section)
	for _, s := range (&Note{Body: body}).Sections() {
		name := o.tongue.name(s.Title)
		if name == "" && s.Title != "" {
			if len(names) == 0 {
				continue // the original has no such section
			}
			name, names = names[0], names[1:]
		}
		found[name] = s
	}
	return found
}

// links gives the links their titles, all or none.
func (o *overlay) links(file string, n *Note, titles []string, from stamps) {
	if len(n.Links) == 0 {
		return
	}
	p := n.linksPart()
	if len(titles) != len(n.Links) || slices.Contains(titles, "") {
		o.gaps = append(o.gaps, gap{file: file, part: p.name})
		return
	}
	stale := from[p.name] != p.hash()
	if stale {
		o.gaps = append(o.gaps, gap{file: file, part: p.name, stale: true})
	}
	for i := range n.Links {
		n.Links[i].Title = titles[i]
		if stale {
			n.Links[i].Title += o.tongue.stale
		}
	}
}

// then gives the changes their words, all or none: they are read as one table.
func (o *overlay) then(file string, n *Note, words map[string]string, from stamps) {
	if len(n.Then) == 0 {
		return
	}
	p := n.thenPart()
	for _, c := range n.Then {
		if strings.TrimSpace(words[c.Since]) == "" {
			o.gaps = append(o.gaps, gap{file: file, part: p.name})
			return
		}
	}
	mark := o.staleMark(file, p, from)
	for i := range n.Then {
		n.Then[i].Text = words[n.Then[i].Since] + mark
	}
}

// diagnosis gives the signs their words, all or none.
func (o *overlay) diagnosis(file string, n *Note, words []signWords, from stamps) {
	if len(n.Diagnosis) == 0 {
		return
	}
	p := n.diagnosisPart()
	complete := len(words) == len(n.Diagnosis)
	for i, w := range words {
		complete = complete && w.Means != "" && w.Next != "" &&
			(w.Silence != "") == (n.Diagnosis[i].Kind == SilenceSign)
	}
	if !complete {
		o.gaps = append(o.gaps, gap{file: file, part: p.name})
		return
	}
	mark := o.staleMark(file, p, from)
	for i, w := range words {
		s := &n.Diagnosis[i]
		s.Means, s.Next = w.Means+mark, w.Next
		if s.Kind == SilenceSign {
			s.Says = w.Silence
		}
	}
}

// staleMark returns what stands behind a text from an older original, and notes that it is one.
func (o *overlay) staleMark(file string, p part, from stamps) string {
	if from[p.name] == p.hash() {
		return ""
	}
	o.gaps = append(o.gaps, gap{file: file, part: p.name, stale: true})
	return o.tongue.stale
}

// question gives a question its words, all or none: what is said to a choice answers the question as it was asked.
func (o *overlay) question(file string, q *Question, w questionWords, from stamps) {
	p := q.part()
	complete := len(w.But) == len(q.But)
	for choice := range q.But {
		complete = complete && w.But[choice] != ""
	}
	if !complete || w.Ask == "" || w.Why == "" || w.Wrong == "" {
		o.gaps = append(o.gaps, gap{file: file, part: p.name})
		return
	}
	q.Ask = o.text(file, p, w.Ask, from)
	q.Why, q.Wrong, q.But = w.Why, w.Wrong, w.But
}

// chapter gives a chapter its words.
func (o *overlay) chapter(file string, c *Chapter, t translated[chapterWords]) {
	from, _ := readStamps(t.words.From)
	parts := c.parts()
	c.Title = o.text(file, parts[0], t.words.Title, from)
	c.Sentence = o.text(file, parts[1], t.words.Sentence, from)
	body := strings.TrimSpace(t.body)
	switch p := parts[2]; {
	case body == "":
		o.gaps = append(o.gaps, gap{file: file, part: p.name})
	case from[p.name] != p.hash():
		o.gaps = append(o.gaps, gap{file: file, part: p.name, stale: true})
		c.Body = o.tongue.stale + "\n\n" + body + "\n"
	default:
		c.Body = body + "\n"
	}
}

// glossary gives the words of the tour their own, in the order of the original.
func (o *overlay) glossary() {
	g := o.library.glossary
	if g == nil {
		return
	}
	file := o.lang + "/glossary.yaml"
	var all []termWords
	if _, err := readYAML(o.tree, file, &all); err != nil {
		o.errs = append(o.errs, err)
		return
	}
	own := make(map[string]termWords)
	for _, w := range all {
		if !slices.ContainsFunc(g.terms, func(t *Term) bool { return t.key == w.Term }) {
			o.errs = append(o.errs, fmt.Errorf("read %s: there is no term %q in %s", file, w.Term, Original))
		}
		own[w.Term] = w
	}
	translated := &Glossary{byForm: make(map[string]*Term)}
	for _, t := range g.terms {
		w, p := own[t.key], t.part()
		if w.Own == "" || w.Means == "" || len(w.Forms) == 0 {
			o.gaps = append(o.gaps, gap{file: file, part: p.name})
		} else {
			t.Name, t.Forms = w.Own, w.Forms
			t.Means = o.text(file, p, w.Means, stamps{p.name: w.From})
		}
		translated.terms = append(translated.terms, t)
		if err := translated.add(t); err != nil {
			o.errs = append(o.errs, fmt.Errorf("read %s: term %q: %w", file, t.Name, err))
		}
	}
	translated.settle()
	o.library.glossary = translated
}

// front gives the first page its words.
func (o *overlay) front() {
	f := o.library.front
	if f == nil {
		return
	}
	file := o.lang + "/front.yaml"
	own := new(frontWords)
	if _, err := readYAML(o.tree, file, own); err != nil {
		o.errs = append(o.errs, err)
		return
	}
	words := make(map[string]string)
	for _, field := range own.fields() {
		words[field.name] = *field.text
	}
	from, _ := readStamps(own.From)
	for _, field := range f.fields() {
		if *field.text != "" {
			*field.text = o.text(file, part{field.name, *field.text}, words[field.name], from)
		}
	}
}
