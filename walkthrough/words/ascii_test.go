package words_test

import (
	"testing"

	"apitour/walkthrough/words"
)

// TestASCII asks for likenesses: of marks, of prose, and of what has none.
func TestASCII(t *testing.T) {
	for r, want := range map[rune]byte{'━': '=', '▶': '>', '·': '-', '…': '~', 'µ': 'u', '“': '"', '\u00a0': ' '} {
		if got, ok := words.ASCII(r); !ok || got != want {
			t.Errorf("%q is %q, %t; want %q", r, got, ok, want)
		}
	}
	for _, r := range "启é\u0301" {
		if got, ok := words.ASCII(r); ok {
			t.Errorf("%q is %q, want nothing", r, got)
		}
	}
}
