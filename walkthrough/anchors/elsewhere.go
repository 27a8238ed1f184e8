package anchors

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// elsewhere looks through all packages for declarations that are not in their own: a body is found by its name and one
// of its hashes. Of several the first counts, in the declaration's own module before others.
func (t *Tree) elsewhere(missing map[Declaration][]string) (map[Declaration]Body, error) {
	found := make(map[Declaration]Body)
	if len(missing) == 0 {
		return found, nil
	}
	search := search{missing: make(map[string][]Declaration), hashes: missing, found: found}
	for d := range missing {
		name, _, _ := nameOf(d)
		search.missing[name] = append(search.missing[name], d)
	}
	for _, module := range slices.Sorted(maps.Keys(t.modules)) {
		search.module, search.tree = module, t.modules[module]
		if err := fs.WalkDir(search.tree, ".", search.visit); err != nil {
			return nil, fmt.Errorf("look through upstream's %s: %w", module, err)
		}
	}
	return found, nil
}

// search is a walk through a module.
type search struct {
	missing map[string][]Declaration // by name
	hashes  map[Declaration][]string
	found   map[Declaration]Body

	module string
	tree   fs.FS
}

// beside are folders of the repository that are not in Kubernetes' own module, or hold no part of its programs.
var beside = []string{"vendor", "staging", "third_party", "testdata", "test", "_output"}

// skipped returns [fs.SkipDir] for a folder that holds no part of Kubernetes' programs.
func skipped(name string, folder fs.DirEntry) error {
	base := folder.Name()
	if name != "." && (slices.Contains(beside, base) || strings.HasPrefix(base, ".")) {
		return fs.SkipDir
	}
	return nil
}

// isWritten reports whether the file is source that was not generated.
func isWritten(name string) bool {
	return isSource(name) && !strings.HasPrefix(name, "zz_generated") && !strings.HasPrefix(name, "generated.pb")
}

func (s *search) visit(name string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return err
	case entry.IsDir():
		return skipped(name, entry)
	case !isWritten(entry.Name()):
		return nil
	}
	source, err := fs.ReadFile(s.tree, name)
	if err != nil {
		return err
	}
	if !s.mayDeclare(source) {
		return nil
	}
	units, err := unitsOf(s.module+"/"+name, source)
	if err != nil {
		return err
	}
	for _, u := range units {
		s.look(u)
	}
	return nil
}

// look takes the unit if it is a missing declaration.
func (s *search) look(u unit) {
	for _, name := range u.names {
		for _, d := range s.missing[name] {
			_, _, group := nameOf(d)
			if u.group != group || !slices.Contains(s.hashes[d], u.Hash) || path.Dir(u.File) == d.Package {
				continue
			}
			own, _ := moduleOf(d.Package)
			before, known := s.found[d]
			if beforeModule, _ := moduleOf(before.File); !known || s.module == own && beforeModule != own {
				s.found[d] = u.Body
			}
		}
	}
}

// mayDeclare looks at the beginnings of lines, which takes less time than to parse all of Kubernetes: a declaration
// that gofmt has formatted begins at the margin, or inside a group one tab from it.
func (s *search) mayDeclare(source []byte) bool {
	for line := range bytes.Lines(source) {
		if s.missing[declaredOn(line)] != nil {
			return true
		}
	}
	return false
}

// declaredOn returns the name that is declared where the line begins, "Receiver.Name" for a method, "" for none.
func declaredOn(line []byte) string {
	if rest, ok := bytes.CutPrefix(line, []byte("func (")); ok {
		receiver, rest, _ := bytes.Cut(rest, []byte(")"))
		if fields := bytes.Fields(receiver); len(fields) > 0 {
			kind, _, _ := bytes.Cut(bytes.TrimLeft(fields[len(fields)-1], "*"), []byte("["))
			return string(kind) + "." + identifier(bytes.TrimLeft(rest, " "))
		}
		return ""
	}
	for _, beginning := range []string{"func ", "type ", "var ", "const ", "\t"} {
		if rest, ok := bytes.CutPrefix(line, []byte(beginning)); ok {
			return identifier(rest)
		}
	}
	return ""
}

// identifier returns the name with which the text begins.
func identifier(text []byte) string {
	end := bytes.IndexFunc(text, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	if end < 0 {
		end = len(text)
	}
	return string(text[:end])
}
