package connection

import (
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apiserver/pkg/storage/storagebackend"
)

// TestDiagnose asks servers of every kind, of which only the last speaks etcd's protocol.
func TestDiagnose(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	tlsWeb := httptest.NewUnstartedServer(http.NotFoundHandler())
	tlsWeb.EnableHTTP2 = true
	tlsWeb.Config.ErrorLog = discard
	tlsWeb.StartTLS()
	defer tlsWeb.Close()
	closed := serve(t, "tcp", "127.0.0.1:0", func(net.Conn) {})
	closedAddress := closed.Addr().String()
	closed.Close()
	says := func(text string) string {
		return serve(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
			_, _ = c.Write([]byte(text))
			_, _ = c.Read(make([]byte, 1024))
		}).Addr().String()
	}
	silent := serve(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		for buffer := make([]byte, 64); ; {
			if _, err := c.Read(buffer); err != nil {
				return
			}
		}
	})
	quiet := "http://" + silent.Addr().String()
	socket := filepath.Join(t.TempDir(), "s")
	unixEtcd := grpcServer(t, "unix", socket)
	etcd := grpcServer(t, "tcp", "127.0.0.1:0")
	for server, want := range map[string]string{
		web.URL: `it answers as a web server: "HTTP/1.1 `,
		strings.Replace(web.URL, "http", "https", 1):    "it answers without TLS, as a web server",
		strings.Replace(tlsWeb.URL, "https", "http", 1): needsTLS,
		tlsWeb.URL:                                       "certificate",
		"http://" + closedAddress:                        "nothing listens there",
		"unix://" + socket + ".missing":                  "no such file",
		"http://" + says("SSH-2.0-Go\r\n"):               `it answers with "SSH-2.0-Go"`,
		"https://" + says("SSH-2.0-Go\r\n"):              "it answers without TLS: ",
		"http://" + says("\x1b[2J\x00\x00 a terminal's"): `it answers with "\x1b[2J`,
		quiet: neverAnswers,
		strings.Replace(quiet, "http", "https", 1):                        neverAnswers,
		serve(t, "tcp", "127.0.0.1:0", func(net.Conn) {}).Addr().String(): closes,
		"http://" + etcd: "", etcd: "", "unix://" + unixEtcd: "",
	} {
		at, got := Diagnose(t.Context(), storagebackend.TransportConfig{ServerList: []string{"http://" + etcd, server}})
		switch {
		case want == "" && (at != "" || got != ""), want != "" && at != server, !strings.Contains(got, want):
			t.Errorf("%s: %q %q, want %q", server, at, got, want)
		}
		if strings.Contains(got, "\x1b") {
			t.Errorf("%q reaches the terminal", got)
		}
	}
}
