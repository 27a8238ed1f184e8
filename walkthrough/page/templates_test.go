package page_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"apitour/walkthrough/page"
)

// replaced are texts that some program takes for more than text, in Markdown that has them as they are: GitHub looks
// for mentions and addresses, Jekyll, Hugo and other makers of sites for templates.
var replaced = []string{
	"ask @kubernetes/sig-api", "me@example.com", "mailto:me@example.com", "xmpp:me@example.com/room", `a\@b.org`,
	"{{ site.time }}", "{% include x %}", "{{< figure >}}", "{{% code %}}", "{# comment #}", "{{{{ {{{% {{{#",
	"`{{ a` }}", "*{{*", "<b>{{</b>", "/pods/{name}", "https://example.com/{{x}}",
}

func TestTextsThatOtherProgramsReplace(t *testing.T) {
	for _, value := range replaced {
		recorded := hostileTrace(value, value, value, value)
		recorded.Spans[0].Events[0].Name = "exception"
		recorded.Spans[0].Events[0].Attributes = map[string]any{
			"exception.type": value, "exception.message": value, "exception.stacktrace": value + "\n" + value,
		}
		for _, f := range forms {
			var b strings.Builder
			if err := f.write(&b, lessonOf(t, recorded), f.options); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(f.file, ".txt") {
				continue
			}
			checkMarkdown(t, b.String(), 3, knownHosts...)
			checkNothingIsReplaced(t, b.String())
			shown, _ := textsOf(t, b.String())
			if !strings.Contains(strings.Join(shown, ""), value) {
				t.Errorf("%s: the page does not show %q", f.file, value)
			}
		}
	}
}

var (
	template = regexp.MustCompile(`\{[{%#]`)
	mention  = regexp.MustCompile(`@[A-Za-z0-9]`)
)

// checkNothingIsReplaced looks for the braces of templates, which are found before Markdown is read, and for mentions
// and addresses, which GitHub finds in the text that comes of it: it joins neighbours, so that escaping is in vain.
func checkNothingIsReplaced(t *testing.T, markdown string) {
	t.Helper()
	if found := template.FindString(markdown); found != "" {
		t.Errorf("there is a template on the page: %q", found)
	}
	_, joined := textsOf(t, markdown)
	for _, text := range joined {
		if mention.MatchString(text) {
			t.Errorf("there is an address or a mention on the page: %q", text)
		}
	}
}

// textsOf returns the texts of a page as they are shown, HTML left out: each piece, and what is not code with its
// neighbours.
func textsOf(t *testing.T, markdown string) (all, joined []string) {
	t.Helper()
	src := []byte(markdown)
	document := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	var run strings.Builder
	flush := func() {
		joined = append(joined, run.String())
		run.Reset()
	}
	err := ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		piece, isText := n.(*ast.Text)
		switch {
		case !isText:
			flush()
			return ast.WalkContinue, nil
		case !entering:
			return ast.WalkContinue, nil
		}
		value := string(piece.Segment.Value(src))
		if _, code := n.Parent().(*ast.CodeSpan); !code {
			plain := util.UnescapePunctuations([]byte(value))
			value = string(util.ResolveEntityNames(util.ResolveNumericReferences(plain)))
			run.WriteString(value)
		}
		all = append(all, value)
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	flush()
	return all, joined
}

// TestSourceWithTemplates keeps the source of a stage whole that the name of another stage has braces in.
func TestSourceWithTemplates(t *testing.T) {
	recorded := calls(2)
	recorded.Spans[1].Name = "{{ x }} <b>"
	var b strings.Builder
	if err := page.Markdown(&b, lessonOf(t, recorded), page.Options{}); err != nil {
		t.Fatal(err)
	}
	checkMarkdown(t, b.String(), 2, knownHosts...)
	checkNothingIsReplaced(t, b.String())
	const open, name = "<pre lang=\"go\">\n", "&#123;&#123; x }} &lt;b&gt;"
	if !strings.Contains(b.String(), open) || !strings.Contains(b.String(), name) {
		t.Errorf("the source is not set in pre:\n%s", b.String())
	}
}
