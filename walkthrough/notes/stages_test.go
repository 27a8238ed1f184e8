package notes_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"apitour/trace/convention"
	"apitour/walkthrough/notes"
)

// A stage is one place in the source that opens a span, or one span of a recorded boot.
type stage struct {
	function string // fully qualified, "" for a closure or when only the name is known
	span     string // the span's name, or its beginning and "*", or "" when the source does not tell
	where    string
}

const (
	subject = "../../apiserver"
	// lists has the stages of requests and of the termination. Tests there compare them with real ones.
	lists = subject + "/stages_test.go"
)

func TestEveryStageHasANoteAndEveryNoteAStage(t *testing.T) {
	library := embedded(t)
	stages := readStages(t, os.DirFS(subject), "apitour/apiserver")
	stages = append(stages, readRecording(t)...)
	stages = append(stages, readLists(t, lists, "requestStages", "termination")...)
	for _, s := range stages {
		if s.span == "" || strings.HasSuffix(s.span, "*") {
			continue // the recording has the names of these spans
		}
		n := stageNode(s.span)
		n.Attributes[convention.Function] = s.function
		if library.For(n) == nil {
			t.Errorf("%s: no note explains the stage %q (function %q)", s.where, s.span, s.function)
		}
	}
	for _, note := range library.All() {
		for _, name := range note.Functions {
			if !slices.ContainsFunc(stages, func(s stage) bool { return s.function == name }) {
				t.Errorf("note %q explains the function %q, which is no stage", note.ID, name)
			}
		}
		for _, name := range note.Spans {
			if !slices.ContainsFunc(stages, func(s stage) bool { return s.answersTo(name) }) {
				t.Errorf("note %q explains the span %q, which the recorded boot does not have: if the server has it, "+
					"`make docs` records the boot again", note.ID, name)
			}
		}
	}
}

// answersTo reports whether the stage is one of those that a note means by the name.
func (s stage) answersTo(name string) bool {
	if prefix, ok := strings.CutSuffix(name, "*"); ok {
		return strings.HasPrefix(s.span, prefix)
	}
	return s.span == name
}

// readStages finds every place below the folder that opens a span. It reads the source alone, so that a test of the
// notes never compiles Kubernetes.
func readStages(t *testing.T, tree fs.FS, importPath string) (stages []stage) {
	t.Helper()
	files := token.NewFileSet()
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			stages = append(stages, stagesIn(files, path.Join(importPath, path.Dir(name)), declaration)...)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read the stages of %s: %v", importPath, err)
	}
	return stages
}

func stagesIn(files *token.FileSet, importPath string, declaration ast.Decl) (stages []stage) {
	// The call that opens the span of the function itself is its first statement; every other call belongs to a closure
	// or to a library function.
	var own *ast.CallExpr
	if f, ok := declaration.(*ast.FuncDecl); ok {
		first := firstCall(f.Body)
		if kind := stageCall(first); kind == "Start" || kind == "StartNamed" {
			s := stage{function: importPath + "." + receiver(f) + f.Name.Name, span: f.Name.Name}
			if kind == "StartNamed" {
				s.span = spanName(first)
			}
			s.where = files.Position(f.Pos()).String()
			stages = append(stages, s)
			own = first
		}
	}
	ast.Inspect(declaration, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && call != own {
			if kind := stageCall(call); kind == "StartNamed" || kind == "Call" {
				stages = append(stages, stage{span: spanName(call), where: files.Position(call.Pos()).String()})
			}
		}
		return true
	})
	return stages
}

// firstCall returns the call in a body whose first statement is an assignment from one.
func firstCall(body *ast.BlockStmt) *ast.CallExpr {
	if body == nil || len(body.List) == 0 {
		return nil
	}
	assign, ok := body.List[0].(*ast.AssignStmt)
	if !ok || len(assign.Rhs) != 1 {
		return nil
	}
	call, _ := assign.Rhs[0].(*ast.CallExpr)
	return call
}

// stageCall returns the name of the function of package stage that is called, or "".
func stageCall(call *ast.CallExpr) string {
	if call == nil {
		return ""
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if name, ok := selector.X.(*ast.Ident); !ok || name.Name != "stage" {
		return ""
	}
	return selector.Sel.Name
}

// spanName returns what the source tells about the second argument of a call that opens a span.
func spanName(call *ast.CallExpr) string {
	if len(call.Args) < 2 {
		return ""
	}
	argument, rest := call.Args[1], ""
	if sum, ok := argument.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		argument, rest = sum.X, "*"
	}
	literal, ok := argument.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return ""
	}
	name, _ := strconv.Unquote(literal.Value)
	return name + rest
}

// receiver returns what stands before a method's name in the name that the runtime gives it.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	typ, pointer := f.Recv.List[0].Type, false
	if star, ok := typ.(*ast.StarExpr); ok {
		typ, pointer = star.X, true
	}
	generic := ""
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ, generic = index.X, "[...]"
	}
	name := "?"
	if ident, ok := typ.(*ast.Ident); ok {
		name = ident.Name + generic
	}
	if pointer {
		return "(*" + name + ")."
	}
	return name + "."
}

// readRecording returns the spans of the boot that is part of the program.
func readRecording(t *testing.T) (stages []stage) {
	t.Helper()
	for _, span := range recordedBoot(t).Spans {
		stages = append(stages, stage{span: span.Name, function: span.Function(), where: "the recorded boot"})
	}
	if len(stages) == 0 {
		t.Error("the recorded boot holds no span")
	}
	return stages
}

// readLists returns the names in the variables of a file, each of which is a list of names.
func readLists(t *testing.T, name string, variables ...string) (stages []stage) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		list, ok := n.(*ast.ValueSpec)
		if !ok || !slices.Contains(variables, list.Names[0].Name) {
			return true
		}
		ast.Inspect(list, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok {
				span, _ := strconv.Unquote(literal.Value)
				stages = append(stages, stage{span: span, where: files.Position(literal.Pos()).String()})
			}
			return true
		})
		return false
	})
	if len(stages) == 0 {
		t.Errorf("%s has none of the lists %q", name, variables)
	}
	return stages
}

func TestReadStages(t *testing.T) {
	got := readStages(t, os.DirFS("testdata/stages"), "apitour/stages")
	for i := range got {
		got[i].where = ""
	}
	want := []stage{
		{function: "apitour/stages.CreateServerChain", span: "CreateServerChain"},
		{span: "CreateNodeDialer"},
		{function: "apitour/stages.(*Server).PrepareRun", span: "PrepareRun"},
		{function: "apitour/stages.completed[...].Validate", span: "Validate"},
		{span: "RunE"},
		{function: "apitour/stages.installGroup", span: "InstallAPIGroup/*"},
		{function: "apitour/stages.hook"},
		{span: "insecureServingInfo.Serve"},
		{function: "apitour/stages/deeper.Start", span: "StartEtcd"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// embedded returns the English notes, or ends the test with everything that is wrong with them.
func embedded(t *testing.T) *notes.Library {
	t.Helper()
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	return library
}
