package session

import (
	"context"
	"errors"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// hurried returns a context for one session whose user hurries the stop as soon as a line says what it waits for. The
// lines are complete when the session has ended.
func hurried(ctx context.Context) (_ context.Context, lines *[]string) {
	next, hurry := context.WithCancel(context.Background())
	lines = new([]string)
	return WithPatience(ctx, Patience{
		Say:  func(line string) { *lines = append(*lines, line); hurry() },
		Next: func() context.Context { return next },
	}), lines
}

// TestASecondSignalKeepsTheTrace interrupts boots that do not end, and interrupts them again when they say what they
// wait for, or that they do not: the trace so far is there.
func TestASecondSignalKeepsTheTrace(t *testing.T) {
	for role, want := range map[string]string{
		"stops for a long time": "waiting for the tide, for 15s at most; Ctrl-C again ends it at once",
		"says nothing": "waiting for the server, which does not say why, for 15s at most; " +
			"Ctrl-C again ends it at once",
	} {
		t.Run(role, func(t *testing.T) {
			ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGUSR1)
			defer stop()
			ctx, lines := hurried(ctx)
			recorded, err := Record(ctx, options(t, role))
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the error is %v", err)
			}
			if recorded == nil || len(recorded.Spans) != 1 || recorded.Spans[0].End.IsZero() {
				t.Errorf("the trace is %+v, want the one stage, cut off", recorded)
			}
			if len(*lines) != 1 || !strings.HasSuffix(trimmed((*lines)[0]), trimmed(want)) {
				t.Errorf("it says %q, want %q", *lines, want)
			}
			if strings.Contains(strings.Join(*lines, ""), "\x1b") {
				t.Errorf("%q reaches the terminal", *lines)
			}
		})
	}
}

// trimmed leaves out what stands for the control sequence that was removed.
func trimmed(line string) string { return line[strings.LastIndex(line, "tide")+1:] }

// TestAQuitIsCutShort closes a session whose server does not stop: nobody has sent a signal before.
func TestAQuitIsCutShort(t *testing.T) {
	asked, stop := signal.NotifyContext(t.Context(), syscall.SIGUSR1)
	defer stop()
	ctx, lines := hurried(t.Context())
	s, err := Start(ctx, options(t, "stops for a long time"))
	if err != nil {
		t.Fatal(err)
	}
	<-asked.Done() // it ignores the order from here on
	if err := s.Close(); !errors.Is(err, ErrCutShort) {
		t.Errorf("the session ends with %v", err)
	}
	if len(*lines) != 1 || !strings.HasSuffix((*lines)[0], "; Ctrl-C ends it at once") {
		t.Errorf("it says %q", *lines)
	}
}

// TestAQuickStopIsSilent has a server that stops in order: nothing is said, and a later order to hurry means nothing.
func TestAQuickStopIsSilent(t *testing.T) {
	next, hurry := context.WithCancel(context.Background())
	var lines []string
	ctx := WithPatience(t.Context(), Patience{
		Say:  func(line string) { lines = append(lines, line) },
		Next: func() context.Context { return next },
	})
	s, err := Start(ctx, options(t, "serves"))
	if err != nil {
		t.Fatal(err)
	}
	f := s.Follow()
	if err := f.Until(ctx, f.Ready); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("the session ends with %v", err)
	}
	hurry()
	if len(slices.Compact(lines)) != 0 {
		t.Errorf("it says %q", lines)
	}
}
