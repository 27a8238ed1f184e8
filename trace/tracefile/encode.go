package tracefile

import (
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"apitour/trace"
	"apitour/trace/convention"
)

// EncodeSpan returns one line, newline included, with this one span, as the live link sends it. An empty resource is
// left out. The only possible error is an id that is not hexadecimal or has the wrong length.
func EncodeSpan(resource map[string]any, s *trace.Span) ([]byte, error) {
	return encodeLine(resource, []*trace.Span{s})
}

func encodeLine(resource map[string]any, spans []*trace.Span) ([]byte, error) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	putMap(rs.Resource().Attributes(), resource)
	scopes := make(map[scope]ptrace.ScopeSpans)
	for _, s := range spans {
		key := scopeOf(s)
		ss, known := scopes[key]
		if !known {
			ss = rs.ScopeSpans().AppendEmpty()
			ss.Scope().SetName(text(key.name))
			ss.Scope().SetVersion(text(key.version))
			scopes[key] = ss
		}
		if err := putSpan(ss.Spans().AppendEmpty(), s); err != nil {
			return nil, fmt.Errorf("span %q: %w", s.Name, err)
		}
	}
	line, err := new(ptrace.JSONMarshaler).MarshalTraces(td)
	if err != nil {
		return nil, err
	}
	return append(line, '\n'), nil
}

type scope struct{ name, version string }

func scopeOf(s *trace.Span) scope {
	name, _ := s.Attributes[convention.ScopeName].(string)
	version, _ := s.Attributes[convention.ScopeVersion].(string)
	return scope{name, version}
}

func putSpan(to ptrace.Span, s *trace.Span) error {
	var traceID pcommon.TraceID
	var id, parentID pcommon.SpanID
	for _, field := range []struct {
		name, text string
		id         []byte
	}{{"trace id", s.TraceID, traceID[:]}, {"id", s.ID, id[:]}, {"parent id", s.ParentID, parentID[:]}} {
		if err := parseID(field.id, field.text); err != nil {
			return fmt.Errorf("%s %q: %w", field.name, field.text, err)
		}
	}
	to.SetTraceID(traceID)
	to.SetSpanID(id)
	to.SetParentSpanID(parentID)
	to.SetName(text(s.Name))
	to.SetKind(ptrace.SpanKind(s.Kind)) // both count in OTLP's numbers
	to.SetStartTimestamp(timestamp(s.Start))
	to.SetEndTimestamp(timestamp(s.End))
	to.Status().SetCode(statusCodes[s.Status])
	to.Status().SetMessage(text(s.Message))
	putAttributes(to.Attributes(), s)
	to.Events().EnsureCapacity(len(s.Events))
	for _, e := range s.Events {
		event := to.Events().AppendEmpty()
		event.SetTimestamp(timestamp(e.Time))
		event.SetName(text(e.Name))
		putMap(event.Attributes(), e.Attributes)
	}
	return nil
}

var statusCodes = map[trace.Status]ptrace.StatusCode{
	trace.StatusUnset: ptrace.StatusCodeUnset,
	trace.StatusOK:    ptrace.StatusCodeOk,
	trace.StatusError: ptrace.StatusCodeError,
}

// parseID leaves the id zero, which OTLP takes for none, where there is no text.
func parseID(id []byte, text string) error {
	if text == "" {
		return nil
	}
	if len(text) != hex.EncodedLen(len(id)) {
		return fmt.Errorf("expected %d hexadecimal digits", hex.EncodedLen(len(id)))
	}
	_, err := hex.Decode(id, []byte(text))
	return err
}

// lastMoment is the last that fits into 64 bits of nanoseconds.
var lastMoment = time.Unix(
	int64(uint64(math.MaxUint64)/uint64(time.Second)),
	int64(uint64(math.MaxUint64)%uint64(time.Second)),
)

// timestamp returns the nearest moment that OTLP can express: it counts nanoseconds from 1970 to 2554. Its 0 means "not
// known", like the zero time in a trace.
func timestamp(t time.Time) pcommon.Timestamp {
	switch {
	case t.Unix() < 0: // the zero time among them
		return 0
	case t.After(lastMoment):
		return math.MaxUint64
	}
	return pcommon.Timestamp(t.Unix())*pcommon.Timestamp(time.Second) + pcommon.Timestamp(t.Nanosecond())
}

// putAttributes leaves out the scope, which OTLP keeps outside the span, unless its value is not a string or is empty.
func putAttributes(to pcommon.Map, s *trace.Span) {
	putMap(to, s.Attributes)
	to.RemoveIf(func(key string, value pcommon.Value) bool {
		return (key == convention.ScopeName || key == convention.ScopeVersion) &&
			value.Type() == pcommon.ValueTypeStr && value.Str() != ""
	})
}

// putMap writes the keys sorted, so that the same trace always gives the same bytes.
func putMap(to pcommon.Map, from map[string]any) {
	to.EnsureCapacity(len(from))
	for _, key := range slices.Sorted(maps.Keys(from)) {
		putValue(to.PutEmpty(text(key)), from[key])
	}
}

func putValue(to pcommon.Value, from any) {
	switch v := from.(type) {
	case nil:
	case string:
		to.SetStr(text(v))
	case bool:
		to.SetBool(v)
	case int64:
		to.SetInt(v)
	case int:
		to.SetInt(int64(v))
	case float64:
		to.SetDouble(v)
	case []byte:
		to.SetEmptyBytes().FromRaw(v)
	case []any:
		list := to.SetEmptySlice()
		list.EnsureCapacity(len(v))
		for _, element := range v {
			putValue(list.AppendEmpty(), element)
		}
	case map[string]any:
		putMap(to.SetEmptyMap(), v)
	default: // not a type that a trace may hold; its text is more useful than an error
		to.SetStr(text(fmt.Sprint(v)))
	}
}

// text returns the string as JSON can hold it, with U+FFFD for bytes that are not UTF-8.
func text(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
