package anchors

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// unit is what a place can be anchored in: a declaration, or a group of declarations between parentheses.
type unit struct {
	names []string // of what it declares
	group bool
	Body
}

// name returns the unit's name in a declaration: a group has that of the first thing in it.
func (u *unit) name() string {
	switch {
	case len(u.names) == 0:
		return "()"
	case u.group:
		return "(" + u.names[0] + ")"
	}
	return u.names[0]
}

// contains reports whether all lines are the unit's, or those of the comment above it.
func (u *unit) contains(from, to int) bool { return u.Doc <= from && to <= u.To }

// meets reports whether one of the lines is.
func (u *unit) meets(from, to int) bool { return u.Doc <= to && from <= u.To }

// unitsOf returns the units of a Go file, groups before what is in them. Name is the file's, for errors and bodies.
func unitsOf(name string, source []byte) (units []unit, _ error) {
	files := token.NewFileSet()
	syntax, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("read upstream's %s: %w", name, err)
	}
	cut := cutter{file: files.File(syntax.FileStart), name: name, source: source}
	for _, declaration := range syntax.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			unit := cut.unit(declaration, declaration.Doc, "")
			unit.names = []string{FunctionName(declaration)}
			units = append(units, unit)
		case *ast.GenDecl:
			units = append(units, cut.general(declaration)...)
		}
	}
	return units, nil
}

// cutter cuts a file into units.
type cutter struct {
	file   *token.File
	name   string
	source []byte
}

func (c *cutter) unit(node ast.Node, doc *ast.CommentGroup, keyword string) unit {
	body := Body{
		File: c.name, From: c.line(node.Pos()), To: c.line(node.End()),
		Hash: hashTokens(keyword, c.source[c.file.Offset(node.Pos()):c.file.Offset(node.End())]),
	}
	body.Doc = body.From
	if doc != nil {
		body.Doc = c.line(doc.Pos())
	}
	return unit{Body: body}
}

// line returns the line in the file itself, whatever a //line directive says.
func (c *cutter) line(at token.Pos) int { return c.file.PositionFor(at, false).Line }

// general returns the units of a declaration of constants, variables or types. A single one is the same with and
// without parentheses around it.
func (c *cutter) general(declaration *ast.GenDecl) (units []unit) {
	if declaration.Tok == token.IMPORT {
		return nil
	}
	all := c.unit(declaration, declaration.Doc, "")
	all.group = declaration.Lparen.IsValid()
	counts := declaration.Tok == token.CONST && all.group && counted(declaration)
	for _, spec := range declaration.Specs {
		names, doc := specNames(spec)
		all.names = append(all.names, names...)
		if counts {
			continue
		}
		if !all.group {
			doc = declaration.Doc
		}
		one := c.unit(spec, doc, declaration.Tok.String())
		one.names = names
		units = append(units, one)
	}
	if all.group {
		units = append([]unit{all}, units...)
	}
	return units
}

// counted reports whether constants of a group get their values from those above them. Then one of them can change
// although its text does not.
func counted(group *ast.GenDecl) (found bool) {
	for _, spec := range group.Specs {
		value, ok := spec.(*ast.ValueSpec)
		found = found || ok && len(value.Values) == 0
	}
	ast.Inspect(group, func(node ast.Node) bool {
		name, ok := node.(*ast.Ident)
		found = found || ok && name.Name == "iota"
		return true
	})
	return found
}

func specNames(spec ast.Spec) (names []string, doc *ast.CommentGroup) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return []string{spec.Name.Name}, spec.Doc
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			names = append(names, name.Name)
		}
		return names, spec.Doc
	}
	return nil, nil
}

// FunctionName returns the name that a [Declaration] has: "New", or "GenericAPIServer.PrepareRun" for a method.
func FunctionName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	for receiver := f.Recv.List[0].Type; ; {
		switch of := receiver.(type) {
		case *ast.StarExpr:
			receiver = of.X
		case *ast.ParenExpr:
			receiver = of.X
		case *ast.IndexExpr:
			receiver = of.X
		case *ast.IndexListExpr:
			receiver = of.X
		case *ast.Ident:
			return of.Name + "." + f.Name.Name
		default:
			return f.Name.Name
		}
	}
}

// anchoring returns the units of one file in which the lines are anchored: the smallest one around all of them, else
// all that they meet, whole groups before parts of them.
func anchoring(units []unit, from, to int) (found []unit) {
	around := slices.DeleteFunc(slices.Clone(units), func(u unit) bool { return !u.contains(from, to) })
	if len(around) > 0 {
		// A group stands before what is in it, so that of two on the same lines the last is the smaller.
		smallest := around[0]
		for _, u := range around[1:] {
			if u.To-u.Doc <= smallest.To-smallest.Doc {
				smallest = u
			}
		}
		return []unit{smallest}
	}
	for _, u := range units {
		inside := func(other unit) bool { return other.group && other.contains(u.Doc, u.To) }
		if u.meets(from, to) && (u.group || !slices.ContainsFunc(units, inside)) {
			found = append(found, u)
		}
	}
	return found
}

// nameOf returns the name in a declaration's: "A" for the group "(A)", "init" for "init@hooks.go". File is "" where
// the name alone will do.
func nameOf(d Declaration) (name, file string, group bool) {
	name, file, _ = strings.Cut(d.Name, "@")
	inner, group := strings.CutPrefix(name, "(")
	return strings.TrimSuffix(inner, ")"), file, group
}
