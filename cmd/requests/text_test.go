package requests

import (
	"slices"
	"testing"
)

// TestIndentedJSON shows an object on lines of its own, and every other line unchanged.
func TestIndentedJSON(t *testing.T) {
	for line, want := range map[string][]string{
		`{"a":1}`: {"{", `  "a": 1`, "}"}, `{"a":`: {`{"a":`}, "ok": {"ok"}, "": {""},
	} {
		if got := indentedJSON(line); !slices.Equal(got, want) {
			t.Errorf("%q is shown as %q", line, got)
		}
	}
}
