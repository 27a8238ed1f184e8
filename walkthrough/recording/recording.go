// Package recording holds a recorded boot of the tour's own server, for a walk without booting a server. `make docs`
// records it anew when the boot has other stages.
package recording

import (
	"bytes"
	_ "embed"
	"fmt"

	"apitour/trace"
	"apitour/trace/tracefile"
)

//go:embed boot.jsonl
var boot []byte

// Read returns the recording.
func Read() (*trace.Trace, error) {
	t, err := tracefile.Read(bytes.NewReader(boot))
	if err != nil {
		return nil, fmt.Errorf("read the recording inside apitour: %w", err)
	}
	return t, nil
}
