package requests

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	genericapifilters "k8s.io/apiserver/pkg/endpoints/filters"
	apirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/endpoints/responsewriter"

	"apitour/trace/convention"
)

// Outside tells of the requests that come from outside: neither from the server's own clients nor from the program that
// follows it. Each is a span of its own, with the method, the path, the user and the status code, and without a filter.
// The query, the headers and the body are left out, because they may hold secrets.
//
// One request can be asked for ahead of its coming, and is then followed as if its traceparent header said so. A nil
// Outside tells of nothing. Safe for concurrent use.
type Outside struct {
	awaited atomic.Pointer[target]
}

// target is which request is meant.
type target struct{ method, path string }

// longestPath is how many bytes of a path are told: more than any path of the API has, and less than a client can send.
const longestPath = 1024

// targetOf returns the request as it is told: its path is escaped, so that it holds no space and no newline.
func targetOf(r *http.Request) target {
	path := r.URL.EscapedPath()
	if len(path) > longestPath {
		path = path[:longestPath] + "…"
	}
	return target{r.Method, path}
}

// Follow asks for the next request from outside with the method and the escaped path, in place of an earlier one that
// has not come. Without a path none is asked for.
func (o *Outside) Follow(method, path string) {
	if path == "" {
		o.awaited.Store(nil)
		return
	}
	o.awaited.Store(&target{method, path})
}

// take reports whether the request is the one that was asked for, which is then asked for no more.
func (o *Outside) take(r *http.Request) bool {
	awaited := o.awaited.Load()
	return awaited != nil && *awaited == targetOf(r) && o.awaited.CompareAndSwap(awaited, nil)
}

// ours reports whether the request is one of the server's own clients, which alone know the token, or of the program
// that follows the server.
func ours(r *http.Request, loopbackToken string) bool {
	return r.UserAgent() == convention.FollowerAgent ||
		loopbackToken != "" && r.Header.Get("Authorization") == "Bearer "+loopbackToken
}

// visitor is the user of a request from outside, as the filters find them out.
type visitor struct {
	asked, became string // the user who asked, and whom they impersonate
}

type visitorKey struct{}

func (v *visitor) String() string {
	if v.became != "" && v.became != v.asked {
		return v.asked + " as " + v.became
	}
	return v.asked
}

// tell serves a request and tells of it: when it has come, and when it has been answered.
func (o *Outside) tell(w http.ResponseWriter, r *http.Request, chain http.Handler, provider trace.TracerProvider) {
	what := targetOf(r)
	// The span begins a trace of its own, whatever the client's traceparent says.
	_, span := provider.Tracer(convention.OutsideScope).Start(context.Background(), convention.OutsideRequest,
		trace.WithAttributes(
			attribute.Bool(convention.FromOutside, true),
			attribute.String(convention.Method, what.method), attribute.String(convention.Path, what.path),
		))
	user, answer := new(visitor), &answer{ResponseWriter: w}
	defer func() {
		span.SetAttributes(attribute.String(convention.UserName, user.String()),
			attribute.Int(convention.StatusCode, cmp.Or(answer.code, http.StatusOK)))
		span.End()
	}()
	ctx := context.WithValue(r.Context(), visitorKey{}, user)
	chain.ServeHTTP(responsewriter.WrapForHTTP1Or2(answer), r.WithContext(ctx))
}

// meetsUser returns what a filter tells of the user of a request that is not followed, nil for most filters: the first
// one that knows who asked, and the one that judges whom they have become.
func meetsUser(filter any) func(context.Context) {
	is := func(other any) bool { return reflect.ValueOf(filter).Pointer() == reflect.ValueOf(other).Pointer() }
	switch {
	case is(genericapifilters.WithAudit):
		return tellVisitor(func(v *visitor, name string) { v.asked = name })
	case is(genericapifilters.WithAuthorization):
		return tellVisitor(func(v *visitor, name string) { v.became = name })
	}
	return nil
}

func tellVisitor(note func(v *visitor, name string)) func(context.Context) {
	return func(ctx context.Context) {
		v, _ := ctx.Value(visitorKey{}).(*visitor)
		if v == nil {
			return
		}
		if user, known := apirequest.UserFrom(ctx); known {
			note(v, user.GetName())
		}
	}
}
