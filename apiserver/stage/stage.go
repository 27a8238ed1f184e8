// Package stage opens one span for each stage of the boot.
//
// A stage is a function of the boot, and its first two lines are always the same:
//
//	ctx, span := stage.Start(ctx)
//	defer span.End(&err)
//
// The span takes its name from the function, and knows the file and line at which that function begins and the line
// from which its parent called it. All of these come from the call stack, so they cannot go stale. A library function
// that works for us has no such first line; its caller opens the span with [Call].
//
// There is no global tracer. The provider travels in the context, as every span does; without one, and without an
// [Open] that follows which stages are open, Start costs next to nothing and the nil span that it returns ignores every
// method. Tracing never changes how a boot ends. A recording is passed on to others, so what a stage says goes through
// package mask.
package stage

import (
	"cmp"
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"apitour/apiserver/mask"
	"apitour/trace/convention"
)

// Span is one running stage of the boot. A nil Span is a stage that nobody follows.
type Span struct {
	span trace.Span // nil when the stage is not recorded
	end  func()     // takes the stage out of the open ones; nil when they are not followed
}

type (
	providerKey struct{}
	parentKey   struct{}
)

// parent is the stage that a context belongs to: its function, and the goroutine of that function.
type parent struct {
	function  string
	goroutine int64
	span      trace.Span
}

// WithProvider returns a context whose stages the provider records.
func WithProvider(ctx context.Context, provider trace.TracerProvider) context.Context {
	return context.WithValue(ctx, providerKey{}, provider)
}

// Provider returns the provider that records the stages of the context, or nil.
func Provider(ctx context.Context) trace.TracerProvider {
	provider, _ := ctx.Value(providerKey{}).(trace.TracerProvider)
	return provider
}

// Start opens the span of the function that calls it, under the span of ctx. The context that it returns carries the
// new span to the stages below.
func Start(ctx context.Context, more ...attribute.KeyValue) (context.Context, *Span) {
	if !followed(ctx) {
		return ctx, nil
	}
	site := callerSite(1)
	return open(ctx, site.lastName(), site, more)
}

// StartNamed is Start for a function without a telling name: a closure, or one of many similar stages.
func StartNamed(ctx context.Context, name string, more ...attribute.KeyValue) (context.Context, *Span) {
	if !followed(ctx) {
		return ctx, nil
	}
	return open(ctx, name, callerSite(1), more)
}

// Call opens a span for a library function that the caller is about to call. It takes the function itself, or a method
// expression ((*T).Method), so that the span can say where the function is written. The empty name means the function's
// own.
func Call(ctx context.Context, name string, function any, more ...attribute.KeyValue) (context.Context, *Span) {
	if !followed(ctx) {
		return ctx, nil
	}
	site := functionSite(function)
	return open(ctx, cmp.Or(name, site.lastName()), site, more)
}

// WaitsFor says, when a stage starts, what it waits for: the name of a stage, or words.
func WaitsFor(what string) attribute.KeyValue { return attribute.String(convention.WaitsFor, what) }

// Outside returns a context in which nothing is followed, for work that starts during a stage and is not part of it.
func Outside(ctx context.Context) context.Context {
	return trace.ContextWithSpan(WithOpen(WithProvider(ctx, nil), nil), nil)
}

// followed reports whether the stages of the context are recorded, or are in an Open.
func followed(ctx context.Context) bool { return Provider(ctx) != nil || openStages(ctx) != nil }

func openStages(ctx context.Context) *Open {
	open, _ := ctx.Value(openKey{}).(*Open)
	return open
}

// open begins a stage. It is among the open ones before its span starts, because a stepped span waits at its start.
func open(ctx context.Context, name string, site site, more []attribute.KeyValue) (context.Context, *Span) {
	stage := &Span{}
	if open := openStages(ctx); open != nil {
		stage.end = open.begin(Begun{Name: name})
	}
	if Provider(ctx) != nil {
		ctx, stage.span = record(ctx, name, site, more)
	}
	return ctx, stage
}

func record(
	ctx context.Context, name string, site site, more []attribute.KeyValue,
) (context.Context, trace.Span) {
	caller, _ := ctx.Value(parentKey{}).(parent)
	above := trace.SpanFromContext(ctx)
	if caller.span != nil && !above.IsRecording() {
		// A library in between has put an unrecorded span there.
		above = caller.span
		ctx = trace.ContextWithSpan(ctx, above)
	}
	file, line, ok, direct := callOf(caller.function, 3)
	number := caller.goroutine
	if !direct {
		number = goroutine()
	}
	attributes := append([]attribute.KeyValue{
		attribute.String(convention.Function, site.function),
		attribute.String(convention.File, site.file),
		attribute.Int(convention.Line, site.line),
		attribute.Int64(convention.Goroutine, number),
	}, more...)
	// not a span of a library's, whose call site is unknown
	if ok && above.SpanContext().SpanID() == caller.span.SpanContext().SpanID() {
		attributes = append(attributes, attribute.String(convention.CallFile, file), attribute.Int(convention.CallLine,
			line))
	}
	ctx, span := Provider(ctx).Tracer(convention.Scope).Start(ctx, name, trace.WithAttributes(attributes...))
	return context.WithValue(ctx, parentKey{}, parent{site.function, number, span}), span
}

// End closes the span. A stage that returns an error has failed, and its span says so; err may be nil for a stage that
// cannot fail. The pointer lets one deferred line serve every return of the stage.
func (s *Span) End(err *error) {
	if s == nil {
		return
	}
	if s.end != nil {
		s.end()
	}
	if s.span == nil {
		return
	}
	if err != nil && *err != nil {
		s.span.SetStatus(codes.Error, mask.Text((*err).Error()))
	}
	s.span.End()
}

// Event records a moment of the stage: a decision, a check that turned green.
func (s *Span) Event(text string, facts ...attribute.KeyValue) {
	if s != nil && s.span != nil {
		s.span.AddEvent(mask.Text(text), trace.WithAttributes(facts...))
	}
}

// Set adds facts to the span.
func (s *Span) Set(facts ...attribute.KeyValue) {
	if s != nil && s.span != nil {
		s.span.SetAttributes(facts...)
	}
}
