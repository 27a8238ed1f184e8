package record

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"apitour/trace"
	"apitour/trace/convention"
)

// convert copies the span, because the SDK's may still change.
func convert(s sdktrace.ReadOnlySpan) trace.Span {
	converted := trace.Span{
		TraceID:    s.SpanContext().TraceID().String(),
		ID:         s.SpanContext().SpanID().String(),
		Name:       s.Name(),
		Kind:       trace.Kind(s.SpanKind()), // both count in OTLP's numbers
		Start:      s.StartTime(),
		End:        s.EndTime(),
		Status:     statuses[s.Status().Code],
		Message:    s.Status().Description,
		Attributes: attributes(s.Attributes()),
	}
	if s.Parent().HasSpanID() {
		converted.ParentID = s.Parent().SpanID().String()
	}
	scope := s.InstrumentationScope()
	for key, value := range map[string]string{
		convention.ScopeName:    scope.Name,
		convention.ScopeVersion: scope.Version,
	} {
		if value != "" {
			converted.Attributes[key] = value
		}
	}
	for _, e := range s.Events() {
		converted.Events = append(converted.Events, trace.Event{
			Time:       e.Time,
			Name:       e.Name,
			Attributes: attributes(e.Attributes),
		})
	}
	return converted
}

var statuses = map[codes.Code]trace.Status{
	codes.Unset: trace.StatusUnset,
	codes.Ok:    trace.StatusOK,
	codes.Error: trace.StatusError,
}

func attributes(from []attribute.KeyValue) map[string]any {
	m := make(map[string]any, len(from))
	for _, kv := range from {
		m[string(kv.Key)] = value(kv.Value)
	}
	return m
}

func value(v attribute.Value) any {
	switch v.Type() {
	case attribute.BOOL:
		return v.AsBool()
	case attribute.INT64:
		return v.AsInt64()
	case attribute.FLOAT64:
		return v.AsFloat64()
	case attribute.STRING:
		return v.AsString()
	case attribute.BYTESLICE:
		return v.AsByteSlice()
	case attribute.MAP:
		return attributes(v.AsMap())
	case attribute.SLICE:
		return list(v.AsSlice(), value)
	case attribute.BOOLSLICE:
		return list(v.AsBoolSlice(), asAny)
	case attribute.INT64SLICE:
		return list(v.AsInt64Slice(), asAny)
	case attribute.FLOAT64SLICE:
		return list(v.AsFloat64Slice(), asAny)
	case attribute.STRINGSLICE:
		return list(v.AsStringSlice(), asAny)
	}
	return nil
}

func list[T any](from []T, convert func(T) any) []any {
	to := make([]any, len(from))
	for i, element := range from {
		to[i] = convert(element)
	}
	return to
}

func asAny[T any](v T) any { return v }
