package walk_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// linked returns a walk through the recorded boot from somewhere.
func linked(t *testing.T, o walk.Origin, at string) *walk.Walk {
	t.Helper()
	return begin(t, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), Origin: o, At: at})
}

// TestLink copies the link to a step, and begins another walk there.
func TestLink(t *testing.T) {
	for _, o := range []walk.Origin{
		{Shipped: true}, {File: "boot.jsonl"}, {File: "my boots/it's 1.jsonl"}, {File: "-x"},
	} {
		w := linked(t, o, "CreateServerChain")
		r := do(w, "copy")
		want := "apitour play "
		if o.File != "" {
			want += walk.ShellWord(o.File) + " "
		}
		want += "--at stage-create-server-chain"
		if !strings.HasPrefix(r.Copy, want) || strings.Contains(r.Copy, "docs/startup.md#stage-create") != o.Shipped {
			t.Errorf("%+v: the link is %q, want %q", o, r.Copy, want)
		}
		if there := linked(t, o, "stage-create-server-chain"); nameOf(there) != "CreateServerChain" {
			t.Errorf("the address leads to %s", nameOf(there))
		}
	}
	_, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), At: "stage-no-such"})
	if err == nil {
		t.Error("an address that no stage has is no error")
	}
}

// TestNoLink says why there is none, and what makes a file.
func TestNoLink(t *testing.T) {
	for want, w := range map[string]*walk.Walk{
		"apitour record -o FILE": stepped().Walk,
		"save it":                linked(t, walk.Origin{}, ""),
		"nothing to link to":     walktest.Watch().Walk,
	} {
		if r := do(w, "copy"); r.Copy != "" || !strings.Contains(w.Notice(), want) {
			t.Errorf("the link is %q, the notice %q, want %q", r.Copy, w.Notice(), want)
		}
	}
}

// TestShellWord has a shell read the names of files.
func TestShellWord(t *testing.T) {
	names := slices.DeleteFunc(slices.Clone(walktest.WildNames), func(s string) bool {
		return strings.Contains(s, "\x00")
	})
	for _, name := range append(names, "boot.jsonl", "/a b/c", "it's", "$(x)", "a;b", "*", "~", "#1", "", "a\\b") {
		read, err := exec.CommandContext(t.Context(), "sh", "-c", "printf '%s' "+walk.ShellWord(name)).Output()
		if want := name; err != nil || string(read) != want && string(read) != "./"+want {
			t.Errorf("a shell reads %q as %q, %v", name, read, err)
		}
	}
}
