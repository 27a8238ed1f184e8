package notes

import (
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	release      = regexp.MustCompile(`^v1\.\d+\.\d+$`)
	anchorModule = regexp.MustCompile(`^k8s\.io/[a-z][a-z0-9-]*$`)
	anchorFile   = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)
	checkName    = regexp.MustCompile(`^[a-z][a-z0-9/.-]*$`)
	scopeName    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_./@-]*$`)
	guidedName   = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

	pointerReceiver = regexp.MustCompile(`\.\(\*[^()* ]+\)\.`) // as in apitour/apiserver.(*Options).Validate
)

// problems returns the mistakes in the note's front matter. Lines has the line of every part.
func (n *Note) problems(lines *yaml.Node) (found []problem) {
	wrong := func(line int, format string, args ...any) {
		found = append(found, problem{line, fmt.Sprintf(format, args...)})
	}
	if n.Title == "" || strings.Contains(n.Title, "\n") {
		wrong(lineOf(lines, "title"), "title is not one line of text")
	}
	if len(n.Functions)+len(n.Spans) == 0 && n.Request == "" && n.Break == "" && n.Overview == "" {
		wrong(1, "it explains nothing: there is neither a function nor a span, a request or a broken boot, "+
			"and it is no overview")
	}
	for key, name := range map[string]string{"request": n.Request, "break": n.Break, "overview": n.Overview} {
		if name != "" && !guidedName.MatchString(name) {
			wrong(lineOf(lines, key), "%q is not a name in small letters, digits and hyphens", name)
		}
	}
	for i, name := range n.Functions {
		if !isFunctionName(name) || slices.Contains(n.Functions[:i], name) {
			wrong(lineOf(lines, "functions", i), "%q is not one fully qualified function, named once", name)
		}
	}
	for i, name := range n.Spans {
		if !isSpanName(name) || slices.Contains(n.Spans[:i], name) {
			wrong(lineOf(lines, "spans", i),
				"%q is not the name of a span, or its beginning and a star, named once", name)
		}
	}
	for key, scopes := range map[string][]string{"scopes": n.Scopes, "libraries": n.Libraries} {
		for i, name := range scopes {
			switch {
			case !scopeName.MatchString(name) || slices.Contains(scopes[:i], name):
				wrong(lineOf(lines, key, i), "%q is not the name of an instrumentation scope, named once", name)
			case len(n.Spans) == 0:
				wrong(lineOf(lines, key, i), "a scope says where the names of spans count, and the note names no span")
			}
		}
	}
	n.factProblems(func(check int, text string) {
		if check < 0 {
			wrong(lineOf(lines, "server"), "%s", text)
			return
		}
		wrong(lineOf(lines, "checks", check), "%s", text)
	})
	n.questionProblems(wrong)
	n.overviewProblems(lines, wrong)
	for i, a := range n.Upstream {
		if text := a.problem(); text != "" {
			wrong(lineOf(lines, "upstream", i), "%s", text)
		}
	}
	if len(n.Services) > 0 {
		wrong(lineOf(lines, "services"), "services are for notes about other programs, in a folder of their own")
	}
	n.linkProblems(lines, wrong)
	n.thenProblems(wrong)
	n.signProblems(wrong)
	return found
}

// isFunctionName reports whether the text may be a function's name as a span has it. Every program has a main.main.
func isFunctionName(name string) bool {
	withoutReceiver := pointerReceiver.ReplaceAllString(name, ".")
	return name != "" && !strings.ContainsAny(withoutReceiver, " *") && !strings.HasPrefix(name, "main.")
}

// linkProblems reports every link that leads nowhere.
func (n *Note) linkProblems(lines *yaml.Node, wrong func(line int, format string, args ...any)) {
	for i, l := range n.Links {
		address, err := url.Parse(l.URL)
		if l.Title == "" || err != nil || address.Scheme != "https" || address.Host == "" || !isOneName(l.URL) {
			wrong(lineOf(lines, "links", i), "a link needs a title and an https address, not %q", l.URL)
		}
	}
}

// isSpanName reports whether a note may use the name for a span: a name, or its beginning and a star.
func isSpanName(name string) bool {
	beginning := strings.TrimSuffix(name, "*")
	return beginning != "" && strings.TrimSpace(name) == name && !strings.Contains(beginning, "*")
}

var (
	codeSpan = regexp.MustCompile("`[^`]*`")
	bodyLink = regexp.MustCompile(`\]\(\s*<?([^\s)>]*)`)
)

// bodyProblems returns the mistakes in the body of a note or a chapter. Above is the number of lines of the file before
// it.
func bodyProblems(body string, above int) (found []problem) {
	open := 0
	for i, line := range linesOf(body) {
		switch line.Kind {
		case Fence:
			if open == 0 {
				open = i + 1
			} else {
				open = 0
			}
		case Prose:
			for _, link := range bodyLink.FindAllStringSubmatch(codeSpan.ReplaceAllString(line.Text, ""), -1) {
				if !strings.HasPrefix(link[1], "https://") {
					text := fmt.Sprintf("a link leads to %q, which is no https address", link[1])
					found = append(found, problem{above + i + 1, text})
				}
			}
		}
	}
	if open > 0 {
		found = append(found, problem{above + open, "nothing ends the code block that begins here"})
	}
	return found
}

// problem returns the mistake in the anchor, or "".
func (a Anchor) problem() string {
	switch {
	case !release.MatchString(a.Version):
		return fmt.Sprintf("version %q is not one of Kubernetes' releases, such as v1.37.2", a.Version)
	case a.Module != "" && !anchorModule.MatchString(a.Module):
		return fmt.Sprintf("module %q is not one that is published from Kubernetes' repository", a.Module)
	case !anchorFile.MatchString(a.File) || !fs.ValidPath(a.File) || strings.HasPrefix(a.File, "staging/"):
		return fmt.Sprintf("file %q is not a path inside the module", a.File)
	case a.Line < 1:
		return fmt.Sprintf("line %d is not a line of %q", a.Line, a.File)
	case a.Symbol == "":
		return fmt.Sprintf("the symbol on line %d of %q is missing", a.Line, a.File)
	}
	return ""
}

// lineOf returns the line of a top-level key of the front matter, or of one item of its list. It is 1 without the key.
func lineOf(document *yaml.Node, key string, item ...int) int {
	if document == nil || len(document.Content) == 0 {
		return 1
	}
	pairs := document.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i].Value != key {
			continue
		}
		if len(item) > 0 && item[0] < len(pairs[i+1].Content) {
			return pairs[i+1].Content[item[0]].Line
		}
		return pairs[i].Line
	}
	return 1
}
