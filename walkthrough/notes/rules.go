package notes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"go.yaml.in/yaml/v3"

	"apitour/trace"
)

// rules say what a note must have and may have. Those of the zero value are for our own notes, which explain a
// Kubernetes API server; a folder that a learner brings is about any program.
type rules struct {
	folder bool
	within within // what the folder says of all its notes
}

// Bounds of what is read of a folder. The longest of our own notes has 8 kB, and there are 133 of them.
const (
	mostBytes    = 256 << 10 // of one file
	mostAllBytes = 32 << 20  // of all notes
	mostNotes    = 10_000
	mostChapters = 99
	mostEntries  = 100_000 // of the folder, whatever they are
	mostNames    = 1000    // in one list of names
	mostTerms    = 1000
	mostForms    = 20 // of one word
	mostTitle    = 200
	mostPerFile  = 10 // mistakes that are told of one file
)

// check returns the mistakes in a note's front matter and in its body.
func (r rules) check(n *Note, lines *yaml.Node) []problem {
	if !r.folder {
		return append(n.problems(lines), bodyProblems(n.Body, n.Above)...)
	}
	found := append(r.problems(n, lines), bodyProblems(n.Body, n.Above)...)
	if strings.TrimSpace(n.Body) == "" {
		found = append(found, problem{n.Above, "the note says nothing below its front matter"})
	}
	return append(found, addressProblems(n.Body, n.Above)...)
}

// place gives the note of a folder what the folder says for all of them.
func (r rules) place(n *Note) {
	if !r.folder {
		return
	}
	n.within = &within{services: n.Services, scopes: n.Scopes}
	if len(n.Services) == 0 {
		n.within.services = r.within.services
	}
	if len(n.Scopes) == 0 {
		n.within.scopes = r.within.scopes
	}
}

// clean cleans the texts of a folder's note: in YAML, escapes may write what the file itself must not have.
func (r rules) clean(n *Note) {
	if !r.folder {
		return
	}
	n.Title = trace.Clean(n.Title)
	for i := range n.Links {
		n.Links[i].Title = trace.Clean(n.Links[i].Title)
	}
	for _, q := range n.Questions {
		q.Ask, q.Why, q.Wrong = trace.Clean(q.Ask), trace.Clean(q.Why), trace.Clean(q.Wrong)
		for choice, text := range q.But {
			q.But[choice] = trace.Clean(text)
		}
	}
}

// problems returns the mistakes in the front matter of a folder's note.
func (r rules) problems(n *Note, lines *yaml.Node) (found []problem) {
	wrong := func(line int, format string, args ...any) {
		found = append(found, problem{line, fmt.Sprintf(format, args...)})
	}
	if text := titleProblem(n.Title); text != "" {
		wrong(lineOf(lines, "title"), "title %s", text)
	}
	if len(n.Functions)+len(n.Spans) == 0 {
		wrong(1, "it explains nothing: there is neither a function nor a span")
	}
	for _, key := range n.oursOnly() {
		wrong(lineOf(lines, key), "%s is for apitour's own notes", key)
	}
	for key, names := range map[string][]string{
		"functions": n.Functions, "spans": n.Spans, "scopes": n.Scopes, "services": n.Services,
	} {
		if len(names) > mostNames {
			wrong(lineOf(lines, key), "%s has %d names, more than %d", key, len(names), mostNames)
			return found
		}
		for i, name := range names {
			if !isOneName(name) || key == "spans" && !isSpanName(name) || slices.Contains(names[:i], name) {
				wrong(lineOf(lines, key, i), "%q is not one name in one line, named once", name)
			}
		}
	}
	r.placeProblems(n, lines, wrong)
	for _, q := range n.Questions {
		if _, known := questionKinds[q.Kind]; known && !slices.Contains(theirQuestions, q.Kind) {
			wrong(q.line, "kind %q is no question about another program: write one of %s", string(q.Kind),
				kindList(theirQuestions))
		}
	}
	n.questionProblems(wrong)
	n.linkProblems(lines, wrong)
	return found
}

// theirQuestions are the kinds of questions that the spans of any program can answer.
var theirQuestions = []QuestionKind{EndsLast, HowLong, InOrder, RunsWhere, StartsNext, WaitsForWhat}

