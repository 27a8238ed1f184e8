package requests_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/source"
)

// TestHandlerChain compares BuildHandlerChain with the function of the library that it stands for, statement by
// statement. When it fails after an update of the library, make the library's change in handlerchain.go too.
func TestHandlerChain(t *testing.T) {
	library := filepath.Join(source.ModuleCache(), "k8s.io", "apiserver@"+libraryVersion(t), "pkg", "server",
		"config.go")
	theirs := statements(t, library, "DefaultBuildHandlerChain")
	ours := statements(t, "handlerchain.go", "buildAccessFilters")
	ours = append(ours, statements(t, "handlerchain.go", "BuildHandlerChain")...)
	// These are ours: where one half begins and ends, and a provider that does not record the library's spans.
	ours = slices.DeleteFunc(ours, func(s string) bool {
		return s == "unrecorded := tracing.NewNoopTracerProvider()" ||
			s == "handler := buildAccessFilters(apiHandler, c, unrecorded)" || s == "return handler"
	})
	theirs = slices.DeleteFunc(theirs, func(s string) bool { return s == "return handler" })
	for i := range ours {
		ours[i] = strings.NewReplacer(
			"unrecorded", "c.TracerProvider", "signals.ShuttingDown", "c.lifecycleSignals",
			"signals.Signaled(lifecycle.NotAcceptingNewRequest)",
			"c.lifecycleSignals.NotAcceptingNewRequest.Signaled()",
			"signals.Signaled(lifecycle.MuxAndDiscoveryComplete)",
			"c.lifecycleSignals.MuxAndDiscoveryComplete.Signaled()",
		).Replace(ours[i])
	}
	if !slices.Equal(ours, theirs) {
		t.Errorf("our chain:\n%s\n\nthe library's (%s):\n%s",
			strings.Join(ours, "\n"), library, strings.Join(theirs, "\n"))
	}
	if len(theirs) < 40 {
		t.Errorf("only %d statements were compared", len(theirs))
	}
}

// TestTracedFilters checks that each of the library's filters has a span of its own.
func TestTracedFilters(t *testing.T) {
	text, err := os.ReadFile("handlerchain.go")
	if err != nil {
		t.Fatal(err)
	}
	onOneLine := regexp.MustCompile(`,\s+`).ReplaceAllString(string(text), ", ")
	calls := regexp.MustCompile(`(?m)(\w+\.(With\w+|Unauthorized))\(.*$`)
	for _, match := range calls.FindAllStringSubmatch(string(text), -1) {
		if want := "traced(" + match[1] + ", " + match[1] + "("; !strings.Contains(onOneLine, want) {
			t.Errorf("%s has no span of its own", match[2])
		}
	}
}

// statements prints the body of a function, an item for each statement, without what traced adds.
func statements(t *testing.T, file, function string) (printed []string) {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	show := func(node any) string {
		var b bytes.Buffer
		if err := printer.Fprint(&b, set, node); err != nil {
			t.Fatal(err)
		}
		return strings.NewReplacer("( ", "(", " )", ")").Replace(strings.Join(strings.Fields(b.String()), " "))
	}
	var walk func([]ast.Stmt)
	walk = func(list []ast.Stmt) {
		for _, statement := range list {
			branch, ok := statement.(*ast.IfStmt)
			if !ok {
				untrace(statement)
				printed = append(printed, show(statement))
				continue
			}
			printed = append(printed, "if "+show(branch.Cond))
			walk(branch.Body.List)
			if other, ok := branch.Else.(*ast.BlockStmt); ok {
				printed = append(printed, "else")
				walk(other.List)
			}
			printed = append(printed, "end")
		}
	}
	for _, declaration := range parsed.Decls {
		if f, ok := declaration.(*ast.FuncDecl); ok && f.Name.Name == function {
			walk(f.Body.List)
		}
	}
	if len(printed) == 0 {
		t.Fatalf("%s has no function %s", file, function)
	}
	return printed
}

// untrace makes h = f(h) of h = traced(f, f(h)).
func untrace(statement ast.Stmt) {
	assign, ok := statement.(*ast.AssignStmt)
	if !ok {
		return
	}
	if call, ok := assign.Rhs[0].(*ast.CallExpr); ok {
		if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "traced" {
			assign.Rhs[0] = call.Args[1]
		}
	}
}

func libraryVersion(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	match := regexp.MustCompile(`k8s.io/apiserver (v\S+)`).FindSubmatch(text)
	if match == nil {
		t.Fatal("go.mod requires no k8s.io/apiserver")
	}
	return string(match[1])
}
