package messages_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/messages"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// finder returns a finder for the notes of the program and the table on the disk.
func finder(t testing.TB) *messages.Finder {
	t.Helper()
	releases, err := anchors.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all, err := notes.Embedded(notes.Original)
	if err != nil {
		t.Fatal(err)
	}
	read, err := messages.ReadTable(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	f, err := messages.NewFinder(all, read, releases)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

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

func find(t testing.TB, f *messages.Finder, text string) *messages.Answer {
	t.Helper()
	answer, err := f.Find(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// texts are what operators paste, with what is found in each: signs by their means, messages by their formats, checks
// and codes by their names; and the notes.
var texts = []struct{ text, found, notes string }{
	{"failed to listen on [::]:6443: listen tcp: bind: address already in use", "Another process has the port.", "serve"},
	{"failed to listen on 1.2.3.4:6443: cannot assign requested address", "failed to listen on %v: %w", "serve"},
	{"E0102 15:04:05.123456       1 serving.go:6] \"Port is negative\" port=-1", "Port is negative", "serve"},
	{`pod-7 | F0102 15:04:05.123456 1 hooks.go:3] PostStartHook "a/b" failed: no`, "PostStartHook %q failed: %v", "hook"},
	{`{"ts":1,"caller":"server/hooks.go:3","msg":"PostStartHook \"a\" failed: no"}`, "PostStartHook %q failed: %v", "hook"},
	{"\x1b[31mPostStartHook\t\"a\"   failed: no\x1b[0m", "PostStartHook %q failed: %v", "hook"},
	{
		`"command failed" err="PostStartHook \"a\" failed: failed to listen on x: y"`,
		"PostStartHook %q failed: %v; failed to listen on %v: %w", "hook; serve",
	},
	{"the insecure port 8080 is open", "the insecure port %d is open", "serve"},
	{"apitour: --secure-port 70000 must be between 0 and 65535", "--secure-port %d must be between 0 and 65535", "serve"},
	{"[+]ping ok\n[-]port failed: reason withheld\nreadyz check failed", "port, Nothing listens.", "serve"},
	{"[-]port failed: failed to listen on x: y", "port, Nothing listens.; failed to listen on %v: %w", "serve; serve"},
	{"[-]poststarthook/a/b failed: reason withheld", "poststarthook/a/b", "hook"},
	{"[-]nonsense failed: reason withheld", "nonsense", ""},
	{"[+]port ok\n[+]nonsense ok", "port; nonsense", "serve; "},
	{"exit status 1", "1, The boot failed.", "serve"},
	{"command terminated with exit code 1", "1, The boot failed.", "serve"},
	{"Exit Code:    1", "1, The boot failed.", "serve"},
	{"Error from server (Forbidden): no: the port is closed", "The server refuses.", "serve"},
	{"exit status 137", "", ""},
	{"failed to", "", ""},
	{"they failed to listen once", "", ""},
	{"unfailed to listen on x: y", "", ""},
	{"", "", ""},
}

func TestFind(t *testing.T) {
	f := small(t)
	for _, test := range texts {
		var found, noted []string
		for _, x := range find(t, f, test.text).Found {
			found = append(found, said(x))
			var ids []string
			for _, note := range x.Notes() {
				ids = append(ids, note.ID)
			}
			noted = append(noted, strings.Join(ids, ","))
		}
		if got := strings.Join(found, "; "); got != test.found {
			t.Errorf("%q says %q, want %q", test.text, got, test.found)
		}
		if got := strings.Join(noted, "; "); got != test.notes {
			t.Errorf("%q is explained by %q, want %q", test.text, got, test.notes)
		}
	}
}

// said returns what was found in a few words.
func said(x *messages.Found) string {
	var parts []string
	for _, name := range []string{x.Check, x.Exit} {
		if name != "" {
			parts = append(parts, name)
		}
	}
	for _, s := range x.Signs {
		parts = append(parts, s.Means)
	}
	if len(parts) == 0 {
		parts = append(parts, x.Places[0].Format)
	}
	return strings.Join(parts, ", ")
}

// TestFindDates tells at which releases a message is there, and which its header means.
func TestFindDates(t *testing.T) {
	f := small(t)
	for _, test := range []struct {
		text    string
		want    messages.Place
		logged  string
		message string
	}{
		{
			"I0102 15:04:05.123456 1 serving.go:7] the insecure port 8080 is open",
			messages.Place{Release: "v1.17.0", Line: 7, Until: "v1.17", After: "v1.30"}, "v1.17 to v1.17",
			"k8s.io/apiserver/pkg/server.Old",
		},
		{
			"E0102 15:04:05.123456 1 serving.go:6] \"Port is negative\" port=-1",
			messages.Place{Release: "v1.37.2", Line: 6, Since: "v1.30", Before: "v1.17"}, "v1.30 to v1.37",
			"k8s.io/apiserver/pkg/server.Serve",
		},
		{"failed to listen on x: y", messages.Place{Release: "v1.37.2", Line: 8}, "", "k8s.io/apiserver/pkg/server.Serve"},
		{
			`PostStartHook "x" failed: y`, messages.Place{Release: "v1.37.2", Line: 3, Since: "v1.30", Before: "v1.17"}, "",
			"k8s.io/apiserver/pkg/server.runPostStartHook",
		},
	} {
		answer := find(t, f, test.text)
		if len(answer.Found) != 1 {
			t.Fatalf("%q says %d things", test.text, len(answer.Found))
		}
		p := answer.Found[0].Places[0]
		got := messages.Place{
			Release: p.Release, Line: p.Line, Since: p.Since, Before: p.Before, Until: p.Until, After: p.After,
		}
		var logged []string
		for _, run := range p.Logged {
			logged = append(logged, run.From+" to "+run.To)
		}
		if !equalDates(got, test.want) || strings.Join(logged, ", ") != test.logged ||
			p.Declaration.String() != test.message {
			t.Errorf("%q: %+v, logged at %v, in %s", test.text, got, logged, p.Declaration)
		}
	}
}

func equalDates(a, b messages.Place) bool {
	return a.Release == b.Release && a.Line == b.Line && a.Since == b.Since && a.Before == b.Before &&
		a.Until == b.Until && a.After == b.After
}

// TestReports compares what is printed with golden files, in both languages and as JSON.
func TestReports(t *testing.T) {
	var all []string
	for _, test := range texts {
		all = append(all, test.text)
	}
	all = append(all, texts[0].text, texts[0].text, strings.Repeat("word ", 100)+"failed to listen on x: y")
	answer := find(t, small(t), strings.Join(all, "\n"))
	answer.Cut = true
	for name, write := range map[string]func(*strings.Builder) error{
		"found.txt":    func(w *strings.Builder) error { return answer.Text(w, &phrases.In("en").Find) },
		"found.zh.txt": func(w *strings.Builder) error { return answer.Text(w, &phrases.In("zh").Find) },
		"found.json":   func(w *strings.Builder) error { return answer.JSON(w) },
	} {
		var got strings.Builder
		if err := write(&got); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != string(want) {
			t.Errorf("%s is another:\n%s", name, got.String())
		}
	}
}

func TestFindCountsLines(t *testing.T) {
	answer := find(t, small(t), strings.Repeat("failed to listen on x: y\nnothing\n", 3))
	if len(answer.Found) != 1 || answer.Found[0].Times != 3 || answer.Found[0].Line != 1 || answer.Lines != 6 {
		t.Errorf("three equal lines of six give %+v", answer)
	}
}

func TestFindIsBounded(t *testing.T) {
	long := strings.Repeat("x", messages.MostText-1) + "é\nfailed to listen on x: y"
	if answer := find(t, small(t), long); !answer.Cut || len(answer.Found) != 0 {
		t.Errorf("a text that is too long gives %+v", answer)
	}
	late := strings.Repeat("x ", 4000) + "failed to listen on x: y"
	if answer := find(t, small(t), late); len(answer.Found) != 0 {
		t.Errorf("the end of a long line gives %+v", answer.Found[0])
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := small(t).Find(stopped, "text"); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of its context: %v", err)
	}
}

// TestShippedSignsAreFound holds each sign of the notes against itself.
func TestShippedSignsAreFound(t *testing.T) {
	f := finder(t)
	all, err := notes.Embedded(notes.Original)
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range all.All() {
		for _, s := range note.Diagnosis {
			text := strings.ReplaceAll(s.Says, "…", "zzz")
			switch s.Kind {
			case notes.SilenceSign:
				continue
			case notes.ExitSign:
				text = "exit status " + text
			}
			found := slices.ContainsFunc(find(t, f, text).Found, func(x *messages.Found) bool {
				return slices.ContainsFunc(x.Signs, func(of messages.Sign) bool { return of.Note.ID == note.ID })
			})
			if !found {
				t.Errorf("en/%s.md:%d: %q does not lead to its own note", note.ID, s.Line, text)
			}
		}
	}
}