// placeProblems reports names that any program may have, where nothing says of which program they are.
func (r rules) placeProblems(n *Note, lines *yaml.Node, wrong func(int, string, ...any)) {
	if n.within == nil || !n.within.isAnywhere() {
		return
	}
	if len(n.Spans) > 0 {
		wrong(lineOf(lines, "spans"), "any program may have spans of these names: say in which scopes: or services: "+
			"they count, here or in "+programFile)
	}
	for i, name := range n.Functions {
		if isOneName(name) && !isQualified(name) {
			wrong(lineOf(lines, "functions", i), "any program may have a function %q: say in which scopes: or "+
				"services: it counts, here or in "+programFile, name)
		}
	}
}

// oursOnly returns the keys of the note that have no meaning for another program than our server.
func (n *Note) oursOnly() (keys []string) {
	for key, set := range map[string]bool{
		"libraries": len(n.Libraries) > 0, "request": n.Request != "", "break": n.Break != "",
		"server": n.Server != "", "checks": len(n.Checks) > 0, "upstream": len(n.Upstream) > 0,
		"claims": len(n.Claims) > 0, "then": len(n.Then) > 0, "diagnosis": len(n.Diagnosis) > 0,
		"overview": n.Overview != "", "see": len(n.See) > 0,
	} {
		if set {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// titleProblem returns what is wrong with a title, or "".
func titleProblem(title string) string {
	switch {
	case strings.TrimSpace(title) == "" || strings.ContainsAny(title, "\n\r"):
		return "is not one line of text"
	case utf8.RuneCountInString(title) > mostTitle:
		return fmt.Sprintf("has %d characters, more than %d", utf8.RuneCountInString(title), mostTitle)
	}
	return ""
}

// isOneName reports whether a text can be a name that a program gives: of a span, a function, a scope, a service.
func isOneName(name string) bool {
	return name != "" && strings.TrimSpace(name) == name && trace.Clean(name) == name
}

// readAsShown parses a body as views do, for which an angle bracket is a character and no HTML.
func readAsShown(source []byte) ast.Node {
	without := func(all []util.PrioritizedValue, one any) []util.PrioritizedValue {
		return slices.DeleteFunc(all, func(p util.PrioritizedValue) bool { return p.Value == one })
	}
	return parser.NewParser(
		parser.WithBlockParsers(without(parser.DefaultBlockParsers(), parser.NewHTMLBlockParser())...),
		parser.WithInlineParsers(without(parser.DefaultInlineParsers(), parser.NewRawHTMLParser())...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	).Parse(text.NewReader(source))
}

// definition is a line that defines where links lead, or that would once a page has made characters of its angle
// brackets.
var definition = regexp.MustCompile(`^[\s>*+-]*(?:\d+[.)]\s+)?\[[^\]]+\]:\s*<?(\S*[:<&]\S*?)>?(?:\s|$)`)

// addressProblems returns the links and pictures of a body that lead elsewhere than to https, in whatever form of
// Markdown they are written: the address may stand far from the link.
func addressProblems(body string, above int) (found []problem) {
	for i, line := range linesOf(body) {
		address := definition.FindStringSubmatch(line.Text)
		if line.Kind == Prose && address != nil && !strings.HasPrefix(address[1], "https://") {
			where := fmt.Sprintf("a link leads to %q, which is no https address", address[1])
			found = append(found, problem{above + i + 1, where})
		}
	}
	source := []byte(body)
	_ = ast.Walk(readAsShown(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		address, isLink := "", true
		switch n := n.(type) {
		case *ast.Link:
			address = string(n.Destination)
		case *ast.Image:
			address = string(n.Destination)
		case *ast.AutoLink:
			address = string(n.URL(source))
		default:
			isLink = false
		}
		if entering && isLink && !strings.HasPrefix(address, "https://") {
			where := fmt.Sprintf("a link leads to %q, which is no https address", address)
			if p := (problem{above + lineOfNode(n, source), where}); !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
		return ast.WalkContinue, nil
	})
	return found
}

// lineOfNode returns the line on which the block around the node begins, counted from 1.
func lineOfNode(n ast.Node, source []byte) int {
	for ; n != nil; n = n.Parent() {
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return strings.Count(string(source[:n.Lines().At(0).Start]), "\n") + 1
		}
	}
	return 1
}
