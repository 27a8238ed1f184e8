package notes

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Term is a word of the tour, explained.
type Term struct {
	Name string `yaml:"term"`
	// Forms are the spellings by which a text uses the word; the name alone when the glossary lists none.
	Forms []string `yaml:"forms"`
	// Means is one to three sentences.
	Means string `yaml:"means"`
	// See are the ids of the notes at which to read on, the best one first.
	See []string `yaml:"see"`

	key string // the name in the language of the original, by which terms are ordered and found in every language
}

// Original returns the name in the language of the original, which readers of upstream's source meet.
func (t *Term) Original() string { return t.key }

// Glossary is the words of the tour, in the order of the alphabet. It is immutable; a nil glossary has none.
type Glossary struct {
	terms  []*Term
	byForm map[string]*Term
	forms  []string // the longest first
}

// Use is the place in a Markdown text at which it uses a term: the bytes from Start to End.
type Use struct {
	Term       *Term
	Start, End int
}

// Glossary returns the words of the library's language, nil when it has none.
func (l *Library) Glossary() *Glossary {
	if l == nil {
		return nil
	}
	return l.glossary
}

// loadGlossary reads "<lang>/glossary.yaml", which may be missing.
func (l *Library) loadGlossary(tree fs.FS, lang string) error {
	file := lang + "/glossary.yaml"
	var terms []*Term
	if found, err := readYAML(tree, file, &terms); !found || err != nil {
		return err
	}
	g := &Glossary{terms: terms, byForm: make(map[string]*Term)}
	var all []error
	for _, t := range terms {
		t.key = t.Name
		if err := g.add(t); err != nil {
			all = append(all, fmt.Errorf("read %s: term %q: %w", file, t.Name, err))
		}
		for _, id := range t.See {
			if l.ByID(id) == nil {
				all = append(all, fmt.Errorf("read %s: term %q: there is no note %q", file, t.Name, id))
			}
		}
	}
	g.settle()
	l.glossary = g
	return errors.Join(all...)
}

