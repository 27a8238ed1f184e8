package etcd

import (
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// TestWritesReachTheDisk holds etcd to fsync: an acknowledged write has been through one. Killing the process cannot
// show that, because the kernel keeps what a dead process has written; only a dead kernel loses it.
func TestWritesReachTheDisk(t *testing.T) {
	if config(t.TempDir(), "socket", DefaultQuota).UnsafeNoFsync {
		t.Fatal("etcd is told not to call fsync")
	}
	server, err := Start(t.Context(), filepath.Join(t.TempDir(), "etcd"), DefaultQuota)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{server.Endpoint}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for range 3 {
		before := fsyncs(t)
		if _, err := client.Put(t.Context(), "key", "value"); err != nil {
			t.Fatal(err)
		}
		if fsyncs(t) == before {
			t.Error("a write was acknowledged without fsync of the write-ahead log")
		}
	}
}

// fsyncs is how often the write-ahead log has been through fsync; etcd counts it where it calls it.
func fsyncs(t *testing.T) uint64 {
	t.Helper()
	const name = "etcd_disk_wal_fsync_duration_seconds"
	families, err := prometheus.DefaultGatherer.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == name {
			return family.GetMetric()[0].GetHistogram().GetSampleCount()
		}
	}
	t.Fatalf("no metric %s", name)
	return 0
}
