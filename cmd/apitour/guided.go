package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"apitour/walkthrough/tour"
)

// guided is a request that prepares what it needs. One without a name is somebody's own and needs nothing.
type guided struct {
	name, shows string
	asked
	// prepare returns what has to stay until the request has been answered, nil when nothing has to.
	prepare func(context.Context, *admin) (io.Closer, error)
}

// guidedRequests stand in the order in which they teach: where a request may be served, where it may be refused, and what
// else it may be.
var guidedRequests = []guided{
	{name: "core-resource", shows: "a built-in kind: the aggregator passes it on, the kube server serves it", asked: asked{
		method: http.MethodGet, path: "/api/v1/namespaces/default/configmaps/letter",
	}, prepare: aLetter},
	{name: "custom-resource", shows: "a kind that a CustomResourceDefinition adds: the third server has it", asked: asked{
		method: http.MethodGet, path: "/apis/post.example.com/v1/namespaces/default/parcels/small",
	}, prepare: aParcel},
	{name: "aggregated", shows: "a kind of an extension server: the aggregator is a proxy", asked: asked{
		method: http.MethodGet, path: greetingPath + "/hello",
	}, prepare: anExtension},
	{name: "unknown-path", shows: "a group that nobody has: all three servers pass it on, 404", asked: asked{
		method: http.MethodGet, path: "/apis/none.example.com/v1/things",
	}},
	{name: "denied", shows: "a user without rights: authorization ends it, 403", asked: asked{
		method: http.MethodGet, path: "/api/v1/namespaces/default/secrets", as: "jane",
	}},
	{name: "no-credentials", shows: "nobody says who asks: authentication ends it, 401", asked: asked{
		method: http.MethodGet, path: "/api/v1/namespaces/default/configmaps", anonymous: true,
	}},
	{name: "watch", shows: "an answer that does not end by itself, told from the watch cache", asked: asked{
		method: http.MethodGet, path: "/api/v1/namespaces/default/configmaps?watch=true", lasts: defaultWatch,
	}, prepare: aLetter},
	{name: "server-side-apply", shows: "a write: admission, twice, and one transaction in etcd", asked: asked{
		method: http.MethodPatch, path: "/api/v1/namespaces/default/configmaps/letter?fieldManager=apitour",
		contentType: "application/apply-patch+yaml",
		data:        []byte("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: letter\ndata:\n  to: jane\n"),
	}, prepare: aLetter},
}

// listRequests tells which guided requests there are.
func listRequests(w io.Writer, args []string) error {
	if len(args) > 0 {
		return usage("apitour request --list stands alone", "take no argument %q", args[0])
	}
	for _, g := range guidedRequests {
		fmt.Fprintf(w, "%-18s %s\n%-18s %s\n", g.name, g.shows, "", g.line())
	}
	return nil
}

// line is the request in one line, as one would write it down.
func (a asked) line() string {
	line := a.method + " " + a.path
	switch {
	case a.anonymous:
		line += ", anonymous"
	case a.as != "":
		line += ", as " + a.as
	}
	return line
}

// send prepares and sends the request.
func (g guided) send(ctx context.Context, say io.Writer, kubeconfig string) (tour.Answer, error) {
	if g.prepare != nil {
		a, err := newAdmin(kubeconfig, say)
		if err != nil {
			return tour.Answer{}, err
		}
		defer a.client.CloseIdleConnections()
		kept, err := g.prepare(ctx, a)
		if kept != nil {
			defer kept.Close()
		}
		if err != nil {
			return tour.Answer{}, fmt.Errorf("prepare: %w", err)
		}
	}
	fmt.Fprintln(say, g.line())
	return sendRequest(ctx, kubeconfig, g.asked), nil
}

func aLetter(ctx context.Context, a *admin) (io.Closer, error) {
	return nil, a.apply(ctx, "/api/v1/namespaces/default/configmaps/letter",
		`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"letter"},"data":{"text":"wish you were here"}}`)
}

func aParcel(ctx context.Context, a *admin) (io.Closer, error) {
	err := a.apply(ctx, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/parcels.post.example.com", `{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": {"name": "parcels.post.example.com"},
		"spec": {
			"group": "post.example.com", "scope": "Namespaced", "names": {"plural": "parcels", "kind": "Parcel"},
			"versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {
				"type": "object", "properties": {"spec": {"type": "object", "properties": {"grams": {"type": "integer"}}}}
			}}}]
		}}`)
	if err != nil {
		return nil, err
	}
	const parcels = "/apis/post.example.com/v1/namespaces/default/parcels"
	if _, err := a.await(ctx, parcels, whateverItIs); err != nil {
		return nil, err
	}
	return nil, a.apply(ctx, parcels+"/small", `{"apiVersion":"post.example.com/v1","kind":"Parcel","metadata":{"name":"small"},"spec":{"grams":350}}`)
}

// admin prepares things in the name of the server's admin. His requests do not ask to be traced.
type admin struct {
	client *http.Client
	host   string
	say    io.Writer
}

func newAdmin(kubeconfig string, say io.Writer) (*admin, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("read the admin's kubeconfig: %w", err)
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("make a client for the admin: %w", err)
	}
	return &admin{client, config.Host, say}, nil
}

// patience is how long something may take that the server's controllers do in the background.
const patience = 30 * time.Second

// apply makes an object as it should be, also where a data directory has it from an earlier time. What it stands in may
// come a little after the server is ready, as the namespace default does, and then the answer is 404.
func (a *admin) apply(ctx context.Context, path, object string) error {
	fmt.Fprintf(a.say, "making %s …\n", path)
	var status string
	err := poll(ctx, func(ctx context.Context) (bool, error) {
		code, said, body, err := a.ask(ctx, http.MethodPatch, path+"?force=true&fieldManager=apitour-prepares", object)
		status = said
		made := code == http.StatusCreated || code == http.StatusOK
		if err == nil && code != http.StatusNotFound && !made {
			err = fmt.Errorf("%s: %s", said, body)
		}
		return made, err
	})
	if err != nil {
		return fmt.Errorf("make %s: %w (the last answer was %q)", path, err, status)
	}
	return nil
}

func whateverItIs([]byte) bool { return true }

// await waits until the path is answered with 200 and something that is as wanted.
func (a *admin) await(ctx context.Context, path string, wanted func(body []byte) bool) (body []byte, err error) {
	var status string
	err = poll(ctx, func(ctx context.Context) (bool, error) {
		code, said, got, err := a.ask(ctx, http.MethodGet, path, "")
		status, body = said, got
		return code == http.StatusOK && wanted(got), err
	})
	if err != nil {
		return nil, fmt.Errorf("wait for %s: %w (the last answer was %q)", path, err, status)
	}
	return body, nil
}

func poll(ctx context.Context, done wait.ConditionWithContextFunc) error {
	return wait.PollUntilContextTimeout(ctx, 20*time.Millisecond, patience, true, done)
}

func (a *admin) ask(ctx context.Context, method, path, object string) (code int, status string, body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, method, a.host+path, strings.NewReader(object))
	if err != nil {
		return 0, "", nil, err
	}
	request.Header.Set("Content-Type", "application/apply-patch+yaml") // of which JSON is a part
	request.Header.Set("User-Agent", "apitour")
	response, err := a.client.Do(request)
	if err != nil {
		return 0, "", nil, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(response.Body)
	return response.StatusCode, response.Status, body, err
}

// decoded is what an object's JSON says, as far as T asks for it.
func decoded[T any](body []byte) (object T, err error) {
	err = json.Unmarshal(body, &object)
	return object, err
}
