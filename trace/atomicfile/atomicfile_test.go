package atomicfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"apitour/trace/atomicfile"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func checkContent(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v, want %q", filepath.Base(path), got, err, want)
	}
}

func checkFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, want) {
		t.Errorf("directory holds %q, want %q", got, want)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	for _, before := range []string{"", "older and longer, readable by everyone"} {
		if before != "" {
			if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := atomicfile.Write(t.Context(), path, atomicfile.Private, text("new")); err != nil {
			t.Fatal(err)
		}
		checkContent(t, path, "new")
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("mode of the file is %v", mode)
		}
		checkFiles(t, dir, "file")
	}
}

func TestWriteFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	if err := os.WriteFile(filepath.Join(dir, "file"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		t.Skip(err)
	}
	if err := atomicfile.Write(t.Context(), link, atomicfile.Private, text("new")); err != nil {
		t.Fatal(err)
	}
	if target, err := os.Readlink(link); err != nil || target != "file" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	checkContent(t, filepath.Join(dir, "file"), "new")
	checkFiles(t, dir, "file", "link")
}

func TestWriteDoesNotReplaceDevices(t *testing.T) {
	before, err := os.Stat(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(t.Context(), os.DevNull, atomicfile.Private, text("new")); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) {
		t.Errorf("%s is another file now", os.DevNull)
	}
}

// TestFailedWriteLeavesTheFile fails after half of the content.
func TestFailedWriteLeavesTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no more to write")
	err := atomicfile.Write(t.Context(), path, atomicfile.Private, func(w io.Writer) error {
		_, _ = io.WriteString(w, strings.Repeat("new", 10_000))
		return full
	})
	if !errors.Is(err, full) || err.Error() != full.Error() {
		t.Errorf("error is %v, want %v", err, full)
	}
	checkContent(t, path, "old")
	checkFiles(t, dir, "file")
}

func TestErrorsNameThePath(t *testing.T) {
	dir := t.TempDir()
	absent := filepath.Join(dir, "absent", "file")
	err := atomicfile.Write(t.Context(), absent, atomicfile.Private, text("new"))
	var onPath *fs.PathError
	if !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &onPath) || onPath.Path != absent {
		t.Errorf("error for a directory that is absent is %v", err)
	}
	err = atomicfile.Write(t.Context(), dir, atomicfile.Private, text("new"))
	if err == nil || !strings.HasSuffix(err.Error(), dir+": is a directory") {
		t.Errorf("error for a directory is %v", err)
	}
	checkFiles(t, dir)
}
