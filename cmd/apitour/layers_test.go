package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rule says what a part of the project must never see, not even through others.
type rule struct {
	packages string // go list pattern
	never    []string
	why      string
	but      []string // packages that it may see all the same
}

// contract is the one package that every side may import.
const contract = "apitour/trace/convention"

// said is what the program says, in each language.
const said = "apitour/walkthrough/phrases"

var rules = []rule{
	{
		"apitour/trace/...",
		[]string{"apitour/walkthrough", "apitour/apiserver", "apitour/cmd", "k8s.io/", "charm.land/"},
		"the record knows neither the subject nor the telling",
		nil,
	},
	{"apitour/trace", []string{"go.opentelemetry.io/"}, "spans are plain data", nil},
	{
		"apitour/trace/convention",
		[]string{"apitour/trace/"},
		"the contract is a leaf: constants that both sides import",
		nil,
	},
	{
		"apitour/trace/feed",
		[]string{"apitour/trace/live", "apitour/trace/record", "apitour/trace/tracefile"},
		"the vocabulary knows no transport",
		nil,
	},
	{"apitour/trace/queue", []string{"apitour/"}, "a queue knows nothing of its items", nil},
	{
		"apitour/trace/live",
		[]string{"go.opentelemetry.io/otel/sdk"},
		"the parent's end of the link records nothing itself",
		nil,
	},
	{
		"apitour/trace/step apitour/trace/health",
		[]string{"go.opentelemetry.io/", "apitour/trace/live", "apitour/trace/record"},
		"the session joins the link, the steps and the polls; they do not know each other",
		nil,
	},
	{
		"apitour/trace/session",
		[]string{"apitour/trace/record", "go.opentelemetry.io/otel/sdk"},
		"the session is the parent's side; the child's end of the link is in the child",
		nil,
	},
	{
		"apitour/walkthrough/...",
		[]string{"apitour/apiserver", "apitour/cmd", "k8s.io/", "go.etcd.io/", "go.opentelemetry.io/otel/sdk"},
		"the telling is tested without compiling Kubernetes",
		nil,
	},
	{
		"apitour/walkthrough/notes apitour/walkthrough/source apitour/walkthrough/lesson apitour/walkthrough/page " +
			"apitour/walkthrough/why apitour/walkthrough/anchors apitour/walkthrough/messages",
		[]string{"charm.land/"},
		"only the terminal tour draws",
		nil,
	},
	{
		said,
		[]string{"apitour/", "k8s.io/", "charm.land/"},
		"what the program says is words, and functions of words and numbers",
		nil,
	},
	{
		"apitour/walkthrough/notes",
		[]string{"apitour/walkthrough/"},
		"notes, ours and a learner's, know no lesson and no view",
		[]string{said},
	},
	{
		"apitour/walkthrough/walk",
		[]string{
			"charm.land/", "github.com/charmbracelet/", "apitour/trace/live", "apitour/trace/session",
			"apitour/walkthrough/tour", "apitour/walkthrough/plain", "apitour/walkthrough/page",
		},
		"a walk knows no width, no style, no terminal and no server",
		nil,
	},
	{
		"apitour/walkthrough/why",
		[]string{
			"github.com/charmbracelet/",
			"apitour/walkthrough/walk",
			"apitour/trace/session",
			"apitour/trace/live",
		},
		"answers come from a lesson alone, whatever shows them",
		nil,
	},
	{
		"apitour/walkthrough/predict",
		[]string{
			"charm.land/", "github.com/charmbracelet/", "apitour/walkthrough/walk", "apitour/walkthrough/tour",
			"apitour/walkthrough/lesson",
		},
		"questions are answered from a trace alone, for a walk, a quiz, a page and a class",
		nil,
	},
	{
		"apitour/walkthrough/evidence",
		[]string{"charm.land/", "apitour/walkthrough/lesson", "apitour/walkthrough/predict"},
		"questions and claims rest on the same evidence, which comes from a trace alone",
		nil,
	},
	{
		"apitour/walkthrough/claims",
		[]string{
			"charm.land/", "github.com/charmbracelet/", "apitour/walkthrough/walk", "apitour/walkthrough/tour",
			"apitour/trace/session", "apitour/trace/live",
		},
		"claims are held against recordings alone, wherever they come from",
		nil,
	},
	{
		"apitour/walkthrough/plain",
		[]string{"charm.land/", "apitour/walkthrough/tour"},
		"lines of text need no screen",
		nil,
	},
	{
		"apitour/walkthrough/picture",
		[]string{"charm.land/", "apitour/walkthrough/walk", "apitour/walkthrough/tour"},
		"a picture is drawn from rows, of any screen",
		nil,
	},
	// With all its packages but apiservertest, which follows a child by its spans for the tests.
	{
		"apitour/apiserver",
		[]string{"apitour/walkthrough", "apitour/trace", "apitour/cmd", "charm.land/", "k8s.io/kubernetes/"},
		"the subject knows nothing of its recording but the contract",
		nil,
	},
	{
		"apitour/cmd/server",
		[]string{"apitour/walkthrough", "charm.land/"},
		"the server's process is recorded, and told elsewhere",
		nil,
	},
	{
		"apitour/cmd/requests apitour/cmd/broken",
		[]string{"apitour/walkthrough/tour", "charm.land/"},
		"requests and broken boots are reported as text; only the command knows the tour",
		nil,
	},
	{
		"apitour/cmd/apitour",
		[]string{
			"k8s.io/kubectl/", "k8s.io/sample-apiserver/",
			"apitour/apiserver/apiservertest", "apitour/cmd/server/servertest",
		},
		"these are for the tests alone",
		nil,
	},
	{
		"apitour/...",
		[]string{"k8s.io/kubernetes/", "charm.land/lipgloss/v2/compat"},
		"these stay out of the build",
		nil,
	},
}

// TestLayers keeps the three sides apart: subject, record and telling meet only in cmd.
func TestLayers(t *testing.T) {
	for _, r := range rules {
		args := append([]string{"list", "-deps", "-f", "{{.ImportPath}}"}, strings.Fields(r.packages)...)
		out, err := exec.CommandContext(t.Context(), "go", args...).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", r.packages, err)
		}
		for _, dependency := range strings.Fields(string(out)) {
			for _, never := range r.never {
				if strings.HasPrefix(dependency, never) && dependency != contract && dependency != r.packages &&
					!slices.Contains(r.but, dependency) {
					t.Errorf("%s depend on %s, but %s", r.packages, dependency, r.why)
				}
			}
		}
	}
}
