package etcd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/apimachinery/pkg/util/wait"
)

// smallQuota is filled with few writes.
const smallQuota = 32 << 20

var mebibyte = strings.Repeat("x", 1<<20)

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	err := wait.PollUntilContextTimeout(t.Context(), 10*time.Millisecond, 30*time.Second, true,
		func(context.Context) (bool, error) { return done(), nil })
	if err != nil {
		t.Fatalf("wait for %s: %v", what, err)
	}
}

// TestOldRevisionsLeaveRoom writes one object again and again, much more than the quota. Its old revisions are dropped
// early enough, so every write succeeds.
func TestOldRevisionsLeaveRoom(t *testing.T) {
	server, client := mustStart(t, filepath.Join(t.TempDir(), "etcd"), 2*smallQuota)
	for n := range 200 {
		if _, err := client.Put(t.Context(), "key", mebibyte); err != nil {
			t.Fatalf("write %d of 1 MiB: %v, with %+v", n+1, err, server.Usage())
		}
	}
	await(t, "the database not to be short of room", func() bool { return server.Usage().Short() == nil })
}

// TestFullDatabase fills the database. The check is red before it is full; once objects are deleted it takes writes
// again, without a restart and without an administrator.
func TestFullDatabase(t *testing.T) {
	server, client := mustStart(t, filepath.Join(t.TempDir(), "etcd"), 2*smallQuota)
	for n := 0; server.Usage().Short() == nil; n++ {
		mustPut(t, client, fmt.Sprintf("key-%d", n), mebibyte[:200<<10])
	}
	if err := server.Usage().Refuses(); err != nil {
		t.Errorf("it is full already: %v", err)
	}
	fill(t, client)
	await(t, "the database to be full", func() bool { return server.Usage().Refuses() != nil })
	if _, err := client.Delete(t.Context(), "key-", clientv3.WithPrefix()); err != nil {
		t.Fatal(err)
	}
	await(t, "room", func() bool { return server.Usage().Short() == nil })
	mustPut(t, client, "key", mebibyte)
	await(t, "the file to be smaller", func() bool { return server.Usage().File < smallQuota/2 })
}

// fill writes until there is no room.
func fill(t *testing.T, client *clientv3.Client) {
	t.Helper()
	for n := 0; ; n++ {
		_, err := client.Put(t.Context(), fmt.Sprintf("key-more-%d", n), mebibyte)
		if errors.Is(err, rpctypes.ErrNoSpace) {
			return
		}
		if err != nil || n > 2*smallQuota>>20 {
			t.Fatalf("write %d: %v", n, err)
		}
	}
}

// TestFullOfOldRevisions starts on a directory that an etcd without a keeper has left full of old revisions.
func TestFullOfOldRevisions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "etcd")
	socket := filepath.Join(t.TempDir(), "socket")
	client, stop := startPlain(t, dir, socket, func(*embed.Config) {})
	var err error
	for err == nil {
		_, err = client.Put(t.Context(), "key", mebibyte)
	}
	if !errors.Is(err, rpctypes.ErrNoSpace) {
		t.Fatal(err)
	}
	stop()

	if err := Check(dir); err != nil {
		t.Fatal(err)
	}
	server, again := mustStart(t, dir, smallQuota)
	await(t, "room", func() bool { return server.Usage().Short() == nil })
	mustPut(t, again, "key", mebibyte)
}
