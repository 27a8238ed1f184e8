package lesson_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracefile"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/recording"
)

// requests reads the recordings of real requests, which apitour request -o has written.
func requests(t *testing.T) map[string]*lesson.Lesson {
	t.Helper()
	files, err := filepath.Glob("testdata/requests/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d recordings, %v", len(files), err)
	}
	all := make(map[string]*lesson.Lesson)
	for _, file := range files {
		data, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		recorded, err := tracefile.Read(data)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		data.Close()
		all[strings.TrimSuffix(filepath.Base(file), ".jsonl")] = lesson.New(recorded, nil, nil, nil)
	}
	return all
}

// TestDecisions says where each of the recorded requests was decided.
func TestDecisions(t *testing.T) {
	for name, want := range map[string]struct {
		by     lesson.Decider
		code   int
		step   string
		reason string
	}{
		"core-resource": {
			lesson.ByServer, 200, "Director/kube-apiserver",
			"served: route GET /api/v1/namespaces/{namespace}/configmaps/{name}",
		},
		"custom-resource": {
			lesson.ByServer, 200, "Director/apiextensions",
			"served: CustomResourceDefinition parcels.post.example.com",
		},
		"aggregated": {lesson.ByServer, 200, "Director/aggregator", "proxied: to Service default/hello"},
		"server-side-apply": {
			lesson.ByServer, 200, "Director/kube-apiserver",
			"served: route PATCH /api/v1/namespaces/{namespace}/configmaps/{name}",
		},
		"no-credentials": {lesson.ByFilter, 401, "WithAuthentication", "no authenticator knows the client"},
		"denied":         {lesson.ByFilter, 403, "WithAuthorization", "jane is not allowed to do it"},
		"unknown-path":   {lesson.ByServer, 404, "NotFound", "404: no server has it"},
		"no-namespace": {
			lesson.ByAdmission, 404, "Admission/NamespaceLifecycle/mutate", `namespaces "nowhere" not found`,
		},
		"missing":  {lesson.ByStorage, 404, "Get etcd3", ""},
		"conflict": {lesson.ByStorage, 409, "Create etcd3", ""},
		"invalid":  {lesson.ByHandler, 422, "Create", ""},
	} {
		l := requests(t)[name]
		for _, step := range l.Steps {
			d := l.DecisionOf(step)
			if d == nil || d.Step == nil {
				t.Fatalf("%s: nobody has decided", name)
			}
			if d.By != want.by || d.Code != want.code || d.Step.Node.Name != want.step || d.Reason != want.reason {
				t.Fatalf("%s: %d by %s in %s: %q", name, d.Code, d.By, d.Step.Node.Name, d.Reason)
			}
			if d.Refused() != (want.code >= 400) {
				t.Errorf("%s: refused %t", name, d.Refused())
			}
		}
	}
}

// TestEveryRequestIsDecided has a decision for each recording, and none while its root runs, nor of a boot.
func TestEveryRequestIsDecided(t *testing.T) {
	for name, l := range requests(t) {
		if l.DecisionOf(l.Steps[0]) == nil {
			t.Errorf("%s: nobody has decided", name)
		}
		running := *l.Trace
		running.Spans = append([]trace.Span(nil), l.Trace.Spans...)
		for i := range running.Spans {
			if running.Spans[i].Name == convention.RequestStage {
				running.Spans[i].End = time.Time{}
			}
		}
		runs := lesson.New(&running, nil, nil, nil)
		for _, step := range runs.Steps {
			if runs.DecisionOf(step) != nil || runs.PassedOn(step) {
				t.Fatalf("%s: it is decided before it is answered", name)
			}
		}
	}
	boot, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	l := lesson.New(boot, nil, nil, nil)
	for _, step := range l.Steps {
		if l.DecisionOf(step) != nil || l.PassedOn(step) {
			t.Fatalf("%s of a boot decides a request", step.Node.Name)
		}
	}
}

// TestPassedOn says which filters did nothing with the recorded requests.
func TestPassedOn(t *testing.T) {
	for name, want := range map[string]string{
		"core-resource": "14 WithAuthentication 4 WithAuthorization",
		"denied":        "14 WithAuthentication 2 WithConstrainedImpersonation 1 WithAuthorization",
		// The two behind authentication wrote the answer.
		"no-credentials": "14 WithAuthentication 1 Unauthorized",
		"unknown-path":   "14 WithAuthentication 4 WithAuthorization",
	} {
		l := requests(t)[name]
		var got []string
		for at := 1; at < len(l.Steps); {
			step := l.Steps[at]
			if row := l.PassedOnRow(step); row > 0 {
				got = append(got, strconv.Itoa(row))
				at += row
				continue
			}
			if strings.HasPrefix(step.Node.Name, "With") || step.Node.Name == "Unauthorized" {
				got = append(got, step.Node.Name)
			}
			at++
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s, want %s", name, s, want)
		}
	}
}
