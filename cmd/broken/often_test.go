package broken

import (
	"sync"
	"testing"

	"apitour/cmd/server/servertest"
)

const (
	// often is how many times the failing hook is watched, and atOnce how many of them share the processors: so many
	// that each of them is slow, and its polls come at other moments.
	often  = 30
	atOnce = 5
)

// TestHookFailsAlike breaks the boot again and again under load. Every report shows the check of the
// hook red, and no other.
func TestHookFailsAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("boots 30 servers")
	}
	servertest.Use(t)
	b := ByName(hookFails)
	var running sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	for i := range often {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			if err := breakAsAnnounced(t.Context(), b); err != nil {
				t.Errorf("time %d: %v", i+1, err)
			}
		})
	}
	running.Wait()
}
