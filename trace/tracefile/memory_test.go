package tracefile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/otlpjson"
)

const (
	beforeSpans = `{"resourceSpans":[{"scopeSpans":[{"spans":[`
	afterSpans  = `]}]}]}`
	attributeA  = `"attributes":[{"key":"a","value":{"intValue":1}}]`
)

// pieces are files of one line that repeat a small piece, which may be numbered.
var pieces = map[string]struct{ before, piece, after string }{
	"spans": {beforeSpans, `{}`, afterSpans},
	"spans with ids": {
		beforeSpans,
		`{"traceId":"%032[1]x","spanId":"%016[1]x","parentSpanId":"%016[1]x"}`, afterSpans,
	},
	"names":               {beforeSpans, `{"name":"span %[1]d"}`, afterSpans},
	"attributes":          {beforeSpans + `{"attributes":[`, `{}`, `]}` + afterSpans},
	"attributes of a key": {beforeSpans + `{"attributes":[`, `{"key":"k"}`, `]}` + afterSpans},
	"keys":                {beforeSpans + `{"attributes":[`, `{"key":"%[1]d"}`, `]}` + afterSpans},
	"one attribute each":  {beforeSpans, `{"attributes":[{"key":"%[1]d"}]}`, afterSpans},
	"numbers":             {beforeSpans, `{"attributes":[{"key":"n","value":{"intValue":%[1]d0000}}]}`, afterSpans},
	"texts": {
		beforeSpans + `{"attributes":[`, `{"key":"%[1]d","value":{"stringValue":"%0300[1]d"}}`,
		`]}` + afterSpans,
	},
	"bytes": {
		beforeSpans + `{"attributes":[`, `{"key":"%[1]d","value":{"bytesValue":"AAAAAAAAAAAA"}}`,
		`]}` + afterSpans,
	},
	"a list of nulls": {
		beforeSpans + `{"attributes":[{"key":"l","value":{"arrayValue":{"values":[`, `null`,
		`]}}}]}` + afterSpans,
	},
	"a list of maps": {
		beforeSpans + `{"attributes":[{"key":"l","value":{"arrayValue":{"values":[`, `{"kvlistValue":{}}`,
		`]}}}]}` + afterSpans,
	},
	"a list of lists": {
		beforeSpans + `{"attributes":[{"key":"l","value":{"arrayValue":{"values":[`, `{"arrayValue":{"values":[{}]}}`,
		`]}}}]}` + afterSpans,
	},
	"events":               {beforeSpans + `{"events":[`, `{}`, `]}` + afterSpans},
	"events with names":    {beforeSpans + `{"events":[`, `{"name":"event %[1]d"}`, `]}` + afterSpans},
	"links":                {beforeSpans + `{"links":[`, `{}`, `]}` + afterSpans},
	"resources":            {`{"resourceSpans":[`, `{}`, `]}`},
	"resources of nothing": {`{"resourceSpans":[`, `{"resource":{}}`, `]}`},
	"resources and a span": {
		`{"resourceSpans":[`, `{"resource":{"attributes":[{"key":"%[1]d"}]},"scopeSpans":[{"spans":[{}]}]}`, `]}`,
	},
	"attributes of it":  {`{"resourceSpans":[{"resource":{"attributes":[`, `{}`, `]}}]}`},
	"keys of it":        {`{"resourceSpans":[{"resource":{"attributes":[`, `{"key":"%[1]d"}`, `]}}]}`},
	"scopes":            {`{"resourceSpans":[{"scopeSpans":[`, `{}`, `]}]}`},
	"scopes and a span": {`{"resourceSpans":[{"scopeSpans":[`, `{"scope":{"name":"%[1]d"},"spans":[{}]}`, `]}]}`},
	"scopes after the span": {
		`{"resourceSpans":[{"scopeSpans":[`, `{"spans":[{` + attributeA + `}],"scope":{"name":"%[1]d"}}`, `]}]}`,
	},
	"no spans": {`{"resourceSpans":[{"scopeSpans":[`, `{"spans":[]}`, `]}]}`},
	"requests": {`[`, `{"resourceSpans":[{}]}`, `]`},
	"values":   {``, `{}`, ``},
}

// repeated is a file that repeats a piece a number of times. It watches the memory while it is read.
type repeated struct {
	before, piece, after string
	times, at            int
	rest                 []byte
	peak                 uint64
}

// Read implements [io.Reader].
func (r *repeated) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		var more strings.Builder
		if r.at == 0 {
			more.WriteString(r.before)
		}
		for ; r.at < r.times && more.Len() < 64<<10; r.at++ {
			if r.at > 0 && r.before != "" {
				more.WriteByte(',')
			}
			if strings.Contains(r.piece, "%") {
				fmt.Fprintf(&more, r.piece, r.at+1)
			} else {
				more.WriteString(r.piece)
			}
		}
		if r.at == r.times {
			more.WriteString(r.after)
			r.at++
		}
		if r.rest = []byte(more.String()); len(r.rest) == 0 {
			return 0, io.EOF
		}
		r.peak = max(r.peak, heapInUse())
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// heapInUse returns how many bytes of the heap are in use, garbage included.
func heapInUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func TestWhatAFileTakesIsCounted(t *testing.T) {
	for name, line := range pieces {
		t.Run(name, func(t *testing.T) {
			runtime.GC()
			before := heapInUse()
			budget := otlpjson.FixedBudget(1 << 40)
			file := &repeated{before: line.before, piece: line.piece, after: line.after, times: 30_000}
			read, err := read(t.Context(), file, nil, reading{longest: MaxLine, budget: budget})
			if err != nil && !errors.Is(err, ErrNoSpans) {
				t.Fatal(err)
			}
			var roots []*trace.Node
			if read != nil {
				roots = read.Tree()
			}
			runtime.GC()
			takes := max(1<<20, int64(heapInUse())-int64(before))
			counted := max(1<<20, budget.Spent())
			if counted < takes*3/4 || counted > 4*max(takes, int64(file.peak)-int64(before), 5<<20) {
				t.Errorf("it takes %s, and %s were counted", size(takes), size(counted))
			}
			runtime.KeepAlive(roots)
			runtime.KeepAlive(read)
		})
	}
}

