package messages

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"apitour/walkthrough/anchors"
)

// Literal is a text in a Go file that a program prints or returns.
type Literal struct {
	// Function is the declaration in which it stands: "New", "GenericAPIServer.PrepareRun" for a method.
	Function string
	Line     int
	Format   string // with the verbs of package fmt
}

// Literals returns the messages in a Go file, in their order. Name is the file's, for errors.
//
// A message is the first text of a call that logs or makes an error, and any other text of at least two words that is
// handed on: an argument, a value, a result. Usages of flags and documentation are none.
func Literals(name string, source []byte) ([]Literal, error) {
	r, err := readFile(name, source)
	if err != nil {
		return nil, err
	}
	return r.found, nil
}

// readFile walks through a Go file.
func readFile(name string, source []byte) (*reader, error) {
	files := token.NewFileSet()
	syntax, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("read messages of %s: %w", name, err)
	}
	r := &reader{file: files.File(syntax.FileStart), calls: make(map[string][]string)}
	for _, declaration := range syntax.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if strings.HasPrefix(d.Name.Name, "SwaggerDoc") || d.Body == nil {
				continue
			}
			r.function = anchors.FunctionName(d)
			r.read(d.Body, nil)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if values, ok := spec.(*ast.ValueSpec); ok {
					r.function = values.Names[0].Name
					r.read(values, nil)
				}
			}
		}
	}
	return r, nil
}

// mostFormat is how long a message is at most. What is longer is documentation.
const mostFormat = 450

// reader walks through a file.
type reader struct {
	file     *token.File
	function string
	found    []Literal
	calls    map[string][]string // by function, the names of what it calls, without receivers and packages
}

// read walks through what stands in a call, or outside of any.
func (r *reader) read(node ast.Node, in *call) {
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			r.readCall(n)
			return false
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(documentation, key.Name) {
				return false
			}
			// A key of a map is data.
			r.read(n.Value, nil)
			return false
		case *ast.AssignStmt:
			return !isDocumented(n.Lhs)
		case *ast.FuncLit:
			if in != nil {
				r.read(n.Body, nil)
				return false
			}
		case *ast.StructType, *ast.InterfaceType, *ast.IndexExpr:
			return false
		case *ast.CaseClause:
			for _, statement := range n.Body { // what is compared is data
				r.read(statement, nil)
			}
			return false
		case *ast.BinaryExpr:
			switch n.Op {
			case token.ADD:
			case token.EQL, token.NEQ:
				return false
			default:
				return true
			}
			if format, at := concatenated(n, in.formats()); at.IsValid() {
				r.take(format, at, in)
				return false
			}
		case *ast.BasicLit:
			if format, at := concatenated(n, in.formats()); at.IsValid() {
				r.take(format, at, in)
			}
		}
		return true
	})
}

func (r *reader) readCall(n *ast.CallExpr) {
	c := &call{name: callee(n.Fun)}
	r.calls[r.function] = append(r.calls[r.function], c.name[strings.LastIndexByte(c.name, '.')+1:])
	r.read(n.Fun, nil)
	if c.isDocumentation() {
		return
	}
	for _, argument := range n.Args {
		r.read(argument, c)
	}
}

// take takes the text if it is a message.
func (r *reader) take(format string, at token.Pos, in *call) {
	first := in != nil && !in.taken
	if in != nil {
		in.taken = true
	}
	words := wordsOf(fixed(format))
	longest := 0
	for _, w := range words {
		longest = max(longest, len(w))
	}
	const shortest = 4 // of a message of one word
	switch {
	case in != nil && in.says() && first && longest >= shortest:
	case in != nil && in.says() && in.structured():
		return // a key, or a value that has no words of the program's
	case len(words) < 2 || !strings.Contains(strings.TrimSpace(fixed(format)), " "):
		return
	}
	if len(format) > mostFormat {
		return
	}
	r.found = append(r.found, Literal{r.function, r.file.PositionFor(at, false).Line, format})
}

