package etcd

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/storage/wal"
)

// mustStart runs an etcd on the directory until the test ends, or is stopped.
func mustStart(t *testing.T, dir string, quota int64) (*Server, *clientv3.Client) {
	t.Helper()
	server, err := Start(t.Context(), dir, quota)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{server.Endpoint}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return server, client
}

func mustPut(t *testing.T, client *clientv3.Client, key, value string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := client.Put(ctx, key, value); err != nil {
		t.Fatal(err)
	}
}

// used makes two copies of a directory with a log of four segments: as a killed process leaves it, when the last
// segment has records that the database does not have yet, and as it is after a stop in order.
func used(t *testing.T) (killed, stopped string) {
	t.Helper()
	size := wal.SegmentSizeBytes
	wal.SegmentSizeBytes = 256 << 10
	t.Cleanup(func() { wal.SegmentSizeBytes = size })
	dir := filepath.Join(t.TempDir(), "etcd")
	server, client := mustStart(t, dir, DefaultQuota)
	for n := range 200 {
		mustPut(t, client, fmt.Sprintf("key-%d", n%20), strings.Repeat("x", 4<<10))
	}
	// Taken while etcd runs: first the database, and then the log, which has more entries by then.
	copied := filepath.Join(t.TempDir(), "killed")
	take := func(folder string) {
		if err := os.CopyFS(filepath.Join(copied, folder), os.DirFS(filepath.Join(dir, folder))); err != nil {
			t.Fatal(err)
		}
	}
	take("member/snap")
	for n := range 5 {
		mustPut(t, client, fmt.Sprintf("late-%d", n), strings.Repeat("x", 4<<10))
	}
	take("member/wal")
	server.Stop()
	return copied, dir
}

// contents are all files below the folder, by their names.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func segmentFiles(t *testing.T, dir string) []string {
	t.Helper()
	segments, err := findSegments(filepath.Join(dir, "member", "wal"))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, s := range segments {
		files = append(files, s.file)
	}
	return files
}

// recordsEnd is where the room for more records begins in the last segment.
func recordsEnd(content []byte) int { return len(bytes.TrimRight(content, "\x00")) }

func zero(content []byte, from, to int) []byte {
	clear(content[from:to])
	return content
}

// TestDamagedLog damages the write-ahead log in the ways of a broken disk and of a mistaken administrator. Each is
// refused by the name of its file, and nothing is changed.
func TestDamagedLog(t *testing.T) {
	killed, dir := used(t)
	for _, dir := range []string{killed, dir} {
		if err := Check(dir); err != nil {
			t.Fatalf("before any damage: %v", err)
		}
	}
	last := len(segmentFiles(t, dir)) - 1
	if last < 2 {
		t.Fatalf("want three segments or more, got %d", last+1)
	}
	for name, damage := range map[string]struct {
		segment int
		how     func([]byte) []byte // nil removes the file
		names   int                 // the segment that the error names
	}{
		"first segment cut":       {0, func(c []byte) []byte { return c[:5000] }, 0},
		"first segment empty":     {0, func([]byte) []byte { return []byte{} }, 0},
		"first segment missing":   {0, nil, 1},
		"middle segment cut":      {1, func(c []byte) []byte { return c[:5000] }, 1},
		"middle segment missing":  {1, nil, 2},
		"middle segment zeroed":   {1, func(c []byte) []byte { return zero(c, 8<<10, 24<<10) }, 1},
		"middle, a wrong bit":     {1, func(c []byte) []byte { c[60<<10] ^= 4; return c }, 1},
		"last segment cut":        {last, func(c []byte) []byte { return c[:5000] }, last},
		"last segment empty":      {last, func([]byte) []byte { return []byte{} }, last},
		"last segment missing":    {last, nil, last - 1},
		"last segment zeroed":     {last, func(c []byte) []byte { return zero(c, 4<<10, 20<<10) }, last},
		"last, a sector of zeros": {last, func(c []byte) []byte { return zero(c, 8<<10, 8<<10+512) }, last},
		"last, a wrong bit":       {last, func(c []byte) []byte { c[10<<10] ^= 4; return c }, last},
		"last, only noise":        {last, func([]byte) []byte { return bytes.Repeat([]byte{7}, 9999) }, last},
	} {
		t.Run(name, func(t *testing.T) {
			refuses(t, dir, damage.segment, damage.how, damage.names)
			// Nothing tells that a killed process had written more, when nothing follows and the database is behind.
			if name != "last segment cut" && name != "last segment missing" {
				refuses(t, killed, damage.segment, damage.how, damage.names)
			}
		})
	}
}

// refuses damages a copy of the directory, and checks that it is refused and left alone.
func refuses(t *testing.T, dir string, segment int, how func([]byte) []byte, names int) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "etcd")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	files := segmentFiles(t, copied)
	damageFile(t, files[segment], how)
	before := contents(t, copied)
	err := Check(copied)
	if err == nil || !strings.Contains(err.Error(), files[names]) {
		t.Errorf("got %v, want an error that names %q", err, files[names])
	}
	t.Log(err)
	sameContents(t, before, contents(t, copied))
}

