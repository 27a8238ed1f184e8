// Package tracefile reads and writes traces as files of OTLP JSON. It writes one ExportTraceServiceRequest on every
// line, the object that an OpenTelemetry exporter sends to a collector and that the Collector's file exporter writes.
//
//	{"resourceSpans":[{"resource":…,"scopeSpans":[{"scope":…,"spans":[{…},{…}]}]}]}
//	{"resourceSpans":[…]}
//
// Ids are hexadecimal, and times are nanoseconds since 1970 as strings. A span that is still running has no
// endTimeUnixNano, which in this encoding is the same as 0. The preferred extension is ".jsonl".
//
// # What is read
//
// A file is a stream of such objects in any layout: over several lines, several on a line, in lists, in the objects
// that Tempo and Jaeger put around them, compressed with gzip or zstd. Whatever can be understood without guessing is
// read; package otlpjson has the details. A file that ends too early is read as far as it goes: see [trace.Trace.Cut].
// A file of another format is a [ForeignError], which says what it is.
//
// # How an OTLP file becomes a trace.Trace
//
// A file may hold several objects, resources, scopes and traces. A Trace has one resource: that of the span that
// started first. A span of another resource gets the differences between the two as attributes. The scope is kept in
// the attributes convention.ScopeName and convention.ScopeVersion. Of several spans with one id the last one stays,
// so the lines of a live link are a file as well. Fields that a walk through a boot does not use are dropped: links,
// trace states and the counts of dropped attributes, events and links.
//
// Strings are not cleaned; they may hold escape sequences, as in the file. See [trace.Clean].
package tracefile

import "errors"

// MaxLine is the length in bytes of the longest line of a live link, and of the longest span of a file.
const MaxLine = 64 << 20

// ErrNoSpans is the error for a file, or a trace to be written, that holds no span.
var ErrNoSpans = errors.New("no spans in the trace")
