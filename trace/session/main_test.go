package session

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	oteltrace "go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"

	"apitour/trace/convention"
	"apitour/trace/record"
)

// TestMain makes the test binary play the server, too: its first argument is then the role.
func TestMain(m *testing.M) {
	if role, ok := roles[strings.Join(os.Args[1:], " ")]; ok {
		time.AfterFunc(time.Minute, func() { os.Exit(99) }) // no server of a failed test lives on
		role()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

var roles = map[string]func(){
	"serves":                 func() { serves(boots()) },
	"serves and is stepped":  servesStepped,
	"ends by itself":         func() { boots() },
	"fails":                  func() { boots(); says("error: no room", "hint: make room"); os.Exit(1) },
	"fails without a hint":   func() { says("error: no room"); os.Exit(1) },
	"is called wrongly":      func() { says("error: unknown flag", "hint: see --help"); os.Exit(2) },
	"panics":                 func() { panic("a bug") },
	"boots for a long time":  func() { boots(); interruptAndStop() },
	"has no signal handlers": func() { boots(); interrupt(); select {} },
	"stops for a long time":  func() { boots(); interruptAndStop(); says(waits); select {} },
	"says nothing": func() {
		signal.Ignore(syscall.SIGTERM)
		boots()
		interrupt()
		select {}
	},
}

// waits is what a server says that waits while it stops.
const waits = convention.WaitingLine + "the \x1b[31mtide"

// options are those of a server that plays the role.
func options(t *testing.T, role string) Options {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GORACE", "atexit_sleep_ms=0") // a server built for the race detector would wait a second before it exits
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%v is left, %v", left, err)
		}
	})
	return Options{Program: program, Arguments: []string{role}, Advice: "read the log"}
}

func says(lines ...string) { fmt.Fprintln(os.Stderr, strings.Join(lines, "\n")) }

// interrupt tells the parent that the boot has come to where the test wants to interrupt it.
func interrupt() { _ = syscall.Kill(os.Getppid(), syscall.SIGUSR1) }

// interruptAndStop returns with the order to stop, which the test gives when it is told.
func interruptAndStop() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	interrupt()
	<-stop
}

func untilStopped() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	<-stop
}

// servesStepped is a server that holds its stages, and follows the request that it is asked for.
func servesStepped() {
	follow := func(method, path string) { awaited.Store(method + " " + path) }
	link := record.NewSteppedLink(os.Stdout, record.Stepping{Scope: convention.Scope, Follow: follow})
	go link.Obey(os.Stdin, func() {})
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(link))
	tellsOutside = provider.Tracer(convention.OutsideScope)
	tracer := provider.Tracer(convention.Scope)
	ctx, _ := tracer.Start(context.Background(), "main")
	serves(ctx, tracer)
}

var (
	awaited      atomic.Value     // the request that is followed when it comes, a string
	tellsOutside oteltrace.Tracer // nil in a server that tells of no other requests
)

// tellOutside serves a request that comes from outside, as the apiserver does.
func tellOutside(tracer oteltrace.Tracer, w http.ResponseWriter, r *http.Request, next http.Handler) {
	name, with, path := convention.OutsideRequest, tellsOutside, r.URL.EscapedPath()
	if awaited.CompareAndSwap(r.Method+" "+r.URL.EscapedPath(), "") {
		name, with, path = convention.RequestStage, tracer, r.URL.Path
	}
	_, span := with.Start(context.Background(), name, oteltrace.WithAttributes(
		attribute.Bool(convention.FromOutside, true),
		attribute.String(convention.Method, r.Method), attribute.String(convention.Path, path),
	))
	defer span.End()
	next.ServeHTTP(w, r)
	span.SetAttributes(attribute.String(convention.UserName, "admin"), attribute.Int(convention.StatusCode, 200))
}

// boots begins a boot, whose root stage runs until the server ends.
func boots() (context.Context, oteltrace.Tracer) {
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(record.NewLink(os.Stdout)),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String(convention.ServiceName, "fake"))),
	)
	tracer := provider.Tracer(convention.Scope)
	ctx, _ := tracer.Start(context.Background(), "main")
	return ctx, tracer
}

