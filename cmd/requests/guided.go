package requests

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"apitour/cmd/prepare"
	"apitour/trace/feed"
	"apitour/trace/session"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
)

// Guided is a request that makes what it needs before it is sent. One without a name is the learner's own, and needs
// nothing.
type Guided struct {
	Name string
	feed.Request
	// make makes what the request needs. What it returns has to stay until the request has been answered; it may be
	// nil.
	make func(context.Context, prepare.Client) (io.Closer, error)
}

// defaultWatch is how long the client reads the answer to a watch, which would never end by itself.
const defaultWatch = time.Second

// The kinds that the guided requests are about.
const (
	configMaps = "/api/v1/namespaces/default/configmaps"
	letter     = configMaps + "/letter"
	parcels    = "/apis/post.example.com/v1/namespaces/default/parcels"
)

// guided are in the order in which they teach: where a request may be served, where it may be refused, and what other
// kinds of requests there are.
var guided = []Guided{
	{
		Name:    "core-resource",
		Request: feed.Request{Method: http.MethodGet, Path: letter},
		make:    makeLetter,
	},
	{
		Name:    "custom-resource",
		Request: feed.Request{Method: http.MethodGet, Path: parcels + "/small"},
		make:    makeParcel,
	},
	{
		Name:    "aggregated",
		Request: feed.Request{Method: http.MethodGet, Path: greetingPath + "/hello"},
		make:    makeExtension,
	},
	{
		Name:    "unknown-path",
		Request: feed.Request{Method: http.MethodGet, Path: "/apis/none.example.com/v1/things"},
	},
	{
		Name:    "denied",
		Request: feed.Request{Method: http.MethodGet, Path: "/api/v1/namespaces/default/secrets", As: "jane"},
	},
	{
		Name:    "no-credentials",
		Request: feed.Request{Method: http.MethodGet, Path: configMaps, Anonymous: true},
	},
	{
		Name:    "watch",
		Request: feed.Request{Method: http.MethodGet, Path: configMaps + "?watch=true", Lasts: defaultWatch},
		make:    makeLetter,
	},
	{
		Name: "server-side-apply",
		Request: feed.Request{
			Method: http.MethodPatch, Path: letter + "?fieldManager=apitour",
			ContentType: "application/apply-patch+yaml",
			Body:        []byte("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: letter\ndata:\n  to: jane\n"),
		},
		make: makeLetter,
	},
}

// List writes a line for each guided request, in that language, and one that says what is sent.
func List(w io.Writer, in *phrases.Requests) error {
	for _, g := range guided {
		if _, err := fmt.Fprintf(w, "%-18s %s\n%-18s %s\n", g.Name, in.Shows[g.Name], "", g.sent(in)); err != nil {
			return err
		}
	}
	return nil
}

// sent says what is sent.
func (g Guided) sent(in *phrases.Requests) string {
	line := g.Method + " " + g.Path
	switch {
	case g.Anonymous:
		return in.SentAnonymous.With(line)
	case g.As != "":
		return in.SentAs.With(line, g.As)
	}
	return line
}

// request returns the request with its preparation, which says in a line each what it makes, and then what is sent.
func (g Guided) request(say io.Writer, in *phrases.Requests) session.Request {
	r := session.Request{Request: g.Request}
	r.Prepare = func(ctx context.Context, admin *session.Admin) (release func(), err error) {
		if g.make != nil {
			kept, err := g.make(ctx, prepare.Client{Admin: admin, Say: say, In: in})
			if kept != nil {
				release = func() { kept.Close() }
			}
			if err != nil {
				return release, err
			}
		}
		fmt.Fprintln(say, g.sent(in))
		return release, nil
	}
	return r
}

// Names returns the names of the guided requests.
func Names() []string {
	names := make([]string, len(guided))
	for i, g := range guided {
		names[i] = g.Name
	}
	return names
}

// Known returns the guided requests as a walk offers them: by their names, and with what they show in that language.
func Known(in *phrases.Requests) []walk.KnownRequest {
	known := make([]walk.KnownRequest, len(guided))
	for i, g := range guided {
		known[i] = walk.KnownRequest{Name: g.Name, Shows: in.Shows[g.Name], Request: g.Request}
	}
	return known
}

// Prepared returns the guided requests by their names, each with its preparation, for a session that is asked for one.
// What goes wrong is said in that language.
func Prepared(in *phrases.Requests) map[string]session.Request {
	prepared := make(map[string]session.Request, len(guided))
	for _, g := range guided {
		prepared[g.Name] = g.request(io.Discard, in)
	}
	return prepared
}

func makeLetter(ctx context.Context, c prepare.Client) (io.Closer, error) {
	return nil, c.Apply(ctx, letter, `{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "letter"},
		"data": {"text": "wish you were here"}}`)
}

func makeParcel(ctx context.Context, c prepare.Client) (io.Closer, error) {
	err := c.Apply(ctx, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/parcels.post.example.com", `{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": {"name": "parcels.post.example.com"},
		"spec": {
			"group": "post.example.com", "scope": "Namespaced", "names": {"plural": "parcels", "kind": "Parcel"},
			"versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {
				"type": "object", "properties": {
					"spec": {"type": "object", "properties": {"grams": {"type": "integer"}}}
				}
			}}}]
		}}`)
	if err != nil {
		return nil, err
	}
	if _, err := c.Await(ctx, parcels, nil); err != nil {
		return nil, err
	}
	return nil, c.Apply(ctx, parcels+"/small", `{
		"apiVersion": "post.example.com/v1", "kind": "Parcel", "metadata": {"name": "small"}, "spec": {"grams": 350}}`)
}
