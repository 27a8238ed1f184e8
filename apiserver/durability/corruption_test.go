package durability_test

import (
	"bytes"
	"hash/crc64"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"apitour/apiserver/apiservertest"
)

const wal, db = "etcd/member/wal/*.wal", "etcd/member/snap/db"

// corruptions are what can happen to the files of a data directory. Without a function they are gone.
var corruptions = []struct {
	name, file string
	damage     func(content []byte) []byte
}{
	{"a log that is empty", wal, func([]byte) []byte { return nil }},
	{"a log with a wrong bit", wal, func(content []byte) []byte { content[600] ^= 1; return content }},
	{"a log of noise", wal, func(content []byte) []byte { return noise(content, 0, len(content)/8) }},
	{"a log that is gone", wal, nil},
	{"a log cut short", wal, func(content []byte) []byte { return content[:5000] }},
	{"a log with blocks of zeros", wal, func(content []byte) []byte {
		clear(content[16<<10 : 32<<10])
		return content
	}},
	{"the folder of the log is gone", "etcd/member/wal", nil},
	{"a database that is gone", db, nil},
	{"the embedded etcd is gone", "etcd", nil},
	{"a database that is empty", db, func([]byte) []byte { return []byte{} }},
	{"a database cut short", db, func(content []byte) []byte { return content[:3*os.Getpagesize()] }},
	{"a database cut in a page", db, func(content []byte) []byte { return content[:5*os.Getpagesize()+100] }},
	{"a database with noise for a beginning", db, func(content []byte) []byte {
		return noise(content, 0,
			2*os.Getpagesize())
	}},
	{"a database with noise inside", db, func(content []byte) []byte {
		return noise(content, 2*os.Getpagesize(),
			len(content))
	}},
	{"a database of zeros inside", db, func(content []byte) []byte {
		return append(content[:2*os.Getpagesize()], make([]byte, len(content)-2*os.Getpagesize())...)
	}},
	{"an authority that is none", "pki/ca.crt", func([]byte) []byte { return []byte("certificate") }},
	{"an authority without its key", "pki/ca.key", nil},
	{"an authority that is gone", "pki/ca.crt", nil},
	{"both authorities are gone", "pki", nil},
	{"a front proxy's authority that is gone", "pki/front-proxy-ca.crt", nil},
	{"a front proxy's authority without its key", "pki/front-proxy-ca.key", nil},
	{"the mark of a data directory is gone", "apitour-data", nil},
}

// TestCorruption damages the files of a data directory in the ways of a broken disk, or takes one away. The server
// refuses to start on it: one sentence that names the file, a hint, exit code 1. It changes nothing in the directory.
func TestCorruption(t *testing.T) {
	t.Parallel()
	dir := apiservertest.DataDir(t)
	s := apiservertest.Start(t, dir)
	awaitDefault(t, s.Config(t))
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	for _, test := range corruptions {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			copied := apiservertest.DataDir(t)
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(filepath.Join(copied, test.file))
			if err != nil || len(files) == 0 {
				t.Fatalf("no file %s: %v", test.file, err)
			}
			for _, file := range files {
				damage(t, file, test.damage)
			}
			before := sums(t, copied)
			says := files[0]
			if test.file == wal && test.damage == nil {
				says = filepath.Dir(says)
			}
			refused(t, apiservertest.Launch(t, "--data-dir", copied, "--secure-port", "0"), says)
			if after := sums(t, copied); !maps.Equal(before, after) {
				t.Errorf("the refused directory held\n%v\nand holds\n%v", before, after)
			}
		})
	}
}

// sums are the checksums of all files of a directory, by their paths.
func sums(t *testing.T, dir string) map[string]uint64 {
	t.Helper()
	found := map[string]uint64{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found[path] = crc64.Checksum(content, crc64.MakeTable(crc64.ECMA))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func damage(t *testing.T, file string, how func([]byte) []byte) {
	t.Helper()
	if how == nil {
		if err := os.RemoveAll(file); err != nil {
			t.Fatal(err)
		}
		return
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, how(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func noise(content []byte, from, to int) []byte {
	copy(content[from:to], bytes.Repeat([]byte{0xde, 0xad, 0xbe, 0xef, 0x07}, len(content)/5+1))
	return content
}

// refused holds a server that must not start to how it says so.
func refused(t *testing.T, s *apiservertest.Server, says string) {
	t.Helper()
	select {
	case <-s.Followed:
	case <-s.Ready:
		t.Fatal("the server is ready, although it should have refused")
	case <-time.After(30 * time.Second):
		t.Fatal("the server neither starts nor refuses")
	}
	ended(t, s, says)
}

// ended holds a server that has given up to how it says so: soon, in one sentence with what it says, with a hint, and
// without anything that only its programmers could read.
func ended(t *testing.T, s *apiservertest.Server, says string) {
	t.Helper()
	select {
	case <-s.Followed:
	case <-time.After(30 * time.Second):
		t.Fatal("the server neither goes on nor ends")
	}
	log := strings.Join(s.Log, "\n")
	if err := s.Boot.Wait(); err == nil || err.Error() != "child exited with 1" {
		t.Errorf("ended with %v, want exit code 1", err)
	}
	var sentence, hint string
	for _, line := range s.Log {
		if strings.HasPrefix(line, "error: ") {
			sentence += line
		}
		if strings.HasPrefix(line, "hint: ") {
			hint += line
		}
	}
	if !strings.Contains(sentence, says) || hint == "" {
		t.Errorf("want an error with %q and a hint, and the server said:\n%s", says, log)
	}
	for _, frightening := range []string{"goroutine ", "panic", "stacktrace", "fatal"} {
		if strings.Contains(log, frightening) {
			t.Errorf("the server's words have %q in them:\n%s", frightening, log)
			break
		}
	}
	t.Log(sentence, hint)
}