// call is a call of a function, while its arguments are read.
type call struct {
	name  string // "klog.InfoS", "logger.Error"
	taken bool   // the first text is
}

// callee returns the function's name with that of what it belongs to: "klog.Infof" also for klog.V(2).Infof.
func callee(function ast.Expr) string {
	switch f := function.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		of := f.X
		for {
			inner, ok := of.(*ast.CallExpr)
			if !ok {
				break
			}
			selector, ok := inner.Fun.(*ast.SelectorExpr)
			if !ok {
				break
			}
			of = selector.X
		}
		switch of := of.(type) {
		case *ast.Ident:
			return of.Name + "." + f.Sel.Name
		case *ast.SelectorExpr:
			return of.Sel.Name + "." + f.Sel.Name
		}
		return "." + f.Sel.Name
	case *ast.IndexExpr:
		return callee(f.X)
	}
	return ""
}

// saying are functions whose first text is a message although it may be one word.
var saying = []string{
	"Info", "Warning", "Error", "Fatal", "Exit", "Print", "Fprint", "Panic", "panic", "Wrap", "HandleError",
	"HandleCrash", "Invalid", "Required", "Forbidden", "InternalError", "Write",
}

func (c *call) says() bool {
	of, name, found := strings.Cut(c.name, ".")
	if !found {
		name = c.name
	}
	if strings.HasPrefix(name, "New") { // errors.New, apierrors.NewBadRequest, but not field.NewPath
		return strings.HasSuffix(of, "errors")
	}
	return slices.ContainsFunc(saying, func(s string) bool { return strings.HasPrefix(name, s) })
}

// structured reports whether keys and values stand behind the text.
func (c *call) structured() bool {
	_, name, _ := strings.Cut(c.name, ".")
	isLogger := strings.Contains(strings.ToLower(c.name), "log") && (name == "Info" || name == "Error")
	return isLogger || strings.HasSuffix(name, "S") || strings.HasSuffix(name, "SDepth") ||
		strings.HasPrefix(name, "HandleError")
}

// formats reports whether verbs count in the text. In one outside of a call they may.
func (c *call) formats() bool {
	return c == nil || strings.HasSuffix(c.name, "f") || strings.HasSuffix(c.name, "fDepth")
}

// documentation are fields, and undocumented the functions, whose texts no program prints when it runs.
var (
	documentation = []string{"Help", "Long", "Short", "Example", "Use", "Usage", "Description", "Doc"}
	undocumented  = []string{"Operation", "Doc", "Returns", "Param", "MustParse", "MustCompile", "Help"}
)

func (c *call) isDocumentation() bool {
	_, name, _ := strings.Cut(c.name, ".")
	return strings.HasSuffix(name, "Var") || strings.HasSuffix(name, "VarP") || slices.Contains(undocumented, name)
}

// isDocumented reports whether documentation is assigned: flag.Usage = "…".
func isDocumented(to []ast.Expr) bool {
	return slices.ContainsFunc(to, func(e ast.Expr) bool {
		field, ok := e.(*ast.SelectorExpr)
		return ok && slices.Contains(documentation, field.Sel.Name)
	})
}

// concatenated returns the format of a text, or of one that is put together: what is no text there is a verb. The
// position is invalid if nothing of it is text.
func concatenated(e ast.Expr, formats bool) (format string, at token.Pos) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return concatenated(e.X, formats)
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "%v", token.NoPos
		}
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			return "%v", token.NoPos
		}
		if !formats {
			text = strings.ReplaceAll(text, "%", "%%")
		}
		return text, e.Pos()
	case *ast.BinaryExpr:
		left, at := concatenated(e.X, formats)
		right, also := concatenated(e.Y, formats)
		if !at.IsValid() {
			at = also
		}
		return left + right, at
	}
	return "%v", token.NoPos
}

// wordsOf returns the words of a text: letters, digits, and what joins them in names.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !isWord(r) })
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