// settle sorts the terms and their forms.
func (g *Glossary) settle() {
	if g == nil {
		return
	}
	slices.SortFunc(g.terms, func(a, b *Term) int {
		return cmp.Compare(strings.ToLower(a.key), strings.ToLower(b.key))
	})
	g.forms = slices.SortedFunc(maps.Keys(g.byForm), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
}

// readYAML reads a file of data, and reports whether there is one. Unknown fields are errors.
func readYAML(tree fs.FS, file string, into any) (found bool, err error) {
	text, err := fs.ReadFile(tree, file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read notes: %w", err)
	}
	if p := controlCharacters(string(text)); len(p) > 0 {
		return true, fmt.Errorf("read %s: %w", file, p[0])
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		return true, fmt.Errorf("read %s: %w", file, err)
	}
	return true, nil
}

// add puts a term under its forms.
func (g *Glossary) add(t *Term) error {
	t.Means = strings.Join(strings.Fields(t.Means), " ")
	if t.Name == "" || t.Means == "" || len(t.See) == 0 {
		return errors.New("a term, what it means, or where to read on is missing")
	}
	if len(t.Forms) == 0 {
		t.Forms = []string{t.Name}
	}
	for _, form := range t.Forms {
		for _, spelling := range []string{form, capitalized(form)} {
			if other := g.byForm[spelling]; other != nil && other != t {
				return fmt.Errorf("form %q belongs to %q already", form, other.Name)
			}
			g.byForm[spelling] = t
		}
	}
	return nil
}

// Terms returns all terms.
func (g *Glossary) Terms() []*Term {
	if g == nil {
		return nil
	}
	return slices.Clone(g.terms)
}

// Term returns the term of that name or form, in whatever case, or nil. The original's name counts in every language.
func (g *Glossary) Term(nameOrForm string) *Term {
	if g == nil {
		return nil
	}
	for _, t := range g.terms {
		if strings.EqualFold(t.Name, nameOrForm) || strings.EqualFold(t.key, nameOrForm) {
			return t
		}
	}
	for _, t := range g.terms {
		if slices.ContainsFunc(t.Forms, func(form string) bool { return strings.EqualFold(form, nameOrForm) }) {
			return t
		}
	}
	return nil
}

// FirstUses returns where the text, which is Markdown, uses a term for the first time, in order. It enters the terms
// into seen, and passes over those that are there: texts that a reader reads one after the other share it. Code and
// links are no uses, and neither are headings. Of two forms that overlap the longer one counts.
func (g *Glossary) FirstUses(text string, seen map[*Term]bool) (uses []Use) {
	if g == nil {
		return nil
	}
	prose, places := oneLine(proseOnly(text))
	taken := make([]bool, len(prose))
	first := make(map[*Term]Use)
	for _, form := range g.forms {
		term := g.byForm[form]
		for at := 0; ; {
			next := strings.Index(prose[at:], form)
			if next < 0 {
				break
			}
			start := at + next
			at = start + len(form)
			if taken[start] || taken[at-1] || !standsAlone(prose, start, at) {
				continue
			}
			for i := start; i < at; i++ {
				taken[i] = true
			}
			use := Use{term, places[start], places[at-1] + 1}
			if earlier, ok := first[term]; !ok || use.Start < earlier.Start {
				first[term] = use
			}
		}
	}
	for term, use := range first {
		if !seen[term] {
			seen[term] = true
			uses = append(uses, use)
		}
	}
	slices.SortFunc(uses, func(a, b Use) int { return cmp.Compare(a.Start, b.Start) })
	return uses
}

// oneLine returns the text with one space for every run of spaces and line breaks, and where each of its bytes was.
func oneLine(text string) (line string, places []int) {
	var out strings.Builder
	places = make([]int, 0, len(text))
	space := false
	for i := range len(text) {
		c := text[i]
		isSpace := c == ' ' || c == '\n' || c == '\t'
		if isSpace && space {
			continue
		}
		if space = isSpace; space {
			c = ' '
		}
		out.WriteByte(c)
		places = append(places, i)
	}
	return out.String(), places
}

// Words returns the terms that a note uses, in the order of their first uses.
func (g *Glossary) Words(n *Note) (terms []*Term) {
	if g == nil || n == nil {
		return nil
	}
	seen := make(map[*Term]bool)
	for _, s := range n.Sections() {
		for _, use := range g.FirstUses(s.Body, seen) {
			terms = append(terms, use.Term)
		}
	}
	return terms
}

// standsAlone reports whether a part of a text is whole words: no letter, digit or sign of a name is beside it. A text
// in a script without spaces between words has its words anywhere.
func standsAlone(text string, start, end int) bool {
	joins := func(r rune) bool {
		return r == '_' || r == '-' || r == '/' || r == '@' ||
			(unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
	}
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return (start == 0 || !joins(before)) && (end == len(text) || !joins(after))
}

var noProse = regexp.MustCompile("`+[^`]*`+" + // code
	`|\[[^\]]*\]\([^)]*\)` + // links
	`|<?https?://\S+`)

// proseOnly blanks out what is no prose: code, links, headings. Every byte keeps its place.
func proseOnly(text string) string {
	var out strings.Builder
	lines := linesOf(text)
	for i, line := range lines {
		if line.Kind != Prose || strings.HasPrefix(line.Text, "#") {
			out.WriteString(strings.Repeat("`", len(line.Text)))
		} else {
			out.WriteString(line.Text)
		}
		if i < len(lines)-1 {
			out.WriteByte('\n')
		}
	}
	blank := func(s string) string { return strings.Repeat("\x00", len(s)) }
	prose := noProse.ReplaceAllStringFunc(out.String(), blank)
	return prose + text[len(prose):]
}
