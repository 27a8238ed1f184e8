package session

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace/feed"
	"apitour/trace/health"
)

// start starts a server that plays the role, and ends it with the test.
func start(t *testing.T, o Options) (*Session, *Follower, context.Context) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	s, err := Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
		cancel()
	})
	return s, s.Follow(), ctx
}

func TestRequestsAreSentWhenTheServerIsReady(t *testing.T) {
	s, f, ctx := start(t, options(t, "serves"))
	const json, text = "application/json", "text/plain"
	file := filepath.Join(t.TempDir(), "body")
	if err := os.WriteFile(file, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		request Request
		want    []string
	}{
		{Request{Request: feed.Request{Method: http.MethodGet, Path: "/"}}, []string{`GET by admin as ""`, " "}},
		{
			Request{Request: feed.Request{Method: http.MethodGet, Path: "/", As: "jane"}},
			[]string{`GET by admin as "jane"`, " "},
		},
		{
			Request{Request: feed.Request{Method: http.MethodGet, Path: "/", Anonymous: true}},
			[]string{`GET by anonymous as ""`, " "},
		},
		{
			Request{Request: feed.Request{Method: http.MethodPost, Path: "/", Body: []byte("{}")}},
			[]string{`POST by admin as ""`, json + " {}"},
		},
		{
			Request{Request: feed.Request{Method: http.MethodPut, Path: "/", Body: []byte("x"), ContentType: text}},
			[]string{`PUT by admin as ""`, text + " x"},
		},
		{
			Request{Request: feed.Request{Method: http.MethodGet, Path: "/", As: "jane", Groups: []string{"a", "b"}}},
			[]string{`GET by admin as "jane" in "a" "b"`, " "},
		},
		{
			Request{Request: feed.Request{Method: http.MethodPut, Path: "/", BodyFile: file}},
			[]string{`PUT by admin as ""`, json + " from a file"},
		},
		{
			Request{Request: feed.Request{Method: http.MethodGet, Path: "/endless", Lasts: 50 * time.Millisecond}},
			[]string{"and so on"},
		},
	} {
		f.Answer = nil
		s.Send(test.request)
		if err := f.Until(ctx, func() bool { return f.Answer != nil && f.Served(f.Answer.TraceID) }); err != nil {
			t.Fatalf("%s: %v", test.request, err)
		}
		a := f.Answer
		if a.Err != nil || a.Status != "200 OK" || a.Method != test.request.Method || a.Path != test.request.Path {
			t.Errorf("%s: the answer is %+v", test.request, a)
		}
		if !slices.Equal(a.Lines, test.want) {
			t.Errorf("%s: the body is %q, want %q", test.request, a.Lines, test.want)
		}
		if !f.Ready() {
			t.Errorf("%s: it was sent before the server was ready", test.request)
		}
	}
	if !slices.Contains(f.Log, "serving") {
		t.Errorf("the log is %q", f.Log)
	}
}

// TestRequestsByName sends the request that the session knows by a name, one of the learner's own, and one whose body
// cannot be read.
func TestRequestsByName(t *testing.T) {
	o := options(t, "serves")
	prepared := false
	o.Requests = map[string]Request{"known": {
		Request: feed.Request{Method: http.MethodGet, Path: "/known", As: "jane"},
		Prepare: func(context.Context, *Admin) (func(), error) { prepared = true; return nil, nil },
	}}
	s, f, ctx := start(t, o)
	for _, test := range []struct {
		request feed.Request
		want    string
	}{
		{feed.Request{Name: "known", Method: http.MethodPut, Path: "/else"}, `GET by admin as "jane"`},
		{feed.Request{Method: http.MethodPost, Path: "/own", Body: []byte("x")}, `POST by admin as ""`},
	} {
		f.Answer = nil
		s.Request(test.request)
		if err := f.Until(ctx, func() bool { return f.Answer != nil }); err != nil {
			t.Fatal(err)
		}
		if a := f.Answer; a.Err != nil || a.Lines[0] != test.want {
			t.Errorf("%s: the answer is %+v", test.request, a)
		}
	}
	if !prepared {
		t.Error("the known request was not prepared")
	}
	f.Answer = nil
	s.Request(feed.Request{Method: http.MethodPost, Path: "/", BodyFile: filepath.Join(t.TempDir(), "none")})
	if err := f.Until(ctx, func() bool { return f.Answer != nil }); err != nil {
		t.Fatal(err)
	}
	if err := f.Answer.Err; !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without its body the answer is %v", err)
	}
}

