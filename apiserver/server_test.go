package apiserver_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.uber.org/goleak"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"apitour/apiserver"
	"apitour/trace"
	"apitour/trace/live"
	"apitour/trace/record"
)

// childVariable makes the test binary the server itself: the Kubernetes libraries keep global state, so every boot needs
// a process of its own.
const childVariable = "APITOUR_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(child())
	}
	goleak.VerifyTestMain(m)
}

// child boots a server with spans on the live link. A server that has stopped must have left no goroutine behind.
func child() int {
	ctx, cancel := context.WithCancel(context.Background())
	go record.WatchParent(os.Stdin, cancel)
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(record.NewLink(os.Stdout)))
	err := apiserver.Main(ctx, apiserver.Process{Args: os.Args[1:], Stdout: os.Stderr, Stderr: os.Stderr, TracerProvider: provider})
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		var hint *apiserver.HintError
		if errors.As(err, &hint) {
			fmt.Fprintln(os.Stderr, "hint:", hint.Hint)
		}
		return 1
	}
	if err := goleak.Find(knownLeaks()...); err != nil {
		fmt.Fprintln(os.Stderr, "error: goroutines left:", err)
		return 3
	}
	return 0
}

// knownLeaks are goroutines that the libraries start for the life of the process and give nobody a way to end.
func knownLeaks() []goleak.Option {
	return []goleak.Option{
		// Ours: waits for the parent, who outlives the child.
		goleak.IgnoreAnyFunction("apitour/trace/record.WatchParent"),
		// Waits for the second signal, which ends the process.
		goleak.IgnoreTopFunction("apitour/apiserver.SetupSignalHandler.func1"),
		// Started by signal.Notify for the life of the process.
		goleak.IgnoreTopFunction("os/signal.signal_recv"),
		goleak.IgnoreTopFunction("os/signal.loop"),
		// Writes the log to its file now and then.
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
		// The health check "log" proves that klog can be written, for ever once it was asked.
		goleak.IgnoreAnyFunction("k8s.io/apimachinery/pkg/util/wait.Forever"),
		// A read that waited for the watch cache leaves its timer behind, for 3 s.
		goleak.IgnoreTopFunction("k8s.io/apiserver/pkg/storage/cacher.(*watchCache).waitUntilFreshLocked.func2"),
	}
}

// server is a child that serves.
type server struct {
	boot       *live.Boot
	recording  trace.Recording
	url        string
	kubeconfig string
	log        []string      // read it when followed is closed
	ready      chan struct{} // closed when the child has said that it is ready
	followed   chan struct{} // closed when the child has ended
}

// start boots a server on the directory and waits until it says that it is ready. It is stopped with the test.
func start(t *testing.T, dir string, flags ...string) *server {
	t.Helper()
	s := launch(t, append([]string{"--data-dir", dir, "--secure-port", "0"}, flags...)...)
	select {
	case <-s.followed:
		t.Fatalf("the server ended: %v\n%s", s.boot.Wait(), strings.Join(s.log, "\n"))
	case <-s.ready:
	case <-time.After(time.Minute):
		t.Fatal("the server is not ready after a minute")
	}
	return s
}

// launch starts the child and follows what it says.
func launch(t *testing.T, args ...string) *server {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(executable, args...)
	command.Env = append(os.Environ(), childVariable+"=1", "TMPDIR="+t.TempDir(), "GORACE=atexit_sleep_ms=0")
	boot, err := live.Start(context.Background(), command)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{boot: boot, ready: make(chan struct{}), followed: make(chan struct{})}
	go s.follow()
	t.Cleanup(func() { _ = s.stop() })
	return s
}

func (s *server) follow() {
	defer close(s.followed)
	for update := range s.boot.Updates() {
		if update.Span != nil {
			s.recording.Add(*update.Span)
		}
		if !update.IsLog() {
			continue
		}
		s.log = append(s.log, update.Log)
		if line, ok := strings.CutPrefix(update.Log, "ready "); ok {
			s.url, s.kubeconfig, _ = strings.Cut(line, " kubeconfig=")
			close(s.ready)
		}
	}
}

// stop ends the server in order and says whether it exited with 0.
func (s *server) stop() error {
	if err := s.boot.Stop(20 * time.Second); err != nil {
		return err
	}
	<-s.followed
	if err := s.boot.Wait(); err != nil {
		return fmt.Errorf("%w:\n%s", err, strings.Join(s.log, "\n"))
	}
	return nil
}

// config is the admin's.
func (s *server) config(t *testing.T) *rest.Config {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", s.kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// get asks the server as the owner of the config would, and returns the status code and the body.
func (s *server) get(t *testing.T, config *rest.Config, path string) (int, string) {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode, readAll(t, response.Body)
}

// recorded reports whether the stage has ended.
func (s *server) recorded(name string) func(context.Context) (bool, error) {
	return func(context.Context) (bool, error) {
		span := find(s.recording.Snapshot(), name)
		return span != nil && !span.Running(), nil
	}
}

// dataDir is a directory with a path short enough for etcd's socket, whatever the test is called.
func dataDir(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "data")
}
