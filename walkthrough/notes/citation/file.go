package citation

import (
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// File is what the checks must know about a file of upstream's. Read makes it from the text; a table has what the
// checks once found out, and not the text.
type File struct {
	Lines int    `json:"lines"`
	Sum   string `json:"sum"` // of the text: the first 12 digits of its SHA-256
	// Pieces are the lines and ranges that a check has accepted: "81", "154-167".
	Pieces []string `json:"pieces"`
	// Names has, for each name that a note puts beside a citation of this file, the lines on which it stands.
	Names map[string][]int `json:"names,omitempty"`

	text *text // nil when the file comes from a table
}

// text is a Go file, cut into what a range may hold.
type text struct {
	lines []string
	// sequences are lists of what stands side by side: declarations, the statements of a block, the fields of a struct,
	// the elements of a literal.
	sequences [][]extent
	comments  []extent
}

// extent is a range of lines, counted from 1, with both ends.
type extent struct{ from, to int }

// Read returns what the text of a Go file tells about it.
func Read(name string, source []byte) (*File, error) {
	files := token.NewFileSet()
	syntax, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	t := &text{lines: strings.Split(strings.TrimSuffix(string(source), "\n"), "\n")}
	of := func(node ast.Node) extent {
		return extent{files.Position(node.Pos()).Line, files.Position(node.End()).Line}
	}
	for _, group := range syntax.Comments {
		t.comments = append(t.comments, of(group))
	}
	ast.Inspect(syntax, func(node ast.Node) bool {
		if parts := partsOf(node); len(parts) > 0 {
			var sequence []extent
			for _, part := range parts {
				sequence = append(sequence, of(part))
			}
			t.sequences = append(t.sequences, sequence)
		}
		return true
	})
	return &File{Lines: len(t.lines), Sum: fmt.Sprintf("%x", sha256.Sum256(source))[:12], text: t}, nil
}

// partsOf returns the parts of a node that stand side by side.
func partsOf(node ast.Node) []ast.Node {
	switch node := node.(type) {
	case *ast.File:
		return nodes(node.Decls)
	case *ast.BlockStmt:
		return nodes(node.List)
	case *ast.CaseClause:
		return nodes(node.Body)
	case *ast.CommClause:
		return nodes(node.Body)
	case *ast.GenDecl:
		return nodes(node.Specs)
	case *ast.FieldList:
		return nodes(node.List)
	case *ast.CompositeLit:
		return nodes(node.Elts)
	case *ast.CallExpr:
		return nodes(node.Args)
	}
	return nil
}

func nodes[N ast.Node](list []N) (all []ast.Node) {
	for _, node := range list {
		all = append(all, node)
	}
	return all
}

// Find returns the lines on which the name stands, and whether the file can tell. A name of several parts, as
// "GenericAPIServer.PrepareRun", stands where all its parts do as words: on
// "func (s *GenericAPIServer) PrepareRun() preparedGenericAPIServer {". A phrase stands where it is written.
func (f *File) Find(name string) (lines []int, known bool) {
	if f.text == nil {
		lines, known = f.Names[name]
		return lines, known
	}
	var parts []*regexp.Regexp
	if !strings.ContainsAny(name, " /-") {
		for part := range strings.SplitSeq(name, ".") {
			parts = append(parts, regexp.MustCompile(`(^|[^A-Za-z0-9_])`+regexp.QuoteMeta(part)+`([^A-Za-z0-9_]|$)`))
		}
	}
	for i, line := range f.text.lines {
		without := func(part *regexp.Regexp) bool { return !part.MatchString(line) }
		phrase := len(parts) == 0 && strings.Contains(line, name)
		if phrase || len(parts) > 0 && !slices.ContainsFunc(parts, without) {
			lines = append(lines, i+1)
		}
	}
	return lines, true
}

// piece returns the lines as a table has them: "81", "154-167".
func piece(from, to int) string {
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d-%d", from, to)
}

// problem returns what is wrong with citing these lines of the file, or "".
func (f *File) problem(from, to int) string {
	switch {
	case from < 1 || to < from:
		return piece(from, to) + " is no range"
	case to > f.Lines:
		return fmt.Sprintf("the file ends at line %d", f.Lines)
	case f.text == nil && !slices.Contains(f.Pieces, piece(from, to)):
		return "the table does not know these lines: write it anew, as README.md of the notes says"
	case f.text == nil:
		return ""
	case from == to:
		return f.text.lineProblem(from)
	}
	return f.text.rangeProblem(from, to)
}

var nothingToSee = regexp.MustCompile(`^[\s{}()\[\],;]*$`)

func (t *text) lineProblem(line int) string {
	if nothingToSee.MatchString(t.lines[line-1]) {
		return fmt.Sprintf("line %d holds nothing but brackets or spaces", line)
	}
	return ""
}

// rangeProblem demands that a range holds whole things that stand side by side: from the first line of a declaration, a
// statement, a field or an element, or of the comment above it, to the last line of the same or of a later one. Lines
// of one comment may be cited too. So a range that is too long, too short or stale is found.
func (t *text) rangeProblem(from, to int) string {
	for _, c := range t.comments {
		if c.from <= from && to <= c.to {
			return ""
		}
	}
	begins := extent{}
	for _, sequence := range t.sequences {
		first := slices.IndexFunc(sequence, func(e extent) bool { return t.opens(from, e) })
		if first < 0 {
			continue
		}
		if slices.ContainsFunc(sequence[first:], func(e extent) bool { return e.to == to }) {
			return ""
		}
		if begins.from == 0 {
			begins = sequence[first]
		}
	}
	if begins.from == 0 {
		return fmt.Sprintf("line %d begins neither a declaration nor a statement, a field or an element", from)
	}
	return fmt.Sprintf("what begins on line %d ends on line %d, and nothing beside it on line %d", from, begins.to, to)
}

// opens reports whether the line is the first of the extent, or of the comment right above it.
func (t *text) opens(line int, e extent) bool {
	if line == e.from {
		return true
	}
	return slices.ContainsFunc(t.comments, func(c extent) bool { return c.from == line && c.to == e.from-1 })
}
