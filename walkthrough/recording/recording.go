// Package recording holds recordings of the tour's own server: a boot, for a walk without booting a server, and the
// guided requests and the broken boots, for a quiz about them. `make docs` records each anew when it has other stages.
package recording

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"strings"

	"apitour/trace"
	"apitour/trace/tracefile"
)

//go:embed boot.jsonl
var boot []byte

// The others are many, so they are compressed. Each file has the name of its request or its broken boot.
//
//go:embed request/*.jsonl.gz break/*.jsonl.gz
var others embed.FS

// The folders of the others have the names of the commands that record them.
const (
	requests = "request"
	broken   = "break"
	ending   = ".jsonl.gz"
)

// Read returns the recording of a boot.
func Read() (*trace.Trace, error) { return decode(boot) }

// Request returns the recording of a guided request, which is of the request alone.
func Request(name string) (*trace.Trace, error) { return read(requests, name) }

// Broken returns the recording of a broken boot, until what is wrong had shown.
func Broken(name string) (*trace.Trace, error) { return read(broken, name) }

// Requests returns the names of the guided requests that are recorded, sorted.
func Requests() []string { return names(requests) }

// BrokenBoots returns the names of the broken boots that are recorded, sorted.
func BrokenBoots() []string { return names(broken) }

func read(folder, name string) (*trace.Trace, error) {
	packed, err := others.ReadFile(path.Join(folder, name+ending))
	if err != nil {
		return nil, fmt.Errorf("read the recording of %q: %w", name, err)
	}
	return decode(packed)
}

func decode(file []byte) (*trace.Trace, error) {
	t, err := tracefile.Read(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("read a recording inside apitour: %w", err)
	}
	return t, nil
}

func names(folder string) (all []string) {
	entries, err := others.ReadDir(folder)
	if err != nil {
		panic(err) // the folder is embedded above
	}
	for _, entry := range entries {
		all = append(all, strings.TrimSuffix(entry.Name(), ending))
	}
	return all
}
