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

// DecodeLine returns what one line of a file or of the live link holds. It may hold a resource and no spans, or nothing
// at all; it is an error when it is not OTLP JSON.
func DecodeLine(line []byte) (*trace.Trace, error) {
	var g gathering
	if err := g.addLine(line); err != nil {
		return nil, err
	}
	return g.trace(), nil
}

// gathering collects the spans of all lines, each with its resource, until it is known which resource is the trace's.
type gathering struct {
	spans     []trace.Span
	of        []int // for each span, which of the resources it belongs to
	resources []map[string]any
	texts     texts // nil when nothing is shared
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

// inspect reports whether the line is an object with traces in it. It is here because the OTLP reader takes the first
// object of a line, and any object for an empty one. A line of metrics or logs is no traces and no error: the Collector
// writes all signals into one file when it is told to.
func inspect(line []byte) (bool, error) {
	const expected = `expected {"resourceSpans":[…]} on every line, as the OpenTelemetry Collector's file exporter writes it`
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

// reason returns what the OTLP reader has to say without the piece of the file that it quotes after it.
func reason(err error) string {
	words, _, _ := strings.Cut(err.Error(), ", error found in ")
	return trace.Clean(words)
}

// trace joins what was gathered. It uses up the gathering.
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

// resource returns that of the span that started first, so that it does not depend on the order of the lines. Spans
// that do not say what they belong to do not count: a live link says it on its first line only.
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

func status(code ptrace.StatusCode) trace.Status {
	for status, c := range statusCodes {
		if c == code {
			return status
		}
	}
	return trace.StatusUnset // a number that OTLP does not define
}

// moment is not pdata's own conversion because that one takes times after 2262 for times before 1970.
func moment(t pcommon.Timestamp) time.Time {
	if t == 0 {
		return time.Time{}
	}
	const second = pcommon.Timestamp(time.Second)
	return time.Unix(int64(t/second), int64(t%second)).UTC()
}

// attributes returns nil where there are none.
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