func damageFile(t *testing.T, file string, how func([]byte) []byte) {
	t.Helper()
	if how == nil {
		if err := os.Remove(file); err != nil {
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

func sameContents(t *testing.T, before, after map[string]string) {
	t.Helper()
	for file, content := range after {
		if old, ok := before[file]; !ok || old != content {
			t.Errorf("%q is new or has changed", file)
		}
	}
	if len(after) < len(before) {
		t.Errorf("there were %d files, and there are %d", len(before), len(after))
	}
}

// TestTornLog ends the log as a power cut may end it: in the middle of the last records, which were not acknowledged.
// etcd mends that, so the check passes it, and etcd starts.
func TestTornLog(t *testing.T) {
	dir, _ := used(t)
	for name, tear := range map[string]func([]byte) []byte{
		"in a record":        func(c []byte) []byte { return c[:recordsEnd(c)-2000] },
		"zeros for a sector": func(c []byte) []byte { at := recordsEnd(c) &^ 511; return zero(c, at-1024, at-512) },
		"zeros for the rest": func(c []byte) []byte { return zero(c, recordsEnd(c)-2000, len(c)) },
		"no room for more":   func(c []byte) []byte { return c[:(recordsEnd(c)+7)&^7] },
		"a length and no more": func(c []byte) []byte {
			return append(c[:(recordsEnd(c)+7)&^7], 100, 0, 0, 0, 0, 0, 0, 0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "etcd")
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			files := segmentFiles(t, copied)
			damageFile(t, files[len(files)-1], tear)
			if err := Check(copied); err != nil {
				t.Fatal(err)
			}
			_, client := mustStart(t, copied, DefaultQuota)
			mustPut(t, client, "after", "the power cut")
			if answer, err := client.Get(t.Context(), "key-5"); err != nil || answer.Count != 1 {
				t.Errorf("got %v, %v", answer, err)
			}
		})
	}
}

// TestOtherDamage damages the files beside the log.
func TestOtherDamage(t *testing.T) {
	dir, _ := used(t)
	for name, damage := range map[string]struct {
		files, names string
		how          func([]byte) []byte
		fine         bool
	}{
		"no database":          {"member/snap/db", "member/snap/db", nil, false},
		"an empty database":    {"member/snap/db", "member/snap/db", func([]byte) []byte { return []byte{} }, false},
		"no log":               {"member/wal/*.wal", "member/wal", nil, false},
		"an interrupted start": {"member/*/*", "", nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "etcd")
			if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(filepath.Join(copied, damage.files))
			if err != nil || len(files) == 0 {
				t.Fatalf("no files: %v", err)
			}
			for _, file := range files {
				damageFile(t, file, damage.how)
			}
			before := contents(t, copied)
			err = Check(copied)
			if damage.fine != (err == nil) {
				t.Errorf("got %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), filepath.Join(copied, damage.names)) {
				t.Errorf("got %v, want an error that names %s", err, damage.names)
			}
			sameContents(t, before, contents(t, copied))
		})
	}
}

// TestDamagedSnapshot damages a snapshot that the log names. One that it does not name was being written when the power
// was cut.
func TestDamagedSnapshot(t *testing.T) {
	dir, socket := filepath.Join(t.TempDir(), "etcd"), filepath.Join(t.TempDir(), "socket")
	client, stop := startPlain(t, dir, socket, func(config *embed.Config) { config.SnapshotCount = 20 })
	for n := range 50 {
		mustPut(t, client, fmt.Sprintf("key-%d", n), "value")
	}
	stop()
	snapshots, err := filepath.Glob(filepath.Join(dir, "member/snap/*.snap"))
	if err != nil || len(snapshots) == 0 {
		t.Fatalf("no snapshots: %v", err)
	}
	unnamed := filepath.Join(dir, "member/snap/0000000000000002-00000000000f4240.snap")
	if err := os.WriteFile(unnamed, []byte("half a snap"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Check(dir); err != nil {
		t.Fatal(err)
	}
	damageFile(t, snapshots[0], func(c []byte) []byte { c[len(c)/2] ^= 1; return c })
	if err := Check(dir); err == nil || !strings.Contains(err.Error(), snapshots[0]) {
		t.Errorf("got %v, want an error that names %q", err, snapshots[0])
	}
}

// startPlain runs an etcd without a keeper, for what a keeper would not let happen.
func startPlain(t *testing.T, dir, socket string, change func(*embed.Config)) (client *clientv3.Client, stop func()) {
	t.Helper()
	plain := config(dir, socket, smallQuota)
	plain.LogLevel, plain.LogOutputs = "fatal", []string{"stderr"}
	change(plain)
	etcd, err := embed.StartEtcd(plain)
	if err != nil {
		t.Fatal(err)
	}
	<-etcd.Server.ReadyNotify()
	client, err = clientv3.New(clientv3.Config{Endpoints: []string{"unix://" + socket}})
	if err != nil {
		t.Fatal(err)
	}
	return client, func() {
		_ = client.Close()
		etcd.Close()
	}
}
