package tracefile

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"apitour/trace"
)

// FuzzRead begins with the corpus: every layout, every error, every foreign format. Every trace that can be read can be
// written, and is the same when it is read again, also in other layouts.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"testdata/boot.jsonl", "testdata/foreign.jsonl"} {
		seed, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
		if requests := requestsOf(f, seed); name == "testdata/boot.jsonl" {
			for _, l := range layouts {
				f.Add(l.write(requests))
			}
		}
	}
	for _, tt := range foreignFiles {
		f.Add([]byte(tt.file))
	}
	f.Add([]byte(`{"resourceSpans":[null,{"scopeSpans":[null,{"spans":[null,` +
		`{"name":"\ud800","endTimeUnixNano":18446744073709551615}]}]}]}`))
	f.Add([]byte(`{"resourceSpans":[{"":1,"scopeSpans":[{"spans":[{"attributes":[` +
		`{"key":"a","value":{"doubleValue":"NaN"}}]}]}]}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		first, err := Read(bytes.NewReader(file))
		if err != nil {
			if err.Error() != trace.Clean(err.Error()) {
				t.Fatalf("error is not clean: %q", err)
			}
			return
		}
		first.Tree()
		written := encode(t, first)
		second, err := Read(bytes.NewReader(written))
		if err != nil {
			t.Fatalf("the written trace cannot be read: %v\n%s", err, written)
		}
		if again := encode(t, second); !bytes.Equal(again, written) {
			t.Fatalf("wrote\n%s, and after reading it\n%s", written, again)
		}
		if first.Cut == "" {
			readInOtherLayouts(t, file)
		}
	})
}

// readInOtherLayouts changes only how a file is written.
func readInOtherLayouts(t *testing.T, file []byte) {
	t.Helper()
	want, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("read once, and then %v", err)
	}
	others := make(map[string][]byte)
	if file[0] != 0x1F && file[0] != 0x28 { // not compressed twice
		others["gzip"] = gzipped(file)
	}
	var indented bytes.Buffer
	if json.Indent(&indented, file, "\t", " ") == nil { // it is one value, and JSON by the letter
		others["indented"] = indented.Bytes()
		others["in a list"] = append(append([]byte("["), indented.Bytes()...), ']')
		others["with a mark"] = append([]byte("\uFEFF \n"), file...)
	}
	for name, text := range others {
		got, err := Read(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(encode(t, got), encode(t, want)) || !reflect.DeepEqual(got.Resource, want.Resource) &&
			!bytes.Contains(encode(t, want), []byte("NaN")) {
			t.Fatalf("%s: read\n%v, want\n%v", name, got, want)
		}
	}
}
