package lesson

import (
	"strconv"
	"testing"

	"apitour/trace/convention"
)

// TestCountWaits counts the waits of a long chain, in time that grows with its length, and of rings.
func TestCountWaits(t *testing.T) {
	const length = 50_000
	name := func(i int) string { return convention.HookPrefix + strconv.Itoa(i) }
	waits := make(map[string]string)
	for i := range length {
		waits[name(i)] = name(i + 1)
	}
	counts := countWaits(waits)
	for i := range length {
		if counts[name(i)] != length-i {
			t.Fatalf("hook %d has %d waits before it, want %d", i, counts[name(i)], length-i)
		}
	}
	waits[name(length)] = name(length / 2) // a ring, and a chain that leads into it
	for hook, count := range countWaits(waits) {
		if count != len(waits) {
			t.Fatalf("%s has %d waits before it, want %d", hook, count, len(waits))
		}
	}
}