// free are the pieces that take nothing, however many of them there are.
var free = map[string]bool{
	"attributes": true, "attributes of a key": true, "links": true, "resources": true, "resources of nothing": true,
	"attributes of it": true, "scopes": true, "no spans": true, "requests": true, "values": true,
}

// TestFileThatTakesTooMuchEnds reads files that take more than they may.
func TestFileThatTakesTooMuchEnds(t *testing.T) {
	const most, mostOfHeap = 4 << 20, 48 << 20 // buffers take some megabytes
	for name, line := range pieces {
		t.Run(name, func(t *testing.T) {
			runtime.GC()
			before := heapInUse()
			file := &repeated{before: line.before, piece: line.piece, after: line.after, times: 300_000}
			how := reading{longest: MaxLine}
			MostMemory(most)(&how)
			read, err := read(t.Context(), file, nil, how)
			var tooMuch *MemoryError
			switch {
			case err == nil, errors.Is(err, ErrNoSpans):
				if !free[name] {
					t.Error("it was read")
				}
			case errors.As(err, &tooMuch):
				const want = "the file takes more memory than the 4.2 MB that it may take, as was asked"
				if err.Error() != want {
					t.Errorf("error is %v", err)
				}
			default:
				t.Errorf("error is %v", err)
			}
			peak := max(file.peak, heapInUse()) - min(before, file.peak)
			if peak > mostOfHeap {
				t.Errorf("it took %s; the error is %v", size(int64(peak)), err)
			}
			runtime.KeepAlive(read)
		})
	}
}

// TestErrorForTooMuchSaysHowMuch reads a file of a known size.
func TestErrorForTooMuchSaysHowMuch(t *testing.T) {
	name := filepath.Join(t.TempDir(), "large.json")
	text := beforeSpans + strings.Repeat(`{},`, 60_000) + `{}` + afterSpans
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := ReadFileContext(t.Context(), name, nil, MostMemory(7e6))
	var tooMuch *MemoryError
	if !errors.As(err, &tooMuch) || tooMuch.Most != 7e6 || !tooMuch.Asked {
		t.Fatalf("error is %v", err)
	}
	if tooMuch.Needed < 20e6 || tooMuch.Needed > 60e6 {
		t.Errorf("it would take %s, about 30 MB expected", size(tooMuch.Needed))
	}
	if want := " of memory, and may take 7.0 MB, as was asked"; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error is %v", err)
	}
	if read, err := ReadFileContext(t.Context(), name, nil, MostMemory(1e9)); err != nil || len(read.Spans) != 60_001 {
		t.Errorf("with more memory: %v", err)
	}
}

// TestFreeMemory reads what Linux says, of the machine and of control groups of both versions.
func TestFreeMemory(t *testing.T) {
	machine := map[string]string{"proc/meminfo": "MemTotal:  4000000 kB\nMemFree: 1 kB\nMemAvailable:  2000000 kB\n"}
	for name, tt := range map[string]struct {
		files map[string]string
		want  int64
	}{
		"nothing": {nil, -1},
		"machine": {machine, 2_048_000_000},
		"no limit": {map[string]string{
			"proc/self/cgroup": "0::/a.slice/b.scope\n", "sys/fs/cgroup/a.slice/b.scope/memory.max": "max\n",
			"sys/fs/cgroup/a.slice/b.scope/memory.current": "5000\n",
		}, 2_048_000_000},
		"around the group": {map[string]string{
			"proc/self/cgroup":                     "0::/a.slice/b.scope\n",
			"sys/fs/cgroup/a.slice/memory.max":     "1000000000\n",
			"sys/fs/cgroup/a.slice/memory.current": "700000000\n",
			"sys/fs/cgroup/a.slice/memory.stat":    "anon 1\nfile 2\ninactive_file 100000000\n",
		}, 400_000_000},
		"container": {map[string]string{
			"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "500\n", "sys/fs/cgroup/memory.current": "200\n",
		}, 300},
		"version 1": {map[string]string{
			"proc/self/cgroup":                            "12:cpu:/x\n9:memory:/docker/1f\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes":  "900\n",
			"sys/fs/cgroup/memory/memory.usage_in_bytes":  "1200\n",
			"sys/fs/cgroup/memory/memory.stat":            "inactive_file 7\ntotal_inactive_file 350\n",
			"sys/fs/cgroup/docker/1f/memory.max":          "1\n",
			"sys/fs/cgroup/cpu/x/memory.limit_in_bytes":   "1\n",
			"sys/fs/cgroup/cpu/x/memory.usage_in_bytes":   "1\n",
			"sys/fs/cgroup/memory/other/memory.max_usage": "1\n",
		}, 50},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			write := func(files map[string]string) {
				for file, text := range files {
					path := filepath.Join(root, file)
					if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			if tt.files != nil {
				write(machine)
			}
			write(tt.files)
			free, known := freeMemory(root)
			if known != (tt.want >= 0) || known && free != tt.want {
				t.Errorf("free are %d, %t; want %d", free, known, tt.want)
			}
		})
	}
	if free := halfOfFree(0); free <= 0 || free > 1<<50 {
		t.Errorf("half of what is free here are %d bytes", free)
	}
}
