package page

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gtext "github.com/yuin/goldmark/text"
)

// TestNoMarkdownMakesHTML puts tokens of Markdown and of HTML together at random, and demands that a reader of GitHub's
// Markdown finds no HTML in what becomes of them.
func TestNoMarkdownMakesHTML(t *testing.T) {
	tokens := []string{
		"`", "``", "```", "~~~", "\n", "\n", "\n\n", "> ", "- ", "1. ", "    ", "\t", " ", "\\", "<div>", "<b>", "</a>",
		"<!--", "-->", "<?", "<![CDATA[", "<https://a>", "[a](", ")", "[a]: ", "<", ">", "&lt;", "*", "|", "|-|",
		"# ", "===", "---", "a", "![", "]",
	}
	random := rand.New(rand.NewPCG(7, 8))
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	for range 20_000 {
		var b strings.Builder
		for range 1 + random.IntN(24) {
			b.WriteString(tokens[random.IntN(len(tokens))])
		}
		got := []byte(shifted(b.String(), 2))
		err := ast.Walk(reader.Parse(gtext.NewReader(got)), func(n ast.Node, _ bool) (ast.WalkStatus, error) {
			switch n.(type) {
			case *ast.RawHTML, *ast.HTMLBlock:
				t.Fatalf("%q becomes %q, which has HTML", b.String(), got)
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		prose(b.String(), "")
	}
}
