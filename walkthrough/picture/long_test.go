package picture

import (
	"runtime"
	"strings"
	"testing"
)

// TestLongRows draws rows, and rows eight times as long. What a row allocates is in proportion to its length.
func TestLongRows(t *testing.T) {
	const cells, times = 2000, 8
	for name, row := range map[string]string{
		"letters": "x", "words": "abc ", "wide": "启", "rules": "─━", "accents": "e\u0301\u0301\u0301",
	} {
		draw := func(n int) uint64 {
			long := strings.Repeat(row, n)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			SVG([]string{long}, "", n, 1)
			runtime.ReadMemStats(&after)
			return after.TotalAlloc - before.TotalAlloc
		}
		first, second := draw(cells), draw(times*cells)
		if second > 12*max(first, 1<<20) {
			t.Errorf("%s: %d cells take %d bytes, %d take %d", name, cells, first, times*cells, second)
		}
	}
}
