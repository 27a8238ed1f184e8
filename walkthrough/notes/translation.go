package notes

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Original is the language in which the notes are written, and from which the others are translated.
const Original = "en"

// tongue is what a language of translations has for itself.
type tongue struct {
	headings map[string]string // of the six sections, by their names
	stale    string            // marks a text whose English has changed since
}

var tongues = map[string]tongue{
	"zh": {
		headings: map[string]string{
			WhatHappens: "发生了什么", WhyItIsSo: "为什么", InTheSource: "在源码里",
			WhatChanged: "有何变化", InPractice: "在实践中", TryIt: "动手试试",
		},
		stale: "〔英文已更新〕",
	},
}

// Languages returns the languages of the notes, the original first.
func Languages() []string { return append([]string{Original}, slices.Sorted(maps.Keys(tongues))...) }

// name returns the name of the section that has the heading, "" when it is none of the six.
func (t tongue) name(heading string) string {
	for name, own := range t.headings {
		if own == heading {
			return name
		}
	}
	return ""
}

// Words of a translation, which the front matter of its file has. Everything else is a fact, and comes from the
// original.
type noteWords struct {
	Title     string                   `yaml:"title"`
	Links     []string                 `yaml:"links"` // titles, in the order of the original
	Questions map[string]questionWords `yaml:"questions"`
	Then      map[string]string        `yaml:"then"`      // changes, by since
	Diagnosis []signWords              `yaml:"diagnosis"` // in the order of the original
	From      []string                 `yaml:"from"`
}

type signWords struct {
	Silence string `yaml:"silence"` // the only sign in words
	Means   string `yaml:"means"`
	Next    string `yaml:"next"`
}

type questionWords struct {
	Ask   string            `yaml:"ask"`
	Why   string            `yaml:"why"`
	Wrong string            `yaml:"wrong"`
	But   map[string]string `yaml:"but"`
}

type chapterWords struct {
	Title    string   `yaml:"title"`
	Sentence string   `yaml:"sentence"`
	From     []string `yaml:"from"`
}

type termWords struct {
	Term  string   `yaml:"term"` // the original's
	Own   string   `yaml:"zh"`
	Forms []string `yaml:"forms"`
	Means string   `yaml:"means"`
	From  string   `yaml:"from"`
}

type frontWords struct {
	Front `yaml:",inline"`
	From  []string `yaml:"from"`
}

// translated is the file of a note or of a chapter.
type translated[W any] struct {
	words W
	body  string
}

// readTranslated reads a file of another language.
func readTranslated[W any](tree fs.FS, file string) (t translated[W], problems []problem) {
	data, err := fs.ReadFile(tree, file)
	if err != nil {
		return t, []problem{{1, err.Error()}}
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	if p := controlCharacters(text); len(p) > 0 {
		return t, p
	}
	front, body, p := cut(text)
	if p != nil {
		return t, []problem{*p}
	}
	t.words, _, problems = parseFrontMatter[W](front)
	t.body = strings.Trim(body, "\n") + "\n"
	above := strings.Count(front, "\n") + 2 + len(body) - len(strings.TrimLeft(body, "\n"))
	return t, append(problems, bodyProblems(t.body, above)...)
}

// translate gives the library the words of another language. What that language does not have stays in the original's
// words.
func (l *Library) translate(tree fs.FS, lang string) (all []error) {
	files, err := fs.Glob(tree, lang+"/*.md")
	if err != nil {
		return []error{fmt.Errorf("read notes: %w", err)}
	}
	if len(files) == 0 {
		return []error{fmt.Errorf("read notes: language %q has none", lang)}
	}
	chapters, err := fs.Glob(tree, lang+"/chapters/*.md")
	if err != nil {
		return []error{fmt.Errorf("read chapters: %w", err)}
	}
	o := &overlay{library: l, lang: lang, tongue: tongues[lang], tree: tree}
	missing := make(map[string]bool)
	for _, note := range l.notes {
		missing[path.Join(lang, note.ID+".md")] = true
	}
	for _, c := range l.allChapters() {
		missing[c.file(lang)] = true
	}
	o.readAll(files, chapters, missing)
	for _, file := range slices.Sorted(maps.Keys(missing)) {
		o.gaps = append(o.gaps, gap{file: file})
	}
	o.glossary()
	o.front()
	l.gaps = o.gaps
	return o.errs
}

// overlay puts the words of a translation over those of the original.
type overlay struct {
	library *Library
	lang    string
	tongue  tongue
	tree    fs.FS
	gaps    []gap
	errs    []error
}

// gap is a text that the translation does not have, or has from an older original.
type gap struct {
	file, part string // no part: all of the file
	stale      bool
}

func (g gap) String() string {
	what := "is not translated"
	if g.stale {
		what = "is older than the English"
	}
	return strings.TrimSpace(g.file+": "+g.part) + " " + what
}

// readAll reads the notes and the chapters, in parallel: YAML is slow. It takes those that are there from missing.
func (o *overlay) readAll(files, chapters []string, missing map[string]bool) {
	type read struct {
		note     translated[noteWords]
		chapter  translated[chapterWords]
		problems []problem
	}
	all := slices.Concat(files, chapters)
	texts := inParallel(all, func(i int, file string) (r read) {
		if i < len(files) {
			r.note, r.problems = readTranslated[noteWords](o.tree, file)
		} else {
			r.chapter, r.problems = readTranslated[chapterWords](o.tree, file)
		}
		return r
	})
	byFile := make(map[string]*Chapter)
	for _, c := range o.library.allChapters() {
		byFile[c.file(o.lang)] = c
	}
	for i, file := range all {
		problems := texts[i].problems
		note, chapter := o.library.ByID(strings.TrimSuffix(path.Base(file), ".md")), byFile[file]
		switch {
		case !missing[file]:
			problems = append(problems, problem{1, "there is no such file in " + Original})
		case len(problems) > 0:
		case chapter != nil:
			o.chapter(file, chapter, texts[i].chapter)
		default:
			o.note(file, note, texts[i].note)
		}
		delete(missing, file)
		for _, p := range problems {
			o.errs = append(o.errs, fmt.Errorf("read translation %s:%d: %s", file, p.line, p.text))
		}
	}
}

// text returns the words of the translation, or the original where there are none. One from an older original is
// marked.
func (o *overlay) text(file string, p part, own string, from stamps) string {
	switch {
	case strings.TrimSpace(own) == "":
		o.gaps = append(o.gaps, gap{file: file, part: p.name})
		return p.english
	case from[p.name] != p.hash():
		o.gaps = append(o.gaps, gap{file: file, part: p.name, stale: true})
		return own + o.tongue.stale
	}
	return own
}
