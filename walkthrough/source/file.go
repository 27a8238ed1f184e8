package source

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// file is a source file, reduced to the parts that excerpts need.
type file struct {
	lines        []string
	declarations []extent
	literals     []extent // in the order of their beginnings, outer ones before inner ones
}

// extent is a range of lines, both ends included: from first with the comment, from begin without.
type extent struct{ first, begin, last int }

// parse reads a file. It ignores line directives ("//line"), because viewers show the file itself.
func parse(name string, text []byte) (*file, error) {
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parse source: %w", err)
	}
	line := func(at token.Pos) int { return files.PositionFor(at, false).Line }
	f := &file{lines: splitLines(string(text))}
	for _, declaration := range tree.Decls {
		e := extent{begin: line(declaration.Pos()), last: line(declaration.End())}
		e.first = e.begin
		if doc := docOf(declaration); doc != nil {
			e.first = line(doc.Pos())
		}
		f.declarations = append(f.declarations, e)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		if literal, ok := n.(*ast.FuncLit); ok {
			begin := line(literal.Pos())
			f.literals = append(f.literals, extent{f.commentAbove(begin), begin, line(literal.End())})
		}
		return true
	})
	return f, nil
}

func docOf(declaration ast.Decl) *ast.CommentGroup {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		return d.Doc
	case *ast.GenDecl:
		return d.Doc
	}
	return nil
}

// around returns the extent that tells a reader most about the line: a declaration or a longer function literal that
// begins on it, else the declaration around it.
func (f *file) around(line int) (extent, bool) {
	for _, d := range f.declarations {
		if d.begin == line {
			return d, true
		}
	}
	for _, literal := range f.literals {
		// A literal on one line says too little alone.
		if literal.begin == line && literal.last > line {
			return literal, true
		}
	}
	for _, d := range f.declarations {
		if d.first <= line && line <= d.last {
			return d, true
		}
	}
	return extent{}, false
}

// commentAbove returns the first line of the comment directly above the line, or the line itself.
func (f *file) commentAbove(line int) int {
	for line > 1 && strings.HasPrefix(strings.TrimSpace(f.lines[line-2]), "//") {
		line--
	}
	return line
}

// splitLines splits a text into lines without their ends. A newline at the end of the text begins no further line.
func splitLines(text string) []string {
	lines := strings.Split(text, "\n")
	if n := len(lines); n > 1 && lines[n-1] == "" {
		lines = lines[:n-1]
	}
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines
}
