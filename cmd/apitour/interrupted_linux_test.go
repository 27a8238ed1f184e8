package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The first of these signals ends a command, whatever it is at.
var stoppers = []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}

// soon is how long a command may take to end on a machine that is busy with other tests. Alone it takes about a tenth
// of a second; TestUntil holds it to that.
const soon = 10 * time.Second

// started is a command that a test interrupts.
type started struct {
	t         *testing.T
	command   *exec.Cmd
	dir       string // in which it runs
	temporary string
	stdin     *os.File // the other end of it
	stdout    *os.File // the other end of it; nothing reads it, unless the test does
	said      bytes.Buffer
}

func startCommand(t *testing.T, arguments ...string) *started {
	t.Helper()
	s := &started{t: t, command: exec.Command("apitour", arguments...), dir: t.TempDir(), temporary: t.TempDir()}
	in, keyboard, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s.stdin, s.stdout = keyboard, reader
	s.command.Dir = s.dir
	s.command.Env = append(os.Environ(), "TMPDIR="+s.temporary, "XDG_CONFIG_HOME="+s.dir, "GORACE=atexit_sleep_ms=0")
	s.command.Stdin, s.command.Stdout, s.command.Stderr = in, out, &s.said
	s.command.WaitDelay = soon
	t.Cleanup(func() {
		keyboard.Close()
		reader.Close()
	})
	return s
}

// pipeNamed makes a named pipe in the folder of the command.
func (s *started) pipeNamed(name string) {
	s.t.Helper()
	if err := unix.Mkfifo(filepath.Join(s.dir, name), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *started) start() {
	s.t.Helper()
	if err := s.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = s.command.Process.Kill() })
	s.command.Stdin.(*os.File).Close()
	s.command.Stdout.(*os.File).Close()
}

