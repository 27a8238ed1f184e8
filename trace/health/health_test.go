package health

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watching starts a watch and returns its reports. It ends with the test.
func watching(t *testing.T, address string, options ...Option) <-chan Report {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reports, ended := make(chan Report), make(chan error)
	go func() {
		ended <- Watch(ctx, address, time.Millisecond, func(r Report) {
			select {
			case reports <- r:
			case <-ctx.Done():
			}
		}, options...)
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return reports
}

// await returns the first report that satisfies the condition.
func await(t *testing.T, reports <-chan Report, what string, is func(Report) bool) Report {
	t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		select {
		case r := <-reports:
			if r.At.Before(r.Asked) || r.Asked.IsZero() {
				t.Fatalf("the request was sent at %v, and the report made at %v", r.Asked, r.At)
			}
			if is(r) {
				return r
			}
		case <-timeout:
			t.Fatalf("no report %s", what)
		}
	}
}

func of(path string, is func(Report) bool) func(Report) bool {
	return func(r Report) bool { return r.Path == path && is(r) }
}

func TestWatchReportsEveryCheck(t *testing.T) {
	var isReady atomic.Bool
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.RawQuery != "verbose" || r.Method != http.MethodGet:
			w.WriteHeader(http.StatusBadRequest)
		case r.URL.Path == "/readyz" && !isReady.Load():
			const notReady = "[+]ping ok\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\n" +
				"readyz check failed"
			http.Error(w, notReady, http.StatusInternalServerError)
		default:
			_, _ = io.WriteString(w, "[+]ping ok\n[+]poststarthook/rbac/bootstrap-roles ok\nreadyz check passed\n")
		}
	}))
	t.Cleanup(server.Close)
	reports := watching(t, server.Listener.Addr().String())

	answered := func(code int) func(Report) bool { return func(r Report) bool { return r.Code == code } }
	live := await(t, reports, "that it is live", of("/livez", answered(200)))
	green := []Check{{Name: "ping", OK: true}, {Name: "poststarthook/rbac/bootstrap-roles", OK: true}}
	if !reflect.DeepEqual(live.Checks, green) || !live.OK() || live.Err != nil || live.Waiting {
		t.Errorf("report is %+v", live)
	}
	red := await(t, reports, "that it is not ready", of("/readyz", answered(500)))
	want := []Check{green[0], {Name: "poststarthook/rbac/bootstrap-roles", Reason: "reason withheld"}}
	if !reflect.DeepEqual(red.Checks, want) || red.OK() || red.Err != nil {
		t.Errorf("report is %+v", red)
	}
	isReady.Store(true)
	ready := await(t, reports, "that it is ready", of("/readyz", answered(200)))
	if !reflect.DeepEqual(ready.Checks, green) {
		t.Errorf("report is %+v", ready)
	}
}

// TestWatchSendsOneRequestUntilItIsAnswered polls a port that is bound and not served: the kernel accepts connections.
func TestWatchSendsOneRequestUntilItIsAnswered(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	reports := watching(t, listener.Addr().String())
	var asked time.Time
	for range 20 {
		r := await(t, reports, "that it waits", of("/readyz", func(r Report) bool { return r.Waiting }))
		if r.Code != 0 || r.Err != nil || r.Checks != nil {
			t.Fatalf("report is %+v", r)
		}
		if asked.IsZero() {
			asked = r.Asked
		}
		if !r.Asked.Equal(asked) {
			t.Fatalf("a request was sent at %v, and another at %v", asked, r.Asked)
		}
	}

	// Now the port is served: each path has one connection and keeps it.
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	var connections atomic.Int32
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Listener.Close()
	server.Listener = listener
	server.StartTLS()
	t.Cleanup(server.Close)
	for _, path := range Paths {
		r := await(t, reports, "that it is healthy", of(path, func(r Report) bool { return r.OK() }))
		if path == "/readyz" && r.Asked.Before(asked) {
			t.Errorf("report is %+v", r)
		}
	}
	for range 20 {
		await(t, reports, "that it is healthy", func(r Report) bool { return r.OK() })
	}
	if n := connections.Load(); n != 2 {
		t.Errorf("there were %d connections, want one for each path", n)
	}
}

