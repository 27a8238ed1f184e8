package phrases_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"apitour/walkthrough/notes/typography"
)

// TestChineseIsSetByTheRules reads the source of this package, and holds every text with Chinese in it against the
// rules and the terms of the notes.
func TestChineseIsSetByTheRules(t *testing.T) {
	terms, err := typography.ReadTerms("../notes/terms.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	texts := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range textsOf(file) {
			if !isChinese(text.said) {
				continue
			}
			texts++
			for _, wrong := range typography.Wrong(text.said, terms) {
				t.Errorf("%s: %s", set.Position(text.at), wrong)
			}
		}
	}
	if texts < 100 {
		t.Errorf("only %d texts are Chinese", texts)
	}
}

func TestTypographyOfTexts(t *testing.T) {
	for source, want := range map[string][]string{
		`"在" + at`: {"在Q"},
		`"在 " + at + "，" + f("还有") + "个"`:           {"在 Q，Q个", "还有"},
		`fmt.Sprintf("%d个，%q、%.1f%%", n, s, "共"+f)`: {"Q个，Q、Q%", "共Q"},
		`joined("在", at)`:                           {"在"},
		`func() string { return ("甲" + "乙") }`:      {"甲乙"},
	} {
		expr, err := parser.ParseExpr(source)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, text := range textsOf(expr) {
			if isChinese(text.said) {
				got = append(got, text.said)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", source, got, want)
		}
	}
}

func isChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// text is what an expression says, with Q for what it does not know: a value counts as a Latin word.
type text struct {
	said string
	at   token.Pos
}

var placeholder = regexp.MustCompile(`%[-+ #0]*[0-9*]*(\.[0-9*]+)?(\[\d+\])?[a-zA-Z]`)

// textsOf returns the texts of a tree: each of its string literals or, where literals are added to each other and to
// values, the whole sum.
func textsOf(tree ast.Node) (texts []text) {
	var visit func(ast.Node) bool
	var sum func(ast.Expr) string
	sum = func(e ast.Expr) string {
		switch e := e.(type) {
		case *ast.ParenExpr:
			return sum(e.X)
		case *ast.BinaryExpr:
			if e.Op == token.ADD {
				return sum(e.X) + sum(e.Y)
			}
		case *ast.BasicLit:
			if e.Kind == token.STRING {
				said, err := strconv.Unquote(e.Value)
				if err != nil {
					panic(err) // the parser has read it
				}
				return strings.ReplaceAll(placeholder.ReplaceAllString(said, "Q"), "%%", "%")
			}
		}
		ast.Inspect(e, visit)
		return "Q"
	}
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if n.Op == token.ADD {
				i := len(texts)
				texts = append(texts, text{at: n.Pos()})
				texts[i].said = sum(n)
				return false
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				texts = append(texts, text{sum(n), n.Pos()})
			}
		}
		return true
	}
	ast.Inspect(tree, visit)
	return texts
}
