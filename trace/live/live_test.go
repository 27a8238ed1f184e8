package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace"
)

func TestUpdatesHoldSpansAndLog(t *testing.T) {
	boot, err := Start(t.Context(), child("boots"))
	if err != nil {
		t.Fatal(err)
	}
	var heard, log []string
	var recording trace.Recording
	for u := range boot.Updates() {
		switch {
		case u.IsLog():
			log = append(log, u.Log)
		case u.Span.Running():
			heard = append(heard, "start "+u.Span.Name)
		default:
			heard = append(heard, "end "+u.Span.Name)
		}
		if u.Resource != nil {
			heard = append(heard, fmt.Sprint("of ", u.Resource["service.name"]))
			recording.SetResource(u.Resource)
		}
		if u.Span != nil {
			recording.Add(*u.Span)
		}
	}
	if err := boot.Wait(); err != nil {
		t.Error(err)
	}
	if want := []string{"start main", "of boots", "start RunE", "end RunE", "end main"}; !slices.Equal(heard, want) {
		t.Errorf("received %q, want %q", heard, want)
	}
	// The order between stdout and stderr is not defined.
	slices.Sort(log)
	want := []string{
		"", "\x1b[31mlast line of log", "a library prints this", "first line of log", "no newline",
		`{"level":"info","msg":"and this"}`,
	}
	if !slices.Equal(log, want) {
		t.Errorf("log is %q, want %q", log, want)
	}
	roots := recording.Snapshot().Tree()
	if len(roots) != 1 || roots[0].Name != "main" {
		t.Fatalf("tree is %v", roots)
	}
	if children := roots[0].Children; len(children) != 1 || children[0].Name != "RunE" {
		t.Errorf("children of main are %v", children)
	}
}

// TestSlowReaderLosesNothingAndBlocksNothing: the child must end before its updates are read, although its output would
// fill both pipes many times over.
func TestSlowReaderLosesNothingAndBlocksNothing(t *testing.T) {
	boot, err := Start(t.Context(), child("floods"))
	if err != nil {
		t.Fatal(err)
	}
	<-boot.exited
	var spans, lines int
	for u := range boot.Updates() {
		if u.IsLog() {
			if want := fmt.Sprint(lines); u.Log != want {
				t.Fatalf("log line is %q, want %q", u.Log, want)
			}
			lines++
			continue
		}
		if want := fmt.Sprint(spans / 2); u.Span.Name != want || u.Span.Running() != (spans%2 == 0) {
			t.Fatalf("update %d is of span %q, running: %t", spans, u.Span.Name, u.Span.Running())
		}
		spans++
	}
	if spans != 2*flood || lines != flood {
		t.Errorf("received %d starts and ends and %d lines of log, want %d and %d", spans, lines, 2*flood, flood)
	}
	if err := boot.Wait(); err != nil {
		t.Error(err)
	}
}

func TestFailedChildLeavesLastWords(t *testing.T) {
	boot, err := Start(t.Context(), child("fails"))
	if err != nil {
		t.Fatal(err)
	}
	readAll(boot)
	var exit *ExitError
	if err := boot.Wait(); !errors.As(err, &exit) {
		t.Fatalf("Wait returned %v", err)
	}
	if exit.Code != 3 || exit.Signal != "" || exit.Error() != "child exited with 3" {
		t.Errorf("%v: code %d, signal %q", exit, exit.Code, exit.Signal)
	}
	if n := len(exit.LastWords); n != 20 || exit.LastWords[0] != "line 10" || exit.LastWords[19] != "line 29" {
		t.Errorf("last words are %q", exit.LastWords)
	}
}

