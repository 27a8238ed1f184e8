package trace_test

import (
	"os"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracefile"
)

// TestCriticalPathOfTheShippedBoot checks the path of the boot that is embedded in the binary and that the tour shows.
func TestCriticalPathOfTheShippedBoot(t *testing.T) {
	file, err := os.Open("../walkthrough/recording/boot.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	boot, err := tracefile.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	ready, ok := boot.Ready()
	if !ok {
		t.Fatal("the boot was never ready")
	}
	roots := boot.Tree()
	segments := trace.CriticalPath(roots, ready)
	explains(t, roots, ready, segments)
	on := make(map[string]bool)
	for _, s := range segments {
		if s.Node == nil {
			t.Errorf("no span explains %v to %v", s.Start, s.End)
			continue
		}
		on[s.Node.Name] = true
	}
	for _, name := range []string{"main", "StartEtcd", "CreateServerChain", "PrepareRun"} {
		if !on[name] {
			t.Errorf("%q is not on the path", name)
		}
	}
	// The wait for readiness is the lag at the end; before it comes the hook for which it waited.
	last, before := segments[len(segments)-1], segments[len(segments)-2]
	if last.Node.Name != convention.ReadyStage {
		t.Errorf("the last segment is %+v, want the wait for readiness", last)
	}
	if before.Node == nil || before.Node == last.Node || before.Node.Parent != last.Node.Parent {
		t.Errorf("the segment before the lag is %+v, want a hook for which the boot waited", before)
	}
}
