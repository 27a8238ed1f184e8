// Package trace is the record of a boot: spans as plain data, the tree that they form, and the times in it.
//
// A span is one timed piece of work. It has a start and an end, the span that it was part of, and, as attributes, its
// place in the source. A trace is all the spans of one boot.
//
//	main ├────────────────────────────────────────────┤
//	  RunE   ├────────────────────────────────────────┤
//	    Complete ├──┤
//	    Run          ├────────────────────────────────┤
//	      CreateServerChain ├───────────┤
//
// The subject (apiserver/) is recorded into these types and the telling (walkthrough/) reads them; neither side sees
// the other. This package imports neither Kubernetes nor OpenTelemetry, and it draws nothing. The few words of the
// subject that it understands, such as the name of the stage that ends when the server is ready, are constants of
// package convention, which all sides import.
//
// The packages below this one are of three kinds. The record, and what it needs:
//
//	convention   the words that subject and record share: attribute keys, span names, words of the link
//	tracefile    traces as files of OTLP JSON
//	otlpjson     the decoder of these files
//	atomicfile   writes a file whole or not at all
//	tracetest    large synthetic boots for tests and benchmarks
//
// The live link, by which a boot is watched while it goes on. Parent and child are two processes, and neither end needs
// to know what the other records:
//
//	record       the child's end: spans of an OpenTelemetry SDK become lines on stdout
//	live         the parent's end: starts the child, reads its lines, stops it
//	queue        a channel without a bound, so that the child never waits for a slow reader
//	health       polls the server's health checks from the moment its port is bound
//
// The debugger, with which the learner steps through a boot on the link:
//
//	step         the state machine that decides which spans go on
//	session      joins link, steps and health checks into one stream of updates
//	feed         the vocabulary of that stream, and of the learner's commands
//
// A trace holds text that the recorded process wrote, and keeps it as it was written. Names, messages, attributes and
// log lines may hold anything, escape sequences included: call [Clean] before showing them.
package trace

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"apitour/trace/convention"
)

// Status says how the work of a span went, in OpenTelemetry's three words.
type Status int

// A span that succeeded stays Unset unless its program set a status, as OpenTelemetry asks.
const (
	StatusUnset Status = iota
	StatusOK
	StatusError
)

// Kind says on which side of a call the work of a span was done, in OpenTelemetry's words. Stages are [KindInternal].
type Kind int

// The kinds in the order of OTLP's numbers: a number that OTLP does not define is KindUnspecified.
const (
	KindUnspecified Kind = iota
	KindInternal
	KindServer
	KindClient
	KindProducer
	KindConsumer
)

// Span is one timed piece of work. It is plain data and is not changed once it is part of a [Trace].
type Span struct {
	// TraceID and ID are lower-case hexadecimal, 32 and 16 digits. ParentID is empty for a root.
	TraceID, ID, ParentID string
	Name                  string
	Kind                  Kind
	// End is the zero time while the span is running. A zero Start means that the start is not known, which happens in
	// damaged traces only.
	Start, End time.Time
	Status     Status
	// Message is the error's text when Status is StatusError.
	Message string
	// Attributes holds string, bool, int64, float64, []byte, []any and map[string]any values, and nil for a value that
	// was recorded as empty. The elements of []any and map[string]any are of the same types.
	Attributes map[string]any
	Events     []Event
}

// Event is a notable moment inside a span: a decision not taken, a check that turned green.
type Event struct {
	Time       time.Time
	Name       string
	Attributes map[string]any
}

// Running reports whether the span had not ended when it was last recorded.
func (s *Span) Running() bool {
	if running, _ := s.Attributes[convention.StillRunning].(bool); running {
		return true
	}
	return s.End.IsZero()
}

// Failed reports whether the work of the span ended in an error.
func (s *Span) Failed() bool { return s.Status == StatusError }

