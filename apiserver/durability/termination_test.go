package durability_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
)

// TestTermination tells a busy server to stop, and follows the steps of the note on prepared.Run from outside: not
// ready but serving, then 429 for what is new, while a request that is being read and a watch come to their ends.
func TestTermination(t *testing.T) {
	t.Parallel()
	dir := apiservertest.DataDir(t)
	s := apiservertest.Start(t, dir, "--shutdown-delay-duration", "2s", "--shutdown-send-retry-after",
		"--shutdown-watch-termination-grace-period", "5s")
	config := s.Config(t)
	awaitDefault(t, config)
	client, done := connect(config)
	defer done()

	ledger := newLedger()
	reached := ledger.after(50)
	loading, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := ledger.write(loading, config, 0)
	watched, err := client.CoreV1().Namespaces().Watch(t.Context(), metav1.ListOptions{ResourceVersion: "0"})
	if err != nil {
		t.Fatal(err)
	}
	defer watched.Stop()
	slow := beginSlowly(t, config, "/api/v1/namespaces/kube-public/configmaps", `{"metadata":{"name":"slow"}}`)
	<-reached

	stopped := make(chan error, 1)
	go func() { stopped <- s.Stop() }()
	apiservertest.Await(t, "/readyz to turn red", func(context.Context) (bool, error) {
		code, body := s.Get(t, config, "/readyz?verbose")
		return code == http.StatusInternalServerError && strings.Contains(body, "[-]shutdown failed"), nil
	})
	if code, body := s.Get(t, config, "/api/v1/namespaces/default"); code != http.StatusOK {
		t.Errorf("a request during the shutdown delay: %d %s, want it served", code, body)
	}
	apiservertest.Await(t, "new requests to be told to come back", func(ctx context.Context) (bool, error) {
		code, retryAfter := askOnce(ctx, t, config, s.URL+"/api/v1/namespaces/default")
		if code != http.StatusOK && code != http.StatusTooManyRequests {
			t.Errorf("a new request during the shutdown: %d", code)
		}
		return code == http.StatusTooManyRequests && retryAfter == "5", nil
	})
	awaitEnd(t, watched)
	if code, body := slow.end(t); code != http.StatusCreated {
		t.Errorf("a request that was being read when the server was told to stop: %d %s, want 201", code, body)
	}
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	cancel()
	for range clients {
		if err := <-ended; err != nil {
			t.Logf("a client ended: %v", err)
		}
	}

	s = apiservertest.Start(t, dir)
	ledger.compare(t, stored(t, s.Config(t)))
	if code, _ := s.Get(t, s.Config(t), "/api/v1/namespaces/kube-public/configmaps/slow"); code != http.StatusOK {
		t.Errorf("what was answered 201 last: %d", code)
	}
}

// awaitEnd reads the watch until the server ends it.
func awaitEnd(t *testing.T, watched watch.Interface) {
	t.Helper()
	for open := true; open; {
		select {
		case _, open = <-watched.ResultChan():
		case <-time.After(20 * time.Second):
			t.Fatal("the watch goes on, although the server is stopping")
		}
	}
}

// askOnce asks on a connection of its own and does not follow the advice to come back later.
func askOnce(ctx context.Context, t *testing.T, config *rest.Config, url string) (code int, retryAfter string) {
	t.Helper()
	own := rest.CopyConfig(config)
	own.Proxy = noProxy
	client, err := rest.HTTPClientFor(own)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatalf("the listener is closed, although a request is in flight: %v", err)
	}
	defer response.Body.Close()
	return response.StatusCode, response.Header.Get("Retry-After")
}

// slowRequest is one of which the server has read the beginning.
type slowRequest struct {
	rest   []byte
	body   *io.PipeWriter
	answer chan *http.Response
	failed chan error
}

// beginSlowly posts half of the object, and returns when the server's handler is reading it: the handler's first read
// is what sends "100 Continue".
func beginSlowly(t *testing.T, config *rest.Config, path, object string) *slowRequest {
	t.Helper()
	own := rest.CopyConfig(config)
	own.Proxy = noProxy
	own.NextProtos = []string{"http/1.1"}
	client, err := rest.HTTPClientFor(own)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	reader, writer := io.Pipe()
	reading := make(chan struct{})
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(reading) }})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, config.Host+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Expect", "100-continue")
	slow := &slowRequest{
		rest: []byte(object[len(object)/2:]), body: writer, answer: make(chan *http.Response, 1),
		failed: make(chan error, 1),
	}
	go func() {
		response, err := client.Do(request) //nolint:bodyclose // the reader of the answer closes it
		if err != nil {
			slow.failed <- err
			return
		}
		slow.answer <- response
	}()
	select {
	case <-reading:
	case <-time.After(10 * time.Second):
		t.Fatal("the server does not read the request")
	}
	if _, err := writer.Write([]byte(object[:len(object)/2])); err != nil {
		t.Fatal(err)
	}
	return slow
}

// end sends what is missing and returns the answer.
func (s *slowRequest) end(t *testing.T) (code int, body string) {
	t.Helper()
	if _, err := s.body.Write(s.rest); err != nil {
		t.Fatal(err)
	}
	s.body.Close()
	select {
	case err := <-s.failed:
		t.Fatal(err)
		return 0, ""
	case response := <-s.answer:
		defer response.Body.Close()
		var text bytes.Buffer
		if _, err := text.ReadFrom(response.Body); err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, text.String()
	}
}
