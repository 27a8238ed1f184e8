package notes

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"apitour/trace"
)

//go:embed en/*.md en/*.yaml en/chapters/*.md
//go:embed zh/*.md zh/*.yaml zh/chapters/*.md
//go:embed stands.json
var embedded embed.FS

// Library is all notes in one language. It is immutable, so several goroutines may use it. A nil library has no notes.
type Library struct {
	notes      []*Note // by ID
	byFunction map[string][]*Note
	bySpan     map[string][]*Note
	byRequest  map[string]*Note
	byBreak    map[string]*Note
	byCheck    map[string]*Note
	byOverview map[string]*Note
	byQuestion map[string]*Question
	byPrefix   map[string][]*Note // by the beginning of a name
	prefixes   []int              // the lengths of these beginnings, the longest first
	brought    bool               // see Brought
	language   string             // see Language
	glossary   *Glossary
	front      *Front
	program    program // of which a learner's own notes are
	gaps       []gap   // what its language does not have, or has from an older original

	chapters     map[ChapterKind][]*Chapter
	chapterNamed map[ChapterKind]map[string]*Chapter
	chapterBegun map[ChapterKind][]begun
}

// language is the name of a language's folder: "en", "zh".
var language = regexp.MustCompile(`^[a-z]{2,3}$`)

// Embedded returns the notes that are part of the program, in one of [Languages].
func Embedded(lang string) (*Library, error) { return Load(embedded, lang) }

// Load reads the notes of a language: every file "<lang>/<id>.md", its chapters, "<lang>/chapters/<kind>-<nn>-<id>.md",
// its words, "<lang>/glossary.yaml", and its first page, "<lang>/front.yaml". A translation has words alone: facts are
// those of [Original], and so are words that it does not have. The error names the file and the line of every problem,
// including two notes that claim the same span.
func Load(tree fs.FS, lang string) (*Library, error) {
	if !language.MatchString(lang) {
		return nil, fmt.Errorf("read notes: %q is not a language", lang)
	}
	l, err := load(tree, Original)
	if err != nil || lang == Original {
		return l, err
	}
	l.language = lang
	if _, known := tongues[lang]; !known {
		return nil, fmt.Errorf("read notes: language %q has none", lang)
	}
	return l, errors.Join(l.translate(tree, lang)...)
}

// load reads the notes of the original.
func load(tree fs.FS, lang string) (*Library, error) {
	files, err := fs.Glob(tree, lang+"/*.md")
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("read notes: language %q has none", lang)
	}
	l := newLibrary()
	var all []error
	for i, p := range parseAll(tree, lang, files) {
		if p.err != nil {
			return nil, fmt.Errorf("read notes: %w", p.err)
		}
		if len(p.problems) == 0 {
			p.problems = l.add(p.note, p.lines)
		}
		for _, problem := range p.problems {
			all = append(all, fmt.Errorf("read note %s:%d: %s", files[i], problem.line, problem.text))
		}
	}
	l.sort()
	all = append(all, l.placeClaims()...)
	all = append(all, l.loadChapters(tree, lang)...)
	all = append(all, l.missingOverviews()...)
	return l, errors.Join(append(all, l.loadGlossary(tree, lang), l.loadFront(tree, lang), l.loadStands(tree))...)
}

func newLibrary() *Library {
	return &Library{
		byFunction: make(map[string][]*Note), bySpan: make(map[string][]*Note), byPrefix: make(map[string][]*Note),
		byRequest: make(map[string]*Note), byBreak: make(map[string]*Note), byCheck: make(map[string]*Note),
		byOverview: make(map[string]*Note), byQuestion: make(map[string]*Question),
		chapters:     make(map[ChapterKind][]*Chapter),
		chapterNamed: make(map[ChapterKind]map[string]*Chapter), chapterBegun: make(map[ChapterKind][]begun),
	}
}

// parsed is the result of parsing one file.
type parsed struct {
	note     *Note
	lines    *yaml.Node
	problems []problem
	err      error
}

// parseAll reads the files in parallel: a tour opens when its notes are loaded, and YAML is slow.
func parseAll(tree fs.FS, lang string, files []string) []parsed {
	return inParallel(files, func(_ int, file string) (p parsed) {
		text, err := fs.ReadFile(tree, file)
		if err != nil {
			p.err = err
			return p
		}
		p.note, p.lines, p.problems = parse(strings.TrimSuffix(path.Base(file), ".md"), lang, string(text), rules{})
		return p
	})
}

// inParallel calls the function for each of the files, and returns what it returns.
func inParallel[T any](files []string, read func(i int, file string) T) []T {
	all := make([]T, len(files))
	var working sync.WaitGroup
	for i, file := range files {
		working.Go(func() { all[i] = read(i, file) })
	}
	working.Wait()
	return all
}

