package server_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"apitour/cmd/server"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/session"
	"apitour/trace/step"
)

// kubectl sends a request as another program would: with a kubeconfig, without a traceparent, under a name of its own.
type kubectl struct {
	t      *testing.T
	config *rest.Config
	client *http.Client
}

func newKubectl(t *testing.T, kubeconfig string) *kubectl {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	config.UserAgent = "kubectl/v1.37.2"
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return &kubectl{t, config, client}
}

// send returns the status code and the beginning of the answer.
func (k *kubectl) send(ctx context.Context, method, path string, headers ...string) (int, string) {
	request, err := http.NewRequestWithContext(ctx, method, k.config.Host+path, strings.NewReader(""))
	if err != nil {
		k.t.Error(err)
		return 0, ""
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := k.client.Do(request)
	if err != nil {
		k.t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(body[:min(len(body), 300)])
}

// TestRequestsFromOutside has a stepped server tell of the requests of another program and of no other, and follows one
// of them when it is sent again.
func TestRequestsFromOutside(t *testing.T) {
	l := startServer(t, server.Child{Mode: server.Stepped, Health: true}) // polls are not told of
	l.awaitHeld("main")
	l.free()
	l.await("the way in", func() bool { return l.kubeconfig != "" })
	k := newKubectl(t, l.kubeconfig)
	const pods = "/api/v1/namespaces/default/pods"

	for _, test := range []struct {
		method, path string
		headers      []string
		want         feed.Outside
	}{
		{"GET", pods + "?limit=500&token=secret", nil, feed.Outside{Path: pods, User: "apitour-admin", Status: 200}},
		{"GET", "/no%20path", nil, feed.Outside{Path: "/no%20path", User: "apitour-admin", Status: 404}},
		{
			"GET", pods,
			[]string{"Impersonate-User", "jane"},
			feed.Outside{Path: pods, User: "apitour-admin as jane", Status: 403},
		},
	} {
		before := len(l.outside)
		k.send(t.Context(), test.method, test.path, test.headers...)
		l.await("the answer to "+test.path, func() bool { return len(l.outside) >= before+2 })
		came, answered := l.outside[before], l.outside[before+1]
		if came.Status != 0 || came.ID != answered.ID || answered.TraceID != "" || answered.Method != test.method ||
			answered.Path != test.want.Path || answered.User != test.want.User || answered.Status != test.want.Status {
			t.Errorf("%s: told were %+v and %+v", test.path, came, answered)
		}
	}
	l.askWithoutCredentials(k)
	l.followFromOutside(k, pods)

	// The session's own request, and those of the server's own clients, which never rest, are not from outside.
	for _, o := range l.outside {
		if o.Path != pods && o.Path != "/no%20path" && o.Path != "/api" {
			t.Errorf("told was %+v", o)
		}
	}
	for _, span := range l.spans {
		for key, value := range span.Attributes {
			if text, _ := value.(string); strings.Contains(text, "token=secret") && key != "url" {
				t.Errorf("%s has %s=%s", span.Name, key, text)
			}
		}
	}
}

// askWithoutCredentials sends a request that authentication refuses.
func (l *learner) askWithoutCredentials(k *kubectl) {
	l.t.Helper()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(k.config.CAData)
	anonymous := &kubectl{l.t, k.config, &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool},
	}}}
	defer anonymous.client.CloseIdleConnections()
	before := len(l.outside)
	anonymous.send(l.t.Context(), "GET", "/api")
	l.await("the refusal", func() bool { return len(l.outside) >= before+2 })
	if o := l.outside[before+1]; o.Status != 401 || o.User != "" {
		l.t.Errorf("without credentials told was %+v", o)
	}
}

// followFromOutside asks for a request, which is held at its first stage when it comes, and stepped to its end; the
// next one like it is not.
func (l *learner) followFromOutside(k *kubectl, path string) {
	l.t.Helper()
	l.tell(func(s *session.Session) { s.FollowRequest("GET", path) })
	answered, held := make(chan int, 1), make(chan struct{})
	go func() {
		for { // until the server has heard what is asked for, it answers at once
			code, _ := k.send(l.t.Context(), "GET", path)
			select {
			case <-held:
				answered <- code
				return
			default:
			}
		}
	}()
	l.await("the request to be held", func() bool { return l.current() == convention.RequestStage })
	close(held)
	if o := l.outside[len(l.outside)-1]; o.TraceID == "" || o.Path != path {
		l.t.Errorf("told of the followed request is %+v", o)
	}
	begun := l.step(step.Command{Kind: step.Into})
	if !slices.Equal(begun, []string{convention.RequestStage}) || l.current() != "WithAuditInit" {
		l.t.Errorf("a step begins %q, and leads to %s", begun, l.current())
	}
	l.free()
	l.await("the end of the request", func() bool {
		o := l.outside[len(l.outside)-1]
		return o.TraceID != "" && o.Status == 200 && o.User == "apitour-admin"
	})
	if code := <-answered; code != 200 {
		l.t.Errorf("kubectl is answered %d", code)
	}
	for _, name := range []string{"WithAuthorization", "Director/kube-apiserver"} {
		if !slices.Contains(l.begun, name) {
			l.t.Errorf("%s is missing on the way", name)
		}
	}
	before, roots := len(l.outside), l.count(convention.RequestStage)
	k.send(l.t.Context(), "GET", path)
	l.await("one more answer", func() bool { return len(l.outside) >= before+2 })
	if l.count(convention.RequestStage) != roots {
		l.t.Error("one more request like it was followed")
	}
}

func (l *learner) count(name string) (n int) {
	for _, span := range l.spans {
		if span.Name == name {
			n++
		}
	}
	return n
}

// TestOutsideIsOffWithoutALearner boots a server that is followed and not stepped, which tells of no request but those
// that ask for it.
func TestOutsideIsOffWithoutALearner(t *testing.T) {
	l := startFollowing(t)
	l.await("the way in", func() bool { return l.kubeconfig != "" })
	if _, err := os.Stat(l.kubeconfig); err != nil {
		t.Fatal(err)
	}
	newKubectl(t, l.kubeconfig).send(t.Context(), "GET", "/api")
	l.session.Request(feed.Request{Method: "GET", Path: "/api"})
	l.await("an answer", func() bool { return l.answer != nil })
	if len(l.outside) > 0 || l.count(convention.OutsideRequest) > 0 {
		t.Errorf("told were %+v", l.outside)
	}
}
