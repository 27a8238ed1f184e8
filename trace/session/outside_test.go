package session

import (
	"context"
	"io"
	"net/http"
	"slices"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/step"
)

// outsider is a client that is neither the server's nor the session's.
func outsider(ctx context.Context, t *testing.T, kubeconfig, path string) {
	t.Helper()
	admin, err := ReadKubeconfig(kubeconfig)
	if err != nil {
		t.Error(err)
		return
	}
	defer admin.Close()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, admin.server+path, nil)
	if err != nil {
		t.Error(err)
		return
	}
	request.Header.Set("User-Agent", "kubectl")
	response, err := admin.client.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
}

// heard is what a session tells, sorted.
type heard struct {
	t          *testing.T
	session    *Session
	kubeconfig string
	told       []feed.Outside
	spans      []trace.Span
	state      step.State
	answer     *feed.Answer
}

// until reads the feed until the condition holds.
func (h *heard) until(what string, holds func() bool) {
	h.t.Helper()
	for !holds() {
		update, open := <-h.session.Feed()
		if !open {
			h.t.Fatalf("the feed ends before %s", what)
		}
		switch u := update.(type) {
		case feed.Access:
			h.kubeconfig = u.Kubeconfig
		case feed.Outside:
			h.told = append(h.told, u)
		case feed.Span:
			h.spans = append(h.spans, u.Span)
		case feed.Stepping:
			h.state = u.State
		case feed.Answer:
			h.answer = &u
		}
	}
}

// TestRequestsFromOutside hears of another client's requests, but not of the session's own, and steps one of them when
// it is sent again.
func TestRequestsFromOutside(t *testing.T) {
	o := options(t, "serves and is stepped")
	o.Stepped, o.Health = true, true
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	}()
	h := &heard{t: t, session: s}
	s.Step(step.Command{Kind: step.Free})
	h.until("ready", func() bool { return h.kubeconfig != "" })

	outsider(t.Context(), t, h.kubeconfig, "/a%20b?token=secret")
	h.until("the answer", func() bool { return len(h.told) == 2 })
	first, last := h.told[0], h.told[1]
	if first.Method != http.MethodGet || first.Path != "/a%20b" || first.Status != 0 || first.ID != last.ID ||
		last.Status != 200 || last.User != "admin" || last.TraceID != "" {
		t.Errorf("told were %+v and %+v", first, last)
	}
	h.follow(first)

	s.Request(feed.Request{Method: http.MethodGet, Path: "/own"})
	h.until("the session's own request to be held", func() bool { return h.state.Current != nil })
	s.Step(step.Command{Kind: step.Free})
	h.until("the session's own answer", func() bool { return h.answer != nil })
	for _, o := range h.told {
		if o.Path != "/a%20b" {
			t.Errorf("told was %+v", o)
		}
	}
	for _, span := range h.spans {
		if span.Name == convention.OutsideRequest {
			t.Error("a request that is not followed is a part of the recording")
		}
	}
}

// follow has the next request like an earlier one held, and not the one after that.
func (h *heard) follow(first feed.Outside) {
	h.t.Helper()
	h.session.FollowRequest(first.Method, first.Path)
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		outsider(h.t.Context(), h.t, h.kubeconfig, first.Path)
	}()
	h.until("the request to be held", func() bool {
		return h.state.Current != nil && h.state.Current.Name == convention.RequestStage
	})
	if followed := h.told[len(h.told)-1]; followed.TraceID == "" || followed.Status != 0 {
		h.t.Errorf("of the followed request is told %+v", followed)
	}
	h.session.Step(step.Command{Kind: step.Free})
	<-answered
	outsider(h.t.Context(), h.t, h.kubeconfig, first.Path) // only one was followed
	h.until("the last answer", func() bool {
		return slices.ContainsFunc(h.told, func(o feed.Outside) bool {
			return o.ID != first.ID && o.TraceID == "" && o.Status == 200
		})
	})
}
