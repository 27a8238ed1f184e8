package marks_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"apitour/trace/atomicfile"
	"apitour/walkthrough/marks"
)

// set sets a mark and writes the file.
func set(t *testing.T, f *marks.File, address, text string) {
	t.Helper()
	write, err := f.Set(address, text)
	if err == nil && write != nil {
		err = write()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestMarks sets marks, comes back, changes and removes them; what a person has written beside them stays.
func TestMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "boot.jsonl.marks")
	const begun = "# for the first hour\n\nstage-run   one\nstage-gone  of another boot\n"
	if err := os.WriteFile(path, []byte(begun), 0o644); err != nil { //nolint:gosec // it is shipped along
		t.Fatal(err)
	}
	f := marks.Open(path, atomicfile.Shared)
	set(t, f, "stage-main", "  two\nlines \x1b[2J")
	set(t, f, "stage-run", "changed")
	set(t, f, "stage-other", "x")
	set(t, f, "stage-other", "")
	want := "# for the first hour\n\nstage-run  changed\nstage-gone  of another boot\nstage-main  two lines [2J\n"
	if text, err := os.ReadFile(path); err != nil || string(text) != want {
		t.Errorf("the file is %q, %v, want %q", text, err, want)
	}
	all := marks.Open(path, atomicfile.Shared).All()
	if len(all) != 3 || all[2] != (marks.Mark{Address: "stage-main", Text: "two lines [2J"}) {
		t.Errorf("another day there are %+v", all)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the file is %v, %v", info, err)
	}
}

// TestPrivateMarks makes the folder and the file of a learner's own marks.
func TestPrivateMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "apitour", "boot.marks")
	f := marks.Open(path, atomicfile.Private)
	set(t, f, "stage-main", "x")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info, err)
	}
}

// TestMarksOfTwo writes two walks' marks into one file, which neither takes from the other.
func TestMarksOfTwo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.marks")
	one, two := marks.Open(path, atomicfile.Shared), marks.Open(path, atomicfile.Shared)
	set(t, one, "stage-a", "1")
	set(t, two, "stage-b", "2")
	set(t, one, "stage-c", "3")
	if all := marks.Open(path, atomicfile.Shared).All(); len(all) != 3 {
		t.Errorf("there are %+v", all)
	}
}

// TestStrangeFiles leaves files alone that are no marks.
func TestStrangeFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.marks")
	for _, text := range []string{
		"{\"resourceSpans\": []}\n", "stage-main\n", "Stage-Main text\n", "a b\x00c\n", "a \xff\n",
		"stage-a  one\nnonsense\n",
		strings.Repeat("a b\n", 6000), strings.Repeat("#", 5<<20),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		f := marks.Open(path, atomicfile.Shared)
		if err := f.Broken(); err == nil || !strings.Contains(err.Error(), "stay as they are") {
			t.Errorf("%.40q: %v", text, err)
		}
		if _, err := f.Set("stage-main", "x"); err == nil {
			t.Errorf("%.40q takes a mark", text)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%.40q has become %.40q, %v", text, now, err)
		}
	}
	if f := marks.Open(t.TempDir(), atomicfile.Shared); f.Broken() == nil {
		t.Error("a folder is a file of marks")
	}
}

// TestBrokenMeanwhile leaves a file alone that became something else while the walk went on.
func TestBrokenMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.marks")
	f := marks.Open(path, atomicfile.Shared)
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	write, err := f.Set("stage-main", "x")
	if err != nil || write() == nil {
		t.Errorf("the mark is written over something else: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "{" {
		t.Errorf("the file is %q, %v", text, err)
	}
}

// TestNoFile keeps marks for the walk, or not at all.
func TestNoFile(t *testing.T) {
	f := marks.Open("", atomicfile.Shared)
	set(t, f, "stage-main", "x")
	if len(f.All()) != 1 || f.Kept() {
		t.Errorf("there are %+v, kept: %v", f.All(), f.Kept())
	}
	var none *marks.File
	if _, err := none.Set("stage-main", "x"); err == nil || none.All() != nil || none.Broken() != nil || none.Kept() {
		t.Error("no file keeps marks")
	}
	none.Wait()
}

// FuzzMarks reads any file, and writes what it has understood: it is understood again, and is the same.
func FuzzMarks(f *testing.F) {
	f.Add("stage-a  text\n# aside\n\nspan-b x y z", "new \x1b text")
	f.Add("\n\n", "")
	f.Fuzz(func(t *testing.T, text, said string) {
		path := filepath.Join(t.TempDir(), "x.marks")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		file := marks.Open(path, atomicfile.Shared)
		if file.Broken() != nil {
			return
		}
		set(t, file, "stage-fuzzed", said)
		again := marks.Open(path, atomicfile.Shared)
		if err := again.Broken(); err != nil || len(again.All()) > len(file.All()) {
			t.Fatalf("%q with %q becomes %v, %+v", text, said, err, again.All())
		}
		for i, m := range again.All() {
			if m != file.All()[i] || strings.ContainsFunc(m.Text, func(r rune) bool { return r == '\n' || r == 0 }) {
				t.Fatalf("%+v becomes %+v", file.All()[i], m)
			}
			if m.Address == "stage-fuzzed" && strings.ContainsFunc(m.Text, unicode.IsControl) {
				t.Fatalf("a mark is set as %q", m.Text)
			}
		}
	})
}