func TestStop(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	for role, tt := range map[string]struct {
		grace        time.Duration
		stopped      error
		signal, says string
	}{
		"stops in order":  {time.Minute, nil, "", "stopped in order"},
		"ignores nothing": {time.Minute, nil, "terminated", ""},
		"is stubborn":     {50 * time.Millisecond, ErrKilled, "killed", ""},
	} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			boot, err := Start(t.Context(), child(role))
			if err != nil {
				t.Fatal(err)
			}
			waitForLog(t, boot, "ready")
			if err := boot.Stop(tt.grace); !errors.Is(err, tt.stopped) {
				t.Errorf("Stop returned %v, want %v", err, tt.stopped)
			}
			if got := readAll(boot); got != tt.says {
				t.Errorf("child said %q, want %q", got, tt.says)
			}
			signal := ""
			var exit *ExitError
			if err := boot.Wait(); errors.As(err, &exit) {
				signal = exit.Signal
			} else if err != nil {
				t.Error(err)
			}
			if signal != tt.signal {
				t.Errorf("child was ended by signal %q, want %q", signal, tt.signal)
			}
			if err := boot.Stop(0); err != nil {
				t.Errorf("Stop of a child that has ended returned %v", err)
			}
		})
	}
}

func TestContextStopsChild(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	ctx, cancel := context.WithCancel(t.Context())
	boot, err := Start(ctx, child("stops in order"))
	if err != nil {
		t.Fatal(err)
	}
	waitForLog(t, boot, "ready")
	cancel()
	if got := readAll(boot); got != "stopped in order" {
		t.Errorf("child said %q", got)
	}
	if err := boot.Wait(); err != nil {
		t.Error(err)
	}
}

func TestWaitDropsUnreadUpdates(t *testing.T) {
	boot, err := Start(t.Context(), child("floods"))
	if err != nil {
		t.Fatal(err)
	}
	if err := boot.Wait(); err != nil {
		t.Error(err)
	}
	if u, open := <-boot.Updates(); open {
		t.Errorf("an update is left: %v", u)
	}
}

func TestEndDoesNotWaitForOtherWritersOfThePipes(t *testing.T) {
	boot, err := start(t.Context(), child("leaves a child"), 50*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if got := readAll(boot); got != "left it" {
		t.Errorf("child said %q", got)
	}
	if err := boot.Wait(); err != nil {
		t.Error(err)
	}
}

func TestStartRefuses(t *testing.T) {
	absent := exec.Command("./no such program")
	_, err := Start(t.Context(), absent)
	if !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), `start "./no such program": `) {
		t.Errorf("error for a program that is absent is %v", err)
	}
	taken := child("boots")
	taken.Stdout = new(bytes.Buffer)
	if _, err := Start(t.Context(), taken); err == nil || !strings.HasSuffix(err.Error(), "belong to the live link") {
		t.Errorf("error for a command whose stdout is set is %v", err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Start(over, child("boots")); !errors.Is(err, context.Canceled) {
		t.Errorf("error for a context that is over is %v", err)
	}
}

func TestEachLine(t *testing.T) {
	for name, tt := range map[string]struct {
		in   string
		want []string
	}{
		"nothing":               {"", nil},
		"lines":                 {"a\n\nb\n", []string{"a", "", "b"}},
		"no newline at the end": {"a\nb", []string{"a", "b"}},
		"as long as may be":     {"abcd\ne\n", []string{"abcd", "e"}},
		"longer":                {"abcdefghij\nk", []string{"abcd", "efgh", "ij", "k"}},
		"longer, at the end":    {"abcdefgh", []string{"abcd", "efgh"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			eachLine(strings.NewReader(tt.in), 4, func(line []byte) { got = append(got, string(line)) })
			if !slices.Equal(got, tt.want) {
				t.Errorf("lines are %q, want %q", got, tt.want)
			}
		})
	}
	long := strings.Repeat("x", 300_000)
	var got []string
	eachLine(strings.NewReader(long+"\nafter"), len(long), func(line []byte) { got = append(got, string(line)) })
	if !slices.Equal(got, []string{long, "after"}) {
		t.Errorf("a line longer than the buffer arrived as %d lines", len(got))
	}
}
