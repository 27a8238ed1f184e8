package tour

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain takes the module cache away: what the screens of these tests show must not depend on which libraries a
// machine has the source of.
func TestMain(m *testing.M) {
	if err := os.Setenv("GOMODCACHE", "/nowhere"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m,
		// The clock by which chroma's regular expressions time out goes on for a while after the last of them.
		goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"),
		// The clock of a tour strikes once more after the tour is over.
		goleak.IgnoreAnyFunction("charm.land/bubbletea/v2.Tick.func1"),
		// What a terminal sends while Bubble Tea ends has no reader any more, and the sender waits for ever.
		goleak.IgnoreAnyFunction("charm.land/bubbletea/v2.(*Program).readLoop"),
	)
}
