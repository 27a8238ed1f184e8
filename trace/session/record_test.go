package session

import (
	"context"
	"errors"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"apitour/trace/convention"
	"apitour/trace/live"
)

func TestRecordEndsAtReady(t *testing.T) {
	recorded, err := Record(t.Context(), options(t, "serves"))
	if err != nil {
		t.Fatal(err)
	}
	if _, ready := recorded.Ready(); !ready || recorded.Spans[0].Name != "main" {
		t.Errorf("the trace is %+v, want main, and that it is ready", recorded.Spans)
	}
	if recorded.Resource[convention.ServiceName] != "fake" {
		t.Errorf("the resource is %v", recorded.Resource)
	}
	if still, _ := recorded.Spans[0].Attributes[convention.StillRunning].(bool); !still {
		t.Errorf("main ended with the boot: %+v", recorded.Spans[0])
	}
}

// TestRecordOfAFailure has servers end before they are ready. Their own error and hint come first.
func TestRecordOfAFailure(t *testing.T) {
	for role, want := range map[string]struct {
		err   string
		hint  string // "" when the error is not a BootError
		usage bool
		code  int
		spans int
	}{
		"ends by itself":       {"boot the server: it ended before it was ready", "", false, 0, 1},
		"fails":                {"boot the server: no room", "make room", false, 1, 1},
		"fails without a hint": {"boot the server: no room", "read the log", false, 1, 0},
		"is called wrongly":    {"boot the server: unknown flag", "see --help", true, 2, 0},
		"panics":               {"boot the server: child exited with 2", "read the log", false, 2, 0},
	} {
		t.Run(role, func(t *testing.T) {
			recorded, err := Record(t.Context(), options(t, role))
			if err == nil || err.Error() != want.err {
				t.Errorf("the error is %v, want %s", err, want.err)
			}
			var failed *BootError
			switch {
			case !errors.As(err, &failed):
				failed = &BootError{Exit: new(live.ExitError)}
				fallthrough
			default:
				if failed.Hint != want.hint || failed.Usage != want.usage || failed.Exit.Code != want.code {
					t.Errorf("the error is %+v, exit code %d, want %+v", failed, failed.Exit.Code, want)
				}
			}
			if (recorded != nil) != (want.spans > 0) || recorded != nil && len(recorded.Spans) != want.spans {
				t.Errorf("the trace is %+v, want %d spans", recorded, want.spans)
			}
		})
	}
}

// TestAnInterruptedBootIsRecorded interrupts servers that stop in order, and servers that die of the signal.
func TestAnInterruptedBootIsRecorded(t *testing.T) {
	for _, role := range []string{"boots for a long time", "has no signal handlers"} {
		t.Run(role, func(t *testing.T) {
			ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGUSR1)
			defer stop()
			recorded, err := Record(ctx, options(t, role))
			if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "boot the server: ") {
				t.Errorf("the error is %v", err)
			}
			if recorded == nil || len(recorded.Spans) != 1 {
				t.Errorf("the trace is %+v", recorded)
			}
		})
	}
}

func TestAProgramThatDoesNotStart(t *testing.T) {
	o := options(t, "serves")
	o.Program += "-missing"
	if _, err := Start(t.Context(), o); err == nil || !strings.HasPrefix(err.Error(), "boot the server: ") {
		t.Errorf("the error is %v", err)
	}
}
