package anchors_test

import (
	"go/scanner"
	"go/token"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
)

// piece is a token of a text.
type piece struct {
	kind  token.Token
	text  string // "" for the semicolon that the end of a line stands for
	begin int
}

func (p piece) end() int { return p.begin + len(p.text) }

func (p piece) separates() bool { return p.kind == token.COMMA || p.kind == token.SEMICOLON }

func (p piece) closes() bool { return p.kind == token.RPAREN || p.kind == token.RBRACE }

func piecesOf(source string) (pieces []piece) {
	files := token.NewFileSet()
	file := files.AddFile("", files.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), nil, 0)
	for {
		at, kind, literal := s.Scan()
		if kind == token.EOF {
			return pieces
		}
		p := piece{kind, kind.String(), file.Offset(at)}
		switch {
		case kind.IsLiteral():
			p.text = source[p.begin : p.begin+len(literal)]
		case kind == token.SEMICOLON && literal != ";":
			p.text = ""
		}
		pieces = append(pieces, p)
	}
}

// ownBodies are the declarations of the project's own source: some thousand, of every form.
func ownBodies(t *testing.T) (bodies []string) {
	t.Helper()
	for _, pattern := range []string{"../../apiserver/*.go", "../*/*.go", "../../trace/*/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			declared, err := anchors.UnitTexts(name, source)
			if err != nil {
				t.Fatal(err)
			}
			bodies = append(bodies, declared...)
		}
	}
	if len(bodies) < 1000 {
		t.Fatalf("the test found %d declarations in the project's own source", len(bodies))
	}
	return bodies
}

// edit changes a text at one token, so that its tokens are others. It returns "" when it does not fit there.
type edit struct {
	name string
	do   func(source string, pieces []piece, at int) string
}

func replaced(source string, p piece, with string) string {
	return source[:p.begin] + with + source[p.end():]
}

var edits = []edit{
	{"a longer word", func(source string, pieces []piece, at int) string {
		if p := pieces[at]; p.kind == token.IDENT || p.kind.IsKeyword() {
			return replaced(source, p, p.text+"x")
		}
		return ""
	}},
	{"another literal", func(source string, pieces []piece, at int) string {
		switch p := pieces[at]; p.kind {
		case token.INT, token.FLOAT:
			return replaced(source, p, p.text+"1")
		case token.STRING, token.CHAR:
			return replaced(source, p, p.text[:1]+"~"+p.text[1:])
		}
		return ""
	}},
	{"another operator", func(source string, pieces []piece, at int) string {
		if p := pieces[at]; p.kind.IsOperator() && !p.separates() && p.text != "|" {
			return replaced(source, p, " | ")
		}
		return ""
	}},
	{"a token less", func(source string, pieces []piece, at int) string {
		if p := pieces[at]; !p.separates() {
			return replaced(source, p, " ")
		}
		return ""
	}},
	{"a token twice", func(source string, pieces []piece, at int) string {
		if p := pieces[at]; !p.separates() {
			return replaced(source, p, p.text+" "+p.text)
		}
		return ""
	}},
	{"two tokens in the other order", func(source string, pieces []piece, at int) string {
		if at+1 == len(pieces) || pieces[at].separates() || pieces[at+1].separates() {
			return ""
		}
		a, b := pieces[at], pieces[at+1]
		if a.text == b.text {
			return ""
		}
		return source[:a.begin] + b.text + " " + source[a.end():b.begin] + " " + a.text + source[b.end():]
	}},
	{"a comma less", func(source string, pieces []piece, at int) string {
		if p := pieces[at]; p.kind == token.COMMA && !pieces[at+1].closes() {
			return replaced(source, p, " ")
		}
		return ""
	}},
	{"two statements on one line", func(source string, pieces []piece, at int) string {
		p := pieces[at]
		if p.kind != token.SEMICOLON || at+1 == len(pieces) || pieces[at+1].closes() {
			return ""
		}
		before := pieces[at-1]
		return source[:before.end()] + " " + source[pieces[at+1].begin:]
	}},
}

// TestATokenMakesAnotherHash changes a token of a body somewhere: the hash must be another one.
func TestATokenMakesAnotherHash(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	bodies := ownBodies(t)
	done := make(map[string]int)
	for range 20_000 {
		body := bodies[random.IntN(len(bodies))]
		pieces := piecesOf(body)
		e := edits[random.IntN(len(edits))]
		at := random.IntN(len(pieces))
		edited := e.do(body, pieces, at)
		if edited == "" {
			continue
		}
		done[e.name]++
		if anchors.HashTokens("", []byte(edited)) == anchors.HashTokens("", []byte(body)) {
			t.Fatalf("seed %d: %s at %q leaves the hash of\n%s\nin\n%s", seed, e.name, pieces[at].text, body, edited)
		}
	}
	for _, e := range edits {
		if done[e.name] < 20 {
			t.Errorf("%s was tried %d times: %v", e.name, done[e.name], done)
		}
	}
}

