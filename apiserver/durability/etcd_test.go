package durability_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/etcd/client/pkg/v3/transport"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"

	"apitour/apiserver/apiservertest"
	"apitour/trace/record"
)

// etcdVariable makes the test binary an etcd; it holds the member's description.
const etcdVariable = "APITOUR_TEST_ETCD"

// member is one etcd of a cluster, a process of its own. The exported fields describe it to the process.
type member struct {
	Name, Dir    string
	Client, Peer string // URLs
	Cluster      string // "one=http://…,two=http://…"
	Files        tlsFiles
	Quota        int64

	process *exec.Cmd
	ended   chan struct{}
}

// tlsFiles name a certificate, its key, and the authority that the other side's certificate must come from.
type tlsFiles struct{ Authority, Certificate, Key string }

// runEtcd is the process of a member. It ends with its parent.
func runEtcd(description string) int {
	var m member
	if err := json.Unmarshal([]byte(description), &m); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	cfg := embed.NewConfig()
	cfg.Name, cfg.Dir, cfg.InitialCluster = m.Name, m.Dir, m.Cluster
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = urls(m.Client), urls(m.Client)
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = urls(m.Peer), urls(m.Peer)
	cfg.ClientTLSInfo = transport.TLSInfo{
		TrustedCAFile: m.Files.Authority, CertFile: m.Files.Certificate,
		KeyFile: m.Files.Key, ClientCertAuth: m.Files.Authority != "",
	}
	cfg.EnableGRPCGateway = false
	cfg.QuotaBackendBytes = m.Quota
	// On one host members hear of each other at once, but two busy cores under the race detector make them late.
	cfg.TickMs, cfg.ElectionMs = 50, 500
	cfg.LogLevel, cfg.LogOutputs = "fatal", []string{"stderr"}
	etcd, err := embed.StartEtcd(cfg)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ctx, cancel := context.WithCancel(context.Background())
	go record.WatchParent(os.Stdin, cancel)
	<-ctx.Done()
	etcd.Close()
	return 0
}

func urls(text string) []url.URL {
	parsed, err := url.Parse(text)
	if err != nil {
		panic(err) // the tests' own
	}
	return []url.URL{*parsed}
}

// newCluster describes members on free loopback ports. They are not running yet.
func newCluster(t testing.TB, files tlsFiles, names ...string) (members []*member) {
	t.Helper()
	scheme := "http://"
	if files.Authority != "" {
		scheme = "https://"
	}
	var cluster []string
	for _, name := range names {
		m := &member{
			Name: name, Dir: t.TempDir(), Client: scheme + freeAddress(t), Peer: "http://" + freeAddress(t),
			Files: files,
		}
		cluster = append(cluster, name+"="+m.Peer)
		members = append(members, m)
	}
	for _, m := range members {
		m.Cluster = strings.Join(cluster, ",")
	}
	return members
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// start starts the member's process, or starts it again on the same directory and ports. It is killed with the test.
func (m *member) start(t testing.TB) {
	t.Helper()
	description, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	m.process = exec.Command(executable)
	m.process.Env = append(os.Environ(), etcdVariable+"="+string(description))
	m.process.Stderr = os.Stderr
	stdin, err := m.process.StdinPipe() // held open for as long as the member is to live
	if err != nil {
		t.Fatal(err)
	}
	if err := m.process.Start(); err != nil {
		t.Fatal(err)
	}
	process, ended := m.process, make(chan struct{})
	m.ended = ended
	go func() {
		defer close(ended)
		_ = process.Wait() // it is killed
		stdin.Close()
	}()
	t.Cleanup(func() {
		_ = process.Process.Kill()
		<-ended
	})
}

// kill ends the member at once.
func (m *member) kill(t testing.TB) {
	t.Helper()
	if err := m.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-m.ended
}

// signal stops the member from running, or lets it run again: SIGSTOP, SIGCONT.
func (m *member) signal(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if err := m.process.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// dial makes a client of etcd itself.
func dial(t testing.TB, config *tls.Config, endpoints ...string) *clientv3.Client {
	t.Helper()
	client, err := clientv3.New(clientv3.Config{Endpoints: endpoints, TLS: config})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// awaitEtcd waits until the cluster can be written to, each member by its own address.
func awaitEtcd(t testing.TB, config *tls.Config, members ...*member) {
	t.Helper()
	for _, m := range members {
		client := dial(t, config, m.Client)
		apiservertest.Await(t, "etcd "+m.Name, func(ctx context.Context) (bool, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			_, err := client.Put(ctx, "health", m.Name)
			return err == nil, nil
		})
	}
}

func noProxy(*http.Request) (*url.URL, error) { return nil, nil }
