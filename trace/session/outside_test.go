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
	var kubeconfig string
	var told []feed.Outside
	var spans []trace.Span
	var state step.State
	var answer *feed.Answer
	until := func(what string, holds func() bool) {
		t.Helper()
		for !holds() {
			update, open := <-s.Feed()
			if !open {
				t.Fatalf("the feed ends before %s", what)
			}
			switch u := update.(type) {
			case feed.Access:
				kubeconfig = u.Kubeconfig
			case feed.Outside:
				told = append(told, u)
			case feed.Span:
				spans = append(spans, u.Span)
			case feed.Stepping:
				state = u.State
			case feed.Answer:
				answer = &u
			}
		}
	}
	s.Step(step.Command{Kind: step.Free})
	until("ready", func() bool { return kubeconfig != "" })

	outsider(t.Context(), t, kubeconfig, "/a%20b?token=secret")
	until("the answer", func() bool { return len(told) == 2 })
	first, last := told[0], told[1]
	if first.Path != "/a%20b" || first.Status != 0 || last.Status != 200 || last.User != "admin" || first.ID != last.ID ||
		last.Method != http.MethodGet || last.TraceID != "" {
		t.Errorf("told were %+v and %+v", first, last)
	}

	s.FollowRequest(http.MethodGet, "/a%20b")
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		outsider(t.Context(), t, kubeconfig, "/a%20b")
	}()
	until("the request to be held", func() bool {
		return state.Current != nil && state.Current.Name == convention.RequestStage
	})
	if followed := told[len(told)-1]; followed.TraceID == "" || followed.Status != 0 {
		t.Errorf("of the followed request is told %+v", followed)
	}
	s.Step(step.Command{Kind: step.Free})
	<-answered
	outsider(t.Context(), t, kubeconfig, "/a%20b") // only one was followed
	until("the last answer", func() bool {
		return slices.ContainsFunc(told, func(o feed.Outside) bool {
			return o.ID != first.ID && o.TraceID == "" && o.Status == 200
		})
	})

	s.Request(feed.Request{Method: http.MethodGet, Path: "/own"})
	until("the session's own request to be held", func() bool { return state.Current != nil })
	s.Step(step.Command{Kind: step.Free})
	until("the session's own answer", func() bool { return answer != nil })
	for _, o := range told {
		if o.Path != "/a%20b" {
			t.Errorf("told was %+v", o)
		}
	}
	for _, span := range spans {
		if span.Name == convention.OutsideRequest {
			t.Error("a request that is not followed is a part of the recording")
		}
	}
}
