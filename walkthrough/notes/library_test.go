package notes_test

import (
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
)

// stageNode returns a stage of that name.
func stageNode(name string) *trace.Node {
	return &trace.Node{
		Span: &trace.Span{Name: name, Attributes: map[string]any{convention.ScopeName: convention.Scope}},
	}
}

// TestNamesCountInTheirScopesOnly gives no note of an apiserver to another program, whatever the names of its spans.
func TestNamesCountInTheirScopesOnly(t *testing.T) {
	const otelhttp = "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	library, err := load(t, map[string]string{
		"en/run.md":  "---\ntitle: Run\nfunctions: [apitour/apiserver.Run]\nspans: [Run, \"Hook/*\"]\n---\n",
		"en/get.md":  "---\ntitle: Get\nspans: [Get]\nscopes: [k8s.io/component-base/tracing]\n---\n",
		"en/http.md": "---\ntitle: HTTP\nspans: [HTTP GET]\nlibraries: [" + otelhttp + "]\n---\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, scope, function string
		ours                  bool
		want                  string
	}{
		{"Run", convention.Scope, "", true, "run"},
		{"Run", "", "", false, ""},
		{"Run", "demo", "main.Run", false, ""},
		{"Run", otelhttp, "", true, ""},
		{"anything", "demo", "apitour/apiserver.Run", false, "run"},
		{"Hook/x", convention.Scope, "", true, "run"},
		{"Hook/x", "demo", "", false, ""},
		{"Get", convention.Scope, "", true, "get"},
		{"Get", "k8s.io/component-base/tracing", "", true, "get"},
		{"Get", "k8s.io/component-base/tracing", "", false, "get"},
		{"Get", "demo", "", false, ""},
		{"HTTP GET", otelhttp, "", true, "http"},
		{"HTTP GET", otelhttp, "", false, ""},
		{"HTTP GET", "k8s.io/component-base/tracing", "", true, ""},
	} {
		recorded := trace.Trace{Spans: []trace.Span{{ID: "1", Name: c.name, Attributes: map[string]any{
			convention.ScopeName: c.scope, convention.Function: c.function,
		}}}}
		if c.ours {
			recorded.Spans = append(recorded.Spans, *stageNode("main").Span)
		}
		n := recorded.Tree()[0]
		if n.Name != c.name {
			n = recorded.Tree()[1]
		}
		got := ""
		if note := library.For(n); note != nil {
			got = note.ID
		}
		if got != c.want {
			t.Errorf("%q in scope %q (ours %t): got note %q, want %q", c.name, c.scope, c.ours, got, c.want)
		}
	}
}

// TestNotesNameFunctionsInFull keeps every program's main.main from the note of ours.
func TestNotesNameFunctionsInFull(t *testing.T) {
	for _, note := range embedded(t).All() {
		for _, name := range note.Functions {
			if !strings.HasPrefix(name, "apitour/") && !strings.HasPrefix(name, "k8s.io/") {
				t.Errorf("note %q names the function %q, which is no name with a module in it", note.ID, name)
			}
		}
	}
}

func TestForPrefersTheFunctionThenTheNameThenTheLongestBeginning(t *testing.T) {
	library, err := load(t, map[string]string{
		"en/function.md": "---\ntitle: F\nfunctions: [a.F, a.G]\n---\n",
		"en/name.md":     "---\ntitle: N\nspans: [Install/apps]\n---\n",
		"en/long.md":     "---\ntitle: L\nspans: [Install/a*]\n---\n",
		"en/short.md":    "---\ntitle: S\nspans: [Install/*]\n---\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ function, name, want string }{
		{"a.F", "Install/apps", "function"},
		{"a.G", "", "function"},
		{"a.H", "Install/apps", "name"},
		{"", "Install/apps", "name"},
		{"", "Install/authorization", "long"},
		{"", "Install/", "short"},
		{"", "Install/batch", "short"},
		{"", "Install/*", "short"},
		{"", "Install", ""},
		{"", "install/apps", ""},
		{"", "", ""},
	} {
		n := stageNode(c.name)
		n.Attributes[convention.Function] = c.function
		got := ""
		if note := library.For(n); note != nil {
			got = note.ID
		}
		if got != c.want {
			t.Errorf("span %q of function %q: got note %q, want %q", c.name, c.function, got, c.want)
		}
	}
}

func TestAllIsSortedAndByIDFindsEach(t *testing.T) {
	library, err := load(t, map[string]string{
		"en/b.md":       "---\ntitle: B\nspans: [b]\n---\n",
		"en/a.md":       "---\ntitle: A\nspans: [a]\n---\n",
		"en/a-b.md":     "---\ntitle: AB\nspans: [ab]\n---\n",
		"en/README.txt": "no note",
		"zh/c.md":       "---\ntitle: C\nspans: [c]\n---\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	var ids string
	for _, note := range library.All() {
		ids += note.ID + " "
		if library.ByID(note.ID) != note {
			t.Errorf("note %q is not found by its ID", note.ID)
		}
	}
	if ids != "a a-b b " {
		t.Errorf("got %q", ids)
	}
	if note := library.ByID("c"); note != nil {
		t.Errorf("a note in another language was found: %+v", note)
	}
}

func TestNoLibraryHasNoNotes(t *testing.T) {
	var library *notes.Library
	if library.For(stageNode("a")) != nil || library.ByID("a") != nil || library.All() != nil {
		t.Error("a nil library has notes")
	}
}

func TestNotesOfRequestsAndBrokenBoots(t *testing.T) {
	library, err := load(t, map[string]string{
		"en/r.md": "---\ntitle: R\nrequest: core-resource\n---\n",
		"en/b.md": "---\ntitle: B\nbreak: port-taken\n---\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := library.Request("core-resource"); n == nil || n.ID != "r" {
		t.Errorf("the note of the request is %+v", n)
	}
	if n := library.Break("port-taken"); n == nil || n.ID != "b" {
		t.Errorf("the note of the broken boot is %+v", n)
	}
	if library.Request("port-taken") != nil || library.Break("core-resource") != nil ||
		library.For(stageNode("port-taken")) != nil {
		t.Error("a note is found by a name that it does not have")
	}
	for text, want := range map[string]string{
		"request: Core Resource": "is not a name",
		"break: \"*\"":           "is not a name",
	} {
		_, err := load(t, map[string]string{"en/x.md": "---\ntitle: X\n" + text + "\n---\n"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
	_, err = load(t, map[string]string{
		"en/x.md": "---\ntitle: X\nbreak: a\n---\n", "en/y.md": "---\ntitle: Y\nbreak: a\n---\n",
	})
	if err == nil || !strings.Contains(err.Error(), `"a" is already explained by note "x"`) {
		t.Errorf("two notes of one broken boot: got %v", err)
	}
}
