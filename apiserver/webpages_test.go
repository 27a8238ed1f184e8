package apiserver_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	secretsPath    = "/api/v1/secrets"
	configMapsPath = "/api/v1/namespaces/default/configmaps"
	anObject       = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"page-"}}`
	evil           = "https://evil.example"
)

// pageRequest is a request to the insecure port, with headers, each a name followed by a value. A refusal has a reason.
type pageRequest struct {
	name, method, path, body string
	headers                  []string
	code                     int
	reason                   string
}

// refusedPages are requests that browsers send for the pages of other sites. The headers are those of Chromium and
// Firefox; an old browser sends fewer.
func refusedPages(port string) []pageRequest {
	const fetchSite, contentType = "Sec-Fetch-Site", "Content-Type"
	text, form := "text/plain;charset=UTF-8", "application/x-www-form-urlencoded"
	parts, asJSON := "Multipart/Form-Data; boundary=x", "application/json"
	read := func(name, header, value string) pageRequest {
		return pageRequest{name, "GET", secretsPath, "", []string{header, value}, 403, header}
	}
	write := func(name, method, reason string, headers ...string) pageRequest {
		return pageRequest{name, method, configMapsPath, anObject, headers, 403, reason}
	}
	return []pageRequest{
		read("a script of a page, old browser", "Origin", evil),
		read("a page without an origin", "Origin", "null"),
		read("a page with an odd origin", "Origin", "http://[::"),
		read("a page over TLS", "Origin", "https://127.0.0.1:"+port),
		read("an image of a page", fetchSite, "cross-site"),
		read("a page of another port", fetchSite, "same-site"),
		write("a page of another port, old browser", "POST", "Origin",
			"Origin", "http://127.0.0.1:1", contentType, asJSON),
		write("a page of another site", "POST", fetchSite,
			"Origin", evil, fetchSite, "cross-site", contentType, asJSON),
		write("a preflight", "OPTIONS", "Origin", "Origin", evil, "Access-Control-Request-Method", "POST"),
		write("a write without a type", "POST", "Content-Type: application/json"),
		write("a form of text", "POST", "form", contentType, text),
		write("a form", "POST", "form", contentType, form),
		write("a form of parts", "PUT", "form", contentType, parts),
		write("a type that is none", "PATCH", "form", contentType, "text plain"),
		write("a deletion without a type", "DELETE", contentType),
	}
}

// servedRequests are what kubectl, curl and the port's own pages send.
func servedRequests(port string) []pageRequest {
	const fetchSite, contentType, asJSON = "Sec-Fetch-Site", "Content-Type", "application/json"
	read := func(name string, headers ...string) pageRequest {
		return pageRequest{name, "GET", secretsPath, "", headers, 200, ""}
	}
	write := func(name string, headers ...string) pageRequest {
		return pageRequest{name, "POST", configMapsPath, anObject, append(headers, contentType, asJSON), 201, ""}
	}
	return []pageRequest{
		read("curl reads"),
		write("curl writes"),
		{"curl deletes", "DELETE", configMapsPath + "/nothing", "", nil, 404, ""},
		read("an address that was typed", fetchSite, "none"),
		read("the port's own page reads", fetchSite, "same-origin"),
		write("the port's own page writes", fetchSite, "same-origin", "Origin", "http://127.0.0.1:"+port),
		write("the port's own page writes, old browser", "Origin", "http://127.0.0.1:"+port),
		write("a page behind kubectl proxy writes", fetchSite, "same-origin", "Origin", "http://localhost:8001"),
	}
}

// testWebPages sends to the insecure port what it has to refuse, and what it has to serve.
func testWebPages(
	t *testing.T, port string, ask func(method, path, body string, headers ...string) (int, http.Header, []byte),
) {
	t.Helper()
	for _, test := range append(refusedPages(port), servedRequests(port)...) {
		code, _, body := ask(test.method, test.path, test.body, test.headers...)
		if code != test.code {
			t.Errorf("%s: %s %s: %d %s, want %d", test.name, test.method, test.path, code, body, test.code)
		}
		var status metav1.Status
		if test.code == http.StatusForbidden && (json.Unmarshal(body, &status) != nil ||
			status.Reason != metav1.StatusReasonForbidden || !strings.Contains(status.Message, test.reason)) {
			t.Errorf("%s: the answer does not say %q: %s", test.name, test.reason, body)
		}
	}
	for origin, want := range map[string]int{
		evil: 403, "http://127.0.0.1:1": 403, "null": 403, "http://127.0.0.1:" + port: 101,
	} {
		if code := upgrade(t, port, secretsPath+"?watch=true", origin); code != want {
			t.Errorf("a WebSocket of a page at %q: %d, want %d", origin, code, want)
		}
	}
}

// upgrade asks for a WebSocket as a page of the origin does, and returns the code of the answer.
func upgrade(t *testing.T, port, path, origin string) int {
	t.Helper()
	connection, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if _, err := io.WriteString(connection, "GET "+path+" HTTP/1.1\r\nHost: 127.0.0.1:"+port+
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: "+origin+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}
