package notes

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"apitour/trace"
)

// ChapterKind is what a chapter is a part of.
type ChapterKind string

// The kinds of chapters. A boot that was ended in order has the chapters of a termination behind its own.
const (
	BootChapters        ChapterKind = "boot"
	RequestChapters     ChapterKind = "request"
	TerminationChapters ChapterKind = "termination"
	// TraceChapters are of a program that a learner's own notes explain.
	TraceChapters ChapterKind = "trace"
)

// Chapter is a part of a boot, a request or a termination that a reader takes in as one.
type Chapter struct {
	ID       string // the end of its file's name: "hooks"
	Number   int    // among the chapters of its kind, from 1
	Kind     ChapterKind
	Title    string
	Sentence string // one, for a list of all chapters
	// Stages are names of spans, a final "*" for any rest. A span belongs to the chapter that names it, else to that of
	// the enclosing span.
	Stages []string
	// Short are the stages of the chapter that the short path stops at.
	Short []string
	// Overviews are the names of the overviews that are best read with the chapter.
	Overviews []string
	// Body is Markdown: what to watch for.
	Body string
	// Above is the number of lines of the chapter's file above the body.
	Above int
}

// chapterMatter is the YAML at the top of a chapter's file.
type chapterMatter struct {
	Title    string      `yaml:"title"`
	Kind     ChapterKind `yaml:"kind"`
	Sentence string      `yaml:"sentence"`
	Stages   []string    `yaml:"stages"`
	Spans    []string    `yaml:"spans"` // which other programs have
	Short    []string    `yaml:"short"`
	// Overviews are names, as notes have them.
	Overviews []string `yaml:"overviews"`
}

// Chapters returns the chapters of a kind, in their order.
func (l *Library) Chapters(kind ChapterKind) []*Chapter {
	if l == nil {
		return nil
	}
	return slices.Clone(l.chapters[kind])
}

// allChapters returns the chapters of all kinds.
func (l *Library) allChapters() (all []*Chapter) {
	for _, kind := range slices.Sorted(maps.Keys(l.chapters)) {
		all = append(all, l.chapters[kind]...)
	}
	return all
}

// ChapterOf returns the chapter of the given kinds that names the span itself, or nil: the caller asks for the
// enclosing spans. A name in full counts more than its beginning and a star, and the longest beginning most.
func (l *Library) ChapterOf(span *trace.Span, kinds ...ChapterKind) *Chapter {
	if l == nil {
		return nil
	}
	var best *Chapter
	length := -1
	for _, kind := range kinds {
		if chapter := l.chapterNamed[kind][span.Name]; chapter != nil {
			return chapter
		}
		for _, begun := range l.chapterBegun[kind] {
			if len(begun.prefix) > length && strings.HasPrefix(span.Name, begun.prefix) {
				best, length = begun.chapter, len(begun.prefix)
			}
		}
	}
	return best
}

// begun is the beginning of the names of spans that belong to a chapter.
type begun struct {
	prefix  string
	chapter *Chapter
}

// StopsShort reports whether the short path stops at spans of that name.
func (c *Chapter) StopsShort(name string) bool {
	return slices.ContainsFunc(c.Short, func(stop string) bool {
		prefix, star := strings.CutSuffix(stop, "*")
		return stop == name || star && strings.HasPrefix(name, prefix)
	})
}

// chapterFile is the name of a chapter's file: "boot-06-hooks.md".
var chapterFile = regexp.MustCompile(`^(boot|request|termination)-(\d\d)-([a-z][a-z0-9-]*)\.md$`)

// loadChapters reads the chapters of a language, which may have none.
func (l *Library) loadChapters(tree fs.FS, lang string) (all []error) {
	files, err := fs.Glob(tree, lang+"/chapters/*.md")
	if err != nil {
		return []error{fmt.Errorf("read chapters: %w", err)}
	}
	for _, file := range files {
		text, err := fs.ReadFile(tree, file)
		if err != nil {
			all = append(all, fmt.Errorf("read chapters: %w", err))
			continue
		}
		chapter, lines, problems := parseChapter(path.Base(file), string(text), rules{})
		if len(problems) == 0 {
			problems = l.addChapter(chapter, lines, rules{})
		}
		for _, problem := range problems {
			all = append(all, fmt.Errorf("read chapter %s:%d: %s", file, problem.line, problem.text))
		}
	}
	for kind := range l.chapters {
		slices.SortFunc(l.chapters[kind], func(a, b *Chapter) int { return cmp.Compare(a.Number, b.Number) })
	}
	return all
}

// addChapter puts the chapter behind those of its kind. The files come in the order of their names, so numbers count
// up by one; where one of a folder has been left out, those behind it move up.
func (l *Library) addChapter(c *Chapter, lines *yaml.Node, r rules) (problems []problem) {
	switch want := len(l.chapters[c.Kind]) + 1; {
	case r.folder:
		c.Number = want
	case c.Number != want:
		text := fmt.Sprintf("the file has number %d, and the next %s chapter is number %d", c.Number, c.Kind, want)
		problems = append(problems, problem{1, text})
	}
	if l.chapterNamed[c.Kind] == nil {
		l.chapterNamed[c.Kind] = make(map[string]*Chapter)
	}
	claimed := l.chapterNamed[c.Kind]
	for i, name := range c.Stages {
		if other := claimed[name]; other != nil {
			text := fmt.Sprintf("%q already belongs to chapter %q", name, other.ID)
			problems = append(problems, problem{lineOf(lines, r.spansKey(), i), text})
			continue
		}
		claimed[name] = c
		if prefix, star := strings.CutSuffix(name, "*"); star {
			l.chapterBegun[c.Kind] = append(l.chapterBegun[c.Kind], begun{prefix, c})
		}
	}
	l.chapters[c.Kind] = append(l.chapters[c.Kind], c)
	return problems
}

