// Package tracefile reads and writes traces as files of OTLP JSON: on every line one ExportTraceServiceRequest, the object
// that an OpenTelemetry exporter sends to a collector and that the Collector's file exporter writes down.
//
//	{"resourceSpans":[{"resource":…,"scopeSpans":[{"scope":…,"spans":[{…},{…}]}]}]}
//	{"resourceSpans":[…]}
//
// Ids are hexadecimal and times are nanoseconds since 1970, as strings; a span that is still running has no
// endTimeUnixNano, which in this encoding is the same as 0. The preferred extension is ".jsonl".
//
// # What becomes of an OTLP file in a trace.Trace
//
// A file may hold several lines, resources, scopes and traces. A Trace has one resource: that of the span that started
// first. A span of another resource carries as attributes of its own what that resource says differently. The scope is
// kept in the attributes convention.ScopeName and convention.ScopeVersion. Of several spans with one id the last one stays,
// so that the lines of a live link make a file, too. What a walk through a boot has no use for is not kept: span kinds,
// links, trace states and the counts of what a span dropped.
//
// Nothing is cleaned: strings come out as they are in the file, escape sequences and all. See [trace.Clean].
package tracefile

import "errors"

// MaxLine is the longest line that is read, in bytes without the newline.
const MaxLine = 64 << 20

// ErrNoSpans says that a file, or a trace that is to become one, holds nothing that could be shown.
var ErrNoSpans = errors.New("no spans in the trace")
