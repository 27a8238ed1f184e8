package apiserver

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
	"go.opentelemetry.io/otel/trace/noop"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/endpoints/filterlatency"
	apirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/endpoints/responsewriter"

	"apitour/apiserver/stage"
)

// A request is traced when its traceparent header (https://www.w3.org/TR/trace-context/) says that it is sampled. Then, and
// only then, its context has a provider, and every stage on its way opens a span.

// ServeRequest is the whole way of one request. The span is the root of a trace of its own, under a span of the client's.
func (t *requestTracing) ServeRequest(w http.ResponseWriter, r *http.Request, chain http.Handler) {
	ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	if !trace.SpanContextFromContext(ctx).IsSampled() {
		chain.ServeHTTP(w, r)
		return
	}
	ctx, span := stage.StartNamed(stage.WithProvider(ctx, t.provider), "ServeRequest",
		// The query is left out: there may be a secret in it.
		attribute.String("http.request.method", r.Method), attribute.String("url.path", r.URL.Path))
	defer span.End(nil)
	answer := &answer{ResponseWriter: w}
	defer func() {
		span.Set(attribute.Int("http.response.status_code", cmp.Or(answer.code, http.StatusOK)))
	}()
	who := func(name string) { span.Set(attribute.String("user.name", name)) }
	chain.ServeHTTP(responsewriter.WrapForHTTP1Or2(answer), r.WithContext(context.WithValue(ctx, whoKey{}, who)))
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

type whoKey struct{}

// traced puts a span around a filter, which is named and placed as the function that made the filter.
func traced(filter any, handler http.Handler) http.Handler {
	idle := !installed(handler)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if stage.Provider(r.Context()) == nil {
			handler.ServeHTTP(w, r)
			return
		}
		ctx, span := stage.Call(r.Context(), "", filter)
		defer span.End(nil)
		if idle {
			span.Event("not installed: no flag asks for it")
		}
		if user, known := apirequest.UserFrom(ctx); known {
			span.Set(attribute.String("user.name", user.GetName()))
			if who, _ := ctx.Value(whoKey{}).(func(string)); who != nil {
				who(user.GetName())
				ctx = context.WithValue(ctx, whoKey{}, nil) // whom he impersonates later does not count
			}
		}
		handler.ServeHTTP(w, r.WithContext(ctx))
	})
}

// installed reports whether a filter has been made: some functions give back the handler that they were given when there is
// nothing to do for them. That one is a span of ours, or the library's clock of a filter.
func installed(made http.Handler) bool {
	function, ok := made.(http.HandlerFunc)
	return !ok || folderOf(function) != folderOf(traced) && folderOf(function) != folderOf(filterlatency.TrackStarted)
}

// folderOf goes by the file, because a function that was inlined is called after the one into which it was.
func folderOf(function any) string {
	pc := reflect.ValueOf(function).Pointer()
	file, _ := runtime.FuncForPC(pc).FileLine(pc)
	return path.Dir(file)
}

// tracedAdmission puts a span around a plugin of admission, one for each of its two turns.
func tracedAdmission(plugin admission.Interface, name string) admission.Interface {
	return tracedPlugin{plugin, name}
}

type tracedPlugin struct {
	admission.Interface
	name string
}

// Admit lets the plugin change the object, if it is one that does.
func (p tracedPlugin) Admit(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) (err error) {
	mutates, ok := p.Interface.(admission.MutationInterface)
	if !ok {
		return nil
	}
	ctx, span := stage.Call(ctx, "Admission/"+p.name+"/mutate", functionOf(reflect.TypeOf(p.Interface).MethodByName("Admit")))
	defer span.End(&err)
	return mutates.Admit(ctx, a, o)
}

// Validate lets the plugin refuse the object, if it is one that does.
func (p tracedPlugin) Validate(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) (err error) {
	validates, ok := p.Interface.(admission.ValidationInterface)
	if !ok {
		return nil
	}
	ctx, span := stage.Call(ctx, "Admission/"+p.name+"/validate", functionOf(reflect.TypeOf(p.Interface).MethodByName("Validate")))
	defer span.End(&err)
	return validates.Validate(ctx, a, o)
}

// functionOf is a method of a library's private type, for stage.Call.
func functionOf(method reflect.Method, _ bool) any { return method.Func.Interface() }

// onlyBelow is a provider that begins no trace: it records what is inside a span that somebody records. The libraries get it,
// so that nothing is recorded of what the server asks of itself.
type onlyBelow struct{ trace.TracerProvider }

// Tracer returns a tracer that begins no trace.
func (p onlyBelow) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return belowTracer{p.TracerProvider.Tracer(name, options...)}
}

// Shutdown has nothing to end: the provider is somebody else's.
func (onlyBelow) Shutdown(context.Context) error { return nil }

type belowTracer struct{ trace.Tracer }

// Start records the span if its parent is recorded.
func (t belowTracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	if trace.SpanFromContext(ctx).IsRecording() {
		return t.Tracer.Start(ctx, name, options...)
	}
	return noop.Tracer{}.Start(ctx, name, options...)
}
