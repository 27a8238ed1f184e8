package requests

import (
	"cmp"
	"context"
	"net/http"
	"path"
	"reflect"
	"runtime"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"k8s.io/apiserver/pkg/endpoints/filterlatency"
	apirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/endpoints/responsewriter"

	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

// ServeRequest is the whole way of one request. Its span is the root of a trace, under a span of the client's if the
// client has one.
func (f *Follower) ServeRequest(w http.ResponseWriter, r *http.Request, chain http.Handler) {
	ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	fromOutside := f.outside != nil && !ours(r, f.loopbackToken)
	switch {
	case trace.SpanContextFromContext(ctx).IsSampled():
	case fromOutside && f.outside.take(r):
		ctx = r.Context()
	case fromOutside:
		f.outside.tell(w, r, chain, f.provider)
		return
	default:
		chain.ServeHTTP(w, r)
		return
	}
	what := []attribute.KeyValue{
		// The query is left out: it may contain a secret.
		attribute.String(convention.Method, r.Method), attribute.String(convention.Path, r.URL.Path),
	}
	if fromOutside { // which has to be known while the stage is held
		what = append(what, attribute.Bool(convention.FromOutside, true))
	}
	ctx, span := stage.StartNamed(stage.WithProvider(ctx, f.provider), "ServeRequest", what...)
	defer span.End(nil)
	answer := &answer{ResponseWriter: w}
	defer func() {
		span.Set(attribute.Int(convention.StatusCode, cmp.Or(answer.code, http.StatusOK)))
	}()
	tellUser := func(name string) { span.Set(attribute.String(convention.UserName, name)) }
	ctx = context.WithValue(ctx, userKey{}, tellUser)
	chain.ServeHTTP(responsewriter.WrapForHTTP1Or2(answer), r.WithContext(ctx))
}

// answer remembers the status code.
type answer struct {
	http.ResponseWriter
	code int
}

func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(code int) {
	a.code = code
	a.ResponseWriter.WriteHeader(code)
}

// userKey is the key of the function that tells the root span the name of the user.
type userKey struct{}

// traced puts a span around a filter. The span has the name and the place of the function that made the filter.
func traced(filter any, handler http.Handler) http.Handler {
	idle, tellUser := !installed(handler), meetsUser(filter)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if stage.Provider(r.Context()) == nil {
			if tellUser != nil {
				tellUser(r.Context())
			}
			handler.ServeHTTP(w, r)
			return
		}
		ctx, span := stage.Call(r.Context(), "", filter)
		defer span.End(nil)
		if idle {
			span.Event("not installed: no flag asks for it")
		}
		if user, known := apirequest.UserFrom(ctx); known {
			span.Set(attribute.String(convention.UserName, user.GetName()))
			if tell, _ := ctx.Value(userKey{}).(func(string)); tell != nil {
				tell(user.GetName())
				ctx = context.WithValue(ctx, userKey{}, nil) // an impersonated user, further in, does not count
			}
		}
		handler.ServeHTTP(w, r.WithContext(ctx))
	})
}

// installed reports whether a filter has been made. Some functions return the handler that they were given when they
// have nothing to do; that handler is a span of ours or the library's clock of a filter.
func installed(made http.Handler) bool {
	function, ok := made.(http.HandlerFunc)
	return !ok || folderOf(function) != folderOf(traced) && folderOf(function) != folderOf(filterlatency.TrackStarted)
}

// folderOf uses the file and not the name: an inlined function has the name of the function that it was inlined into.
func folderOf(function any) string {
	pc := reflect.ValueOf(function).Pointer()
	file, _ := runtime.FuncForPC(pc).FileLine(pc)
	return path.Dir(file)
}
