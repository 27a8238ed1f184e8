package requests

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"apitour/cmd/server"
	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/session"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

const (
	// shortWatch is how long a watch lasts that nobody looks at.
	shortWatch = 200 * time.Millisecond
	// endsWithin is how long a server may take to stop, whatever is recorded.
	endsWithin = time.Minute
)

// list is a request that no guided one is like: a list, which is answered from memory.
var list = Guided{Request: feed.Request{Method: http.MethodGet, Path: "/api/v1/namespaces"}}

// Recorded is a server that was recorded from its boot to its end, with the requests that it was sent.
type Recorded struct {
	Trace *trace.Trace
	names map[string]string // of the guided requests, by the ids of their traces
}

// NameOf returns the name of the guided request of which the root is, "" for any other.
func (r *Recorded) NameOf(root *trace.Node) string { return r.names[root.TraceID] }

// Record boots a server with the flags, sends it the guided requests of those names and a list, one after the other,
// stops it, and returns all that it told.
func Record(ctx context.Context, flags []string, names ...string) (*Recorded, error) {
	running, stop := context.WithCancel(ctx)
	defer stop()
	s, err := server.Child{Mode: server.Following, Flags: flags}.Start(running)
	if err != nil {
		return nil, err
	}
	way := &way{session: s, follower: s.Follow(), say: io.Discard, in: &phrases.In(notes.Original).Requests}
	recorded, err := way.record(ctx, stop, names)
	if closed := s.Close(); err == nil && closed != nil {
		return nil, closed
	}
	return recorded, err
}

func (w *way) record(ctx context.Context, stop func(), names []string) (*Recorded, error) {
	if err := w.awaitReady(ctx); err != nil {
		return nil, err
	}
	r := &Recorded{names: make(map[string]string)}
	for _, g := range append(slices.Clone(guided), list) {
		if g.Name != "" && !slices.Contains(names, g.Name) {
			continue
		}
		g.Lasts = min(g.Lasts, shortWatch)
		f, err := w.send(ctx, g)
		if err != nil {
			return nil, fmt.Errorf("record the request %q: %w", g.Name, err)
		}
		r.names[f.Answer.TraceID] = g.Name
	}
	stop()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), endsWithin)
	defer cancel()
	if err := w.follower.Until(ending, func() bool { return w.follower.Ended }); err != nil {
		return nil, fmt.Errorf("record the end of the server: %w", err)
	}
	if err := w.follower.Err; err != nil && !errors.Is(err, session.ErrEnded) {
		return nil, err
	}
	r.Trace = w.follower.Recording.Snapshot()
	return r, nil
}

// NameOf returns the name of the guided request that the recorded one is like, "" for any other: its method, its path
// and whether a client was known are those of the guided one.
func NameOf(root *trace.Node) string {
	known := root.Text(convention.UserName) != ""
	watches := false
	trace.Walk([]*trace.Node{root}, func(n *trace.Node) {
		watches = watches || n.Name == watchStage && !n.IsStage()
	})
	for _, g := range guided {
		path, _, _ := strings.Cut(g.Path, "?")
		if g.Method == root.Text(convention.Method) && path == root.Text(convention.Path) &&
			known != g.Anonymous && watches == (g.Lasts > 0) {
			return g.Name
		}
	}
	return ""
}

// watchStage is the library's span around the answer to a watch.
const watchStage = "WatchServer.HandleHTTP"
