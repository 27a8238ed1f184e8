package messages

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"apitour/walkthrough/anchors"
)

// Files are the files of upstream's of which a table has the messages, at one release.
type Files struct {
	Release string
	Names   []string // "k8s.io/apiserver/pkg/server/hooks.go"
}

// FilesOf returns the files of a release that lie in one folder with one of the others, or with a declaration that the
// table of anchors knows.
func FilesOf(table *anchors.Table, others []string, tree *anchors.Tree) (Files, error) {
	names := make(map[string]string) // a file of each folder
	for _, name := range others {
		names[path.Dir(name)] = name
	}
	for _, d := range table.Declarations() {
		if body, _ := table.Body(d); body != (anchors.Body{}) {
			names[path.Dir(body.File)] = body.File
		}
	}
	files := Files{Release: table.Release}
	for _, name := range names {
		beside, err := tree.Beside(name)
		if err != nil {
			return files, err
		}
		files.Names = append(files.Names, beside...)
	}
	slices.Sort(files.Names)
	return files, nil
}

// key is a message that releases have in common: the same text in the same function, once more for the same text there
// again.
type key struct {
	file, function, format string
	again                  int
}

// Builder makes a table out of the source of releases.
type Builder struct {
	table *Table
	order []key
	lines map[key][]int
	calls map[anchors.Declaration][]string // of our functions
}

// NewBuilder returns a builder for the releases, the oldest first.
func NewBuilder(present string, releases []string) *Builder {
	return &Builder{
		&Table{Releases: releases, Present: present}, nil, make(map[key][]int), make(map[anchors.Declaration][]string),
	}
}

// Keep takes in what a table has of the releases, those alone that are also the builder's.
func (b *Builder) Keep(t *Table, releases []string) {
	for _, m := range t.Messages {
		for i, line := range m.Lines {
			at := b.table.index(t.Releases[i])
			if line > 0 && at >= 0 && slices.Contains(releases, t.Releases[i]) {
				b.add(key{m.File, m.Declaration.Name, m.Format, 0}, at, line)
			}
		}
	}
}

// Add takes in the messages of a release's files.
func (b *Builder) Add(files Files, tree *anchors.Tree) error {
	release := b.table.index(files.Release)
	if release < 0 {
		return fmt.Errorf("add messages of %s: it is not one of the table's releases", files.Release)
	}
	for _, name := range files.Names {
		source, err := tree.Source(name)
		if err != nil {
			return err
		}
		literals, err := Literals(name, source)
		if err != nil {
			return err
		}
		for _, l := range literals {
			b.add(key{name, l.Function, l.Format, 0}, release, l.Line)
		}
	}
	return nil
}

// AddMoved looks through all files of a release for the messages that the releases added before have, and this one has
// not in its own files: who learns that a message is gone has to be able to rely on it.
func (b *Builder) AddMoved(release string, tree *anchors.Tree) error {
	at := b.table.index(release)
	missing := make(map[string]int) // how many places are still looked for, by their words
	const enough = 3                // places of one text
	for _, k := range b.order {
		if e := (&entry{pattern: ofFormat(k.format)}); e.isFindable() && e.isLong() {
			missing[e.key()] = enough
		}
	}
	for k, lines := range b.lines {
		if lines[at] != 0 {
			delete(missing, ofFormat(k.format).key())
		}
	}
	return tree.EachFile(func(file string, source []byte) error {
		literals, err := Literals(file, source)
		if err != nil {
			return err
		}
		for _, l := range literals {
			if words := ofFormat(l.Format).key(); missing[words] > 0 {
				missing[words]--
				b.add(key{file, l.Function, l.Format, 0}, at, l.Line)
			}
		}
		return nil
	})
}

// add takes in a message of a release.
func (b *Builder) add(k key, release, line int) {
	for b.lines[k] != nil && b.lines[k][release] != 0 {
		k.again++
	}
	if b.lines[k] == nil {
		b.lines[k] = make([]int, len(b.table.Releases))
		b.order = append(b.order, k)
	}
	b.lines[k][release] = line
}

// AddOurs takes in the messages of one of our files, in the package "apitour/…".
func (b *Builder) AddOurs(name string, source []byte) error {
	read, err := readFile(name, source)
	if err != nil {
		return err
	}
	for function, called := range read.calls {
		d := anchors.Declaration{Package: path.Dir(name), Name: function}
		b.calls[d] = append(b.calls[d], called...)
	}
	for _, l := range read.found {
		d := anchors.Declaration{Package: path.Dir(name), Name: l.Function}
		same := func(m *Message) bool { return m.Declaration == d && m.Format == l.Format }
		if !slices.ContainsFunc(b.table.Messages, same) {
			b.table.Messages = append(b.table.Messages, &Message{Declaration: d, Format: l.Format})
		}
	}
	return nil
}

// Table returns the table of all that was added.
func (b *Builder) Table() *Table {
	t := *b.table
	t.Messages = nil
	for _, k := range b.order {
		d := anchors.Declaration{Package: path.Dir(k.file), Name: k.function}
		t.Messages = append(t.Messages, &Message{Declaration: d, Format: k.format, File: k.file, Lines: b.lines[k]})
	}
	slices.SortStableFunc(t.Messages, func(a, b *Message) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return strings.Compare(a.Declaration.Name, b.Declaration.Name)
	})
	t.Messages = append(t.Messages, b.table.Messages...)
	t.Callers = b.callers()
	return &t
}

// callers returns for our functions that have messages, and for those that call them, which functions of their package
// call them. Two functions of one name, of different receivers, count as one.
func (b *Builder) callers() map[anchors.Declaration][]string {
	all := make(map[anchors.Declaration][]string)
	var open []anchors.Declaration
	for _, m := range b.table.Messages {
		open = append(open, m.Declaration)
	}
	for len(open) > 0 {
		d := open[0]
		open = open[1:]
		if _, done := all[d]; done {
			continue
		}
		all[d] = nil
		name := d.Name[strings.LastIndexByte(d.Name, '.')+1:]
		for caller, called := range b.calls {
			if caller.Package == d.Package && caller != d && slices.Contains(called, name) {
				all[d] = append(all[d], caller.Name)
				open = append(open, caller)
			}
		}
		slices.Sort(all[d])
	}
	maps.DeleteFunc(all, func(_ anchors.Declaration, callers []string) bool { return len(callers) == 0 })
	return all
}
