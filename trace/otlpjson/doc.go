// Package otlpjson decodes OTLP JSON in whatever layout and spelling it comes.
//
//	file ──► Splitter ── Batch ──► Decoder ── trace.Span
//	             │      ── Batch ──► Decoder ── trace.Span
//	             └ resources, scopes
//
// A [Splitter] reads the file once and finds where each span begins and ends. A [Decoder] for each core decodes the
// spans of a batch. Nothing here knows files, goroutines or compression; package tracefile joins the parts.
//
// It takes what has one meaning: names of fields in camel or snake case and those of older versions, numbers as strings
// and strings as numbers, names of enumerations with or without their prefix, ids in hexadecimal or base64, dates with
// a time zone, null for what is absent. Fields that a trace does not keep may hold anything. What has no meaning, or
// two, is a [Problem], which names the line, the span and the field. Text that is not JSON is one too: nobody can know
// what was meant.
//
// To read the code: splitter.go has the structure of a file and elements.go its brackets and commas, on the window.go
// that moves over it. span.go, attributes.go and resource.go have the structure of a span, scalar.go and strings.go its
// values, on the cursor of cursor.go. texts.go and shapes.go save memory, budget.go bounds it. problem.go words what is
// wrong. names.go lists the fields of JSON that is something else.
package otlpjson
