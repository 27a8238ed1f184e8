package tracefile_test

import (
	"bytes"
	"testing"
	"unsafe"

	"apitour/trace/convention"
	"apitour/trace/tracefile"
	"apitour/trace/tracetest"
)

// TestTextsAreShared reads a boot with recurring strings, and checks that each is in memory once.
func TestTextsAreShared(t *testing.T) {
	var file bytes.Buffer
	written := tracetest.Synthetic(2_000)
	if err := tracefile.Write(&file, written); err != nil {
		t.Fatal(err)
	}
	read, err := tracefile.Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	where := make(map[string]*byte)
	once := func(text string) {
		if at, known := where[text]; known && at != unsafe.StringData(text) {
			t.Errorf("%q is in memory twice", text)
		}
		where[text] = unsafe.StringData(text)
	}
	for _, s := range read.Spans {
		once(s.Name)
		once(s.TraceID)
		once(s.Text(convention.Function))
		for key := range s.Attributes {
			once(key)
		}
	}
	if len(where) < 60 || len(where) > 200 {
		t.Errorf("the boot has %d texts, want some hundred", len(where))
	}
}
