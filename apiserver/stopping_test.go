package apiserver_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/rest"

	"apitour/apiserver/apiservertest"
	"apitour/trace/live"
)

// openWatch watches namespaces as a client of that name, until the test ends. It returns when the server answers.
func openWatch(t *testing.T, s *apiservertest.Server, name string) {
	t.Helper()
	config := s.Config(t)
	config.UserAgent = name
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(
		context.WithoutCancel(t.Context()), http.MethodGet, s.URL+"/api/v1/namespaces?watch=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		response.Body.Close()
		client.CloseIdleConnections()
	})
}

// TestAStopSaysWhatItWaitsFor has a client that watches hold a stopping server: the server names the request, and a
// second signal ends it at once.
func TestAStopSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t), "--request-timeout", "50s")
	openWatch(t, s, "watcher/1.0 (a test)")
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	apiservertest.Await(t, "the line", s.Logged("waiting for 1 open request: GET /api/v1/namespaces?watch=true "+
		"(watcher/1.0), for 50s at most; Ctrl-C again ends it at once"))
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Followed:
	case <-time.After(10 * time.Second):
		t.Fatal("the second signal did not end the server at once")
	}
	var exit *live.ExitError
	if err := s.Boot.Wait(); !errors.As(err, &exit) || exit.Code != 1 {
		t.Errorf("the server ends with %v", err)
	}
}

// TestAQuickStopIsSilent stops a server that waits for nothing.
func TestAQuickStopIsSilent(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t))
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	for _, line := range s.Log {
		if strings.HasPrefix(line, "waiting for ") {
			t.Errorf("it says %q", line)
		}
	}
}

// TestADelayedStopSaysSo: the time of a flag is what the stop waits for.
func TestADelayedStopSaysSo(t *testing.T) {
	t.Parallel()
	s := apiservertest.Start(t, apiservertest.DataDir(t), "--shutdown-delay-duration", "3s")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	want := "waiting for the time of --shutdown-delay-duration to pass; Ctrl-C again ends it at once"
	if !slices.Contains(s.Log, want) {
		t.Errorf("%q is missing in\n%s", want, strings.Join(s.Log, "\n"))
	}
}

// TestAnOrderDuringTheBootSaysWhereTheBootIs orders a server to stop that waits for a hook.
func TestAnOrderDuringTheBootSaysWhereTheBootIs(t *testing.T) {
	t.Parallel()
	s := apiservertest.LaunchWith(t, []string{apiservertest.HookVariable + "=hangs"},
		"--data-dir", apiservertest.DataDir(t), "--secure-port", "0")
	apiservertest.Await(t, "the serving", s.Recorded("PostStartHook/start-system-namespaces-controller"))
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	want := "waiting for the boot, which has to end before the server can stop in order: it is at " +
		"PostStartHook/hangs, for 5s at most; Ctrl-C again ends it at once"
	if !slices.Contains(s.Log, want) {
		t.Errorf("%q is missing in\n%s", want, strings.Join(s.Log, "\n"))
	}
}

// TestAnEtcdThatIsNone names servers of other kinds as etcd: the last words say what answers there.
func TestAnEtcdThatIsNone(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(web.Close)
	encrypted := httptest.NewUnstartedServer(http.NotFoundHandler())
	encrypted.Config.ErrorLog = log.New(io.Discard, "", 0)
	encrypted.StartTLS()
	t.Cleanup(encrypted.Close)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	for name, test := range map[string]struct{ url, answer string }{
		"a web server":          {web.URL, "it answers as a web server"},
		"TLS where none is":     {strings.Replace(encrypted.URL, "https", "http", 1), "it answers with TLS"},
		"none where TLS is":     {strings.Replace(web.URL, "http", "https", 1), "it answers without TLS"},
		"one that is not heard": {"http://" + silent.Addr().String(), "it accepts the connection and never answers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := apiservertest.Launch(t, "--data-dir", apiservertest.DataDir(t), "--secure-port", "0",
				"--etcd-servers", test.url)
			select {
			case <-s.Followed:
			case <-time.After(time.Minute):
				t.Fatal("the server waits for it for a minute")
			}
			want := `error: build the storage: "` + test.url + `" does not answer as etcd: ` + test.answer
			last := s.Log[len(s.Log)-2:]
			if !strings.HasPrefix(last[0], want) || !strings.HasPrefix(last[1], "hint: see that etcd answers") {
				t.Errorf("the last words are\n%s\nwant %s", strings.Join(last, "\n"), want)
			}
		})
	}
}
