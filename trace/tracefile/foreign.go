package tracefile

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"sync"
	"unicode/utf8"

	"apitour/trace/otlpjson"
)

// ForeignError is the error for a file that is not OTLP JSON but something else that is known.
type ForeignError struct {
	// Format is what the file is, such as "Zipkin's JSON".
	Format string
	// Hint says what turns it into OTLP, or shows it.
	Hint string
}

// Error says what the file is.
func (e *ForeignError) Error() string { return "the file is " + e.Format + ", not OTLP JSON" }

// foreignFormat returns what a file is by its beginning, nil when that is not known.
func foreignFormat(head []byte) *ForeignError {
	for _, f := range binaryFormats {
		if f.is(head) {
			return &ForeignError{f.name, f.hint}
		}
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n\x1E")
	if len(text) == 0 {
		return nil
	}
	for _, f := range textFormats() {
		if f.pattern.Match(text) {
			return &ForeignError{f.name, f.hint}
		}
	}
	if text[0] == '{' || text[0] == '[' {
		names := otlpjson.Outline(text)
		for _, f := range jsonFormats {
			if f.is(names) {
				return &ForeignError{f.name, f.hint}
			}
		}
		return nil
	}
	if !isText(text) {
		return &ForeignError{"binary data", wantedHint}
	}
	return &ForeignError{"plain text", wantedHint}
}

// wantedHint is for a file of which nothing is known.
const wantedHint = `the file exporter of the OpenTelemetry Collector writes OTLP JSON, and so does apitour record`

// isText reports whether the beginning of a file is text. Its end may be in the middle of a character.
func isText(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	whole := head
	for range utf8.UTFMax {
		if utf8.Valid(whole) {
			return true
		}
		whole = whole[:max(0, len(whole)-1)]
	}
	return false
}

// binaryFormat is a format that its bytes tell.
type binaryFormat struct {
	name, hint string
	is         func(head []byte) bool
}

func begins(prefixes ...string) func([]byte) bool {
	return func(head []byte) bool {
		for _, p := range prefixes {
			if bytes.HasPrefix(head, []byte(p)) {
				return true
			}
		}
		return false
	}
}

const (
	unpackHint   = "unpack it first: "
	protobufHint = "the OpenTelemetry Collector turns it into JSON: an otlp receiver, a file exporter, and " +
		"curl --data-binary @FILE -H 'Content-Type: application/x-protobuf' http://localhost:4318/v1/traces"
)

var binaryFormats = []binaryFormat{
	{
		"text in UTF-32", "iconv -f UTF-32 -t UTF-8 FILE turns it into UTF-8, as OTLP JSON has to be",
		begins("\xFF\xFE\x00\x00", "\x00\x00\xFE\xFF"),
	},
	{
		"text in UTF-16",
		"iconv -f UTF-16 -t UTF-8 FILE turns it into UTF-8, as OTLP JSON has to be",
		begins("\xFF\xFE", "\xFE\xFF"),
	},
	{
		"text in UTF-16", "iconv -f UTF-16LE -t UTF-8 FILE turns it into UTF-8, as OTLP JSON has to be",
		func(head []byte) bool { return isUTF16(head, 1) },
	},
	{
		"text in UTF-16", "iconv -f UTF-16BE -t UTF-8 FILE turns it into UTF-8, as OTLP JSON has to be",
		func(head []byte) bool { return isUTF16(head, 0) },
	},
	{"a zip archive", unpackHint + "unzip FILE", begins("PK\x03\x04", "PK\x05\x06")},
	{"a bzip2 file", unpackHint + "bunzip2 FILE", begins("BZh")},
	{"an xz file", unpackHint + "unxz FILE", begins("\xFD7zXZ\x00")},
	{"an lz4 file", unpackHint + "unlz4 FILE", begins("\x04\x22\x4D\x18")},
	{"a 7z archive", unpackHint + "7z x FILE", begins("7z\xBC\xAF\x27\x1C")},
	{"a gzip file inside a gzip file", unpackHint + "gunzip FILE", begins("\x1F\x8B")},
	{"a zstd file inside a compressed file", unpackHint + "gunzip or unzstd FILE", begins("\x28\xB5\x2F\xFD")},
	{"a tar archive", unpackHint + "tar -xf FILE", func(head []byte) bool {
		return len(head) > 262 && string(head[257:262]) == "ustar"
	}},
	{
		"an execution trace of Go", "go tool trace FILE shows it; it has no OpenTelemetry spans",
		isGoTrace,
	},
	{"a profile of pprof", "go tool pprof FILE shows it; a profile has no spans", isProfile},
	{"OTLP in protobuf", protobufHint, isProtobuf},
	{
		"OTLP in protobuf, as the Collector's file exporter writes it",
		"set format: json at the file exporter",
		func(head []byte) bool { return len(head) > 6 && head[0] == 0 && isProtobuf(head[4:]) },
	},
	{
		"a recording of Java Flight Recorder",
		"jfr print FILE shows it; it has no OpenTelemetry spans",
		begins("FLR\x00"),
	},
	{"a recording of perf", "perf report -i FILE shows it; it has no OpenTelemetry spans", begins("PERFILE2")},
}

// isGoTrace reports whether an execution trace begins: "go 1.22 trace" and a zero.
func isGoTrace(head []byte) bool {
	line, _, ended := bytes.Cut(head[:min(len(head), 32)], []byte{0})
	return ended && bytes.HasPrefix(line, []byte("go 1.")) && bytes.HasSuffix(line, []byte(" trace"))
}

// isUTF16 reports whether every second byte of the beginning is zero, as in ASCII text in UTF-16.
func isUTF16(head []byte, zero int) bool {
	const enough = 8
	if len(head) < enough {
		return false
	}
	for i, b := range head[:enough] {
		if (i%2 == zero) != (b == 0) {
			return false
		}
	}
	return true
}

// isProfile reports whether a profile begins: its first field, sample_type, is a ValueType, whose type and unit are
// indexes in a table of strings, and so short numbers (perftools.profiles.Profile in profile.proto).
func isProfile(head []byte) bool {
	return len(head) > 6 && head[0] == 0x0A && head[1] == 4 && head[2] == 0x08 && head[4] == 0x10
}

// isProtobuf reports whether an ExportTraceServiceRequest begins: a ResourceSpans (field 1) that holds a Resource
// (field 1) or a ScopeSpans (field 2), each a tag, a length and that many bytes. Writers may begin with either.
func isProtobuf(head []byte) bool {
	if len(head) < 4 || head[0] != 0x0A {
		return false
	}
	outer, n := binary.Uvarint(head[1:])
	if n <= 0 {
		return false
	}
	rest := head[1+n:]
	if len(rest) < 2 || rest[0] != 0x0A && rest[0] != 0x12 {
		return false
	}
	inner, n := binary.Uvarint(rest[1:])
	if n <= 0 || inner > outer || outer-inner < uint64(n)+1 {
		return false
	}
	return inner == 0 || len(rest) > 1+n && (rest[1+n] == 0x0A || rest[1+n] == 0x12)
}

// textFormat is a format that a pattern at its beginning tells.
type textFormat struct {
	name, hint string
	pattern    *regexp.Regexp
}

// textFormats compiles the patterns when they are needed: most files are OTLP.
var textFormats = sync.OnceValue(func() []textFormat {
	return []textFormat{
		{
			"an HTML page",
			"save what the page shows, as OTLP JSON, and not the page",
			regexp.MustCompile(`(?i)^<(!doctype html|html)`),
		},
		{"XML", wantedHint, regexp.MustCompile(`^<\?xml|^<[A-Za-z][\w:.-]*[ >]`)},
		{
			"the console form of OpenTelemetry for JavaScript",
			"ConsoleSpanExporter prints for people; OTLPTraceExporter sends OTLP to a Collector, whose file " +
				"exporter writes it",
			regexp.MustCompile(`^\{\s+(resource|traceId|instrumentationScope): `),
		},
		{
			"the console form of OpenTelemetry for .NET",
			"AddConsoleExporter prints for people; AddOtlpExporter sends OTLP to a Collector, whose file " +
				"exporter writes it",
			regexp.MustCompile(`^Activity\.(TraceId|Id): `),
		},
		{
			"the text of the Collector's debug exporter",
			"the debug exporter prints for people; the file exporter writes OTLP JSON",
			regexp.MustCompile(`(?m)^(ResourceSpans #\d+|Resource SchemaURL:)`),
		},
		{
			"a profile in pprof's text form", "a profile has no spans",
			regexp.MustCompile(`^(goroutine|heap|threadcreate|block|mutex) profile: |^--- (contention|mutex)`),
		},
		{
			"YAML",
			wantedHint,
			regexp.MustCompile(
				`^(%YAML|---\s|[A-Za-z_][\w.-]*:(\s+[^\s{\[].*)?\r?\n(\s+-? ?[\w"']|- |[A-Za-z_][\w.-]*:( |\r?\n)))`,
			),
		},
	}
})
