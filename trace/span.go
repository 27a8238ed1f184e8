// Package trace is the record of a boot: spans as plain data, the tree that they form, and the times in it.
//
// A span is one timed piece of work. It knows when it began and ended, which span it was part of, and, as attributes,
// where in the source it happened. A trace is all the spans of one boot. Nothing in this package knows Kubernetes,
// OpenTelemetry or a terminal: the subject (apiserver/) is recorded into these types and the telling (walkthrough/)
// reads them, and neither side sees the other.
//
//	main ├────────────────────────────────────────────┤
//	  RunE   ├────────────────────────────────────────┤
//	    Complete ├──┤
//	    Run          ├────────────────────────────────┤
//	      CreateServerChain ├───────────┤
//
// Packages below this one move traces about: tracefile reads and writes them as OTLP JSON lines, record turns the spans
// of an OpenTelemetry SDK into such lines, and live follows the boot of a child process.
//
// Whatever a trace holds was written by the process that was recorded, and is kept as it was written. Names, messages,
// attributes and log lines may hold anything, escape sequences included: whoever shows them calls [Clean] first.
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

// A span that succeeded stays Unset unless somebody said more, as OpenTelemetry asks.
const (
	StatusUnset Status = iota
	StatusOK
	StatusError
)

// Span is one timed piece of work. It is plain data and is not changed once it is part of a [Trace].
type Span struct {
	// TraceID and ID are lower-case hexadecimal, 32 and 16 digits. ParentID is empty for a root.
	TraceID, ID, ParentID string
	Name                  string
	// End is the zero time while the span is running. A zero Start, which only a damaged trace has, is not known.
	Start, End time.Time
	Status     Status
	// Message is the error's text when Status is StatusError.
	Message string
	// Attributes holds string, bool, int64, float64, []byte, []any and map[string]any values, and nil for a value that was
	// recorded as empty. The elements of []any and map[string]any are of the same types.
	Attributes map[string]any
	Events     []Event
}

// Event is a moment inside a span that is worth a word: a decision not taken, a check that turned green.
type Event struct {
	Time       time.Time
	Name       string
	Attributes map[string]any
}

// Running reports whether the span had not ended when it was last heard of.
func (s *Span) Running() bool {
	if running, _ := s.Attributes[convention.StillRunning].(bool); running {
		return true
	}
	return s.End.IsZero()
}

// Failed reports whether the work of the span ended in an error.
func (s *Span) Failed() bool { return s.Status == StatusError }

// Held reports whether the span waits at its start until the learner lets it go on.
func (s *Span) Held() bool {
	held, _ := s.Attributes[convention.Held].(bool)
	return held
}

// Pause returns how long the span was held at its start, from its start until its start plus that. It is not known, and
// so zero, while the span is held. Never negative.
func (s *Span) Pause() time.Duration { return time.Duration(max(0, s.Int(convention.Pause))) }

// NeverHeld says why the span is never held, or "".
func (s *Span) NeverHeld() string { return s.Text(convention.NeverHeld) }

// WaitsFor says what the span waits for, the name of another span or words, or "" when it is no wait.
func (s *Span) WaitsFor() string { return s.Text(convention.WaitsFor) }

// Goroutine returns the number of the goroutine that opened the span, or 0 when it is not known.
func (s *Span) Goroutine() int64 { return s.Int(convention.Goroutine) }

// Key tells spans apart: a span's id is unique in its own trace only, and a file may hold several.
type Key struct{ TraceID, ID string }

// Key returns what tells the span from all others.
func (s *Span) Key() Key { return Key{s.TraceID, s.ID} }

// ParentKey returns the key of the span's parent. Its ID is empty for a root.
func (s *Span) ParentKey() Key { return Key{s.TraceID, s.ParentID} }

// Text returns the attribute as text, or "" when the span does not have it. Lists and maps come as JSON and bytes as
// base64, which is how OpenTelemetry writes them where there is only text. The text is as it was recorded: see [Clean].
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

// jsonText returns "" for the one thing that JSON cannot say: a number that is infinite or none.
func jsonText(v any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // HTML is one of several ways to show it; the others would show "\u003c"
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

// Function returns the fully qualified name of the function that the span covers, or "".
func (s *Span) Function() string { return s.Text(convention.Function) }

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
