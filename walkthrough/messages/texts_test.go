package messages_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"

	"apitour/walkthrough/messages"
)

// textsOf returns all texts of a Go file, messages or not, each as it stands and as a part of what is put together.
func textsOf(name string, source []byte) (texts []text, _ error) {
	files := token.NewFileSet()
	syntax, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("read texts of %s: %w", name, err)
	}
	line := func(at token.Pos) int { return files.PositionFor(at, false).Line }
	for _, declaration := range syntax.Decls {
		function := ""
		if f, ok := declaration.(*ast.FuncDecl); ok {
			function = messages.FunctionName(f)
		}
		ast.Inspect(declaration, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			literal, single := e.(*ast.BasicLit)
			sum, several := e.(*ast.BinaryExpr)
			isText := single && literal.Kind == token.STRING || several && sum.Op == token.ADD
			if !isText {
				return true
			}
			x := text{function: function, from: line(e.Pos()), to: line(e.End())}
			for _, formats := range []bool{true, false} {
				if format, at := messages.Concatenated(e, formats); at.IsValid() {
					x.formats = append(x.formats, format)
				}
			}
			if len(x.formats) > 0 {
				texts = append(texts, x)
			}
			return true
		})
	}
	return texts, nil
}
