package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/phrases"
)

func TestWhatToDoWithoutUpstreamsSource(t *testing.T) {
	tables, err := anchors.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		upstream string
		err      error
		want     string
	}{
		{"v1.99.0", fmt.Errorf("download v1.99.0: %w", exec.ErrNotFound), "install Go, or name the folder"},
		{
			"v1.99.0", &anchors.FetchError{Text: "invalid version: unknown revision v0.99.0"},
			"go list -m -versions k8s.io/apiserver lists releases",
		},
		{"v1.99.0", &anchors.FetchError{Text: "dial tcp: lookup: no such host"}, "see that the network and GOPROXY"},
		{"v1.99.0", &anchors.FetchError{Text: "no route to host"}, "--upstream all lists the releases that need no"},
		{"v1.37", errors.New("no folder"), `did you mean "v1.37.2"?`},
		{"~/src/client-go", errors.New("no folder"), "--upstream takes a release, such as v1.37.2, the folder of"},
		{"v1.99.0", errors.New("disk full"), ""},
	} {
		text, usage, hinted := advice(
			(terminal{say: &phrases.In("en").Command}).adviseOnUpstream(c.err, c.upstream, tables),
		)
		if usage || hinted != (c.want != "") || !strings.Contains(text, c.want) {
			t.Errorf("%s, %v: the hint is %q, want %q", c.upstream, c.err, text, c.want)
		}
	}
}
