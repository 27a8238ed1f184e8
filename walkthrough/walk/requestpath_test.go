package walk_test

import (
	"fmt"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// request is the trace of a write: the filters inside each other, two directors, the handler, admission, storage. Names
// behind a tab are the library's.
const request = `ServeRequest
 WithAuditInit
  WithRequestInfo
   WithAuthentication
    WithPriorityAndFairness
     WithAuthorization
      Director/aggregator
       Director/kube-apiserver
        	Create
         Admission/NamespaceLifecycle/mutate
         Admission/MutatingAdmissionPolicy/mutate
         Admission/MutatingAdmissionWebhook/mutate
         Admission/ValidatingAdmissionPolicy/validate
         Admission/ValidatingAdmissionWebhook/validate
         	Create etcd3
          	etcdserverpb.KV/Txn
         	SerializeObject`

// otelgrpc is the scope of the spans that tell of calls to etcd.
const otelgrpc = "go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"

// requestWalk returns a walk along a path through so many of these requests.
func requestWalk(t *testing.T, path walk.Path, times int) *walk.Walk {
	t.Helper()
	recorded := new(trace.Trace)
	for n := range times {
		var around []string
		for i, line := range strings.Split(request, "\n") {
			name := strings.TrimLeft(line, " ")
			depth := len(line) - len(name)
			s := trace.Span{
				TraceID: fmt.Sprint(n), ID: fmt.Sprintf("%d-%d", n, i), Name: strings.TrimPrefix(name, "\t"),
				Start: walktest.At(float64(100*n + i)), End: walktest.At(float64(100*n + 90 - i)),
				Attributes: map[string]any{convention.ScopeName: convention.Scope},
			}
			if strings.HasPrefix(name, "\t") {
				s.Attributes[convention.ScopeName] = "k8s.io/component-base/tracing"
			}
			if strings.HasPrefix(s.Name, "etcdserverpb") {
				s.Attributes[convention.ScopeName] = otelgrpc
			}
			around = append(around[:depth], s.ID)
			if depth > 0 {
				s.ParentID = around[depth-1]
			} else {
				s.Attributes[convention.Method] = "POST"
			}
			recorded.Spans = append(recorded.Spans, s)
		}
	}
	return begin(t, walk.Options{
		Lesson: walktest.Explain,
		Trace:  recorded, Path: path,
	})
}

// TestPathsOfARequest walks requests: each path has its stops in every one of them, and the chapters follow each other.
func TestPathsOfARequest(t *testing.T) {
	for path, want := range map[walk.Path]string{
		walk.Short: "ServeRequest WithRequestInfo WithAuthentication WithPriorityAndFairness WithAuthorization " +
			"Director/aggregator Director/kube-apiserver Create Create_etcd3 SerializeObject",
		walk.Main: "ServeRequest WithAuditInit WithRequestInfo WithAuthentication WithPriorityAndFairness " +
			"WithAuthorization Director/aggregator Director/kube-apiserver Create " +
			"Admission/NamespaceLifecycle/mutate Admission/MutatingAdmissionPolicy/mutate " +
			"Create_etcd3 etcdserverpb.KV/Txn SerializeObject",
		walk.All: strings.Join(strings.Fields(strings.ReplaceAll(request, "Create etcd3", "Create_etcd3")), " "),
	} {
		for _, times := range []int{1, 2} {
			w := requestWalk(t, path, times)
			last := 0
			var names []string
			for range 2 * len(w.Lesson().Steps) {
				names = append(names, strings.ReplaceAll(nameOf(w), " ", "_"))
				c := w.Chapter()
				goesBack := c.Number < last && nameOf(w) != "ServeRequest"
				if goesBack || c.Of != 4 || c.Kind != notes.RequestChapters || c.Stop == 0 {
					t.Errorf("%s: at %q behind chapter %d the chapter is %+v", path, nameOf(w), last, c)
				}
				last = c.Number
				before := w.At()
				if do(w, "next"); w.At() == before {
					break
				}
			}
			if got := strings.Join(names, " "); got != strings.TrimSpace(strings.Repeat(want+" ", times)) {
				t.Errorf("%s: %d requests stop at\n%s\nwant each\n%s", path, times, got, want)
			}
		}
	}
}

// TestChapterKeysInRequests goes through the chapters of two requests.
func TestChapterKeysInRequests(t *testing.T) {
	w := requestWalk(t, walk.Short, 2)
	const one = "ServeRequest Director/aggregator Create Create_etcd3"
	for _, want := range strings.Fields(one + " " + one) {
		if got := strings.ReplaceAll(nameOf(w), " ", "_"); got != want {
			t.Errorf("a chapter begins at %q, want %q", got, want)
		}
		do(w, "chapter-next")
	}
}
