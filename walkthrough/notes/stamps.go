package notes

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// part is a text that is translated as one, in the words of the original.
type part struct{ name, english string }

// hash identifies the text, however its lines are broken. Eight digits tell texts apart that follow each other.
func (p part) hash() string {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(p.english), " ")))
	return hex.EncodeToString(sum[:4])
}

// stamp is what a translation keeps of the part from which it was made: "1a2b3c4d section Why".
func (p part) stamp() string { return p.hash() + " " + p.name }

// stamps are hashes of the original's parts, by the names of the parts.
type stamps map[string]string

// readStamps also returns the names, in the order in which the file has them.
func readStamps(from []string) (s stamps, names []string) {
	s = make(stamps, len(from))
	for _, line := range from {
		hash, name, _ := strings.Cut(line, " ")
		s[name] = hash
		names = append(names, name)
	}
	return s, names
}

// The names of parts, or their beginnings.
const (
	titlePart     = "title"
	linksPart     = "links"
	questionPart  = "question "
	thenPart      = "then"
	diagnosisPart = "diagnosis"
	sectionPart   = "section "
	sentencePart  = "sentence"
	bodyPart      = "text"
	leadPart      = "lead" // the text above the first heading
)

// parts returns what there is to translate of a note.
func (n *Note) parts() []part {
	parts := []part{{titlePart, n.Title}}
	if len(n.Links) > 0 {
		parts = append(parts, n.linksPart())
	}
	for _, q := range n.Questions {
		parts = append(parts, q.part())
	}
	if len(n.Then) > 0 {
		parts = append(parts, n.thenPart())
	}
	if len(n.Diagnosis) > 0 {
		parts = append(parts, n.diagnosisPart())
	}
	for _, s := range n.Sections() {
		parts = append(parts, s.part())
	}
	return parts
}

func (n *Note) thenPart() part {
	texts := make([]string, len(n.Then))
	for i, c := range n.Then {
		texts[i] = c.Since + ": " + c.Text
	}
	return part{thenPart, strings.Join(texts, "\n")}
}

func (n *Note) diagnosisPart() part {
	texts := make([]string, len(n.Diagnosis))
	for i, s := range n.Diagnosis {
		texts[i] = strings.Join([]string{s.Says, s.Means, s.Next}, "\n")
	}
	return part{diagnosisPart, strings.Join(texts, "\n")}
}

func (n *Note) linksPart() part {
	titles := make([]string, len(n.Links))
	for i, l := range n.Links {
		titles[i] = l.Title
	}
	return part{linksPart, strings.Join(titles, "\n")}
}

func (q *Question) part() part {
	texts := []string{q.Ask, q.Why, q.Wrong}
	for _, choice := range slices.Sorted(maps.Keys(q.But)) {
		texts = append(texts, choice+": "+q.But[choice])
	}
	return part{questionPart + q.ID, strings.Join(texts, "\n")}
}

func (s Section) part() part {
	if s.Name == "" {
		return part{leadPart, s.Body}
	}
	return part{sectionPart + s.Name, s.Title + "\n" + s.Body}
}

// parts returns what there is to translate of a chapter.
func (c *Chapter) parts() []part {
	return []part{{titlePart, c.Title}, {sentencePart, c.Sentence}, {bodyPart, c.Body}}
}

// file returns the name of the chapter's file in a language.
func (c *Chapter) file(lang string) string {
	return fmt.Sprintf("%s/chapters/%s-%02d-%s.md", lang, c.Kind, c.Number, c.ID)
}

func (t *Term) part() part {
	return part{t.key, strings.Join(append([]string{t.Name, t.Means}, t.Forms...), "\n")}
}

// frontField is a text of the first page.
type frontField struct {
	name string
	text *string
}

// fields returns the texts of the page, and what each key does.
func (f *Front) fields() []frontField {
	var all []frontField
	for _, about := range []struct {
		name string
		text *FrontText
	}{{"boot", &f.Boot}, {"request", &f.Request}, {"other", &f.Other}} {
		all = append(all, frontField{about.name + ".title", &about.text.Title},
			frontField{about.name + ".live", &about.text.Live},
			frontField{about.name + ".recorded", &about.text.Recorded},
			frontField{about.name + ".chapters", &about.text.Chapters})
	}
	for i := range f.Keys {
		all = append(all, frontField{"key " + f.Keys[i].Key, &f.Keys[i].Does})
	}
	return append(all, frontField{"paths.question", &f.Paths.Question}, frontField{"paths.short", &f.Paths.Short},
		frontField{"paths.main", &f.Paths.Main}, frontField{"paths.all", &f.Paths.All})
}

// parts returns what there is to translate of the first page.
func (f *Front) parts() (parts []part) {
	for _, field := range f.fields() {
		if *field.text != "" {
			parts = append(parts, part{field.name, *field.text})
		}
	}
	return parts
}