// serves is a server with all that a session looks for: it binds a port, writes the admin's kubeconfig, becomes ready,
// and traces the requests that ask for it.
func serves(ctx context.Context, tracer oteltrace.Tracer) {
	pair := selfSigned()
	server := httptest.NewUnstartedServer(traced(tracer, http.HandlerFunc(answer)))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair.tls}, ClientAuth: tls.RequestClientCert}
	dir := filepath.Join(os.TempDir(), "data")
	must(os.MkdirAll(dir, 0o700))
	defer os.RemoveAll(dir)
	address := server.Listener.Addr().(*net.TCPAddr)
	text := kubeconfigOf("https://"+address.String(), pair.cert, pair.cert, pair.key)
	must(os.WriteFile(filepath.Join(dir, "admin.kubeconfig"), []byte(text), 0o600))

	_, bind := tracer.Start(ctx, convention.BindStage, oteltrace.WithAttributes(
		attribute.String(convention.ServerAddress, address.IP.String()),
		attribute.Int(convention.ServerPort, address.Port),
	))
	bind.End()
	server.StartTLS()
	_, ready := tracer.Start(ctx, convention.ReadyStage)
	ready.End()
	says("serving")
	untilStopped()
	server.CloseClientConnections()
	server.Close()
}

func traced(tracer oteltrace.Tracer, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fields := strings.Split(r.Header.Get("Traceparent"), "-"); len(fields) == 4 {
			id, err := oteltrace.TraceIDFromHex(fields[1])
			must(err)
			parent, err := oteltrace.SpanIDFromHex(fields[2])
			must(err)
			client := oteltrace.NewSpanContext(oteltrace.SpanContextConfig{
				TraceID: id, SpanID: parent, TraceFlags: oteltrace.FlagsSampled, Remote: true,
			})
			ctx := oteltrace.ContextWithRemoteSpanContext(r.Context(), client)
			_, span := tracer.Start(ctx, convention.RequestStage)
			defer span.End()
		} else if tellsOutside != nil && r.UserAgent() != convention.FollowerAgent {
			tellOutside(tracer, w, r, next)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// answer answers with what it understood of the request. An answer to /endless never ends.
func answer(w http.ResponseWriter, r *http.Request) {
	user := "anonymous"
	if shown := r.TLS.PeerCertificates; len(shown) > 0 {
		user = shown[0].Subject.CommonName
	}
	switch r.URL.Path {
	case "/livez", "/readyz":
		fmt.Fprintf(w, "[+]asked by %s ok\n", user)
	case "/endless":
		fmt.Fprintln(w, "and so on")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	default:
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s by %s as %q", r.Method, user, r.Header.Get("Impersonate-User"))
		for i, group := range r.Header.Values("Impersonate-Group") {
			fmt.Fprint(w, []string{" in ", " "}[min(i, 1)], strconv.Quote(group))
		}
		fmt.Fprintln(w)
		fmt.Fprintf(w, "%s %s\n", r.Header.Get("Content-Type"), body)
	}
}

type certificate struct {
	tls       tls.Certificate
	cert, key []byte
}

// selfSigned makes a certificate that serves, and is the client "admin" too.
func selfSigned() certificate {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "admin"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:   time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	must(err)
	keyDER, err := x509.MarshalECPrivateKey(private)
	must(err)
	c := certificate{
		cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		key:  pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}),
	}
	c.tls, err = tls.X509KeyPair(c.cert, c.key)
	must(err)
	return c
}

// kubeconfigOf returns a kubeconfig as client-go writes it.
func kubeconfigOf(server string, authority, cert, key []byte) string {
	encoded := base64.StdEncoding.EncodeToString
	return fmt.Sprintf(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: %s
    server: %s
  name: apitour
contexts:
- context:
    cluster: apitour
    user: apitour
  name: apitour
current-context: apitour
kind: Config
users:
- name: apitour
  user:
    client-certificate-data: %s
    client-key-data: %s
`, encoded(authority), server, encoded(cert), encoded(key))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
