package etcd

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"go.etcd.io/etcd/server/v3/storage/wal"
	"go.uber.org/zap"
)

// TestLogWithoutEntries starts etcd on what a first start leaves that was killed between making its log and writing the
// first entry.
func TestLogWithoutEntries(t *testing.T) {
	other := filepath.Join(t.TempDir(), "etcd")
	server, _ := mustStart(t, other, DefaultQuota)
	server.Stop()
	segments, err := findSegments(filepath.Join(other, "member", "wal"))
	if err != nil {
		t.Fatal(err)
	}
	known := &logCheck{}
	if err := known.readSegment(segments[0], true, true, 0); err != nil {
		t.Fatal(err)
	}

	dir := filepath.Join(t.TempDir(), "etcd")
	snapshots := filepath.Join(dir, "member", "snap")
	if err := os.MkdirAll(snapshots, 0o700); err != nil {
		t.Fatal(err)
	}
	database, err := bbolt.Open(filepath.Join(snapshots, "db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	log, err := wal.Create(zap.NewNop(), filepath.Join(dir, "member", "wal"), known.metadata)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []interface{ Close() error }{database, log} {
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := Check(dir); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	server, err = Start(ctx, dir, DefaultQuota)
	if err != nil {
		t.Fatal(err)
	}
	server.Stop()
}
