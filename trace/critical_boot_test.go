package trace_test

import (
	"os"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracefile"
)

// The boot that ships inside the binary: its critical path is what the tour tells of it.
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
			t.Errorf("nothing explains %v to %v", s.Start, s.End)
			continue
		}
		on[s.Node.Name] = true
	}
	for _, name := range []string{"main", "StartEtcd", "CreateServerChain", "PrepareRun"} {
		if !on[name] {
			t.Errorf("%q is not on the path", name)
		}
	}
	last := segments[len(segments)-1]
	if last.Node.Name != convention.ReadyStage || !last.Waiting || last.WaitedFor == nil || last.WaitedFor.Parent != last.Node.Parent {
		t.Errorf("the last segment is %+v; want the wait for readiness, and a hook for which it waited", last)
	}
	if before := segments[len(segments)-2]; before.Node != last.WaitedFor {
		t.Errorf("before the lag the boot was at %q, and waited for %q", before.Node.Name, last.WaitedFor.Name)
	}
}
