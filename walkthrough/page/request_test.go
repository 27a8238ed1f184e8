package page_test

import (
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
)

// TestPageOfARequest writes the page of a request, of which nothing is said that only a boot has.
func TestPageOfARequest(t *testing.T) {
	b := firstBoot()
	b.collection = nil
	b.span(1, 0, "ServeRequest", 0, 3, 1)
	b.span(2, 1, "WithAuditInit", 1, 2, 1)
	root := &b.collection[0]
	root.Attributes[convention.Method], root.Attributes[convention.Path] = "GET", "/api/v1/*secrets*"
	root.Attributes[convention.StatusCode] = int64(403)
	page := pageOf(t, 0, &trace.Trace{Spans: b.collection})
	for _, want := range []string{
		`# The way of GET /api/v1/\*secrets\*, stage by stage`, "Every stage of the request", "- **status code** `403`",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	for _, no := range []string{"boot", "**ready**"} {
		if strings.Contains(page, no) {
			t.Errorf("the page speaks of %q:\n%s", no, page)
		}
	}
}
