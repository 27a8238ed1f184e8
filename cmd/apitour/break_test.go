package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"apitour/trace"
)

// TestBrokenBootsBreakAsAnnounced boots a real server for each: the stage that is named has the error, and main has it last.
func TestBrokenBootsBreakAsAnnounced(t *testing.T) {
	self = func() (string, error) { return exec.LookPath("apitour") }
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	for _, b := range brokenBoots {
		t.Run(b.name, func(t *testing.T) {
			result, err := b.run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := result.asAnnounced(); err != nil {
				t.Error(err)
			}
			if len(result.chain) == 0 {
				t.Fatal("no stage failed")
			}
			if last := result.chain[len(result.chain)-1]; last.Name != "main" {
				t.Errorf("the error ended in %q, want main", last.Name)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "apitour-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestTheFirstFailureIsTheCause gives a stage two parts that failed, of which the one that comes second ended first, and one
// inside a stage that went on.
func TestTheFirstFailureIsTheCause(t *testing.T) {
	at := func(n int) time.Time { return time.Unix(int64(n), 0) }
	span := func(id, parent string, start, end int, status trace.Status) trace.Span {
		return trace.Span{TraceID: "1", ID: id, ParentID: parent, Name: id, Start: at(start), End: at(end), Status: status}
	}
	boot := trace.Trace{Spans: []trace.Span{
		span("main", "", 0, 9, trace.StatusError),
		span("forgiven", "main", 1, 2, trace.StatusUnset),
		span("harmless", "forgiven", 1, 2, trace.StatusError),
		span("wait", "main", 3, 8, trace.StatusError),
		span("hook", "main", 4, 7, trace.StatusError),
	}}
	var names []string
	for _, n := range failedChain(boot.Tree()) {
		names = append(names, n.Name)
	}
	if want := []string{"hook", "main"}; !slices.Equal(names, want) {
		t.Errorf("the error's way is %q, want %q", names, want)
	}
}

func TestABootThatBreaksOtherwiseIsAnError(t *testing.T) {
	announced := brokenBoot{name: "b", stage: "Validate", message: "is not one of"}
	failed := func(stage, message string) []*trace.Node {
		return []*trace.Node{{Span: &trace.Span{Name: stage, Message: message, Status: trace.StatusError}}}
	}
	ended := errors.New("exit status 1")
	for name, r := range map[string]*breakage{
		"ended well":    {boot: announced},
		"no stage":      {boot: announced, err: ended},
		"other stage":   {boot: announced, err: ended, chain: failed("Run", "is not one of")},
		"other message": {boot: announced, err: ended, chain: failed("Validate", "is missing")},
	} {
		if r.asAnnounced() == nil {
			t.Errorf("%s: taken for what was announced", name)
		}
	}
}
