// Package tracefile reads and writes traces as files of OTLP JSON: on every line one ExportTraceServiceRequest, the
// object that an OpenTelemetry exporter sends to a collector and that the Collector's file exporter writes.
//
//	{"resourceSpans":[{"resource":…,"scopeSpans":[{"scope":…,"spans":[{…},{…}]}]}]}
//	{"resourceSpans":[…]}
//
// Ids are hexadecimal, and times are nanoseconds since 1970 as strings. A span that is still running has no
// endTimeUnixNano, which in this encoding is the same as 0. The preferred extension is ".jsonl".
//
// # How an OTLP file becomes a trace.Trace
//
// A file may hold several lines, resources, scopes and traces. A Trace has one resource: that of the span that
// started first. A span of another resource gets the differences between the two as attributes. The scope is kept in
// the attributes convention.ScopeName and convention.ScopeVersion. Of several spans with one id the last one stays,
// so the lines of a live link are a file as well. Fields that a walk through a boot does not use are dropped: links,
// trace states and the counts of dropped attributes, events and links.
//
// Strings are not cleaned; they may hold escape sequences, as in the file. See [trace.Clean].
package tracefile

import "errors"

// MaxLine is the length of the longest line that is read, in bytes without the newline.
const MaxLine = 64 << 20

// ErrNoSpans is the error for a file, or a trace to be written, that holds no span.
var ErrNoSpans = errors.New("no spans in the trace")