// await polls until the command is in a state.
func (s *started) await(what string, holds func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// awaitOpening waits until the command waits for the other end of a named pipe: until a thread is in that system call.
func (s *started) awaitOpening() {
	s.t.Helper()
	if _, err := os.ReadFile("/proc/self/syscall"); err != nil {
		s.t.Skip(err)
	}
	open := strconv.Itoa(unix.SYS_OPENAT) + " "
	s.await("the opening of a pipe", func() bool {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", s.command.Process.Pid))
		for _, thread := range threads {
			if call, err := os.ReadFile(thread); err == nil && strings.HasPrefix(string(call), open) {
				return true
			}
		}
		return false
	})
}

// awaitFull waits until the command has filled its standard output, which nothing reads.
func (s *started) awaitFull() {
	s.t.Helper()
	s.await("a pipe that is full", func() bool {
		room, err := unix.FcntlInt(s.stdout.Fd(), unix.F_GETPIPE_SZ, 0)
		if err != nil {
			s.t.Fatal(err)
		}
		held, err := unix.IoctlGetInt(int(s.stdout.Fd()), unix.TIOCINQ)
		return err == nil && held > room-4096
	})
}

// ends checks that the command ends soon, with the code, and leaves nothing behind.
func (s *started) ends(code int) {
	s.t.Helper()
	s.endsWithin(soon, code)
}

func (s *started) endsWithin(patience time.Duration, code int) {
	s.t.Helper()
	from := time.Now()
	_ = s.command.Wait() // its exit code tells
	if took := time.Since(from); took > patience {
		s.t.Errorf("it took %v to end", took)
	}
	if got := s.command.ProcessState.ExitCode(); got != code {
		s.t.Errorf("it ended with %v, want exit code %d; it said %s", s.command.ProcessState, code, &s.said)
	}
	if left, err := os.ReadDir(s.temporary); err != nil || len(left) > 0 {
		s.t.Errorf("%v is left, %v", left, err)
	}
}

// deepTrace returns a trace in which each span is inside the one before.
func deepTrace(depth int) string {
	var b strings.Builder
	b.WriteString(`{"resourceSpans":[{"scopeSpans":[{"spans":[`)
	for i := range depth {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"traceId":"%032x","spanId":"%016x","parentSpanId":"%016x","name":"deep %d",`+
			`"startTimeUnixNano":"%d","endTimeUnixNano":"%d"}`, 1, i+1, i, i, 1e18+i, int(2e18)-i)
	}
	return b.String() + "]}]}]}\n"
}

// interruptible are commands at work that takes long, or for ever, and how to know that they are at it.
var interruptible = map[string]struct {
	arguments []string
	pipe      string // to be made
	until     func(*started)
}{
	"a file without a writer": {[]string{"render", "pipe"}, "pipe", (*started).awaitOpening},
	"a walk without a writer": {[]string{"play", "pipe"}, "pipe", (*started).awaitOpening},
	"a page without a reader": {[]string{"render", "-o", "pipe"}, "pipe", (*started).awaitOpening},
	"another file without a writer": {[]string{"render", "-", "pipe"}, "pipe", func(s *started) {
		if _, err := io.WriteString(s.stdin, deepTrace(3)); err != nil {
			s.t.Fatal(err)
		}
		s.stdin.Close()
		s.awaitOpening()
	}},
	"a page that nothing takes": {[]string{"render"}, "", (*started).awaitFull},
	"a walk that nothing takes": {[]string{"play"}, "", (*started).awaitFull},
	"a script without an end": {[]string{"shell"}, "", func(s *started) {
		s.await("the shell's folder", func() bool {
			folders, _ := os.ReadDir(s.temporary)
			return len(folders) > 0
		})
	}},
	"a deep file": {[]string{"render", "-", "-o", "page.md"}, "", func(s *started) {
		// When the last byte has been taken, the spans are joined and rendered.
		if _, err := io.WriteString(s.stdin, deepTrace(100_000)); err != nil {
			s.t.Fatal(err)
		}
		s.stdin.Close()
	}},
}

// TestTheFirstSignalEndsACommand interrupts commands at whatever takes long.
func TestTheFirstSignalEndsACommand(t *testing.T) {
	i := 0
	for name, c := range interruptible {
		signal := stoppers[i%len(stoppers)]
		i++
		t.Run(name, func(t *testing.T) {
			s := startCommand(t, c.arguments...)
			if c.pipe != "" {
				s.pipeNamed(c.pipe)
			}
			s.start()
			c.until(s)
			if err := s.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			s.ends(killed + int(signal))
			if page := filepath.Join(s.dir, "page.md"); c.pipe == "" {
				if _, err := os.Stat(page); err == nil {
					t.Error("the page was written")
				}
			}
		})
	}
}

// TestEverySignalEndsACommand sends each signal to a command that reads.
func TestEverySignalEndsACommand(t *testing.T) {
	for _, signal := range stoppers {
		t.Run(signal.String(), func(t *testing.T) {
			s := startCommand(t, "render", "pipe")
			s.pipeNamed("pipe")
			s.start()
			s.awaitOpening()
			if err := s.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			s.ends(killed + int(signal))
			if said := s.said.String(); said != "error: read trace: interrupted\n" {
				t.Errorf("it said %q", said)
			}
		})
	}
}

// TestACommandThatShallNotHangUp is started as by nohup. A hang-up does not end it.
func TestACommandThatShallNotHangUp(t *testing.T) {
	s := startCommand(t, "render", "pipe", "-o", "page.md")
	s.command.Args = append([]string{"sh", "-c", `trap "" HUP; exec "$0" "$@"`}, s.command.Args...)
	s.command.Args[3] = s.command.Path
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	s.command.Path = shell
	s.pipeNamed("pipe")
	s.start()
	s.awaitOpening()
	if err := s.command.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "pipe"), []byte(deepTrace(3)), 0); err != nil {
		t.Fatal(err)
	}
	s.ends(0)
}

// TestAClosedPipeLeavesNothing ends the reader of a recording, as head does. The command finds out when it writes:
// after a whole boot.
func TestAClosedPipeLeavesNothing(t *testing.T) {
	s := startCommand(t, "record", "-o", "-")
	s.stdout.Close()
	s.start()
	s.endsWithin(time.Minute, killed+int(syscall.SIGPIPE))
	if said := s.said.String(); said != "" {
		t.Errorf("it said %q", said)
	}
}
