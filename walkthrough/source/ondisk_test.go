package source_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"apitour/trace"
	"apitour/walkthrough/source"
)

// TestOnDisk asks for real files: of a library, of ours in a checkout, below it, and where there is another version or
// none.
func TestOnDisk(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	cached := write("cache/k8s.io/api!server@v0.1.0/pkg/run.go", "package pkg\n\nfunc Run() {}\n")
	write("checkout/go.mod", "module apitour\n\ngo 1.26\n")
	ours := write("checkout/apiserver/chain.go", chain)
	write("checkout/apiserver/old.go", "package apiserver // of another day\n")
	write("other/go.mod", "module other\n")
	write("other/apiserver/chain.go", chain)
	t.Setenv("GOMODCACHE", filepath.Join(dir, "cache"))
	library := source.New(map[string]fs.FS{"apiserver/": fstest.MapFS{
		"chain.go": {Data: []byte(chain)}, "old.go": {Data: []byte("package apiserver\n")},
	}})
	for _, c := range []struct {
		name, dir, want string
		err             error
	}{
		{"k8s.io/apiServer@v0.1.0/pkg/run.go", "other", cached, nil},
		{"k8s.io/apiServer@v0.2.0/pkg/run.go", "other", "", fs.ErrNotExist},
		{"apiserver/chain.go", "checkout", ours, nil},
		{"apiserver/chain.go", "checkout/apiserver", ours, nil},
		{"apiserver/old.go", "checkout", "", source.ErrOtherText},
		{"apiserver/chain.go", "other", "", fs.ErrNotExist},
		{"apiserver/chain.go", ".", "", fs.ErrNotExist},
		{"apiserver/../../secret.go", "checkout", "", source.ErrPlace},
	} {
		got, err := library.OnDisk(c.name, filepath.Join(dir, c.dir))
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s in %s: got %q, %v, want %q, %v", c.name, c.dir, got, err, c.want, c.err)
		}
	}

	place := trace.Place{File: "k8s.io/apiServer@v0.1.0/pkg/run.go", Line: 3}
	if library.AtHand(place) {
		t.Error("a library's file is at hand before it was read")
	}
	if !library.AtHand(trace.Place{File: "apiserver/chain.go", Line: 11}) {
		t.Error("our own source is not at hand")
	}
	if _, err := library.Function(place); err != nil || !library.AtHand(place) {
		t.Errorf("what has been read is not at hand: %v", err)
	}
}
