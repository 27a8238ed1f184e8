package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"apitour/apiserver"
	"apitour/trace"
	"apitour/trace/tracefile"
	"apitour/walkthrough/phrases"
)

// TestKeysComeFromTheTerminal plays a recording from standard input: the keys come from the terminal behind it.
func TestKeysComeFromTheTerminal(t *testing.T) {
	recorded := strings.NewReader("{}")
	var out bytes.Buffer
	with := terminal{say: &phrases.In("en").Command, stdin: recorded, stdout: &out, stderr: &out}
	keyboard := io.NopCloser(strings.NewReader("next\n"))
	opened := func() (io.ReadCloser, error) { return keyboard, nil }

	if got, release, err := with.keys([]string{standardInput}, true, opened); err != nil || got.stdin != keyboard {
		t.Errorf("keys come from %v, %v", got.stdin, err)
	} else {
		release()
	}
	for name, args := range map[string][]string{"a file": {"boot.jsonl"}, "the recording inside": nil} {
		if got, _, err := with.keys(args, true, opened); err != nil || got.stdin != recorded {
			t.Errorf("%s: keys come from %v, %v", name, got.stdin, err)
		}
	}
	none := func() (io.ReadCloser, error) { return nil, errors.New("no such device or address") }
	if got, _, err := with.keys([]string{standardInput}, false, none); err != nil || got.stdin != recorded {
		t.Errorf("a walk that is printed reads keys from %v, %v", got.stdin, err)
	}
	_, _, err := with.keys([]string{standardInput}, true, none)
	var hinted *apiserver.HintError
	if !errors.As(err, &hinted) || hinted.Hint != "write the recording to a file, and name it: apitour play FILE" {
		t.Errorf("error without a terminal is %v", err)
	}
}

// TestReadingStopsAtOnce interrupts the reading of a pipe on which nothing comes.
func TestReadingStopsAtOnce(t *testing.T) {
	silent, end, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	defer end.Close()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	waiting := terminal{say: &phrases.In("en").Command, stdin: silent, stderr: io.Discard}
	_, err = waiting.readRecording(ctx, []string{standardInput})
	if err == nil || err.Error() != "read trace: interrupted" {
		t.Errorf("error is %v", err)
	}
}

// TestReadingIsSilentForAWhile waits for a slow file, which shows nothing on a stderr that is no terminal.
func TestReadingIsSilentForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown bytes.Buffer
		var p tracefile.Progress
		told := terminal{say: &phrases.In("en").Command, stderr: &shown}
		_, err := told.watch(t.Context(), "boot.jsonl", &p, func() (*trace.Trace, error) {
			time.Sleep(10 * patience) // of the test's own clock
			return nil, io.ErrUnexpectedEOF
		})
		if !errors.Is(err, io.ErrUnexpectedEOF) || shown.Len() > 0 {
			t.Errorf("error is %v, showed %q", err, shown.String())
		}
	})
}

func TestReadingSaysHowFarItIs(t *testing.T) {
	name := filepath.Join(t.TempDir(), "boot.jsonl")
	const spans = 1234
	file := strings.Repeat(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}`+"\n", spans)
	if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	said := terminal{say: &phrases.In("en").Command}
	var p tracefile.Progress
	if got := said.reading("a pipe", &p); got != "reading a pipe: 0 spans" {
		t.Errorf("before the reading: %q", got)
	}
	if _, err := tracefile.ReadFileContext(t.Context(), name, &p); err != nil {
		t.Fatal(err)
	}
	if got := said.reading("boot.jsonl", &p); got != "reading boot.jsonl: 100 %, 1,234 spans" {
		t.Errorf("after the reading: %q", got)
	}
	if got := said.reading(strings.Repeat("x", 200)+"\x1b", &p); len(got) > 79 || strings.Contains(got, "\x1b") {
		t.Errorf("a long name: %q", got)
	}
}
