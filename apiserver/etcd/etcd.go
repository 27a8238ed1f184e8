// Package etcd runs the database of the tour's apiserver inside its own process.
//
// A kube-apiserver keeps nothing itself: every object lives in etcd, and without an etcd the boot cannot even finish
// building its storage. In a cluster that etcd is another process, usually on another host. Here it is embedded, so
// that one command is enough, and it is reached the same way: by gRPC, on a socket, with the same client. Only its
// owner may open the socket's file: a client of etcd reads every Secret without asking the apiserver.
package etcd

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"go.etcd.io/etcd/server/v3/embed"

	"apitour/apiserver/stage"
)

const (
	// Raft counts time in ticks. A lone member elects itself after one election timeout, so every boot waits that long:
	// etcd's defaults (100 ms and 1 s) are made for networks, these for one process that talks to itself.
	heartbeatMilliseconds = 10
	electionMilliseconds  = 100
	// maxSocketPath is the longest address of a socket on the systems we know; Linux has 108 bytes, macOS 104.
	maxSocketPath = 100
)

// Server is an etcd that runs in this process.
type Server struct {
	etcd   *embed.Etcd
	failed *failure
	// Endpoint is the address for clients, and for --etcd-servers: "unix:///…/etcd.sock".
	Endpoint  string
	socketDir string // a folder of our own for the socket, "" when it lies in the data directory
	space     *space
	endSpace  context.CancelFunc // nil until space is kept
	spaceDone chan struct{}
}

// Start opens or creates the database in dir, in which Check has found no damage, and returns once it has elected
// itself and answers. The file of the database may grow to quota bytes. When Start fails, nothing is left running,
// except an etcd that hangs while it starts: ctx ends the wait for that one, and only the process ends it.
func Start(ctx context.Context, dir string, quota int64) (server *Server, err error) {
	// etcd makes the folder only after it has opened the socket, which lies in it.
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for etcd: %w", err)
	}
	if err := beginAnew(dir); err != nil {
		return nil, err
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
	server.Endpoint = (&url.URL{Scheme: "unix", Path: socket}).String()
	cfg := config(dir, socket, quota)
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
	server.keepSpace(quota)
	return server, nil
}

// keepSpace looks after the size of the database until Stop.
func (s *Server) keepSpace(quota int64) {
	s.space = &space{server: s.etcd.Server, quota: quota}
	s.space.measure()
	ctx, cancel := context.WithCancel(context.Background())
	s.endSpace, s.spaceDone = cancel, make(chan struct{})
	go func() {
		defer close(s.spaceDone)
		s.space.run(ctx)
	}()
}

// Usage is how much of its quota the database takes.
func (s *Server) Usage() Usage { return *s.space.usage.Load() }

func (s *Server) start(ctx context.Context, cfg *embed.Config) (err error) {
	_, span := stage.Call(ctx, "embed.StartEtcd", embed.StartEtcd)
	defer span.End(&err)

	// In a goroutine of its own: a start that finds the data damaged never returns (see lastWords).
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

// WaitForLeader returns once etcd accepts writes. Even a lone member waits one election timeout before it votes for
// itself: it cannot know that no other member will.
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

func config(dir, socket string, quota int64) *embed.Config {
	clients := url.URL{Scheme: "unix", Path: socket}
	// There is no other member, so no peer is listened to; the address is only a name that Raft needs.
	peers := url.URL{Scheme: "http", Host: "localhost:0"}
	cfg := embed.NewConfig()
	cfg.Dir = dir
	cfg.ListenClientUrls = []url.URL{clients}
	cfg.AdvertiseClientUrls = []url.URL{clients}
	cfg.ListenPeerUrls = nil
	cfg.AdvertisePeerUrls = []url.URL{peers}
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)
	cfg.QuotaBackendBytes = quota
	cfg.TickMs = heartbeatMilliseconds
	cfg.ElectionMs = electionMilliseconds
	// The last hundred entries of the log stay in memory, whatever is set here (memorySnapshotCount in
	// etcdserver/server.go), and SnapshotCatchUpEntries more for members that lag behind. etcd's default of 5,000 is
	// 5 GB of large objects, and there is no other member. A snapshot on disk lets old files of the log go.
	cfg.SnapshotCount = 2_000
	cfg.SnapshotCatchUpEntries = 1
	return cfg
}

// socketPath chooses where the socket lies: beside the data, or in a temporary folder when that path cannot be a
// socket's address.
func (s *Server) socketPath(dir string) (string, error) {
	if path := filepath.Join(dir, "etcd.sock"); addressable(path) {
		return path, nil
	}
	for _, parent := range []string{os.TempDir(), "/tmp"} {
		if !addressable(filepath.Join(parent, "apitour-etcd-0123456789", "etcd.sock")) {
			continue
		}
		temporary, err := os.MkdirTemp(parent, "apitour-etcd-")
		if err != nil {
			return "", fmt.Errorf("make a folder for etcd's socket: %w", err)
		}
		s.socketDir = temporary
		return filepath.Join(temporary, "etcd.sock"), nil
	}
	return "", fmt.Errorf("neither %q nor the folder for temporary files, %q, can hold etcd's socket: "+
		"its path must have at most %d bytes, and no %% or control characters", dir, os.TempDir(), maxSocketPath)
}

// addressable says that a path can be a socket's address for etcd's client. gRPC decodes the path of the endpoint and
// makes a URL of the result (internal/transport/http2_client.go), where a percent sign means something else and control
// characters are refused.
func addressable(path string) bool {
	return len(path) <= maxSocketPath && !strings.ContainsFunc(path, func(r rune) bool {
		return r == '%' || unicode.IsControl(r)
	})
}

// Failed is closed when etcd cannot go on, most likely because its disk is full. From then on nothing is written or
// answered, and the process should end. It is nil, and so never closed, for an external etcd.
func (s *Server) Failed() <-chan struct{} {
	if s == nil {
		return nil
	}
	return s.failed.came
}

// Failure returns the reason once Failed is closed.
func (s *Server) Failure() error { return s.failed.reason }

// Stop ends etcd after it has written everything, and removes its socket. It may be called more than once, and on nil.
func (s *Server) Stop() {
	if s == nil {
		return
	}
	if s.etcd != nil {
		closed := make(chan struct{})
		go func(etcd *embed.Etcd) {
			defer close(closed)
			if s.endSpace != nil {
				s.endSpace()
				<-s.spaceDone
			}
			etcd.Close()
		}(s.etcd)
		select {
		case <-closed:
		case <-s.failed.came: // etcd has failed and will not stop in order
		}
		s.etcd = nil
	}
	if s.socketDir != "" {
		_ = os.RemoveAll(s.socketDir)
		s.socketDir = ""
	}
}
