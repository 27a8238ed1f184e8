package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	"k8s.io/klog/v2"

	"apitour/apiserver/etcd"
)

// newerVersion is what a newer etcd writes into its database: the version of the schema, and the lowest of its members'.
const newerVersion = "3.8.0"

// newerEtcd boots a server once, so that there is a data directory, and makes its database one that a newer etcd has used. The
// names are etcd's (server/storage/schema/bucket.go).
func newerEtcd(ctx context.Context, w *workshop) (wrong, error) {
	dir := w.path("data")
	if _, err := bootUntilReady(ctx, []string{"--data-dir", dir}); err != nil {
		return wrong{}, fmt.Errorf("make a data directory: %w", err)
	}
	db, err := bbolt.Open(filepath.Join(dir, "etcd/member/snap/db"), 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return wrong{}, fmt.Errorf("open the database: %w", err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		meta, cluster := tx.Bucket([]byte("meta")), tx.Bucket([]byte("cluster"))
		if meta == nil || cluster == nil {
			return errors.New("find the buckets for the versions: etcd keeps them elsewhere now")
		}
		return errors.Join(
			meta.Put([]byte("storageVersion"), []byte(newerVersion)),
			cluster.Put([]byte("clusterVersion"), []byte(newerVersion)))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return wrong{}, fmt.Errorf("write the version: %w", err)
	}
	return wrong{
		text:  "The server was booted once on a data directory, and the versions in its database were set to " + newerVersion + ", as an etcd of that version leaves them.",
		flags: []string{"--data-dir", dir},
	}, nil
}

const (
	// slowBy is how long each direction takes.
	slowBy = 60 * time.Millisecond
	// checkTimeout is what the health checks of etcd are given. The default, 2 s, would want a connection on which a boot
	// takes a minute.
	checkTimeout = 100 * time.Millisecond
)

// etcdSlow runs an etcd, and a connection to it that takes its time.
func etcdSlow(ctx context.Context, w *workshop) (wrong, error) {
	klog.LogToStderr(false) // what etcd's connections say is not for the learner's screen
	klog.SetOutput(io.Discard)
	database, err := etcd.Start(ctx, w.path("etcd"))
	if err != nil {
		return wrong{}, err
	}
	w.onClose(database.Stop)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return wrong{}, err
	}
	proxy := &slowProxy{listener: listener, to: strings.TrimPrefix(database.Endpoint, "unix://"), by: slowBy}
	proxy.running.Go(proxy.serve)
	w.onClose(proxy.close)
	return wrong{
		text: fmt.Sprintf("The server was given an etcd, which is well, behind a connection on which everything takes %s in each direction. "+
			"The health checks of etcd were given %s: the default, 2 s, would want a connection so slow that the boot takes a minute.", slowBy, checkTimeout),
		flags: []string{
			"--etcd-servers=http://" + listener.Addr().String(),
			"--etcd-healthcheck-timeout=" + checkTimeout.String(), "--etcd-readycheck-timeout=" + checkTimeout.String(),
		},
	}, nil
}

// slowProxy hands on connections to a socket, and everything in them late.
type slowProxy struct {
	listener net.Listener
	to       string
	by       time.Duration
	running  sync.WaitGroup

	mu     sync.Mutex
	open   []net.Conn
	closed bool
}

func (p *slowProxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return // closed
		}
		server, err := net.Dial("unix", p.to)
		if err != nil {
			client.Close()
			continue
		}
		if !p.keep(client, server) {
			return
		}
		p.running.Go(func() { p.delay(client, server) })
		p.running.Go(func() { p.delay(server, client) })
	}
}

// keep remembers connections, so that they can be closed, or closes them when all are.
func (p *slowProxy) keep(connections ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		for _, c := range connections {
			c.Close()
		}
		return false
	}
	p.open = append(p.open, connections...)
	return true
}

func (p *slowProxy) close() {
	p.listener.Close()
	p.mu.Lock()
	p.closed = true
	for _, c := range p.open {
		c.Close()
	}
	p.mu.Unlock()
	p.running.Wait()
}

// late is something that was read, and when it is to be written.
type late struct {
	bytes []byte
	due   time.Time
}

// delay copies what comes, each piece as much later as the one before: the connection is long, and not narrow.
func (p *slowProxy) delay(from, to net.Conn) {
	pieces := make(chan late, 1024)
	p.running.Go(func() {
		defer to.Close()
		broken := false
		for piece := range pieces {
			if !broken {
				time.Sleep(time.Until(piece.due))
				_, err := to.Write(piece.bytes)
				broken = err != nil
			}
		}
	})
	defer close(pieces)
	for {
		buffer := make([]byte, 32<<10)
		n, err := from.Read(buffer)
		if n > 0 {
			pieces <- late{buffer[:n], time.Now().Add(p.by)}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				from.Close()
			}
			return
		}
	}
}
