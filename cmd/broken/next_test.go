package broken

import "testing"

// TestNext goes through all broken boots, from each to the next, and comes back to the first.
func TestNext(t *testing.T) {
	seen := make(map[string]bool)
	at := boots[0].Name
	for !seen[at] {
		seen[at] = true
		at = ByName(at).Next()
	}
	if at != boots[0].Name || len(seen) != len(boots) {
		t.Errorf("%d of %d boots follow each other, the last before %q", len(seen), len(boots), at)
	}
}
