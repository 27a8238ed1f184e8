package phrases_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"apitour/walkthrough/notes/typography"
	"apitour/walkthrough/phrases"
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
	formats := make(map[string]bool)
	gatherFormats(reflect.ValueOf(*phrases.In("zh")), formats)
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
		for _, text := range textsOf(file, formats) {
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
		`Texts{"它%s结束，用了%d 次", "它%s结束"}`:            {"它◆结束，用了Q 次", "它Q结束"},
		`func() string { return ("甲" + "乙") }`:      {"甲乙"},
	} {
		expr, err := parser.ParseExpr(source)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, text := range textsOf(expr, map[string]bool{"它%s结束，用了%d 次": true}) {
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

// gatherFormats gathers the texts of a type called Format. It sets the spaces around a text that takes the place of %s
// by itself, whatever the text begins with.
func gatherFormats(v reflect.Value, formats map[string]bool) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			gatherFormats(v.Field(i), formats)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			gatherFormats(v.MapIndex(key), formats)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			gatherFormats(v.Index(i), formats)
		}
	case reflect.String:
		if v.Type().Name() == "Format" {
			formats[v.String()] = true
		}
	default:
	}
}

var anyText = regexp.MustCompile(`%(\[\d+\])?s`)

// textsOf returns the texts of a tree: each of its string literals or, where literals are added to each other and to
// values, the whole sum. In formats a text may stand beside anything.
func textsOf(tree ast.Node, formats map[string]bool) (texts []text) {
	var visit func(ast.Node) bool
	var sum func(ast.Expr) string
	sum = func(e ast.Expr) string {
		if said, ok := constant(e); ok {
			if formats[said] {
				said = anyText.ReplaceAllString(said, "◆")
			}
			return strings.ReplaceAll(placeholder.ReplaceAllString(said, "Q"), "%%", "%")
		}
		if e, ok := e.(*ast.BinaryExpr); ok && e.Op == token.ADD {
			return sum(e.X) + sum(e.Y)
		}
		ast.Inspect(e, visit)
		return "Q"
	}
	visit = func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		added, isSum := e.(*ast.BinaryExpr)
		isSum = isSum && added.Op == token.ADD
		if _, ok := constant(e); !ok && !isSum {
			return true
		}
		i := len(texts)
		texts = append(texts, text{at: n.Pos()})
		texts[i].said = sum(e)
		return false
	}
	ast.Inspect(tree, visit)
	return texts
}

// constant returns the text of a string literal, or of several that are added to each other.
func constant(e ast.Expr) (said string, ok bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return constant(e.X)
	case *ast.BinaryExpr:
		left, ok := constant(e.X)
		right, too := constant(e.Y)
		return left + right, ok && too && e.Op == token.ADD
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		said, err := strconv.Unquote(e.Value)
		return said, err == nil
	}
	return "", false
}
