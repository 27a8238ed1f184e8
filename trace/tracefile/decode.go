package tracefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"apitour/trace"
	"apitour/trace/convention"
)

// DecodeLine decodes one line of a file or of the live link. The result may have a resource and no spans, or be
// empty. A line that is not OTLP JSON is an error.
func DecodeLine(line []byte) (*trace.Trace, error) {
	var g gathering
	if err := g.addLine(line); err != nil {
		return nil, err
	}
	return g.trace(), nil
}

// gathering collects the spans of all lines, each with its resource, until the resource of the whole trace is known.
type gathering struct {
	spans     []trace.Span
	of        []int // for each span, the index of its resource
	resources []map[string]any
	texts     texts // nil when strings are not shared
}

func (g *gathering) addLine(line []byte) error {
	isTraces, err := inspect(line)
	if err != nil || !isTraces {
		return err
	}
	td, err := new(ptrace.JSONUnmarshaler).UnmarshalTraces(line)
	if err != nil {
		return errors.New(reason(err))
	}
	for _, rs := range td.ResourceSpans().All() {
		g.resources = append(g.resources, g.texts.attributes(rs.Resource().Attributes()))
		for _, ss := range rs.ScopeSpans().All() {
			for _, s := range ss.Spans().All() {
				g.spans = append(g.spans, g.texts.span(s, ss.Scope()))
				g.of = append(g.of, len(g.resources)-1)
			}
		}
	}
	return nil
}

// inspect reports whether the line is an object with traces in it. The OTLP reader does not check that: it reads the
// first object of a line and ignores the rest, and takes any unknown object for an empty one. A line of metrics or
// logs holds no traces and is no error, because the Collector can be configured to write all signals into one file.
func inspect(line []byte) (bool, error) {
	const expected = `expected {"resourceSpans":[…]} on every line, ` +
		`as the OpenTelemetry Collector's file exporter writes it`
	if !json.Valid(line) {
		var anything json.RawMessage
		return false, fmt.Errorf("%w; %s", json.Unmarshal(line, &anything), expected)
	}
	if bytes.HasPrefix(line, []byte(`{"resourceSpans":`)) {
		return true, nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(line, &fields) == nil {
		for _, key := range []string{"resourceSpans", "resource_spans"} {
			if _, ok := fields[key]; ok {
				return true, nil
			}
		}
		for _, key := range []string{"resourceMetrics", "resourceLogs", "resourceProfiles"} {
			if _, ok := fields[key]; ok {
				return false, nil
			}
		}
	}
	return false, errors.New(expected)
}

// reason returns the message of the OTLP reader without the piece of the file that it quotes at the end.
func reason(err error) string {
	words, _, _ := strings.Cut(err.Error(), ", error found in ")
	return trace.Clean(words)
}

// trace joins the lines into one trace. The gathering must not be used afterwards.
func (g *gathering) trace() *trace.Trace {
	resource := g.resource()
	var r trace.Recording
	r.SetResource(resource)
	for i, s := range g.spans {
		g.spans[i].Attributes = withOwnResource(s.Attributes, g.resources[g.of[i]], resource)
		r.Add(g.spans[i])
	}
	return r.Snapshot()
}

// resource returns the resource of the span that started first, so that the result does not depend on the order of the
// lines. Spans with an empty resource do not count: a live link writes the resource on its first line only.
func (g *gathering) resource() map[string]any {
	first := -1
	for i := range g.spans {
		if len(g.resources[g.of[i]]) == 0 {
			continue
		}
		if first < 0 || trace.CompareStart(&g.spans[i], &g.spans[first]) < 0 {
			first = i
		}
	}
	if first >= 0 {
		return g.resources[g.of[first]]
	}
	for _, resource := range g.resources {
		if len(resource) > 0 {
			return resource
		}
	}
	return nil
}

func withOwnResource(attributes, own, common map[string]any) map[string]any {
	for key, value := range own {
		if _, taken := attributes[key]; taken || reflect.DeepEqual(value, common[key]) {
			continue
		}
		if attributes == nil {
			attributes = make(map[string]any)
		}
		attributes[key] = value
	}
	return attributes
}

func (t texts) span(from ptrace.Span, scope pcommon.InstrumentationScope) trace.Span {
	s := trace.Span{
		TraceID:    t.shared(from.TraceID().String()),
		ID:         from.SpanID().String(),
		ParentID:   from.ParentSpanID().String(),
		Name:       t.shared(from.Name()),
		Kind:       kind(from.Kind()),
		Start:      moment(from.StartTimestamp()),
		End:        moment(from.EndTimestamp()),
		Status:     status(from.Status().Code()),
		Message:    t.shared(from.Status().Message()),
		Attributes: t.attributes(from.Attributes()),
	}
	for key, value := range map[string]string{
		convention.ScopeName:    scope.Name(),
		convention.ScopeVersion: scope.Version(),
	} {
		if value == "" {
			continue
		}
		if s.Attributes == nil {
			s.Attributes = make(map[string]any)
		}
		s.Attributes[key] = t.boxed(value)
	}
	for _, e := range from.Events().All() {
		s.Events = append(s.Events, trace.Event{
			Time:       moment(e.Timestamp()),
			Name:       t.shared(e.Name()),
			Attributes: t.attributes(e.Attributes()),
		})
	}
	return s
}

func kind(k ptrace.SpanKind) trace.Kind {
	if k < ptrace.SpanKindUnspecified || k > ptrace.SpanKindConsumer {
		return trace.KindUnspecified
	}
	return trace.Kind(k) // both count in OTLP's numbers
}

func status(code ptrace.StatusCode) trace.Status {
	for status, c := range statusCodes {
		if c == code {
			return status
		}
	}
	return trace.StatusUnset // a number that OTLP does not define
}

// moment replaces pdata's own conversion, which turns times after 2262 into times before 1970.
func moment(t pcommon.Timestamp) time.Time {
	if t == 0 {
		return time.Time{}
	}
	const second = pcommon.Timestamp(time.Second)
	return time.Unix(int64(t/second), int64(t%second)).UTC()
}

// attributes returns nil for an empty map.
func (t texts) attributes(from pcommon.Map) map[string]any {
	if from.Len() == 0 {
		return nil
	}
	return t.fields(from)
}

func (t texts) fields(from pcommon.Map) map[string]any {
	m := make(map[string]any, from.Len())
	for key, v := range from.All() {
		m[t.shared(key)] = t.value(v)
	}
	return m
}

func (t texts) value(from pcommon.Value) any {
	switch from.Type() {
	case pcommon.ValueTypeStr:
		return t.boxed(from.Str())
	case pcommon.ValueTypeBool:
		return from.Bool()
	case pcommon.ValueTypeInt:
		return from.Int()
	case pcommon.ValueTypeDouble:
		return from.Double()
	case pcommon.ValueTypeBytes:
		return append([]byte{}, from.Bytes().AsRaw()...)
	case pcommon.ValueTypeMap:
		return t.fields(from.Map())
	case pcommon.ValueTypeSlice:
		list := make([]any, 0, from.Slice().Len())
		for _, v := range from.Slice().All() {
			list = append(list, t.value(v))
		}
		return list
	}
	return nil
}
