package broken

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	"k8s.io/klog/v2"

	"apitour/apiserver/etcd"
	"apitour/cmd/server"
	"apitour/walkthrough/phrases"
)

// newerVersion is the version that a newer etcd writes into its database, as that of the schema and as the lowest of
// its members'.
const newerVersion = "3.8.0"

// newerEtcd boots a server once, so that there is a data directory, and makes its database look as if a newer etcd had
// used it. The names are etcd's (server/storage/schema/bucket.go).
func newerEtcd(ctx context.Context, w *Workshop) (Fault, error) {
	dir := w.path("data")
	if _, err := (server.Child{Flags: []string{"--data-dir", dir}}).Record(ctx); err != nil {
		return Fault{}, fmt.Errorf("make a data directory: %w", err)
	}
	db, err := bbolt.Open(filepath.Join(dir, "etcd/member/snap/db"), 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return Fault{}, fmt.Errorf("open the database: %w", err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		meta, cluster := tx.Bucket([]byte("meta")), tx.Bucket([]byte("cluster"))
		if meta == nil || cluster == nil {
			return errors.New("the database has no buckets for the versions: etcd stores them elsewhere now")
		}
		return errors.Join(
			meta.Put([]byte("storageVersion"), []byte(newerVersion)),
			cluster.Put([]byte("clusterVersion"), []byte(newerVersion)))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return Fault{}, fmt.Errorf("write the version: %w", err)
	}
	return Fault{
		says:  func(in *phrases.BrokenFaults) string { return in.NewerEtcd.With(newerVersion) },
		flags: []string{"--data-dir", dir},
	}, nil
}

const (
	// slowBy is how much later everything arrives, in each direction.
	slowBy = 60 * time.Millisecond
	// checkTimeout is the timeout of etcd's health checks. With the default, 2 s, the connection would have to be so
	// slow that the boot takes a minute.
	checkTimeout = 100 * time.Millisecond
)

// lateBy is how long the late etcd answers nothing. It is more than the 10 s that a client waits for a TLS handshake
// (session.handshakeTimeout), and less than the 20 s that the server waits for etcd (connection.dialTimeout).
const lateBy = 12 * time.Second

// slowStart runs an etcd that answers late, as one does that was started at the same time and reads a large database. A
// server on a slow machine takes as long for other reasons.
func slowStart(ctx context.Context, w *Workshop) (Fault, error) {
	address, err := etcdBehind(ctx, w, &slowProxy{silentFor: lateBy})
	if err != nil {
		return Fault{}, err
	}
	return Fault{
		says:  func(in *phrases.BrokenFaults) string { return in.SlowStart.With(lateBy.String()) },
		flags: []string{"--etcd-servers=http://" + address, "--bind-address=127.0.0.1"},
	}, nil
}

// etcdSlow runs an etcd behind a slow connection.
func etcdSlow(ctx context.Context, w *Workshop) (Fault, error) {
	address, err := etcdBehind(ctx, w, &slowProxy{by: slowBy})
	if err != nil {
		return Fault{}, err
	}
	return Fault{
		says: func(in *phrases.BrokenFaults) string {
			return in.EtcdSlow.With(slowBy.String(), checkTimeout.String())
		},
		flags: []string{
			"--etcd-servers=http://" + address,
			"--etcd-healthcheck-timeout=" + checkTimeout.String(), "--etcd-readycheck-timeout=" + checkTimeout.String(),
		},
	}, nil
}

// etcdBehind runs an etcd behind the proxy, and returns the proxy's address.
func etcdBehind(ctx context.Context, w *Workshop, proxy *slowProxy) (address string, err error) {
	klog.LogToStderr(false) // etcd's connections log to this process's stderr, which is the learner's screen
	klog.SetOutput(io.Discard)
	database, err := etcd.Start(ctx, w.path("etcd"), etcd.DefaultQuota)
	if err != nil {
		return "", err
	}
	w.onClose(database.Stop)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	proxy.listener, proxy.to = listener, strings.TrimPrefix(database.Endpoint, "unix://")
	proxy.start()
	w.onClose(proxy.close)
	return listener.Addr().String(), nil
}
