// Package notes holds the explanations of the stages, and finds the note of a span.
//
// A note is a Markdown file with YAML front matter, one for each stage and language: en/create-server-chain.md.
// README.md beside this file tells how to write one. The front matter names the functions and the spans that the note
// explains:
//
//	functions: [apitour/apiserver.CreateServerChain]    looked for first
//	spans: [CreateServerChain]                          looked for next, exactly
//	spans: ["InstallAPIGroup/*"]                        looked for last, the longest beginning first
//
// Functions come first because a span of the same name may come from other code: any program has a span "Run". So a
// name counts for stages only, and for spans of the libraries that the note names:
//
//	scopes: [k8s.io/component-base/tracing]       these scopes are the explained program's own, wherever they appear
//	libraries: [go.opentelemetry.io/…/otelhttp]   any program uses these: they count beside stages only
//
// A note may instead belong to a request
// that the tour sends, or to a boot in which one thing is wrong:
//
//	request: server-side-apply
//	break: port-taken
//
// The front matter also holds facts about the stage that programs need: its server, and the health checks that it turns
// green. See [Server] and [Check].
package notes

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"apitour/trace"
)

//go:embed en/*.md en/*.yaml en/chapters/*.md
var embedded embed.FS

// Library is all notes in one language. It is immutable, so several goroutines may use it. A nil library has no notes.
type Library struct {
	notes      []*Note // by ID
	byFunction map[string]*Note
	bySpan     map[string]*Note
	byRequest  map[string]*Note
	byBreak    map[string]*Note
	byCheck    map[string]*Note
	byQuestion map[string]*Question
	byPrefix   []prefixed // the longest first
	glossary   *Glossary
	front      *Front

	chapters     map[ChapterKind][]*Chapter
	chapterNamed map[ChapterKind]map[string]*Chapter
	chapterBegun map[ChapterKind][]begun
}

type prefixed struct {
	prefix string
	note   *Note
}

// language is the name of a language's folder: "en", "zh".
var language = regexp.MustCompile(`^[a-z]{2,3}$`)

// Embedded returns the notes that are part of the program, in the given language: "en".
func Embedded(lang string) (*Library, error) { return Load(embedded, lang) }

// Load reads the notes of a language: every file "<lang>/<id>.md", its chapters, "<lang>/chapters/<kind>-<nn>-<id>.md",
// its words, "<lang>/glossary.yaml", and its first page, "<lang>/front.yaml". The error names the file and the line of
// every problem, including two notes that claim the same span.
func Load(tree fs.FS, lang string) (*Library, error) {
	if !language.MatchString(lang) {
		return nil, fmt.Errorf("read notes: %q is not a language", lang)
	}
	files, err := fs.Glob(tree, lang+"/*.md")
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("read notes: language %q has none", lang)
	}
	l := &Library{
		byFunction: make(map[string]*Note), bySpan: make(map[string]*Note),
		byRequest: make(map[string]*Note), byBreak: make(map[string]*Note), byCheck: make(map[string]*Note),
		byQuestion: make(map[string]*Question),
	}
	var all []error
	for i, p := range parseAll(tree, lang, files) {
		if p.err != nil {
			return nil, fmt.Errorf("read notes: %w", p.err)
		}
		if len(p.problems) == 0 {
			p.problems = l.add(p.note)
		}
		for _, problem := range p.problems {
			all = append(all, fmt.Errorf("read note %s:%d: %s", files[i], problem.line, problem.text))
		}
	}
	l.sort()
	all = append(all, l.loadChapters(tree, lang)...)
	return l, errors.Join(append(all, l.loadGlossary(tree, lang), l.loadFront(tree, lang))...)
}

// parsed is the result of parsing one file.
type parsed struct {
	note     *Note
	problems []problem
	err      error
}

// parseAll reads the files in parallel: a tour opens when its notes are loaded, and YAML is slow.
func parseAll(tree fs.FS, lang string, files []string) []parsed {
	all := make([]parsed, len(files))
	var working sync.WaitGroup
	for i, file := range files {
		working.Go(func() {
			text, err := fs.ReadFile(tree, file)
			if err != nil {
				all[i].err = err
				return
			}
			all[i].note, all[i].problems = parse(strings.TrimSuffix(path.Base(file), ".md"), lang, string(text))
		})
	}
	working.Wait()
	return all
}

// add puts the note into the library under all names that it claims, and returns a problem for each name that another
// note has claimed before.
func (l *Library) add(note *Note) (problems []problem) {
	claim := func(claims map[string]*Note, name string) {
		if other := claims[name]; other != nil {
			problems = append(problems, problem{1, fmt.Sprintf("%q is already explained by note %q", name, other.ID)})
			return
		}
		claims[name] = note
	}
	for _, name := range note.Functions {
		claim(l.byFunction, name)
	}
	for _, name := range note.Spans {
		claim(l.bySpan, name)
		if prefix, ok := strings.CutSuffix(name, "*"); ok {
			l.byPrefix = append(l.byPrefix, prefixed{prefix, note})
		}
	}
	if note.Request != "" {
		claim(l.byRequest, note.Request)
	}
	if note.Break != "" {
		claim(l.byBreak, note.Break)
	}
	for _, check := range note.Checks {
		claim(l.byCheck, check.Name)
	}
	l.notes = append(l.notes, note)
	return append(problems, l.claimQuestions(note)...)
}

func (l *Library) sort() {
	slices.SortFunc(l.notes, func(a, b *Note) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(l.byPrefix, func(a, b prefixed) int {
		return cmp.Or(cmp.Compare(len(b.prefix), len(a.prefix)), cmp.Compare(a.prefix, b.prefix))
	})
}

// For returns the note that explains the span, or nil. It looks for the span's function, then for its name, then for
// the longest beginning of its name. A name counts in the scopes only in which the note knows it: see [Note.Explains].
func (l *Library) For(n *trace.Node) *Note {
	if l == nil || n == nil {
		return nil
	}
	if note := l.byFunction[n.Function()]; note != nil {
		return note
	}
	if note := l.bySpan[n.Name]; note != nil && note.Explains(n) {
		return note
	}
	for _, p := range l.byPrefix {
		if strings.HasPrefix(n.Name, p.prefix) && p.note.Explains(n) {
			return p.note
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
	i := slices.IndexFunc(l.notes, func(n *Note) bool { return n.ID == id })
	if i < 0 {
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
