package tracefile

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace"
)

func encode(t *testing.T, tr *trace.Trace) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, tr); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestGoldenFile(t *testing.T) {
	got := encode(t, smallBoot())
	const golden = "testdata/boot.jsonl"
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("wrote\n%s, want\n%s(go test ./trace/tracefile -update rewrites it)", got, want)
	}
	read, err := ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if written := inOrder(smallBoot()); !reflect.DeepEqual(inOrder(read), written) {
		t.Errorf("read\n%v, want\n%v", read, written)
	}
}

func inOrder(t *trace.Trace) *trace.Trace {
	spans := slices.Clone(t.Spans)
	slices.SortFunc(spans, func(a, b trace.Span) int { return trace.CompareStart(&a, &b) })
	return &trace.Trace{Resource: t.Resource, Spans: spans}
}

func TestReadReturnsTheWrittenTrace(t *testing.T) {
	for seed := range uint64(120) {
		random := rand.New(rand.NewPCG(seed, 0))
		want := anyTrace(random)
		var out bytes.Buffer
		maxLine := 1 << random.IntN(14) // on one line, on many, or on one for each span
		spans := make([]*trace.Span, len(want.Spans))
		for i := range want.Spans {
			spans[i] = &want.Spans[i]
		}
		if err := writeLines(&out, want.Resource, spans, maxLine); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		got, err := Read(&out)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !reflect.DeepEqual(inOrder(got), inOrder(want)) {
			t.Fatalf("seed %d: read\n%v, want\n%v", seed, got, want)
		}
	}
}

func TestOrderOfSpansDoesNotShow(t *testing.T) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 0))
		tr := anyTrace(random)
		before := encode(t, tr)
		random.Shuffle(len(tr.Spans), func(i, j int) { tr.Spans[i], tr.Spans[j] = tr.Spans[j], tr.Spans[i] })
		if after := encode(t, tr); !bytes.Equal(before, after) {
			t.Fatalf("seed %d: another order of spans wrote\n%s, not\n%s", seed, after, before)
		}
	}
}

func TestLinesAreShortEnoughForOtherReaders(t *testing.T) {
	big := smallBoot()
	for i := range 1200 {
		s := big.Spans[1]
		s.ID = spanID(100 + i)
		big.Spans = append(big.Spans, s)
	}
	lines := bytes.SplitAfter(encode(t, big), []byte("\n"))
	if len(lines) < 3 { // the last one is the empty rest after the last newline
		t.Fatalf("wrote %d lines, want several", len(lines))
	}
	for _, line := range lines {
		if len(line) > 1<<20 {
			t.Errorf("a line is %d bytes long", len(line))
		}
	}
	read, err := Read(bytes.NewReader(bytes.Join(lines, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Spans) != len(big.Spans) || !reflect.DeepEqual(read.Resource, big.Resource) {
		t.Errorf("read %d spans of %v, want %d of %v", len(read.Spans), read.Resource, len(big.Spans), big.Resource)
	}
}

func TestWriteConvertsValuesThatOTLPCannotHold(t *testing.T) {
	tr := &trace.Trace{Spans: []trace.Span{{
		Name: "\xff", Start: time.Unix(-5, 0), End: time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC),
		Attributes: map[string]any{"\xfe": "\xff", "int": 7, "type": trace.Place{File: "a.go", Line: 1}},
	}}}
	got, err := Read(bytes.NewReader(encode(t, tr)))
	if err != nil {
		t.Fatal(err)
	}
	want := []trace.Span{{
		Name: "\ufffd", End: time.Date(2554, 7, 21, 23, 34, 33, 709551615, time.UTC),
		Attributes: map[string]any{"\ufffd": "\ufffd", "int": int64(7), "type": "{a.go 1}"},
	}}
	if !reflect.DeepEqual(got.Spans, want) {
		t.Errorf("read %v, want %v", got.Spans, want)
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		spans []trace.Span
		want  string
	}{
		"no spans": {nil, "write trace: no spans in the trace"},
		"short id": {
			[]trace.Span{{Name: "main", ID: "abc"}},
			`write trace: span "main": id "abc": expected 16 hexadecimal digits`,
		},
		"id not in hex": {
			[]trace.Span{{Name: "main", ID: "zzzzzzzzzzzzzzzz"}},
			`write trace: span "main": id "zzzzzzzzzzzzzzzz": encoding/hex: invalid byte: U+007A 'z'`,
		},
		"short trace id": {
			[]trace.Span{{Name: "main", TraceID: "abc"}},
			`write trace: span "main": trace id "abc": expected 32 hexadecimal digits`,
		},
		"bad id of parent": {
			[]trace.Span{{Name: "main", ParentID: "\x1b"}},
			`write trace: span "main": parent id "\x1b": expected 16 hexadecimal digits`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := Write(&out, &trace.Trace{Spans: tt.spans})
			if err == nil || err.Error() != tt.want {
				t.Errorf("error is %v, want %s", err, tt.want)
			}
			if out.Len() > 0 {
				t.Errorf("wrote %q although it failed", out.String())
			}
		})
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "boot.jsonl")
	for _, before := range []string{"", "an older recording, readable by everyone"} {
		if before != "" {
			if err := os.WriteFile(path, []byte(before), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := WriteFile(path, smallBoot()); err != nil {
			t.Fatal(err)
		}
		got, err := ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Spans) != 3 {
			t.Errorf("file holds %d spans", len(got.Spans))
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("mode of the file is %v", mode)
		}
		checkFiles(t, dir, "boot.jsonl")
	}
}

func TestWriteFileFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "latest.jsonl")
	if err := os.WriteFile(filepath.Join(dir, "boot.jsonl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("boot.jsonl", link); err != nil {
		t.Skip(err)
	}
	if err := WriteFile(link, smallBoot()); err != nil {
		t.Fatal(err)
	}
	if target, err := os.Readlink(link); err != nil || target != "boot.jsonl" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	if _, err := ReadFile(filepath.Join(dir, "boot.jsonl")); err != nil {
		t.Error(err)
	}
	checkFiles(t, dir, "boot.jsonl", "latest.jsonl")
}

func TestWriteFileLeavesDevicesAlone(t *testing.T) {
	before, err := os.Stat(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(os.DevNull, smallBoot()); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) {
		t.Errorf("%s is another file now", os.DevNull)
	}
}

func TestWriteFileLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "boot.jsonl")
	if err := os.WriteFile(path, []byte("stays"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := WriteFile(path, &trace.Trace{})
	if !errors.Is(err, ErrNoSpans) || !strings.Contains(err.Error(), "boot.jsonl") {
		t.Errorf("error for a trace without spans is %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "stays" {
		t.Errorf("the old file is %q, %v", got, err)
	}
	checkFiles(t, dir, "boot.jsonl")

	absent := filepath.Join(dir, "absent", "boot.jsonl")
	err = WriteFile(absent, smallBoot())
	if !errors.Is(err, fs.ErrNotExist) || strings.Count(err.Error(), "boot.jsonl") != 1 {
		t.Errorf("error for a directory that is absent is %v", err)
	}
	if err := WriteFile(dir, smallBoot()); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("error for a directory in place of a file is %v", err)
	}
	checkFiles(t, dir, "boot.jsonl")
}

func checkFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("directory holds %q, want %q", got, want)
	}
}
