package convention_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// TestConstantsOnly keeps the contract a leaf that holds words and no behaviour, so that every side can import it.
func TestConstantsOnly(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "convention.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range file.Decls {
		if d, ok := declaration.(*ast.GenDecl); !ok || d.Tok != token.CONST {
			t.Errorf("%T is not a declaration of constants", declaration)
		}
	}
}
