package notes_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/source"
)

func TestLoadReadsFacts(t *testing.T) {
	library, err := load(t, map[string]string{
		"en/a.md": "---\ntitle: A\nspans: [StartEtcd, inner]\nserver: not-found\nchecks:\n  - {name: etcd}\n" +
			"  - {name: ping, green: \"always green\"}\n---\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	note := library.For(stageNode("inner"))
	if note.Server != notes.NotFound || note.Server.String() != "not found" {
		t.Errorf("got the server %q, in words %q", string(note.Server), note.Server)
	}
	for check, want := range map[string]string{
		"etcd": "StartEtcd", "ping": "always green",
		"poststarthook/rbac/bootstrap-roles": "PostStartHook/rbac/bootstrap-roles",
		"log":                                "", "": "",
	} {
		if got, ok := library.Check(check); got != want || ok != (want != "") {
			t.Errorf("the check %q is turned green by %q, %v, want %q", check, got, ok, want)
		}
	}
	if got, ok := (*notes.Library)(nil).Check("etcd"); ok {
		t.Errorf("a nil library knows a check: %q", got)
	}
}

func TestLoadNamesFactsThatAreWrong(t *testing.T) {
	const start = "---\ntitle: A stage\n"
	for what, c := range map[string]struct{ text, want string }{
		"unknown server": {"spans: [a]\nserver: kub\n", `en/a.md:4: server "kub" is unknown: write aggregator, kube, `},
		"no stage":       {"request: a\nserver: kube\n", "en/a.md:4: a server is a fact about a stage"},
		"no name": {
			"spans: [a]\nchecks:\n  - {green: always}\n",
			`en/a.md:5: "" is not the name of a health check`,
		},
		"a hook's check": {
			"spans: [a]\nchecks: [{name: poststarthook/a}]\n",
			`the check "poststarthook/a" follows from the hook's`,
		},
		"nothing turns it green": {
			"spans: ['a/*']\nchecks:\n  - {name: a, green: b}\n  - {name: c}\n",
			`en/a.md:6: what turns the check "c"`,
		},
		"unknown field": {
			"spans: [a]\nchecks: [{name: a, stage: b}]\n",
			`en/a.md:4: there is no field "stage"`,
		},
		"twice": {
			"spans: [a]\nchecks: [{name: a}, {name: a}]\n",
			`en/a.md:4: "a" is already explained by note "a"`,
		},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := load(t, map[string]string{"en/a.md": start + c.text + "---\n"})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got the error\n\t%v\nwant one with\n\t%s", err, c.want)
			}
		})
	}
	_, err := load(t, map[string]string{
		"en/a.md": start + "spans: [a]\nchecks: [{name: etcd}]\n---\n",
		"en/b.md": start + "spans: [b]\nchecks: [{name: etcd}]\n---\n",
	})
	if want := `read note en/b.md:4: "etcd" is already explained by note "a"`; err == nil || err.Error() != want {
		t.Errorf("two notes of one check: got %v, want %s", err, want)
	}
}

// TestEveryHookHasAServer demands a note of its own, with a server, for every hook of the recorded boot, and a server
// in every note that names a hook.
func TestEveryHookHasAServer(t *testing.T) {
	library := embedded(t)
	for _, span := range recordedBoot(t).Spans {
		if !strings.HasPrefix(span.Name, convention.HookPrefix) {
			continue
		}
		if note := library.For(&trace.Node{Span: &span}); note == nil || note.Server == "" {
			t.Errorf("no note says to which server the hook %q belongs", span.Name)
		}
	}
	for _, note := range library.All() {
		isHook := slices.ContainsFunc(note.Spans, func(name string) bool {
			return strings.HasPrefix(name, convention.HookPrefix) && !strings.HasSuffix(name, "*")
		})
		if isHook && note.Server == "" {
			t.Errorf("note %q explains a hook and names no server", note.ID)
		}
	}
}

// livezChecks are checks that /readyz lacks, so that the recorded boot lacks them too, and where upstream names them.
var livezChecks = map[string]string{
	"loopback-serving-certificate": "k8s.io/apiserver@v0.37.2/pkg/server/options/serving_with_loopback.go",
}

// TestEveryCheckIsExplainedAndExists compares the notes' checks with those of the recorded boot.
func TestEveryCheckIsExplainedAndExists(t *testing.T) {
	library := embedded(t)
	recorded := recordedChecks(t)
	for _, name := range recorded {
		if green, _ := library.Check(name); green == "" {
			t.Errorf("no note says what turns the check %q green", name)
		}
	}
	files := source.New(nil)
	for _, note := range library.All() {
		for _, check := range note.Checks {
			if slices.Contains(recorded, check.Name) {
				continue
			}
			lines, err := files.Lines(livezChecks[check.Name])
			if err != nil || !strings.Contains(strings.Join(lines, "\n"), `"`+check.Name+`"`) {
				t.Errorf("note %q explains the check %q, which the server does not have: %v", note.ID, check.Name, err)
			}
		}
	}
}

// recordedChecks returns the names of the checks that turned green in the recorded boot.
func recordedChecks(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, span := range recordedBoot(t).Spans {
		if span.Name != convention.ReadyStage {
			continue
		}
		for _, event := range span.Events {
			if name, ok := strings.CutSuffix(event.Name, " is ok"); ok {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		t.Fatal("the recorded boot names no health check")
	}
	return names
}

func recordedBoot(t *testing.T) *trace.Trace {
	t.Helper()
	recorded, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	return recorded
}
