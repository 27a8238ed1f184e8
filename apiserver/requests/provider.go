package requests

import (
	"context"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// onlyBelow is a provider that begins no trace: it records what lies inside a recorded span. The libraries get it, so
// that the server's requests to itself are not recorded.
type onlyBelow struct{ trace.TracerProvider }

// Tracer returns a tracer that begins no trace.
func (p onlyBelow) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return belowTracer{p.TracerProvider.Tracer(name, options...)}
}

// Shutdown does nothing: the owner of the provider ends it.
func (onlyBelow) Shutdown(context.Context) error { return nil }

type belowTracer struct{ trace.Tracer }

// Start records the span if its parent is recorded.
func (t belowTracer) Start(
	ctx context.Context, name string, options ...trace.SpanStartOption,
) (context.Context, trace.Span) {
	if trace.SpanFromContext(ctx).IsRecording() {
		return t.Tracer.Start(ctx, name, options...)
	}
	return noop.Tracer{}.Start(ctx, name, options...)
}
