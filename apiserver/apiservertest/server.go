// Package apiservertest runs the tour's apiserver as a real child process, for tests of any package.
//
// The Kubernetes libraries keep global state, so every boot needs a process of its own: the test binary starts itself
// again and becomes the server. A package with such tests has
//
//	func TestMain(m *testing.M) { apiservertest.Main(m) }
//
// and then Start(t, DataDir(t)) is a server that is ready, on a free port, and is stopped in order when the test ends.
package apiservertest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.uber.org/goleak"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"apitour/apiserver"
	"apitour/trace"
	"apitour/trace/live"
	"apitour/trace/record"
)

// ChildVariable makes the test binary the server itself when it is set.
const ChildVariable = "APITOUR_TEST_CHILD"

// StepVariable makes a child hold every stage until the parent releases it, when it is set.
const StepVariable = "APITOUR_TEST_STEP"

// HookVariable adds a post-start hook to a child, when it is set: "fails" or "hangs", which is also its name.
const HookVariable = "APITOUR_TEST_HOOK"

var extraHooks = map[string]func(context.Context) error{
	"fails": func(context.Context) error { return errors.New("broken on purpose") },
	"hangs": func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	},
}

// RequestsVariable makes a child trace the requests that ask for it, when it is set.
const RequestsVariable = "APITOUR_TEST_REQUESTS"

// Main runs the package's tests and checks that they leave no goroutine behind or, in a child, runs the server.
func Main(m *testing.M) {
	if os.Getenv(ChildVariable) != "" {
		os.Exit(child())
	}
	goleak.VerifyTestMain(m)
}

// RunMoreAtOnce lets more tests of a package run at once than there are cores, unless a flag says otherwise. It is for
// packages whose tests spend much of their time waiting, for an etcd that does not come or for a hook that is held.
func RunMoreAtOnce() {
	if os.Getenv(ChildVariable) != "" {
		return // the flags are the server's
	}
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	}
}