// TestWhiteSpaceAndCommentsLeaveTheHash writes bodies in another form: the hash must stay.
func TestWhiteSpaceAndCommentsLeaveTheHash(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	for _, body := range ownBodies(t) {
		edited := reformatted(body, random)
		if anchors.HashTokens("", []byte(edited)) != anchors.HashTokens("", []byte(body)) {
			t.Fatalf("seed %d: the hash of\n%s\nis not that of\n%s", seed, body, edited)
		}
	}
}

// endsStatement has the tokens after which the end of a line is a semicolon.
var endsStatement = []token.Token{
	token.IDENT, token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING, token.BREAK, token.CONTINUE,
	token.FALLTHROUGH, token.RETURN, token.INC, token.DEC, token.RPAREN, token.RBRACK, token.RBRACE,
}

// reformatted returns the same tokens with other white space and other comments.
func reformatted(source string, random *rand.Rand) string {
	var text strings.Builder
	between := []string{" ", "\t", " /* said \n otherwise */ ", "  ", " /**/ "}
	breaking := append([]string{"\n", " // a comment\n", "\n\n\t// one\n// two\n"}, between...)
	pieces := piecesOf(source)
	for i, p := range pieces {
		next := piece{kind: token.EOF}
		if i+1 < len(pieces) {
			next = pieces[i+1]
		}
		ends := slices.Contains(endsStatement, p.kind)
		gap := between
		switch {
		case p.kind == token.SEMICOLON && p.text == "" && next.kind == token.EOF:
			continue
		case p.kind == token.SEMICOLON && p.text == "":
			text.WriteString([]string{"\n", ";", "; // so\n", "\n\n"}[random.IntN(4)])
			continue
		case !ends:
			gap = breaking
		}
		text.WriteString(p.text)
		space := gap[random.IntN(len(gap))]
		if ends && strings.Contains(space, "\n") {
			space = " " // a comment with the end of a line in it ends the statement, too
		}
		text.WriteString(space)
	}
	return text.String()
}

func TestWhatIsNoToken(t *testing.T) {
	for _, c := range []struct {
		what, a, b string
		same       bool
	}{
		{"a call on several lines", "func f() { g(a, b) }", "func f() {\n\tg(\n\t\ta,\n\t\tb,\n\t)\n}\n", true},
		{"a comment", "func f() { g() }", "func f() { // why\n\tg() /* so */\n}", true},
		{"a literal on several lines", "var x = []int{1, 2}", "var x = []int{\n1,\n2,\n}", true},
		{"a comma that has a meaning", "type T[P *C,] struct{}", "type T[P *C] struct{}", false},
		{"a comma between values", "func f() { g(a, -b) }", "func f() { g(a -b) }", false},
		{"another string with the same words", `var x = "a b"`, `var x = "a  b"`, false},
		{"a comment that is a string", `var x = "a // b"`, `var x = "a // c"`, false},
		{"a name cut in two", "var ab int", "var a bint", false},
		{"a raw string", "var x = `a\nb`", "var x = `a\n b`", false},
		{"a pointer more", "func (s *T) F() {}", "func (s T) F() {}", false},
	} {
		a, b := anchors.HashTokens("", []byte(c.a)), anchors.HashTokens("", []byte(c.b))
		if (a == b) != c.same {
			t.Errorf("%s: %s and %s of\n%s\nand\n%s", c.what, a, b, c.a, c.b)
		}
	}
	if anchors.HashTokens("var", []byte("A = 1")) == anchors.HashTokens("const", []byte("A = 1")) {
		t.Error("a variable has the hash of a constant")
	}
}

// FuzzWhiteSpace writes any Go file in another form: its hash must stay.
func FuzzWhiteSpace(f *testing.F) {
	f.Add(hooks, uint64(1))
	f.Add("package a\n\nfunc f() { for i := range 3 { g(i,\n) }; return }\n", uint64(2))
	f.Add("package a\n\nvar x = `a\n//b`\ntype T[P *C,] struct{}\n", uint64(3))
	f.Fuzz(func(t *testing.T, source string, seed uint64) {
		// A carriage return is no part of the literal that it stands in, so the pieces would not be the source's.
		if _, err := anchors.UnitTexts("a.go", []byte(source)); err != nil || strings.Contains(source, "\r") {
			t.Skip("no Go, or no Go that gofmt leaves as it is")
		}
		edited := reformatted(source, rand.New(rand.NewPCG(seed, 0)))
		if anchors.HashTokens("", []byte(edited)) != anchors.HashTokens("", []byte(source)) {
			t.Errorf("the hash of\n%q\nis not that of\n%q", edited, source)
		}
	})
}
