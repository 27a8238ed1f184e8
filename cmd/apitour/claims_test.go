package main

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"testing"

	"apitour/cmd/fresh"
	"apitour/cmd/server"
	"apitour/walkthrough/claims"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// TestClaimsOfFreshRecordings records what the notes speak of, boots with and without flags, requests and broken boots,
// and holds every claim of every note against it: all are decided, and none fails.
func TestClaimsOfFreshRecordings(t *testing.T) {
	server.Program = func() (string, error) { return exec.LookPath("apitour") }
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	runs, err := fresh.Record(t.Context(), claims.NeedsOf(library), io.Discard, &phrases.In("en").Fresh)
	if err != nil {
		t.Error(err)
	}
	for _, r := range claims.Check(library, runs...) {
		file, line := placeOf(r.Claim)
		switch r.Verdict {
		case claims.Fails:
			t.Errorf("%s:%d: %s fails in %s: %s", file, line, r.Claim, r.Run, r.Found)
		case claims.Undecided:
			t.Errorf("%s:%d: no recording decides %s: %s", file, line, r.Claim, r.Found)
		}
	}
}

// TestFreshRecordingsEndWithTheirContext asks for recordings when the command has been interrupted: none is made.
func TestFreshRecordingsEndWithTheirContext(t *testing.T) {
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	runs, err := fresh.Record(ctx, claims.NeedsOf(library), io.Discard, &phrases.In("en").Fresh)
	if len(runs) > 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d runs, %v", len(runs), err)
	}
}