// Held reports whether the span waits at its start until the learner lets it go on. One that has ended does not.
func (s *Span) Held() bool {
	if !s.End.IsZero() {
		return false // without a look at the attributes, which takes longer than all else that is asked of most spans
	}
	held, _ := s.Attributes[convention.Held].(bool)
	return held
}

// Pause returns how long the span was held, counted from its start. While the span is still held the pause is not known
// yet, and so zero. Never negative.
func (s *Span) Pause() time.Duration { return time.Duration(max(0, s.Int(convention.Pause))) }

// NeverHeld returns the reason why stepping never pauses the span, or "".
func (s *Span) NeverHeld() string { return s.Text(convention.NeverHeld) }

// WaitsFor returns what the span waits for: the name of another span, or words; "" when the span is no wait.
func (s *Span) WaitsFor() string { return s.Text(convention.WaitsFor) }

// Goroutine returns the number of the goroutine that opened the span, or 0 when it is not known.
func (s *Span) Goroutine() int64 { return s.Int(convention.Goroutine) }

// Key identifies a span. The span's id alone does not: it is unique in its own trace only, and a file may hold several.
// Even in its trace an id may name two spans: Zipkin's instrumentations give one id to both sides of a call.
type Key struct {
	TraceID, ID string
	// Served is true on the side of a call that received it: see [Span.Served].
	Served bool
}

// Key returns the identity of the span.
func (s *Span) Key() Key { return Key{s.TraceID, s.ID, s.Served()} }

// ParentKey returns the key of the span's parent, as the side of a call that does not receive it. Its ID is empty for a
// root. [Trace.Tree] knows the parent where both sides of a call have its id.
func (s *Span) ParentKey() Key { return Key{TraceID: s.TraceID, ID: s.ParentID} }

// Served reports whether the span is the side of a call that received it: a server's or a consumer's.
func (s *Span) Served() bool { return s.Kind == KindServer || s.Kind == KindConsumer }

// Scope returns the instrumentation scope of the span: the name of the library or the program that opened it, or "".
func (s *Span) Scope() string { return s.Text(convention.ScopeName) }

// IsStage reports whether the span is a stage of the subject. The names of stages mean something for such spans only:
// other programs have functions called Run and Validate too.
func (s *Span) IsStage() bool {
	scope, _ := s.Attributes[convention.ScopeName].(string)
	return scope == convention.Scope
}

// IsReadyStage reports whether the span is the stage that ends when the server is ready.
func (s *Span) IsReadyStage() bool { return s.Name == convention.ReadyStage && s.IsStage() }

// Replaces returns how many spans with the same key this one has replaced in a [Recording], not counting its own
// earlier states.
func (s *Span) Replaces() int { return int(max(0, s.Int(convention.Replaces))) }

// Text returns the attribute as text, or "" when the span does not have it. Lists and maps become JSON and bytes become
// base64, as OpenTelemetry writes them where only text is possible. The text is as it was recorded: see [Clean].
func (s *Span) Text(key string) string {
	switch v := s.Attributes[key].(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []byte:
		return base64.StdEncoding.EncodeToString(v)
	case []any, map[string]any:
		return jsonText(v)
	}
	return ""
}

// jsonText returns "" for the one kind of value that JSON cannot hold: an infinite number, or NaN.
func jsonText(v any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // the text is not only shown as HTML, and elsewhere readers would see "\u003c"
	if encoder.Encode(v) != nil {
		return ""
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// Int returns an integer attribute, or 0 when the span does not have it.
func (s *Span) Int(key string) int64 {
	v, _ := s.Attributes[key].(int64)
	return v
}

// Place is a line of a source file. A zero Line means that the line is not known.
type Place struct {
	File string
	Line int
}

// Source returns where the span's function begins.
func (s *Span) Source() Place {
	return Place{s.Text(convention.File), int(s.Int(convention.Line))}
}

// Call returns where the span's parent called it.
func (s *Span) Call() Place {
	return Place{s.Text(convention.CallFile), int(s.Int(convention.CallLine))}
}