func TestWatchReportsErrors(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	reports := watching(t, listener.Addr().String())
	await(t, reports, "that it waits", func(r Report) bool { return r.Waiting })
	listener.Close()
	r := await(t, reports, "that the connection is refused", func(r Report) bool {
		return errors.Is(r.Err, syscall.ECONNREFUSED)
	})
	if strings.Contains(r.Err.Error(), "verbose") || r.OK() || r.Waiting {
		t.Errorf("report is %+v", r)
	}
}

// TestWatchSendsItsCertificate polls a server that answers only its admin. The admin's certificate is made after the
// first request was sent.
func TestWatchSendsItsCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	address := server.Listener.Addr().String()
	var admin atomic.Pointer[tls.Certificate]
	reports := watching(t, address, As(func() (*tls.Certificate, error) { return admin.Load(), nil }))
	anonymous := watching(t, address, As(func() (*tls.Certificate, error) { return nil, nil }))
	await(t, reports, "that it waits", func(r Report) bool { return r.Waiting })
	await(t, anonymous, "that it waits", func(r Report) bool { return r.Waiting })
	other := httptest.NewTLSServer(nil)
	other.Close()
	admin.Store(&other.TLS.Certificates[0])
	server.StartTLS()
	t.Cleanup(server.Close)
	await(t, anonymous, "that it is forbidden", func(r Report) bool { return r.Code == http.StatusForbidden })
	await(t, reports, "that it is healthy", func(r Report) bool { return r.OK() })
}

func TestWatchLimitsTheAnswer(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		line := "[+]" + strings.Repeat("x", 1020) + " ok\n"
		for range 2 * maxAnswer / len(line) {
			if _, err := io.WriteString(w, line); err != nil {
				return
			}
		}
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	reports := watching(t, server.Listener.Addr().String())
	r := await(t, reports, "with checks", func(r Report) bool { return len(r.Checks) > 0 })
	if read := len(r.Checks) * 1024; read > 2*maxAnswer-maxAnswer/2 {
		t.Errorf("read %d bytes", read)
	}
}

func TestWatchFollowsNoRedirect(t *testing.T) {
	server := httptest.NewTLSServer(http.RedirectHandler("https://192.0.2.1/", http.StatusFound))
	t.Cleanup(server.Close)
	reports := watching(t, server.Listener.Addr().String())
	await(t, reports, "of the redirect", func(r Report) bool { return r.Code == http.StatusFound })
}

func TestWatchPollsLoopbackOnly(t *testing.T) {
	for _, address := range []string{"", "localhost:443", "127.0.0.1", "192.0.2.1:443", "[2001:db8::1]:443"} {
		err := Watch(context.Background(), address, time.Hour, func(Report) {})
		if err == nil || !strings.HasPrefix(err.Error(), "watch health: ") {
			t.Errorf("watching %q: %v", address, err)
		}
	}
}

func TestWatchReachesAServerOnAllAddresses(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	v4, v6 := watching(t, net.JoinHostPort("0.0.0.0", port)), watching(t, net.JoinHostPort("::", port))
	await(t, v4, "that it is healthy", func(r Report) bool { return r.OK() })
	await(t, v6, "of an error", func(r Report) bool { return r.Err != nil })
}

func TestParse(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		want []Check
	}{
		"nothing":         {"", nil},
		"sum only":        {"ok", nil},
		"windows ends":    {"[+]ping ok\r\n", []Check{{Name: "ping", OK: true}}},
		"no newline":      {"[-]etcd failed: reason withheld", []Check{{Name: "etcd", Reason: "reason withheld"}}},
		"no reason":       {"[-]etcd\n", []Check{{Name: "etcd"}}},
		"escape sequence": {"[+]\x1b[31mping ok\n", []Check{{Name: "\x1b[31mping", OK: true}}},
		"not allowed":     {`{"kind":"Status","code":403}`, nil},
	} {
		if got := parse(tt.body); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: checks are %+v, want %+v", name, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed")
	f.Fuzz(func(t *testing.T, body string) {
		for _, c := range parse(body) {
			if strings.Contains(c.Name+c.Reason, "\n") {
				t.Errorf("a check of several lines: %+v", c)
			}
		}
	})
}
