package anchors

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/mod/semver"

	"apitour/trace/atomicfile"
)

//go:embed releases/*.json
var embedded embed.FS

// Table is what is known of a release: where each declaration stands, and the hash of its tokens.
type Table struct {
	Release string // "v1.37.2"
	bodies  map[Declaration]Body
	byFile  map[string][]unit
}

// Shipped returns the tables in the program, the oldest release first.
var Shipped = sync.OnceValues(func() ([]*Table, error) { return ReadTables(embedded) })

// ReadTables reads the tables in the folder "releases" of a tree, the oldest release first.
func ReadTables(tree fs.FS) ([]*Table, error) {
	entries, err := fs.ReadDir(tree, "releases")
	if err != nil {
		return nil, fmt.Errorf("read tables of upstream's releases: %w", err)
	}
	tables := make([]*Table, len(entries))
	problems := make([]error, len(entries))
	var reading sync.WaitGroup
	for i, entry := range entries {
		reading.Go(func() {
			text, err := fs.ReadFile(tree, "releases/"+entry.Name())
			if err == nil {
				tables[i], err = readTable(strings.TrimSuffix(entry.Name(), ".json"), text)
			}
			problems[i] = err
		})
	}
	reading.Wait()
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	slices.SortFunc(tables, func(a, b *Table) int { return semver.Compare(a.Release, b.Release) })
	return tables, nil
}

// NewTable returns the table of a release. A declaration that the release does not have has the zero body.
func NewTable(release string, bodies map[Declaration]Body) *Table {
	t := &Table{Release: release, bodies: bodies, byFile: make(map[string][]unit)}
	for d, body := range bodies {
		if body == (Body{}) || path.Dir(body.File) != d.Package {
			continue
		}
		_, _, group := nameOf(d)
		t.byFile[body.File] = append(t.byFile[body.File], unit{names: []string{d.Name}, group: group, Body: body})
	}
	for _, units := range t.byFile {
		slices.SortFunc(units, func(a, b unit) int {
			if a.group != b.group && a.Doc == b.Doc {
				return map[bool]int{true: -1, false: 1}[a.group]
			}
			return cmp.Or(cmp.Compare(a.Doc, b.Doc), cmp.Compare(a.To, b.To))
		})
	}
	return t
}

// Body returns the declaration's body at the release, and whether the table knows the declaration.
func (t *Table) Body(d Declaration) (body Body, known bool) {
	body, known = t.bodies[d]
	return body, known
}

// Declarations returns all declarations that the table knows, in their order.
func (t *Table) Declarations() []Declaration {
	return slices.SortedFunc(maps.Keys(t.bodies), compareDeclarations)
}

func compareDeclarations(a, b Declaration) int {
	return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Name, b.Name))
}

// Files returns the files that hold a declaration of the table.
func (t *Table) Files() []string { return slices.Sorted(maps.Keys(t.byFile)) }

// At returns the declarations in which lines of a file are anchored, nil if the table does not know them all.
func (t *Table) At(file string, from, to int) (all []Declaration) {
	units := anchoring(t.byFile[file], from, to)
	for _, u := range units {
		all = append(all, Declaration{path.Dir(file), u.names[0]})
	}
	ends := func(line int) bool {
		return slices.ContainsFunc(units, func(u unit) bool { return u.contains(line, line) })
	}
	if !ends(from) || !ends(to) {
		return nil
	}
	return all
}

const goneInTable = "gone"

// readTable reads a table as Write writes it.
func readTable(release string, text []byte) (*Table, error) {
	var packages map[string]map[string]string
	if err := json.Unmarshal(text, &packages); err != nil {
		return nil, fmt.Errorf("read table of %s: %w", release, err)
	}
	bodies := make(map[Declaration]Body)
	for name, declared := range packages {
		for d, record := range declared {
			body, err := parseBody(name, record)
			if err != nil {
				return nil, fmt.Errorf("read table of %s: %s.%s: %w", release, name, d, err)
			}
			bodies[Declaration{name, d}] = body
		}
	}
	return NewTable(release, bodies), nil
}

// record returns the body as a table has it: "hooks.go 190 195 209 1a2b3c4d5e6f", with the whole path of a file that is
// in another package.
func record(d Declaration, b Body) string {
	if b == (Body{}) {
		return goneInTable
	}
	file := b.File
	if path.Dir(file) == d.Package {
		file = path.Base(file)
	}
	return fmt.Sprintf("%s %d %d %d %s", file, b.Doc, b.From, b.To, b.Hash)
}

func parseBody(in, record string) (b Body, _ error) {
	if record == goneInTable {
		return b, nil
	}
	if n, err := fmt.Sscanf(record, "%s %d %d %d %s", &b.File, &b.Doc, &b.From, &b.To, &b.Hash); n != 5 {
		return b, fmt.Errorf("%q is no body: %w", record, err)
	}
	if b.Doc < 1 || b.From < b.Doc || b.To < b.From || len(b.Hash) != digits {
		return b, fmt.Errorf("%q is no body", record)
	}
	if !strings.Contains(b.File, "/") {
		b.File = in + "/" + b.File
	}
	return b, nil
}

// Write writes the table to a file, one line for each declaration.
func (t *Table) Write(name string) error {
	var text bytes.Buffer
	in := ""
	for _, d := range t.Declarations() {
		switch {
		case in == "":
			fmt.Fprintf(&text, "{\n%q: {", d.Package)
		case in != d.Package:
			fmt.Fprintf(&text, "\n},\n%q: {", d.Package)
		default:
			text.WriteString(",")
		}
		in = d.Package
		fmt.Fprintf(&text, "\n%q: %q", d.Name, record(d, t.bodies[d]))
	}
	text.WriteString("\n}\n}\n")
	err := atomicfile.Write(context.Background(), name, atomicfile.Shared, func(w io.Writer) error {
		_, err := w.Write(text.Bytes())
		return err
	})
	if err != nil {
		return fmt.Errorf("write table of %s: %w", t.Release, err)
	}
	return nil
}