// parseChapter reads the text of a chapter. It is valid only without problems.
func parseChapter(file, text string, r rules) (*Chapter, *yaml.Node, []problem) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if p := controlCharacters(text); len(p) > 0 {
		return nil, nil, p
	}
	kind, number, id, p := r.chapterNamed(file)
	if p != nil {
		return nil, nil, []problem{*p}
	}
	front, body, p := cut(text)
	if p != nil {
		return nil, nil, []problem{*p}
	}
	matter, lines, problems := parseFrontMatter[chapterMatter](front)
	if len(problems) > 0 {
		return nil, nil, problems
	}
	chapter := &Chapter{
		ID: id, Number: number, Kind: matter.Kind, Title: strings.TrimSpace(matter.Title),
		Sentence: strings.TrimSpace(matter.Sentence), Stages: matter.Stages, Short: matter.Short,
		Overviews: matter.Overviews,
		Body:      strings.Trim(body, "\n") + "\n",
	}
	chapter.Above = strings.Count(front, "\n") + 2 + len(body) - len(strings.TrimLeft(body, "\n"))
	problems = r.completeChapter(chapter, matter, kind, lines)
	problems = append(problems, chapter.problems(kind, lines, r)...)
	problems = append(problems, bodyProblems(chapter.Body, chapter.Above)...)
	if r.folder {
		problems = append(problems, addressProblems(chapter.Body, chapter.Above)...)
		chapter.Title, chapter.Sentence = trace.Clean(chapter.Title), trace.Clean(chapter.Sentence)
	}
	return chapter, lines, problems
}

// theirChapter is the name of a chapter's file in a folder that a learner brings: "01-order.md".
var theirChapter = regexp.MustCompile(`^(\d{1,3})-(.+)\.md$`)

// chapterNamed reads the name of a chapter's file.
func (r rules) chapterNamed(file string) (kind ChapterKind, number int, id string, wrong *problem) {
	if !r.folder {
		name := chapterFile.FindStringSubmatch(file)
		if name == nil {
			return "", 0, "", &problem{1, "the file is not named <kind>-<nn>-<id>.md, such as boot-06-hooks.md"}
		}
		number, _ = strconv.Atoi(name[2])
		return ChapterKind(name[1]), number, name[3], nil
	}
	name := theirChapter.FindStringSubmatch(file)
	if name == nil {
		return "", 0, "", &problem{1, "the file is not named <nn>-<id>.md, such as 01-order.md"}
	}
	number, _ = strconv.Atoi(name[1])
	return TraceChapters, number, name[2], nil
}

// spansKey is the key under which a chapter names what belongs to it.
func (r rules) spansKey() string {
	if r.folder {
		return "spans"
	}
	return "stages"
}

// completeChapter takes what the rules decide out of the front matter, and returns what they do not allow.
func (r rules) completeChapter(c *Chapter, m chapterMatter, kind ChapterKind, lines *yaml.Node) (found []problem) {
	if !r.folder {
		if len(m.Spans) > 0 {
			found = append(found, problem{lineOf(lines, "spans"), "a chapter names stages, and no spans"})
		}
		return found
	}
	if m.Kind != "" {
		found = append(found, problem{lineOf(lines, "kind"), "kind is for apitour's own chapters"})
	}
	if len(m.Stages) > 0 {
		found = append(found, problem{lineOf(lines, "stages"), "other programs have spans: write spans for stages"})
	}
	c.Kind, c.Stages = kind, m.Spans
	if text := titleProblem(m.Title); text != "" && c.Title != "" && !strings.Contains(c.Title, "\n") {
		found = append(found, problem{lineOf(lines, "title"), "title " + text})
	}
	return found
}

// problems returns the mistakes in the front matter of a chapter whose file names the kind.
func (c *Chapter) problems(kind ChapterKind, lines *yaml.Node, r rules) (found []problem) {
	wrong := func(line int, format string, args ...any) {
		found = append(found, problem{line, fmt.Sprintf(format, args...)})
	}
	if c.Kind != kind {
		wrong(lineOf(lines, "kind"), "kind %q is not the one that begins the file's name, %q", string(c.Kind),
			string(kind))
	}
	for key, text := range map[string]string{"title": c.Title, "sentence": c.Sentence} {
		if text == "" && (key == "title" || !r.folder) || strings.Contains(text, "\n") {
			wrong(lineOf(lines, key), "%s is not one line of text", key)
		}
	}
	if len(c.Stages) == 0 {
		wrong(lineOf(lines, r.spansKey()), "no %s belongs to the chapter", strings.TrimSuffix(r.spansKey(), "s"))
	}
	for key, names := range map[string][]string{r.spansKey(): c.Stages, "short": c.Short} {
		if r.folder && len(names) > mostNames {
			wrong(lineOf(lines, key), "%s has %d names, more than %d", key, len(names), mostNames)
			return found
		}
		for i, name := range names {
			if !isSpanName(name) || slices.Contains(names[:i], name) {
				wrong(lineOf(lines, key, i),
					"%q is not the name of a span, or its beginning and a star, named once", name)
			}
		}
	}
	if strings.TrimSpace(c.Body) == "" {
		wrong(c.Above+1, "the chapter does not say what to watch for")
	}
	return found
}
