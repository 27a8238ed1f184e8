package anchors_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"apitour/walkthrough/anchors"
)

const hooks = `// Package server is the subject.
package server

import "errors"

// ErrLate says that it was late.
var ErrLate = errors.New("late")

const (
	// First is the first.
	First = iota
	Second
)

const (
	Name = "a"
	Word = "b"
)

type (
	Server struct {
		name string
		// hooks by name
		hooks map[string]func() error
	}
	List[T any] []T
)

// Run runs
// the hooks.
func (s *Server) Run() error {
	for range s.hooks {
		return nil
	}

	return ErrLate
}

func (l List[T]) Len() int { return len(l) }

func New() *Server { return &Server{} }

func init() {}
`

// tree returns a tree of the module k8s.io/apiserver with these files, by their paths in it.
func tree(files map[string]string) *anchors.Tree {
	return anchors.NewTree(map[string]fsys{"k8s.io/apiserver": folder(files)})
}

func folder(files map[string]string) fsys {
	all := make(fstest.MapFS)
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func TestAPlaceIsInTheDeclarationAroundIt(t *testing.T) {
	source := tree(map[string]string{"pkg/server/hooks.go": hooks})
	for _, c := range []struct {
		what     string
		from, to int
		want     []string
	}{
		{"a function's first line", 31, 31, []string{"Server.Run"}},
		{"a line in a function", 33, 33, []string{"Server.Run"}},
		{"the comment above it", 29, 30, []string{"Server.Run"}},
		{"the comment and the function", 29, 37, []string{"Server.Run"}},
		{"a method of a generic type", 39, 39, []string{"List.Len"}},
		{"two functions", 36, 39, []string{"Server.Run", "List.Len"}},
		{"a variable", 7, 7, []string{"ErrLate"}},
		{"a field", 23, 24, []string{"Server"}},
		{"a type in a group", 26, 26, []string{"List"}},
		{"a constant that is counted", 12, 12, []string{"(First)"}},
		{"a constant with a value", 17, 17, []string{"Word"}},
		{"constants with values", 16, 17, []string{"(Name)"}},
		{"the beginning of a group", 15, 15, []string{"(Name)"}},
		{"a group and what is below it", 15, 26, []string{"(Name)", "(Server)"}},
	} {
		got, err := source.At("k8s.io/apiserver/pkg/server/hooks.go", c.from, c.to)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		var names []string
		for _, d := range got {
			names = append(names, d.Name)
		}
		if !slices.Equal(names, c.want) {
			t.Errorf("%s, lines %d-%d: %q, want %q", c.what, c.from, c.to, names, c.want)
		}
		// A table that knows the declaration finds it by the same lines.
		wanted := make(map[anchors.Declaration][]string)
		for _, d := range got {
			wanted[d] = nil
		}
		table, err := anchors.Tabulate("v1.37.2", source, wanted)
		if err != nil {
			t.Fatal(err)
		}
		if known := table.At("k8s.io/apiserver/pkg/server/hooks.go", c.from, c.to); !slices.Equal(known, got) {
			t.Errorf("%s: the table has %v, the tree %v", c.what, known, got)
		}
	}
}

func TestALineInNoDeclarationIsRefused(t *testing.T) {
	source := tree(
		map[string]string{"pkg/server/hooks.go": hooks, "pkg/server/two.go": "package server\n\nfunc init() {}\n"},
	)
	for _, line := range []int{1, 4, 8, 99} {
		_, err := source.At("k8s.io/apiserver/pkg/server/hooks.go", line, line)
		want := fmt.Sprintf("find lines %d-%d of k8s.io/apiserver/pkg/server/hooks.go: the lines are in no declaration",
			line, line)
		if err == nil || err.Error() != want {
			t.Errorf("line %d: %v, want %s", line, err, want)
		}
	}
	// A name that several files declare is that of its file.
	got, err := source.At("k8s.io/apiserver/pkg/server/hooks.go", 43, 43)
	if err != nil || len(got) != 1 || got[0].Name != "init@hooks.go" {
		t.Errorf("init is %v, %v", got, err)
	}
}
