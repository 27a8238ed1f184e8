package datadir

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, d *Directory, files ...string) {
	t.Helper()
	for _, file := range files {
		if err := os.MkdirAll(filepath.Dir(d.Path(file)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(d.Path(file), []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var whole = []string{
	"pki/ca.key", "pki/ca.crt", "pki/front-proxy-ca.key", "pki/front-proxy-ca.crt", "etcd/member/snap/db",
	"etcd/member/wal/0.wal", "admin.kubeconfig",
}

func lost(t *testing.T, path, prefix, file string) {
	t.Helper()
	d := mustOpen(t, path)
	defer d.Close()
	err := d.Require(prefix)
	if file == "" {
		if err != nil {
			t.Errorf("%q: %v", prefix, err)
		}
		return
	}
	if !errors.Is(err, ErrIncomplete) || !strings.Contains(err.Error(), `"`+filepath.Join(path, file)+`"`) {
		t.Errorf("%q: got %v, want that %q is lost", prefix, err, file)
	}
}

// TestLostFiles takes one file after the other from a directory that has been used.
func TestLostFiles(t *testing.T) {
	for file, names := range map[string]string{
		"pki/ca.crt": "pki/ca.crt", "pki/ca.key": "pki/ca.key", "pki/front-proxy-ca.crt": "pki/front-proxy-ca.crt",
		"pki": "pki", "etcd": "etcd",
		"etcd/member/snap/db": "etcd/member/snap/db", "etcd/member/wal": "etcd/member/wal",
		"admin.kubeconfig": "",
	} {
		path := filepath.Join(t.TempDir(), "data")
		d := mustOpen(t, path)
		write(t, d, whole...)
		mustKeep(t, d)
		d.Close()
		lost(t, path, "", "")
		if err := os.RemoveAll(filepath.Join(path, file)); err != nil {
			t.Fatal(err)
		}
		lost(t, path, "", names)
	}
}

// TestInterruptedFirstStart kills a first start after each file that it makes, before it has kept the directory.
func TestInterruptedFirstStart(t *testing.T) {
	for n := range len(whole) {
		path := filepath.Join(t.TempDir(), "data")
		d := mustOpen(t, path)
		write(t, d, whole[:n]...)
		if err := d.lock.Close(); err != nil { // as the end of the process would
			t.Fatal(err)
		}
		lost(t, path, "", "")
	}
}

// TestEarlierVersions opens directories whose marker is empty.
func TestEarlierVersions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	d := mustOpen(t, path)
	write(t, d, whole...)
	if err := d.lock.Close(); err != nil {
		t.Fatal(err)
	}
	lost(t, path, "", "")
	for _, file := range []string{"etcd", "pki/ca.crt"} {
		if err := os.RemoveAll(filepath.Join(path, file)); err != nil {
			t.Fatal(err)
		}
		lost(t, path, strings.Split(file, "/")[0], file)
	}
}

// TestOtherNeeds keeps a directory without a database, as with an external etcd, and later with one.
func TestOtherNeeds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	d := mustOpen(t, path)
	write(t, d, "pki/ca.key", "pki/ca.crt")
	mustKeep(t, d)
	d.Close()
	lost(t, path, "etcd/", "")
	d = mustOpen(t, path)
	write(t, d, whole...)
	mustKeep(t, d)
	d.Close()
	if err := os.RemoveAll(filepath.Join(path, "etcd")); err != nil {
		t.Fatal(err)
	}
	lost(t, path, "pki/", "")
	lost(t, path, "etcd/", "etcd")
}

// TestLostMarker refuses a directory of ours by another reason than a foreign one.
func TestLostMarker(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	d := mustOpen(t, path)
	write(t, d, whole...)
	mustKeep(t, d)
	d.Close()
	if err := os.Remove(filepath.Join(path, marker)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, ErrIncomplete) || !strings.Contains(err.Error(), marker) {
		t.Errorf("got %v", err)
	}
}
