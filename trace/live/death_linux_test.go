package live

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// Each child has one reason only to stop when its parent is killed, so that each is seen to be enough.
func TestChildDoesNotOutliveKilledParent(t *testing.T) {
	for role, want := range map[string]string{
		"reports SIGTERM": "ready\nstopped in order: terminated\n",
		"watches stdin":   "ready\nstopped in order: write /dev/stdout: broken pipe\n",
		"is held":         "ready\ngoes on\nstopped in order\n",
	} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer read.Close()
			parent := child("is a parent")
			parent.Env = append(parent.Env, roleVariable+"_OF_CHILD="+role)
			parent.ExtraFiles = []*os.File{write}
			err = parent.Start()
			write.Close()
			if err != nil {
				t.Fatal(err)
			}
			report := bufio.NewReader(read)
			first, err := report.ReadString('\n')
			if err != nil {
				t.Fatalf("child was not ready: %v", err)
			}
			if err := parent.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = parent.Wait() // it was killed
			rest, err := io.ReadAll(report)
			if err != nil {
				t.Fatal(err)
			}
			if got := first + string(rest); got != want {
				t.Errorf("child reported %q, want %q", got, want)
			}
		})
	}
}

// The thread from which Start is called may end long before the process does; the child must not take that for the death
// of its parent.
func TestChildOutlivesCallersThread(t *testing.T) {
	type result struct {
		boot *Boot
		tid  int
		err  error
	}
	results := make(chan result)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		boot, err := Start(t.Context(), child("counts signals"))
		results <- result{boot, syscall.Gettid(), err}
	}()
	r := <-results
	if r.err != nil {
		t.Fatal(r.err)
	}
	waitForLog(t, r.boot, "ready")
	if r.tid == os.Getpid() {
		t.Log("started on the main thread, which Go never ends")
	} else {
		waitForThreadToEnd(r.tid)
	}
	if err := r.boot.process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if got, want := readAll(r.boot), "asked to stop 0 times"; got != want {
		t.Errorf("child said %q, want %q", got, want)
	}
	if err := r.boot.Wait(); err != nil {
		t.Error(err)
	}
}

func waitForThreadToEnd(tid int) {
	for {
		if _, err := os.Stat(fmt.Sprintf("/proc/self/task/%d", tid)); errors.Is(err, os.ErrNotExist) {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