// child boots a server with spans on the live link. A server that has stopped must have left no goroutine behind.
func child() int {
	ctx, cancel := context.WithCancel(context.Background())
	stepped := os.Getenv(StepVariable) != ""
	link := record.NewLink(os.Stdout)
	if stepped {
		link = record.NewSteppedLink(os.Stdout, record.Stepping{Scope: apiserver.Scope, NeverHeld: apiserver.NeverHeld})
		go link.Obey(os.Stdin, cancel)
	} else {
		go record.WatchParent(os.Stdin, cancel)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(link))
	err := apiserver.Main(ctx, apiserver.Process{
		Args: os.Args[1:], Stdout: os.Stderr, Stderr: os.Stderr, TracerProvider: provider,
		ExtraPostStartHooks: extra(os.Getenv(HookVariable)), Patient: stepped, TraceRequests: os.Getenv(
			RequestsVariable) != "",
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		var hint *apiserver.HintError
		if errors.As(err, &hint) {
			fmt.Fprintln(os.Stderr, "hint:", hint.Hint)
		}
		return 1
	}
	if err := findLeaks(); err != nil {
		fmt.Fprintln(os.Stderr, "error: goroutines left:", err)
		return 3
	}
	return 0
}

func extra(name string) map[string]func(context.Context) error {
	if name == "" {
		return nil
	}
	return map[string]func(context.Context) error{name: extraHooks[name]}
}

// leakPatience is how long a goroutine may outlive the server. A client inside the library that is told at the very end
// to come back, by 503 with Retry-After: 1 or by 429 with Retry-After: 5, sleeps that long, even when the server is
// gone; goleak alone waits for half a second.
const leakPatience = 7 * time.Second

func findLeaks() (err error) {
	for begun := time.Now(); time.Since(begun) < leakPatience; {
		if err = goleak.Find(knownLeaks()...); err == nil {
			return nil
		}
	}
	return err
}

// knownLeaks are goroutines that the libraries start for the life of the process, without a way to end them.
func knownLeaks() []goleak.Option {
	return []goleak.Option{
		// Ours: waits for the parent, which outlives the child.
		goleak.IgnoreAnyFunction("apitour/trace/record.WatchParent"),
		goleak.IgnoreAnyFunction("apitour/trace/record.(*Link).Obey"),
		// Waits for the second signal, which ends the process.
		goleak.IgnoreTopFunction("apitour/apiserver.SetupSignalHandler.func1"),
		// Started by signal.Notify for the life of the process.
		goleak.IgnoreTopFunction("os/signal.signal_recv"),
		goleak.IgnoreTopFunction("os/signal.loop"),
		// Flushes the log to its file from time to time.
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
		// Compresses and removes old audit logs, for ever once a log was opened.
		goleak.IgnoreTopFunction("gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun"),
		// The health check "log" proves that klog can be written, for ever once it was asked.
		goleak.IgnoreAnyFunction("k8s.io/apimachinery/pkg/util/wait.Forever"),
		// Priority and fairness writes a status without a context. When the server's end cuts it off, it tries again
		// for ten seconds.
		goleak.IgnoreAnyFunction("k8s.io/apiserver/pkg/util/flowcontrol.(*configController).syncOne"),
		// A read that waited for the watch cache leaves its timer behind, for 3 s.
		goleak.IgnoreTopFunction("k8s.io/apiserver/pkg/storage/cacher.(*watchCache).waitUntilFreshLocked.func2"),
	}
}

// Server is a child that serves.
type Server struct {
	Boot       *live.Boot
	Process    *os.Process // for signals that Stop does not send
	Recording  trace.Recording
	URL        string        // read it when Ready is closed
	Kubeconfig string        // read it when Ready is closed
	Log        []string      // read it when Followed is closed
	Ready      chan struct{} // closed when the child has said that it is ready
	Followed   chan struct{} // closed when the child has ended

	logLock sync.Mutex
}

// Start boots a server on the directory and waits until it is ready. The end of the test stops it.
func Start(t testing.TB, dir string, flags ...string) *Server {
	t.Helper()
	return StartWith(t, nil, dir, flags...)
}

// StartWith is Start with variables for the child's environment, each as "NAME=value".
func StartWith(t testing.TB, environment []string, dir string, flags ...string) *Server {
	t.Helper()
	s := LaunchWith(t, environment, append([]string{"--data-dir", dir, "--secure-port", "0"}, flags...)...)
	select {
	case <-s.Followed:
		t.Fatalf("the server ended: %v\n%s", s.Boot.Wait(), strings.Join(s.Log, "\n"))
	case <-s.Ready:
	case <-time.After(time.Minute):
		t.Fatal("the server is not ready after a minute")
	}
	return s
}

// Launch starts the child and follows its output. The end of the test stops it.
func Launch(t testing.TB, args ...string) *Server {
	t.Helper()
	return LaunchWith(t, nil, args...)
}

// LaunchWith is Launch with variables for the child's environment, each as "NAME=value".
func LaunchWith(t testing.TB, environment []string, args ...string) *Server {
	t.Helper()
	return launch(t, environment, exec.Command(executable(t), args...))
}

// LaunchAfter is LaunchWith for a child that a shell becomes after some commands, such as "ulimit -n 20".
func LaunchAfter(t testing.TB, commands string, environment []string, args ...string) *Server {
	t.Helper()
	script := append([]string{"-c", commands + "\n" + `exec "$0" "$@"`, executable(t)}, args...)
	return launch(t, environment, exec.Command("sh", script...))
}

func executable(t testing.TB) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func launch(t testing.TB, environment []string, command *exec.Cmd) *Server {
	t.Helper()
	command.Env = append(append(os.Environ(), ChildVariable+"=1", "TMPDIR="+t.TempDir(), "GORACE=atexit_sleep_ms=0"),
		environment...)
	boot, err := live.Start(context.Background(), command)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Boot: boot, Process: command.Process, Ready: make(chan struct{}), Followed: make(chan struct{})}
	go s.follow()
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func (s *Server) follow() {
	defer close(s.Followed)
	for update := range s.Boot.Updates() {
		if update.Span != nil {
			s.Recording.Add(*update.Span)
		}
		if !update.IsLog() {
			continue
		}
		s.logLock.Lock()
		s.Log = append(s.Log, update.Log)
		s.logLock.Unlock()
		if line, ok := strings.CutPrefix(update.Log, "ready "); ok {
			s.URL, s.Kubeconfig, _ = strings.Cut(line, " kubeconfig=")
			if unquoted, err := strconv.Unquote(s.Kubeconfig); err == nil {
				s.Kubeconfig = unquoted
			}
			close(s.Ready)
		}
	}
}

// Stop ends the server in order and returns an error unless it exited with 0.
func (s *Server) Stop() error {
	if err := s.Boot.Stop(20 * time.Second); err != nil {
		return err
	}
	<-s.Followed
	if err := s.Boot.Wait(); err != nil {
		return fmt.Errorf("%w:\n%s", err, strings.Join(s.Log, "\n"))
	}
	return nil
}

// Kill ends the server at once, as a power cut or the kernel's memory killer would, and waits for its end.
func (s *Server) Kill() error {
	if err := s.Process.Kill(); err != nil {
		return fmt.Errorf("kill the server: %w", err)
	}
	<-s.Followed
	return nil
}

// Config is the admin's client configuration.
func (s *Server) Config(t testing.TB) *rest.Config {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", s.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// Get sends a request with the credentials of the config, and returns the status code and the body.
func (s *Server) Get(t testing.TB, config *rest.Config, path string) (int, string) {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// Recorded returns a condition for Await: the stage has ended.
func (s *Server) Recorded(name string) func(context.Context) (bool, error) {
	return func(context.Context) (bool, error) {
		span := Find(s.Recording.Snapshot(), name)
		return span != nil && !span.Running(), nil
	}
}

// Logged returns a condition for Await: a line of the log has the text, while the server still runs.
func (s *Server) Logged(text string) func(context.Context) (bool, error) {
	return func(context.Context) (bool, error) {
		s.logLock.Lock()
		defer s.logLock.Unlock()
		return slices.ContainsFunc(s.Log, func(line string) bool { return strings.Contains(line, text) }), nil
	}
}

// DataDir is a directory with a path short enough for etcd's socket, whatever the test is called.
func DataDir(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "data")
}

// Find returns the recorded span of that name, or nil.
func Find(recorded *trace.Trace, name string) *trace.Span {
	for i := range recorded.Spans {
		if recorded.Spans[i].Name == name {
			return &recorded.Spans[i]
		}
	}
	return nil
}

// Await polls until done returns true.
func Await(t testing.TB, what string, done func(ctx context.Context) (bool, error)) {
	t.Helper()
	if err := wait.PollUntilContextTimeout(t.Context(), 20*time.Millisecond, 30*time.Second, true, done); err != nil {
		t.Fatalf("wait for %s: %v", what, err)
	}
}

// IgnoreNotFound makes "not found" an answer that may still change, for Await.
func IgnoreNotFound(err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
