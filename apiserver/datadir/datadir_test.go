package datadir

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func mustOpen(t *testing.T, path string) *Directory {
	t.Helper()
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustKeep(t *testing.T, d *Directory) {
	t.Helper()
	if err := d.Keep(); err != nil {
		t.Fatal(err)
	}
}

func TestTemporary(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	d := mustOpen(t, "")
	mustKeep(t, d)
	path := d.Path()
	d.Close()
	d.Close()
	if exists(path) {
		t.Error("a temporary directory stays, although no user knows its name")
	}
}

// TestClosed holds Close to telling of its end, also when a directory stays.
func TestClosed(t *testing.T) {
	for name, path := range map[string]string{"temporary": "", "kept": t.TempDir()} {
		t.Setenv("TMPDIR", t.TempDir())
		held := true
		var d *Directory
		d, err := Open(path, nil, func() { held = d.lock != nil })
		if err != nil {
			t.Fatal(err)
		}
		if d.Close(); held {
			t.Errorf("%s: nothing was told, or too early", name)
		}
	}
}

func TestNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b")
	d := mustOpen(t, path)
	d.Close()
	if exists(filepath.Dir(path)) {
		t.Error("a directory that was made for nothing stays, or its parent")
	}
	d = mustOpen(t, path)
	mustKeep(t, d)
	d.Close()
	if !exists(path) {
		t.Fatal("a directory that is to be kept is gone")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o700 {
		t.Errorf("the directory has mode %s", info.Mode())
	}
	mustOpen(t, path).Close()
	if !exists(path) {
		t.Error("a directory of an earlier start is gone")
	}
}

func TestEmptyDirectoryOfTheUser(t *testing.T) {
	path := t.TempDir()
	d := mustOpen(t, path)
	for _, name := range []string{"pki", "etcd"} {
		if err := os.Mkdir(d.Path(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	d.Close()
	if entries, err := os.ReadDir(path); err != nil || len(entries) != 0 {
		t.Errorf("the user's own empty directory now holds %v (%v)", entries, err)
	}
}

func TestForeign(t *testing.T) {
	path := t.TempDir()
	if err := os.WriteFile(filepath.Join(path, "thesis.tex"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, ErrForeign) {
		t.Errorf("Open: %v, want ErrForeign", err)
	}
	if entries, _ := os.ReadDir(path); len(entries) != 1 {
		t.Errorf("the foreign directory now holds %v", entries)
	}
}

func TestInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	first := mustOpen(t, path)
	if _, err := Open(path); !errors.Is(err, ErrInUse) {
		t.Errorf("Open: %v, want ErrInUse", err)
	}
	if !exists(path) {
		t.Fatal("the refused second use took the directory away from the first")
	}
	mustKeep(t, first)
	first.Close()
	mustOpen(t, path).Close()
}

func TestOthersMayWrite(t *testing.T) {
	d := mustOpen(t, filepath.Join(t.TempDir(), "data"))
	defer d.Close()
	if mode := d.OthersMayWrite(); mode != 0 {
		t.Errorf("a directory that the server has made has mode %#o", mode)
	}
	for mode, want := range map[os.FileMode]bool{0o755: false, 0o711: false, 0o770: true, 0o707: true} {
		if err := os.Chmod(d.Path(), mode); err != nil {
			t.Fatal(err)
		}
		if got := d.OthersMayWrite(); (got != 0) != want {
			t.Errorf("mode %#o: %#o", mode, got)
		}
	}
}
