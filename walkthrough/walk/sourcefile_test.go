package walk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/walkthrough/walk/walktest"
)

// TestEditSaysWhyNot asks for the files of stages that no disk has.
func TestEditSaysWhyNot(t *testing.T) {
	t.Chdir(t.TempDir())
	w := replay(t)
	for commands, want := range map[string]string{
		"first":                "this source is inside apitour",
		"go Admission.ApplyTo": "not in the module cache (go mod download): https://",
	} {
		r := do(w, commands, "edit")
		if r.Open != nil || !strings.HasPrefix(w.Notice(), want) {
			t.Errorf("%q, edit: %+v, %q, want %q", commands, r.Open, w.Notice(), want)
		}
	}
	w = replayOf(t, &trace.Trace{Spans: []trace.Span{{ID: "1", Name: "main"}}}, walktest.Bare)
	if r := do(w, "edit"); r.Open != nil || !strings.HasPrefix(w.Notice(), "the recording does not say where") {
		t.Errorf("without a place: %+v, %q", r.Open, w.Notice())
	}
}

// TestEditFindsTheFile asks in a checkout: the line is the given one, else that of the call of the next stage, else
// that on which the function begins.
func TestEditFindsTheFile(t *testing.T) {
	checkout := t.TempDir()
	t.Chdir(checkout)
	if err := os.CopyFS(filepath.Join(checkout, "apiserver"), walktest.Source()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("go.mod", []byte("module apitour\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := replay(t)
	do(w, "go StartEtcd")
	for command, line := range map[string]int{"edit": 60, "edit 4": 4, "edit x": 60, "edit -1": 60} {
		r := do(w, command)
		if r.Open == nil || r.Open.Line != line || filepath.Base(r.Open.Path) != "command.go" {
			t.Errorf("%q opens %+v, with %q, want line %d", command, r.Open, w.Notice(), line)
		}
	}
	do(w, "go CreateServerChain")
	w.Step().Code() // calls are known of source that has been read
	if r := do(w, "edit"); r.Open == nil || r.Open.Line != 11 {
		t.Errorf("edit opens %+v, want line 11, which calls the next stage", r.Open)
	}
	if err := os.WriteFile(filepath.Join("apiserver", "chain.go"), []byte("package other\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := do(w, "edit"); r.Open != nil || !strings.HasPrefix(w.Notice(), "the checkout has another version") {
		t.Errorf("of another text edit opens %+v, with %q", r.Open, w.Notice())
	}
}
