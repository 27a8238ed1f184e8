package walk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// another begins a walk along a path, on another day of a learner.
func another(t *testing.T, file string, path walk.Path) *walk.Walk {
	t.Helper()
	return begin(t, walk.Options{
		Lesson: walktest.Join, Trace: walktest.Recording(), Settings: settings.Open(file), Path: path,
	})
}

// TestFoldsAreKept folds a stage and opens what the path hides, and comes back another day, to another boot and to a
// live one. What a jump has opened is as before.
func TestFoldsAreKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.json")
	w := another(t, file, walk.Main)
	rows := w.State().Rows
	do(w, "go CreateKubeAPIServerConfig", "fold", "go PostStartHook/max-in-flight-filter", "next", "fold")
	const folded, hooks = 7, 7
	if got := w.State().Rows; got != rows-folded+hooks {
		t.Fatalf("there are %d rows of %d, want %d", got, rows, rows-folded+hooks)
	}
	again := another(t, file, walk.Main)
	if got := again.State().Rows; got != rows-folded+hooks {
		t.Errorf("another day has %d rows, want %d", got, rows-folded+hooks)
	}
	do(again, "go buildGenericConfig")
	if got := again.State().Rows; got != rows+hooks {
		t.Errorf("a jump makes %d rows, want %d", got, rows+hooks)
	}
	do(again, "go WaitForReady", "back", "fold") // puts the hooks back into one row
	third := another(t, file, walk.Main)
	if got := third.State().Rows; got != rows-folded {
		t.Errorf("a third day has %d rows, want %d: a jump is no wish", got, rows-folded)
	}
	do(third, "go CreateKubeAPIServerConfig", "fold")
	if got := another(t, file, walk.Main).State().Rows; got != rows {
		t.Errorf("a fourth day has %d rows, want %d", got, rows)
	}
}

// TestFoldsAreKeptLive folds a stage of the plan before it has begun.
func TestFoldsAreKeptLive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.json")
	do(another(t, file, walk.All), "go CreateServerChain", "fold")
	l := walktest.StepWith(walk.Options{Settings: settings.Open(file)})
	happened(l, walktest.Boot(), 100)
	l.Receive(l.HeldAt("StartEtcd"))
	if step := named(t, l.Walk, "CreateServerChain"); !l.Folds().Folded(step) {
		t.Error("the stage is open")
	}
	happened(l, walktest.Boot(), 160)
	if step := named(t, l.Walk, "CreateServerChain"); !l.Folds().Folded(step) {
		t.Error("the stage opens when it begins")
	}
}

func named(t *testing.T, w *walk.Walk, name string) int {
	t.Helper()
	for i, step := range w.Lesson().Steps {
		if step.Node.Name == name {
			return i
		}
	}
	t.Fatalf("no stage is called %q", name)
	return 0
}

// TestThePathIsKept chooses paths. A path that was only asked for is no choice.
func TestThePathIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "settings.json")
	w := another(t, file, walk.Short)
	if got := walk.RememberedPath(settings.Open(file)); got != "" || w.Path() != walk.Short {
		t.Errorf("a path that was asked for is remembered: %q", got)
	}
	do(w, "path")
	if got := walk.RememberedPath(settings.Open(file)); got != walk.Main || w.Path() != walk.Main {
		t.Errorf("the next path is %q, remembered %q", w.Path(), got)
	}
	do(w, "path all")
	if got := walk.RememberedPath(settings.Open(file)); got != walk.All || w.State().Rows != w.State().Steps {
		t.Errorf("the path is %q, remembered %q", w.Path(), got)
	}
	do(w, "path sideways")
	if !strings.HasPrefix(w.Notice(), "no path is called sideways") || w.Path() != walk.All {
		t.Errorf("%q is said, and the path is %q", w.Notice(), w.Path())
	}
	for _, odd := range []string{`{"path": "up"}`, `{"path": 7}`, `{}`} {
		if err := os.WriteFile(file, []byte(odd), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := walk.RememberedPath(settings.Open(file)); got != "" {
			t.Errorf("%s: remembers %q", odd, got)
		}
	}
	if got := walk.RememberedPath(nil); got != "" {
		t.Errorf("no settings remember %q", got)
	}
}
