package messages_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/messages"
	"apitour/walkthrough/notes"
)

const (
	oldServing = `package server

func Serve() error {
	return fmt.Errorf("failed to listen on %v: %v", addr, err)
}

func Old() { klog.Infof("the insecure port %d is open", port) }
`
	newServing = `package server

// Serve serves.
func Serve() error {
	if port < 0 {
		klog.ErrorS(err, "Port is negative", "port", port)
	}
	return fmt.Errorf("failed to listen on %v: %w", addr, err)
}
`
	hooks = `package server

func runPostStartHook() { klog.Fatalf("PostStartHook %q failed: %v", name, err) }
`
	ourServing = `package apiserver

func (o *Options) Validate() error {
	return fmt.Errorf("--secure-port %d must be between 0 and 65535", o.port)
}
`
)

// servingNote has a sign of each kind.
const servingNote = `---
title: "Serve: the port is bound"
functions: [apitour/apiserver.(*Options).Validate]
spans: [Serve]
checks: [{name: port}]
upstream:
  - {version: v1.17.0, module: k8s.io/apiserver, file: pkg/server/serving.go, line: 3, symbol: Serve}
  - {version: v1.37.2, module: k8s.io/apiserver, file: pkg/server/serving.go, line: 4, symbol: Serve}
diagnosis:
  - log: "failed to listen on …: … bind: address already in use"
    at: {module: k8s.io/apiserver, file: pkg/server/serving.go, line: 8}
    means: "Another process has the port."
    next: "` + "`ss -ltnp`" + ` names it."
    see: [hook]
  - health: "[-]port failed: reason withheld"
    means: "Nothing listens."
    next: "Read the log."
  - exit: "1"
    means: "The boot failed."
    next: "Read the last line."
  - client: "Error from server (Forbidden): … the port is closed"
    at: {function: "apitour/apiserver.(*Options).Validate"}
    means: "The server refuses."
    next: "Ask another."
  - silence: "20 s after ` + "`Serve`" + `"
    means: "The host is slow."
    next: "Wait."
---
## What happens
It serves.
## Why
Because.
`

const hookNote = `---
title: "hook: what begins then"
spans: ["PostStartHook/*"]
upstream:
  - {version: v1.37.2, module: k8s.io/apiserver, file: pkg/server/hooks.go, line: 3, symbol: runPostStartHook}
---
## What happens
Hooks run.
## Why
Because.
`

// world is two notes, and a small upstream of three releases.
type world struct {
	library *notes.Library
	table   *messages.Table
	tables  []*anchors.Table
}

// small returns a finder for the small world.
func small(t testing.TB) *messages.Finder {
	t.Helper()
	w := smallWorld(t)
	f, err := messages.NewFinder(w.library, w.table, w.tables)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// treeOf returns a tree of one module with these files.
func treeOf(files map[string]string) *anchors.Tree {
	all := make(fstest.MapFS)
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return anchors.NewTree(map[string]fs.FS{"k8s.io/apiserver": all})
}

const serving = "pkg/server/serving.go"

func smallWorld(t testing.TB) world {
	t.Helper()
	library, err := notes.Load(fstest.MapFS{
		"en/serve.md": {Data: []byte(servingNote)}, "en/hook.md": {Data: []byte(hookNote)},
	}, "en")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"v1.17.0", "v1.30.14", "v1.37.2"}
	trees := []*anchors.Tree{
		treeOf(map[string]string{serving: oldServing}),
		treeOf(map[string]string{serving: newServing, "pkg/other/hooks.go": hooks}),
		treeOf(map[string]string{serving: newServing, "pkg/server/hooks.go": hooks}),
	}
	declarations := map[anchors.Declaration][]string{
		{Package: "k8s.io/apiserver/pkg/server", Name: "Serve"}:            nil,
		{Package: "k8s.io/apiserver/pkg/server", Name: "runPostStartHook"}: nil,
	}
	b := messages.NewBuilder("v1.37.2", names)
	var tables []*anchors.Table
	for i, name := range names {
		table, err := anchors.Tabulate(name, trees[i], declarations)
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
		files, err := messages.FilesOf(table, nil, trees[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Add(files, trees[i]); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range names {
		if err := b.AddMoved(name, trees[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.AddOurs("apitour/apiserver/options.go", []byte(ourServing)); err != nil {
		t.Fatal(err)
	}
	return world{library, reread(t, b.Table()), tables}
}

// reread returns the table as the program would read it.
func reread(t testing.TB, table *messages.Table) *messages.Table {
	t.Helper()
	dir := t.TempDir()
	if err := table.Write(filepath.Join(dir, "messages.json")); err != nil {
		t.Fatal(err)
	}
	read, err := messages.ReadTable(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return read
}
