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

// testWebPages sends to the insecure port what browsers send for the pages of other sites, and what kubectl, curl and
// the port's own pages send. The headers are those of Chromium and Firefox; an old browser sends fewer.
func testWebPages(
	t *testing.T, port string, ask func(method, path, body string, headers ...string) (int, http.Header, []byte),
) {
	t.Helper()
	const secrets, configMaps = "/api/v1/secrets", "/api/v1/namespaces/default/configmaps"
	const object = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"page-"}}`
	const fetchSite, contentType, asJSON = "Sec-Fetch-Site", "Content-Type", "application/json"
	own := "http://127.0.0.1:" + port
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		code                     int
		reason                   string // a part of the message
	}{
		{"a page's script, old browser", "GET", secrets, "", []string{"Origin", "https://evil.example"}, 403, "Origin"},
		{"a page without an origin", "GET", secrets, "", []string{"Origin", "null"}, 403, "Origin"},
		{"a page with an odd origin", "GET", secrets, "", []string{"Origin", "http://[::"}, 403, "Origin"},
		{"an image of a page", "GET", secrets, "", []string{fetchSite, "cross-site"}, 403, fetchSite},
		{"a page of another port", "GET", secrets, "", []string{fetchSite, "same-site"}, 403, fetchSite},
		{
			"a page of another port, old browser", "POST", configMaps, object,
			[]string{"Origin", "http://127.0.0.1:1", contentType, asJSON}, 403, "Origin",
		},
		{"a page over TLS", "GET", secrets, "", []string{"Origin", "https://127.0.0.1:" + port}, 403, "Origin"},
		{"a preflight", "OPTIONS", configMaps, "", []string{
			"Origin", "https://evil.example", "Access-Control-Request-Method", "POST",
		}, 403, "Origin"},
		{"a write without a type", "POST", configMaps, object, nil, 403, "Content-Type: application/json"},
		{"a form of text", "POST", configMaps, object, []string{contentType, "text/plain;charset=UTF-8"}, 403, "form"},
		{"a form", "POST", configMaps, object, []string{
			contentType, "application/x-www-form-urlencoded",
		}, 403, "form"},
		{"a form of parts", "PUT", configMaps, object, []string{contentType, "Multipart/Form-Data; boundary=x"}, 403, "form"},
		{"a type that is none", "PATCH", configMaps, object, []string{contentType, "text plain"}, 403, "form"},
		{"a deletion without a type", "DELETE", configMaps + "/x", `{"kind":"DeleteOptions"}`, nil, 403, "Content-Type"},

		{"curl reads", "GET", secrets, "", nil, 200, ""},
		{"curl writes", "POST", configMaps, object, []string{contentType, asJSON}, 201, ""},
		{"curl deletes", "DELETE", configMaps + "/nothing", "", nil, 404, ""},
		{"an address that was typed", "GET", secrets, "", []string{fetchSite, "none"}, 200, ""},
		{"the port's own page reads", "GET", secrets, "", []string{fetchSite, "same-origin"}, 200, ""},
		{"the port's own page writes", "POST", configMaps, object, []string{
			fetchSite, "same-origin", "Origin", own, contentType, asJSON,
		}, 201, ""},
		{"a page behind kubectl proxy writes", "POST", configMaps, object, []string{
			fetchSite, "same-origin", "Origin", "http://localhost:8001", contentType, asJSON,
		}, 201, ""},
	} {
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
	for origin, want := range map[string]int{"https://evil.example": 403, "http://127.0.0.1:1": 403, "null": 403, own: 101} {
		if code := upgrade(t, port, "/api/v1/secrets?watch=true", origin); code != want {
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
	return answer.StatusCode
}
