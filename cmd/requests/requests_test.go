package requests

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/cmd/server"
	"apitour/cmd/server/servertest"
	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
)

var english = &phrases.In(notes.Original).Requests

func TestMain(m *testing.M) { servertest.Main(m, nil) }

// expected is what a guided request comes to.
type expected struct {
	status  string
	answer  string   // part of the body
	servers []string // what the directors say, as far as it is the same every time
	last    string   // the last filter
	inside  []string // stages behind the directors and admission
}

const (
	local     = "aggregator      passed on: APIService v1. is local"
	getLetter = "kube-apiserver  served: route GET /api/v1/namespaces/{namespace}/configmaps/{name}"
	listRoute = "kube-apiserver  served: route GET /api/v1/namespaces/{namespace}/configmaps"
)

var expectations = map[string]expected{
	"core-resource": {
		"200 OK", "wish you were here",
		[]string{local, getLetter},
		"WithAuthorization",
		[]string{"Get", "Get etcd3", "SerializeObject"},
	},
	"custom-resource": {
		"200 OK", `"grams":350`,
		[]string{
			"aggregator      passed on: APIService v1.post.example.com is local",
			"kube-apiserver  passed on: group version not served: post.example.com/v1",
			"apiextensions   served: CustomResourceDefinition parcels.post.example.com",
		},
		"WithAuthorization",
		[]string{"Get", "Get etcd3"},
	},
	"aggregated": {
		"200 OK", "hello, apitour-admin",
		[]string{"aggregator      proxied: to Service default/hello, at 127.0.0.1:"},
		"WithAuthorization",
		[]string{"HTTP GET"},
	},
	"unknown-path": {
		"404 Not Found", "404 page not found",
		[]string{
			"aggregator      passed on: group version not served: there is no APIService v1.none.example.com",
			"kube-apiserver  passed on: group version not served: none.example.com/v1",
			"apiextensions   passed on: no CustomResourceDefinition things.none.example.com",
			"none            404: no server has it",
		},
		"WithAuthorization", nil,
	},
	"denied": {
		"403 Forbidden", `User \"jane\" cannot list resource \"secrets\"`, nil, "WithAuthorization", nil,
	},
	"no-credentials": {"401 Unauthorized", "Unauthorized", nil, "Unauthorized", nil},
	"watch": {
		"200 OK", `"type":"ADDED"`,
		[]string{local, listRoute},
		"WithAuthorization",
		[]string{"cacher.Watch", "etcdserverpb.KV/Range", "WatchServer.HandleHTTP"},
	},
	"server-side-apply": {
		"200 OK", `"operation":"Apply"`,
		[]string{local, strings.Replace(getLetter, "GET", "PATCH", 1)},
		"WithAuthorization",
		[]string{"Patch", "GuaranteedUpdate etcd3", "etcdserverpb.KV/Txn"},
	},
}

// TestGuidedRequests sends all guided requests to one server, one after the other, and finds which servers looked at
// each of them.
func TestGuidedRequests(t *testing.T) {
	servertest.Use(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := server.Child{Mode: server.Following}.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w := &way{session: s, follower: s.Follow(), say: new(bytes.Buffer), in: english}
	if err := w.awaitReady(ctx); err != nil {
		t.Error(err)
	} else {
		for _, g := range guided {
			want, ok := expectations[g.Name]
			if !ok {
				t.Errorf("%s: nothing is expected of it", g.Name)
			}
			if g.Lasts > 0 {
				g.Lasts = 200 * time.Millisecond
			}
			f, err := w.send(ctx, g)
			if err != nil {
				t.Errorf("%s: %v", g.Name, err)
				continue
			}
			check(t, g.Name, f, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("the server ends with %v", err)
	}
}

func check(t *testing.T, name string, f *Followed, want expected) {
	t.Helper()
	parts := sortStages(f.Trace.Tree())
	if f.Answer.Status != want.status || !strings.Contains(strings.Join(f.Answer.Lines, "\n"), want.answer) {
		t.Errorf("%s: %s %s\nwant %s with %s", name, f.Answer.Status, f.Answer.Lines, want.status, want.answer)
	}
	var said []string
	for _, n := range parts.directors {
		said = append(said, decision(n, english))
	}
	if !slices.EqualFunc(said, want.servers, strings.HasPrefix) {
		t.Errorf("%s: the servers said\n%s", name, strings.Join(said, "\n"))
	}
	if last := parts.filters[len(parts.filters)-1]; last.Name != want.last {
		t.Errorf("%s: the last filter is %s, want %s", name, last.Name, want.last)
	}
	for _, stage := range want.inside {
		if !slices.ContainsFunc(parts.rest, func(n *trace.Node) bool { return n.Name == stage }) {
			t.Errorf("%s: there is no %s", name, stage)
		}
	}
	checkQuestions(t, name, f)
	if admitted := len(parts.admission) > 0; admitted != (name == "server-side-apply") {
		t.Errorf("%s: admission had a turn: %v", name, admitted)
	}
}

// TestEveryGuidedRequestHasItsNote holds the names of requests and notes against each other.
func TestEveryGuidedRequestHasItsNote(t *testing.T) {
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, g := range guided {
		names[g.Name] = true
		if note := library.Request(g.Name); note == nil || note.ID != "request-"+g.Name {
			t.Errorf("the note of %s is %v", g.Name, note)
		}
	}
	files, err := filepath.Glob("../../walkthrough/notes/en/request-*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no notes of requests: %v", err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "request-"), ".md"); !names[name] {
			t.Errorf("note %s explains a request that does not exist", filepath.Base(file))
		}
	}
}

// checkQuestions asks what the tour asks of the request: each question has exactly one right answer, that of the
// shipped recording. A question about the time of a watch is left out, because the watch of this test is a short one.
func checkQuestions(t *testing.T, name string, f *Followed) {
	t.Helper()
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := recording.Request(name)
	if err != nil {
		t.Fatal(err)
	}
	record, expected := predict.NewRecord(f.Trace.Tree(), library), predict.NewRecord(shipped.Tree(), library)
	for _, q := range library.Request(name).Questions {
		if q.Kind == notes.HowLong {
			continue
		}
		asked, ok := record.Ask(q, name)
		want, known := expected.Ask(q, name)
		if !ok || !known || asked.Right() < 0 || asked.Options[asked.Right()] != want.Options[want.Right()] {
			t.Errorf("%s: question %s has not exactly one right answer, that of the shipped recording", name, q.ID)
		}
	}
}
