package citation_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/notes/citation"
)

// note returns a note with that front matter, besides what every note needs, and that body.
func note(t *testing.T, matter, body string) *notes.Note {
	t.Helper()
	text := "---\ntitle: A stage\nspans: [a]\n" + matter + "---\n" + body + "\n"
	library, err := notes.Load(fstest.MapFS{"en/a.md": {Data: []byte(text)}}, "en")
	if err != nil {
		t.Fatal(err)
	}
	stage := &trace.Span{Name: "a", Attributes: map[string]any{convention.ScopeName: convention.Scope}}
	return library.For(&trace.Node{Span: stage})
}

func TestFind(t *testing.T) {
	for body, want := range map[string]string{
		"`a.go:7`":                                   "1 a.go 7-7 today",
		"`pkg/a.go:7-9` and `:12`":                   "1 pkg/a.go 7-9 today, 1 pkg/a.go 12-12 today",
		"`a.go:7,9-11`":                              "1 a.go 7-7 today, 1 a.go 9-11 today",
		"v1.17 `a.go:7`. v1.37.2 `:8`":               "1 a.go 7-7 v1.17.0, 1 a.go 8-8 v1.37.2",
		"Since 1.24 `a.go:7`":                        "1 a.go 7-7 today",
		"`a.go:7` of v1.17, then `:9`":               "1 a.go 7-7 v1.17.0, 1 a.go 9-9 v1.17.0",
		"(`a.go:7` of 0.24.0)":                       "1 a.go 7-7 v1.24.0",
		"v1.17 `a.go:7`.\n\n`b.go:8`":                "1 a.go 7-7 v1.17.0, 3 b.go 8-8 today",
		"- v1.17 `a.go:7`.\n- `b.go:8`":              "1 a.go 7-7 v1.17.0, 2 b.go 8-8 today",
		"In `a.go` the first\nis `:7`":               "2 a.go 7-7 today",
		"`Foo` at `a.go:7`":                          "1 a.go 7-7 today Foo",
		"`Foo`, `a.go:7`":                            "1 a.go 7-7 today Foo",
		"`a.go:7` (`Bar`)":                           "1 a.go 7-7 today Bar",
		"`Foo()` is `a.go:7` `Bar`":                  "1 a.go 7-7 today Foo Bar",
		"`Foo` calls `a.go:7`, `--flag` (`a.go:8`)":  "1 a.go 7-7 today, 1 a.go 8-8 today",
		"`server.go:150] Version`, ours `x.go`, 7 s": "",
		"```\na.go:7\n```":                           "",
	} {
		found, problems := citation.Find(note(t, "", body))
		if len(problems) > 0 {
			t.Errorf("%q: got the problems %v", body, problems)
		}
		var got []string
		for _, c := range found {
			if c.Release == "" {
				c.Release = "today"
			}
			place := fmt.Sprintf("%d %s %d-%d %s", c.Line, c.Path, c.From, c.To, c.Release)
			got = append(got, strings.Join(append([]string{place}, c.Names...), " "))
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%q: got %s, want %s", body, text, want)
		}
	}
}

func TestFindNamesTheFormThatIsWrong(t *testing.T) {
	for body, want := range map[string]string{
		"See a.go:7.":                       "outside of backquotes",
		"a\n\n`a.go:7 and 9`":               "3: \"a.go:7 and 9\" is no file with lines",
		"`a.go:x`, `a.go:7-`":               "\"a.go:7-\" is no file with lines",
		"`:7`":                              "`:7` follows no file",
		"`a.go:7`.\n\n`:8`":                 "3: `:8` follows no file",
		"the exit is at line 44":            "line 44 is of no file",
		"lines 44-46 are":                   "line 44-46 is of no file",
		"`a.go:7` and 168-340.":             "168-340 stands beside",
		"`a.go:7-9`, its end at 250":        "250 stands beside",
		"`a.go:7` is called (16), and":      "16 stands beside",
		"`a.go:7`: serve 769, hooks 784":    "",
		"`a.go:7`: 39 names, 25 of them on": "",
		"within 60 s, or at 404":            "",
	} {
		_, problems := citation.Find(note(t, "", body))
		if want == "" && len(problems) == 0 {
			continue
		}
		if len(problems) != 1 || want == "" {
			t.Errorf("%q: got %v, want one problem with %q", body, problems, want)
			continue
		}
		if text := fmt.Sprintf("%d: %s", problems[0].Line, problems[0].Text); !strings.Contains(text, want) {
			t.Errorf("%q: got %q, want %q", body, text, want)
		}
	}
}

func TestFindInComments(t *testing.T) {
	const text = "server: kube # k8s.io/kube-aggregator v0.37.2 pkg/a/b.go:3-9.\nk8s.io/api v0.17.0 c.go:4"
	got := citation.FindInComments(text)
	want := []citation.Citation{
		{
			Line: 1, Written: "k8s.io/kube-aggregator v0.37.2 pkg/a/b.go:3-9", Path: "kube-aggregator/pkg/a/b.go",
			From: 3, To: 9, Release: "v1.37.2",
		},
		{Line: 2, Written: "k8s.io/api v0.17.0 c.go:4", Path: "api/c.go", From: 4, To: 4, Release: "v1.17.0"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
