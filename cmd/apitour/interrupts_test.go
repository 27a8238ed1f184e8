package main

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"apitour/trace"
	"apitour/trace/tracefile"
)

// TestARecordThatIsInterruptedTwice records a boot that waits for an etcd that never answers. The first Ctrl-C asks it
// to stop, and is told what the stop waits for; the second ends it at once, and the trace so far is written.
func TestARecordThatIsInterruptedTwice(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	file, temporary := filepath.Join(t.TempDir(), "boot.jsonl"), t.TempDir()
	command := exec.Command("apitour", "record", "-o", file, "--", "--etcd-servers=http://"+silent.Addr().String())
	command.Env = append(os.Environ(), "TMPDIR="+temporary, "GORACE=atexit_sleep_ms=0")
	stderr, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	c, err := silent.Accept() // the boot waits from here on
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	interrupt := func() {
		t.Helper()
		if err := command.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
	}
	interrupt()
	var said []string
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		said = append(said, lines.Text())
		if strings.HasPrefix(lines.Text(), "waiting for ") {
			interrupt()
		}
	}
	_ = command.Wait() // its exit code tells
	if code := command.ProcessState.ExitCode(); code != killed+int(syscall.SIGINT) {
		t.Errorf("the exit code is %d", code)
	}
	text := strings.Join(said, "\n")
	for _, want := range []string{
		"waiting for the boot, which has to end before the server can stop in order: it is at " +
			"createAPIExtensionsServer, for 15s at most; Ctrl-C again ends it at once",
		"not ready after", "in " + file, "error: boot the server: interrupt signal received",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if recorded, err := tracefile.ReadFile(file); err != nil || !hasStage(recorded, "createAPIExtensionsServer") {
		t.Errorf("the trace has not the stage at which the boot was: %+v, %v", recorded, err)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func hasStage(t *trace.Trace, name string) bool {
	for _, span := range t.Spans {
		if span.Name == name {
			return true
		}
	}
	return false
}
