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

	"apitour/walkthrough/phrases"
)

// TestUntil ends contexts while work goes on that heeds them, and work that does not.
func TestUntil(t *testing.T) {
	reason := errors.New("the reason")
	for name, c := range map[string]struct {
		work func(context.Context) (string, error)
		want string
		err  error
		most time.Duration
	}{
		"heeds": {func(ctx context.Context) (string, error) { <-ctx.Done(); return "half", nil }, "half", nil, 0},
		"sleeps": {
			func(context.Context) (string, error) { time.Sleep(time.Hour); return "all", nil }, "", reason, grace,
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { stop(reason) })
			from := time.Now()
			got, err := until(ctx, func() (string, error) { return c.work(ctx) })
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("%s: %q, %v", name, got, err)
			}
			if took := time.Since(from) - time.Second; took != c.most || took >= 200*time.Millisecond {
				t.Errorf("%s: took %v after the end of the context", name, took)
			}
			time.Sleep(time.Hour) // of the test's own clock: the work that was left behind ends
		})
	}
}

// TestStopping writes until the context ends.
func TestStopping(t *testing.T) {
	var out bytes.Buffer
	reason := errors.New("the reason")
	ctx, stop := context.WithCancelCause(t.Context())
	w := stopping{ctx, &out}
	for range 3 {
		if _, err := w.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	stop(reason)
	if n, err := w.Write([]byte(strings.Repeat("y", 9))); n != 0 || !errors.Is(err, reason) || out.String() != "xxx" {
		t.Errorf("wrote %d more, %v: %q", n, err, out.String())
	}
}

// TestAPageThatIsNotFinished writes a page that stands still in its middle. The file that was to be replaced stays, and
// nothing is left beside it.
func TestAPageThatIsNotFinished(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancelCause(t.Context())
	reason := errors.New("the reason")
	given, late := make(chan struct{}), make(chan error)
	said := terminal{say: &phrases.In("en").Command}
	err := said.writePage(ctx, file, func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Error(err)
		}
		stop(reason)
		<-given
		_, err := w.Write([]byte("late"))
		late <- err
		return err
	})
	close(given)
	if written := <-late; !errors.Is(err, reason) || !errors.Is(written, reason) {
		t.Errorf("the page: %v; what was written late: %v", err, written)
	}
	text, err := os.ReadFile(file)
	if entries, _ := os.ReadDir(filepath.Dir(file)); err != nil || string(text) != "old" || len(entries) != 1 {
		t.Errorf("the file has %q, %v; beside it %v", text, err, entries)
	}
}