// add puts the note into the library under all names that it claims, and returns a problem for each that another
// note has claimed before. Lines has the line of every part of the note.
func (l *Library) add(note *Note, lines *yaml.Node) (problems []problem) {
	taken := func(line int, name string, other *Note) {
		problems = append(problems, problem{line, fmt.Sprintf("%q is already explained by note %q", name, other.ID)})
	}
	for i, name := range note.Functions {
		if other := claim(l.byFunction, name, note, name); other != nil {
			taken(lineOf(lines, "functions", i), name, other)
		}
	}
	for i, name := range note.Spans {
		claims, key := l.bySpan, name
		if prefix, ok := strings.CutSuffix(name, "*"); ok {
			claims, key = l.byPrefix, prefix
		}
		if other := claim(claims, key, note, ""); other != nil {
			taken(lineOf(lines, "spans", i), name, other)
		}
	}
	alone := func(claims map[string]*Note, key, name string) {
		if other := claims[name]; other != nil {
			taken(lineOf(lines, key), name, other)
		} else if name != "" {
			claims[name] = note
		}
	}
	alone(l.byRequest, "request", note.Request)
	alone(l.byBreak, "break", note.Break)
	alone(l.byOverview, "overview", note.Overview)
	for _, check := range note.Checks {
		alone(l.byCheck, "checks", check.Name)
	}
	l.notes = append(l.notes, note)
	return append(problems, l.claimQuestions(note)...)
}

// claim takes a name for the note, and returns the note that has it already, nil when none has. Notes about other
// programs may share a name that counts in different spans.
func claim(claims map[string][]*Note, name string, note *Note, function string) *Note {
	for _, other := range claims[name] {
		if note.collides(other, function) {
			return other
		}
	}
	claims[name] = append(claims[name], note)
	return nil
}

func (l *Library) sort() {
	slices.SortStableFunc(l.notes, func(a, b *Note) int { return cmp.Compare(a.ID, b.ID) })
	lengths := make(map[int]bool)
	for prefix := range l.byPrefix {
		lengths[len(prefix)] = true
	}
	l.prefixes = slices.SortedFunc(maps.Keys(lengths), func(a, b int) int { return b - a })
}

// Brought reports whether the notes come from folders that a learner has brought, and so explain other programs than
// ours.
func (l *Library) Brought() bool { return l != nil && l.brought }

// Language returns the language in which the reader is spoken to, that of the notes unless [Library.Speaking] says
// another.
func (l *Library) Language() string {
	if l == nil || l.language == "" {
		return Original
	}
	return l.language
}

// Speaking returns the same notes for a reader of another language: a learner's own notes have no translation, and the
// program around them has.
func (l *Library) Speaking(language string) *Library {
	if l == nil {
		return &Library{language: language}
	}
	spoken := *l
	spoken.language = language
	if l.brought && l.front != nil {
		spoken.front = l.program.front(language)
	}
	return &spoken
}

// Count returns how many notes there are.
func (l *Library) Count() int {
	if l == nil {
		return 0
	}
	return len(l.notes)
}

// For returns the note that explains the span, or nil. It looks for the span's function, then for its name, then for
// the longest beginning of its name. A name counts in the scopes only in which the note knows it: see [Note.Explains].
func (l *Library) For(n *trace.Node) *Note {
	if l == nil || n == nil {
		return nil
	}
	if note := l.forFunction(n); note != nil {
		return note
	}
	for _, note := range l.bySpan[n.Name] {
		if note.Explains(n) {
			return note
		}
	}
	for _, length := range l.prefixes {
		if length > len(n.Name) {
			continue
		}
		for _, note := range l.byPrefix[n.Name[:length]] {
			if note.Explains(n) {
				return note
			}
		}
	}
	return nil
}

// forFunction returns the note that explains the span's function. Only notes about other programs know functions by
// more than one spelling.
func (l *Library) forFunction(n *trace.Node) *Note {
	if len(l.byFunction) == 0 {
		return nil
	}
	named := func(function string) *Note {
		for _, note := range l.byFunction[function] {
			if note.knows(function, n) {
				return note
			}
		}
		return nil
	}
	if note := named(n.Function()); note != nil || !l.brought {
		return note
	}
	for _, function := range n.OtherFunctions() {
		if note := named(function); note != nil {
			return note
		}
	}
	return nil
}

// Request returns the note of the guided request of that name, or nil.
func (l *Library) Request(name string) *Note {
	if l == nil {
		return nil
	}
	return l.byRequest[name]
}

// Break returns the note of the broken boot of that name, or nil.
func (l *Library) Break(name string) *Note {
	if l == nil {
		return nil
	}
	return l.byBreak[name]
}

// ByID returns the note of that file name, without ".md", or nil.
func (l *Library) ByID(id string) *Note {
	if l == nil {
		return nil
	}
	i, found := slices.BinarySearchFunc(l.notes, id, func(n *Note, id string) int { return cmp.Compare(n.ID, id) })
	if !found {
		return nil
	}
	return l.notes[i]
}

// All returns the notes, sorted by ID.
func (l *Library) All() []*Note {
	if l == nil {
		return nil
	}
	return slices.Clone(l.notes)
}
