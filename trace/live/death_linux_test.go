package live

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
)

// TestChildDoesNotOutliveKilledParent gives each child only one reason to stop when its parent is killed, which shows
// that each reason is sufficient.
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

// TestChildOutlivesCallersThread ends the thread that called Start. The child must not take that for the death of its
// parent.
func TestChildOutlivesCallersThread(t *testing.T) {
	type result struct {
		boot *Boot
		tied *exec.Cmd
		tid  int
		err  error
	}
	results := make(chan result)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		r := result{tid: syscall.Gettid()}
		if r.tied, r.err = tiedToThread(); r.err == nil {
			r.boot, r.err = Start(t.Context(), child("counts signals"))
		}
		results <- r
	}()
	r := <-results
	if r.err != nil {
		t.Fatal(r.err)
	}
	waitForLog(t, r.boot, "ready")
	if r.tid == os.Getpid() {
		t.Log("started on the main thread, which Go never ends")
		_ = r.tied.Process.Kill()
	}
	_ = r.tied.Wait() // it is killed when the thread ends
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

// tiedToThread starts a process that the kernel kills when the calling thread ends. The kernel signals all children of
// the thread together, so once this process has ended, the others have their signals.
func tiedToThread() (*exec.Cmd, error) {
	cmd := child("holds the pipe")
	if _, err := cmd.StdinPipe(); err != nil {
		return nil, err
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd, cmd.Start()
}
