package citation_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apitour/walkthrough/notes/citation"
)

// hooks is a file of 18 lines. Its blank lines are 2, 5 and 14.
const hooks = `package server

// first is a number.
const first = 1

// run runs all.
func run(names []string) {
	for range names {
		one()
	}
	// Then once more.
	one()
}

func one() {
	if first > 0 {
	}
}
`

// upstream has the file in two modules of a cache, in two releases, and in one more release with a line above.
func upstream(t *testing.T) *citation.Upstream {
	t.Helper()
	cache := t.TempDir()
	for name, text := range map[string]string{
		"k8s.io/apiserver@v0.37.2/pkg/server/hooks.go":             hooks,
		"k8s.io/apiserver@v0.17.0/pkg/server/hooks.go":             "// moved\n" + hooks,
		"k8s.io/apiserver@v0.37.2/pkg/other/hooks.go":              hooks,
		"k8s.io/kube-aggregator@v0.37.2/pkg/server/hooks.go":       hooks,
		"k8s.io/kube-aggregator@v0.37.2/pkg/alone/alone.go":        hooks,
		"k8s.io/kubernetes@v1.37.2/cmd/kube-apiserver/app/main.go": hooks,
		"go.etcd.io/etcd/server/v3@v3.7.3/storage/schema.go":       hooks,
	} {
		path := filepath.Join(cache, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	versions := map[string]string{
		"k8s.io/apiserver": "v0.37.2", "k8s.io/kube-aggregator": "v0.37.2", "go.etcd.io/etcd/server/v3": "v3.7.3",
	}
	return &citation.Upstream{Versions: versions, Cache: cache}
}

// anchored is front matter by which "hooks.go" means the file of k8s.io/apiserver.
const anchored = "upstream:\n" +
	"  - {version: v1.37.2, module: k8s.io/apiserver, file: pkg/server/hooks.go, line: 7, symbol: run}\n"

func TestCheckAcceptsWhatHolds(t *testing.T) {
	for _, body := range []string{
		"`hooks.go:7`", "`run` at `hooks.go:7-13`", "`hooks.go:6-13`", "`hooks.go:3-18`", "`hooks.go:8-12`",
		"`hooks.go:3`",
		"`hooks.go:11-12` and `one` at `:12`", "`kube-aggregator/pkg/server/hooks.go:7`, then `:15-18`",
		"`pkg/alone/alone.go:7` and `alone.go:15`", "`etcd/server/storage/schema.go:7`",
		"`cmd/kube-apiserver/app/main.go:7`", "v1.17 `run` at `hooks.go:8`, v1.37.2 `run` at `:7`",
	} {
		if _, problems := upstream(t).Check(note(t, anchored, body)); len(problems) > 0 {
			t.Errorf("%q: got %v", body, problems)
		}
	}
}

func TestCheckFindsWhatDoesNotHold(t *testing.T) {
	for body, want := range map[string]string{
		"`hooks.go:19`":                   "the file ends at line 18",
		"`hooks.go:7-20`":                 "the file ends at line 18",
		"`hooks.go:12-7`":                 "12-7 is no range",
		"`hooks.go:0`":                    "0 is no range",
		"`hooks.go:5`":                    "line 5 holds nothing but brackets or spaces",
		"`hooks.go:13`":                   "line 13 holds nothing but brackets or spaces",
		"`hooks.go:7-12`":                 "what begins on line 7 ends on line 13, and nothing beside it on line 12",
		"`hooks.go:7-15`":                 "what begins on line 7 ends on line 13, and nothing beside it on line 15",
		"`hooks.go:8-9`":                  "what begins on line 8 ends on line 10",
		"`hooks.go:9-13`":                 "what begins on line 9 ends on line 9",
		"`hooks.go:10-12`":                "line 10 begins neither a declaration nor a statement",
		"`run` at `hooks.go:15`":          `"run" stands on other lines: [7 6]`,
		"`run`, `hooks.go:8-12`":          `"run" stands on other lines: [7 6]`,
		"`hooks.go:7` (`walk`)":           `no line of the file has "walk"`,
		"v1.17 `run` at `hooks.go:9`":     `"run" stands on other lines: [8 7]`,
		"`absent.go:7`":                   "no file of that name is known",
		"`server/hooks.go:7`, `x/a.go:7`": "no file of that name is known",
		"v1.24 `hooks.go:7`":              "`hooks.go:7` of v1.24.0: no file of that name is known",
	} {
		_, problems := upstream(t).Check(note(t, anchored, body))
		if len(problems) != 1 || !strings.Contains(problems[0].Text, want) {
			t.Errorf("%q: got %v, want one problem with %q", body, problems, want)
		}
	}
}

func TestCheckRefusesToGuess(t *testing.T) {
	for body, want := range map[string]string{
		"`pkg/server/hooks.go:7`": "it may be each of k8s.io/apiserver@v0.37.2/pkg/server/hooks.go, k8s.io/kube",
		"`hooks.go:7`":            "no file of that name is known",
		"`apiserver/pkg/server/hooks.go:7`, `apiserver/pkg/other/hooks.go:7`, `hooks.go:7`": "it may be each of",
	} {
		_, problems := upstream(t).Check(note(t, "", body))
		if len(problems) != 1 || !strings.Contains(problems[0].Text, want) {
			t.Errorf("%q: got %v, want one problem with %q", body, problems, want)
		}
	}
}

func TestCheckReadsAnchorsAndComments(t *testing.T) {
	stale := strings.Replace(anchored, "line: 7", "line: 8", 1)
	_, problems := upstream(t).Check(note(t, stale, "a"))
	if len(problems) != 1 || problems[0].Line != 0 || !strings.Contains(problems[0].Text, `"run" stands on other`) {
		t.Errorf("a stale anchor: got %v", problems)
	}
	_, problems = upstream(t).CheckComments("a\n# k8s.io/apiserver v0.37.2 pkg/server/hooks.go:7-14, :19")
	if len(problems) != 1 || problems[0].Line != 2 || !strings.Contains(problems[0].Text, "line 7 ends on line") {
		t.Errorf("a stale comment: got %v", problems)
	}
}

// TestTable checks without the module cache what was tabulated with it.
func TestTable(t *testing.T) {
	const body = "v1.17 `run` at `hooks.go:8-14`, `first` at `:5`"
	known := note(t, anchored, body)
	withCache := upstream(t)
	claims, problems := withCache.Check(known)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	table, err := withCache.Tabulate(claims)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "table.json")
	if err := table.Write(file); err != nil {
		t.Fatal(err)
	}
	withTable := upstream(t)
	if withTable.Table, err = citation.ReadTable(file); err != nil {
		t.Fatal(err)
	}
	if len(withTable.Table) != 1 {
		t.Errorf("the table has %d files, want the one of v1.17", len(withTable.Table))
	}
	if err := os.RemoveAll(filepath.Join(withTable.Cache, "k8s.io", "apiserver@v0.17.0")); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		body: "", "`run` at `hooks.go:7`": "",
		"v1.17 `hooks.go:8-13`":             "the table does not know these lines",
		"v1.17 `hooks.go:8-30`":             "the file ends at line 19",
		"v1.17 `first` at `hooks.go:8-14`":  `"first" stands on other lines: [5`,
		"v1.17 `one` at `hooks.go:8-14`":    `the table does not know where "one" stands`,
		"v1.17 `hooks.go:5`, `other.go:12`": "no file of that name is known",
	} {
		_, problems := withTable.Check(note(t, anchored, text))
		switch {
		case want == "" && len(problems) > 0:
			t.Errorf("%q: got %v", text, problems)
		case want != "" && (len(problems) != 1 || !strings.Contains(problems[0].Text, want)):
			t.Errorf("%q: got %v, want one problem with %q", text, problems, want)
		}
	}
}

func TestReadTableOfNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "table.json")
	if _, err := citation.ReadTable(file); err == nil {
		t.Error("a table that is not there is read")
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := citation.ReadTable(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a broken table: got %v", err)
	}
}
