// Package etcd runs the database of the tour's apiserver inside its own process.
//
// A kube-apiserver keeps nothing itself: every object lives in etcd, and without an etcd the boot cannot even finish
// building its storage. In a cluster that etcd is another process, usually on another host. Here it is embedded, so that
// one command is enough, and it is reached the same way: by gRPC, on a socket, with the same client. The socket is a file
// that only its owner may open, because whoever reaches etcd reads every Secret without asking the apiserver.
package etcd

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/server/v3/embed"

	"apitour/apiserver/stage"
)

const (
	// Raft counts time in ticks. A lone member elects itself after one election timeout, so the timeout is how long every
	// boot waits: etcd's defaults (100 ms and 1 s) are made for networks, these for one process that talks to itself.
	heartbeatMilliseconds = 10
	electionMilliseconds  = 100
	// maxSocketPath is what a socket's address can hold on the systems we know; Linux has 108 bytes, macOS 104.
	maxSocketPath = 100
)

// Server is an etcd that runs in this process.
type Server struct {
	etcd   *embed.Etcd
	failed *failure
	// Endpoint is where clients find it, for --etcd-servers: "unix:///…/etcd.sock".
	Endpoint  string
	socketDir string // a folder of our own for the socket, "" when it lies in the data directory
}

// Start opens or creates the database in dir, and returns once it has elected itself and answers. When anything fails, nothing
// is left running, but for an etcd that hangs while it starts: ctx ends the wait for that one, and only the process ends it.
func Start(ctx context.Context, dir string) (server *Server, err error) {
	// etcd would make the folder itself, but only after it has opened the socket that lies in it.
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for etcd: %w", err)
	}
	if err := check(dir); err != nil {
		return nil, fmt.Errorf("start etcd in %q: %w", dir, err)
	}
	server = &Server{failed: newFailure()}
	socket, err := server.socketPath(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			server.Stop()
		}
	}()
	server.Endpoint = "unix://" + socket
	cfg := config(dir, socket)
	cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(lastWords(server.failed))
	if err := server.start(ctx, cfg); err != nil {
		return nil, fmt.Errorf("start etcd in %q: %w", dir, err)
	}
	if err := os.Chmod(socket, 0o600); err != nil {
		return nil, fmt.Errorf("keep etcd's socket to its owner: %w", err)
	}
	if err := server.WaitForLeader(ctx); err != nil {
		return nil, fmt.Errorf("wait for etcd in %q: %w", dir, err)
	}
	return server, nil
}

func (s *Server) start(ctx context.Context, cfg *embed.Config) (err error) {
	_, span := stage.Call(ctx, "embed.StartEtcd", embed.StartEtcd)
	defer span.End(&err)

	// In a goroutine of its own, because one that finds the data damaged never comes back: see lastWords.
	type result struct {
		etcd *embed.Etcd
		err  error
	}
	started := make(chan result, 1)
	go func() {
		defer func() {
			if problem := recover(); problem != nil {
				started <- result{err: fmt.Errorf("its files are damaged: %v", problem)}
			}
		}()
		etcd, err := embed.StartEtcd(cfg)
		started <- result{etcd, err}
	}()
	select {
	case r := <-started:
		s.etcd = r.etcd
		return r.err
	case <-s.failed.came:
		return s.failed.reason
	case <-ctx.Done():
		return ctx.Err()
	}
}

// WaitForLeader returns once etcd can be written to. Even a lone member waits out one election timeout before it votes for
// itself: it cannot know that nobody else will call.
func (s *Server) WaitForLeader(ctx context.Context) (err error) {
	ctx, span := stage.Start(ctx, stage.WaitsFor("the election timeout of etcd"))
	defer span.End(&err)

	select {
	case <-s.etcd.Server.ReadyNotify():
		return nil
	case err := <-s.etcd.Err():
		return err
	case <-s.failed.came:
		return s.failed.reason
	case <-ctx.Done():
		return ctx.Err()
	}
}

func config(dir, socket string) *embed.Config {
	clients := url.URL{Scheme: "unix", Path: socket}
	// Nobody else is in this cluster, so nobody is listened to; the address is only a name that Raft wants.
	peers := url.URL{Scheme: "http", Host: "localhost:0"}
	cfg := embed.NewConfig()
	cfg.Dir = dir
	cfg.ListenClientUrls = []url.URL{clients}
	cfg.AdvertiseClientUrls = []url.URL{clients}
	cfg.ListenPeerUrls = nil
	cfg.AdvertisePeerUrls = []url.URL{peers}
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)
	cfg.TickMs = heartbeatMilliseconds
	cfg.ElectionMs = electionMilliseconds
	// Entries of the log stay in memory until the next snapshot, and some beyond it for members that have fallen behind.
	// etcd's defaults of 10,000 and 5,000 are 20 MiB of small objects, and there is no other member.
	cfg.SnapshotCount = 2_000
	cfg.SnapshotCatchUpEntries = 100
	return cfg
}

// socketPath chooses where the socket lies: beside the data, or in a temporary folder when that path is too long for a
// socket's address.
func (s *Server) socketPath(dir string) (string, error) {
	if path := filepath.Join(dir, "etcd.sock"); len(path) <= maxSocketPath {
		return path, nil
	}
	temporary, err := os.MkdirTemp("", "apitour-etcd-")
	if err != nil {
		return "", fmt.Errorf("make a folder for etcd's socket: %w", err)
	}
	s.socketDir = temporary
	return filepath.Join(temporary, "etcd.sock"), nil
}

// Failed is closed when etcd cannot go on: its disk is full, most likely. From then on nothing is written or answered, and
// the process had better end. It is nil, and so never closed, where etcd is not ours.
func (s *Server) Failed() <-chan struct{} {
	if s == nil {
		return nil
	}
	return s.failed.came
}

// Failure says why, once Failed is closed.
func (s *Server) Failure() error { return s.failed.reason }

// Stop ends etcd after it has written all that it knows, and takes its socket away. It may be called more than once, and on nil.
func (s *Server) Stop() {
	if s == nil {
		return
	}
	if s.etcd != nil {
		closed := make(chan struct{})
		go func(etcd *embed.Etcd) {
			defer close(closed)
			etcd.Close()
		}(s.etcd)
		select {
		case <-closed:
		case <-s.failed.came: // and so it never will be
		}
		s.etcd = nil
	}
	if s.socketDir != "" {
		_ = os.RemoveAll(s.socketDir)
		s.socketDir = ""
	}
}