// TestAPreparedRequest has a request prepared before it is sent, and released when it has been answered.
func TestAPreparedRequest(t *testing.T) {
	s, f, ctx := start(t, options(t, "serves"))
	var order []string
	released := make(chan struct{})
	s.Send(
		Request{
			Request: feed.Request{Method: http.MethodGet, Path: "/"},
			Prepare: func(ctx context.Context, admin *Admin) (func(), error) {
				got, err := admin.Do(ctx, http.MethodPost, "/", "text/plain", []byte("x"))
				order = append(order, strings.Fields(string(got.Body))[0])
				return func() { close(released) }, err
			},
		},
	)
	if err := f.Until(ctx, func() bool { return f.Answer != nil }); err != nil {
		t.Fatal(err)
	}
	<-released
	if order = append(order, strings.Fields(f.Answer.Lines[0])[0]); !slices.Equal(order, []string{"POST", "GET"}) {
		t.Errorf("the requests were %q", order)
	}

	f.Answer = nil
	failure := errors.New("no luck")
	s.Send(
		Request{
			Request: feed.Request{Method: http.MethodGet, Path: "/"},
			Prepare: func(context.Context, *Admin) (func(), error) {
				return nil, failure
			},
		},
	)
	if err := f.Until(ctx, func() bool { return f.Answer != nil }); err != nil {
		t.Fatal(err)
	}
	if err := f.Answer.Err; !errors.Is(err, failure) || err.Error() != "prepare the request: no luck" {
		t.Errorf("the answer's error is %v", err)
	}
}

// TestAccessIsToldWhenTheServerIsReady reads the kubeconfig that a learner is told of.
func TestAccessIsToldWhenTheServerIsReady(t *testing.T) {
	_, f, ctx := start(t, options(t, "serves"))
	if err := f.Until(ctx, func() bool { return f.Kubeconfig != "" }); err != nil {
		t.Fatal(err)
	}
	if !f.Ready() || !filepath.IsAbs(f.Kubeconfig) {
		t.Errorf("ready %t, kubeconfig %q", f.Ready(), f.Kubeconfig)
	}
	admin, err := ReadKubeconfig(f.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if got, err := admin.Do(ctx, http.MethodGet, "/", "", nil); err != nil || got.Code != http.StatusOK {
		t.Errorf("the answer is %+v, %v", got, err)
	}
}

func TestHealthIsPolledAsTheAdmin(t *testing.T) {
	o := options(t, "serves")
	o.Health = true
	_, f, ctx := start(t, o)
	if err := f.Until(ctx, func() bool { return len(f.Health) == len(health.Paths) }); err != nil {
		t.Fatal(err)
	}
	for path, report := range f.Health {
		if !report.OK() || len(report.Checks) != 1 || report.Checks[0].Name != "asked by admin" {
			t.Errorf("%s says %+v", path, report)
		}
	}
}

func TestUntilEndsWithItsContextAndWithTheServer(t *testing.T) {
	s, f, ctx := start(t, options(t, "serves"))
	never := func() bool { return false }
	cause := errors.New("enough")
	ended, end := context.WithCancelCause(ctx)
	end(cause)
	if err := f.Until(ended, never); !errors.Is(err, cause) {
		t.Errorf("the error is %v, want the context's cause", err)
	}
	s.Stop()
	if err := f.Until(ctx, never); !errors.Is(err, ErrEnded) || !f.Ended {
		t.Errorf("the error is %v, want %v", err, ErrEnded)
	}
}

// TestCloseWithoutAReader leaves a feed unread, and a request that waits for a server that is not ready.
func TestCloseWithoutAReader(t *testing.T) {
	o := options(t, "serves")
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	s.Send(Request{Request: feed.Request{Method: http.MethodGet, Path: "/endless"}})
	if err := s.Close(); err != nil {
		t.Errorf("the server ends with %v", err)
	}
}
