package requests

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// TestInFlight asks which requests are in flight from inside of them.
func TestInFlight(t *testing.T) {
	var flights InFlight
	var inside, nested []string
	inner := httptest.NewRequest(http.MethodDelete, "/api/v1/namespaces/a", nil)
	innermost := flights.Watch(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { nested = flights.Lines() }))
	handler := flights.Watch(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		inside = flights.Lines()
		innermost.ServeHTTP(w, inner)
	}))
	outer := httptest.NewRequest(http.MethodGet, "/api/v1/namespaces?watch=true", nil)
	outer.Header.Set("User-Agent", "kubectl/v1.32.0 (linux/amd64) kubernetes/abc")
	handler.ServeHTTP(httptest.NewRecorder(), outer)

	const first = "GET /api/v1/namespaces?watch=true (kubectl/v1.32.0)"
	if !slices.Equal(inside, []string{first}) {
		t.Errorf("in flight are %q", inside)
	}
	if !slices.Equal(nested, []string{first, "DELETE /api/v1/namespaces/a"}) {
		t.Errorf("in flight are %q, the oldest first", nested)
	}
	if left := flights.Lines(); len(left) != 0 {
		t.Errorf("%q are left", left)
	}
}

// TestInFlightIsSafeToShow has clients that try to write to the terminal, or to fill it.
func TestInFlightIsSafeToShow(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("long", 1000), nil)
	if line := describe(r); len([]rune(line)) != longestTarget+1 {
		t.Errorf("%d characters are shown", len(line))
	}
	r = httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("User-Agent", "\u009b31m\x1b[2Jcurl\xff")
	if line := describe(r); strings.ContainsAny(line, "\u009b\x1b") {
		t.Errorf("%q is shown", line)
	}
}

// TestInFlightAfterAPanic: a handler that is cut off, as the library's filters do with http.ErrAbortHandler, is over.
func TestInFlightAfterAPanic(t *testing.T) {
	var flights InFlight
	func() {
		defer func() { _ = recover() }()
		flights.Watch(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })).
			ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	}()
	if left := flights.Lines(); len(left) != 0 {
		t.Errorf("%q are left", left)
	}
}
