package aggregation_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/rest"
	"k8s.io/sample-apiserver/pkg/cmd/server"

	"apitour/apiserver/apiservertest"
	"apitour/apiserver/etcd"
	"apitour/apiserver/pki"
	"apitour/trace/record"
)

// wardleVariable makes the test binary the extension server, with its database in the directory that it names.
const wardleVariable = "APITOUR_TEST_WARDLE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(wardleVariable); dir != "" {
		if err := serveWardle(dir); err != nil {
			fmt.Fprintln(os.Stderr, "error:", err)
			os.Exit(1)
		}
		return
	}
	apiservertest.Main(m)
}

// serveWardle is upstream's sample-apiserver, unchanged, on an etcd of its own.
func serveWardle(dir string) error {
	ctx, cancel := context.WithCancel(genericapiserver.SetupSignalContext())
	defer cancel()
	go record.WatchParent(os.Stdin, cancel)
	database, err := etcd.Start(ctx, dir, etcd.DefaultQuota)
	if err != nil {
		return err
	}
	defer database.Stop()
	command := server.NewCommandStartWardleServer(ctx, server.NewWardleServerOptions(os.Stdout, os.Stderr), false)
	command.SetArgs(append(os.Args[1:], "--etcd-servers", database.Endpoint))
	return command.Execute()
}

// wardle is the extension server as its administrator sees it: files, a port, and a process that comes and goes.
type wardle struct {
	dir         string
	port        int
	authority   *pki.Authority
	flags       []string
	command     *exec.Cmd
	stdin       io.Closer
	audit, said log
}

// log is what a process writes, to be read while it writes.
type log struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.text.String()
}

// installWardle makes its certificate and its files, and chooses its port. All that it is told of our server is a
// kubeconfig: whose certificates and headers to believe it learns from the ConfigMap, and who may do what it asks.
func installWardle(t *testing.T, kubeconfig string) *wardle {
	t.Helper()
	w := &wardle{dir: t.TempDir()}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.port = listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	if w.authority, err = pki.EnsureAuthority(filepath.Join(w.dir, "pki")); err != nil {
		t.Fatal(err)
	}
	pair, err := w.authority.Server([]string{"wardle.wardle-system.svc"}, []net.IP{net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, content []byte) string {
		path := filepath.Join(w.dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	policy := `{"apiVersion":"audit.k8s.io/v1","kind":"Policy","rules":[{"level":"Metadata"}],` +
		`"omitStages":["RequestReceived"]}`
	w.flags = []string{
		"--bind-address", "127.0.0.1", "--secure-port", strconv.Itoa(w.port),
		"--tls-cert-file", file("tls.crt", pair.CertPEM), "--tls-private-key-file", file("tls.key", pair.KeyPEM),
		"--kubeconfig", kubeconfig, "--authentication-kubeconfig", kubeconfig, "--authorization-kubeconfig", kubeconfig,
		"--audit-policy-file", file("audit.json", []byte(policy)), "--audit-log-path", "-",
	}
	t.Cleanup(w.stop)
	return w
}

func (w *wardle) start(t *testing.T) {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	w.command = exec.Command(executable, w.flags...)
	w.command.Env = append(os.Environ(), wardleVariable+"="+filepath.Join(w.dir, "etcd"), "TMPDIR="+w.dir)
	w.command.Stdout, w.command.Stderr = &w.audit, &w.said
	if w.stdin, err = w.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := w.command.Start(); err != nil {
		t.Fatal(err)
	}
}

// config is for a client that goes to the extension server directly.
func (w *wardle) config() *rest.Config {
	return &rest.Config{
		Host:            "https://127.0.0.1:" + strconv.Itoa(w.port),
		TLSClientConfig: rest.TLSClientConfig{CAData: w.authority.CertPEM},
	}
}

func (w *wardle) awaitReady(t *testing.T) {
	t.Helper()
	client, err := rest.HTTPClientFor(w.config())
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	apiservertest.Await(t, "the extension server to be ready", func(context.Context) (bool, error) {
		response, err := client.Get(w.config().Host + "/readyz")
		if err != nil {
			return false, nil
		}
		response.Body.Close()
		return response.StatusCode == http.StatusOK, nil
	})
}

// stop ends the process in order, and at once when it takes too long.
func (w *wardle) stop() {
	if w.command == nil {
		return
	}
	impatience := time.AfterFunc(20*time.Second, func() { _ = w.command.Process.Kill() })
	defer impatience.Stop()
	_ = w.command.Process.Signal(syscall.SIGTERM)
	_ = w.command.Wait()
	w.command = nil
}

// audited returns the audit events of requests for the path.
func (w *wardle) audited(path string) (events []string) {
	for line := range strings.Lines(w.audit.String()) {
		if strings.Contains(line, `"requestURI":"`+path) {
			events = append(events, line)
		}
	}
	return events
}
