package apiserver_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
	"apitour/trace"
)

// follow sends a request that asks to be traced, and returns the answer and the trace once its root has ended.
func follow(t *testing.T, s *apiservertest.Server, config *rest.Config, method, path, contentType, body string) (int, string, *trace.Trace) {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	var id [16]byte
	_, _ = rand.Read(id[:])
	traceID := fmt.Sprintf("%x", id)
	request.Header.Set("traceparent", "00-"+traceID+"-00000000000000a1-01")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	followed := &trace.Trace{}
	apiservertest.Await(t, "the request's trace", func(context.Context) (bool, error) {
		followed = traceOf(s.Recording.Snapshot(), traceID)
		root := apiservertest.Find(followed, "ServeRequest")
		return root != nil && !root.Running(), nil
	})
	return response.StatusCode, string(answer), followed
}

func traceOf(recorded *trace.Trace, id string) *trace.Trace {
	one := &trace.Trace{}
	for _, span := range recorded.Spans {
		if span.TraceID == id {
			one.Spans = append(one.Spans, span)
		}
	}
	return one
}

func TestRequests(t *testing.T) {
	t.Setenv(apiservertest.RequestsVariable, "1")
	s := apiservertest.Start(t, apiservertest.DataDir(t))
	config := s.Config(t)
	for _, x := range [][4]string{
		{"GET", "/api/v1/namespaces/default/configmaps/nothing", "", ""},
		{"GET", "/api/v1/namespaces/default", "", ""},
		{"GET", "/api/v1/namespaces", "", ""},
		{"POST", "/api/v1/namespaces/default/configmaps", "application/json", `{"metadata":{"name":"a"}}`},
		{"GET", "/foo", "", ""},
		{"GET", "/healthz", "", ""},
		{"GET", "/apis/foo/v1/widgets", "", ""},
	} {
		code, _, followed := follow(t, s, config, x[0], x[1], x[2], x[3])
		t.Log(x, code)
		trace.Walk(followed.Tree(), func(n *trace.Node) {
			var events []string
			for _, e := range n.Events {
				events = append(events, e.Name)
			}
			t.Log(strings.Repeat("  ", n.Depth), n.Name, n.Attributes, events)
		})
	}
}
