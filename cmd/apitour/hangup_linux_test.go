package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/sys/unix"
)

// window is a pseudoterminal that can be closed while it is read. That of a console cannot: its reader keeps it open.
type window struct {
	far   *os.File
	near  string
	shown chan string
}

func openWindow(t *testing.T) *window {
	t.Helper()
	far, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	w := &window{far: far, shown: make(chan string)}
	raw, err := far.SyscallConn() // Fd would make reads block in the kernel
	if err != nil {
		t.Fatal(err)
	}
	var failed error
	err = raw.Control(func(descriptor uintptr) {
		fd, number := int(descriptor), 0
		if failed = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); failed != nil {
			return
		}
		if number, failed = unix.IoctlGetInt(fd, unix.TIOCGPTN); failed != nil {
			return
		}
		w.near = fmt.Sprintf("/dev/pts/%d", number)
		failed = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 30, Col: 100})
	})
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	t.Cleanup(func() { far.Close() })
	return w
}

// start starts a program in the window, as the leader of its session.
func (w *window) start(t *testing.T, command *exec.Cmd) {
	t.Helper()
	side, err := os.OpenFile(w.near, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	command.Dir = t.TempDir()
	command.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "XDG_CONFIG_HOME="+command.Dir,
		"GORACE=atexit_sleep_ms=0", "PS1=sh> ")
	command.Stdin, command.Stdout, command.Stderr = side, side, side
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() })
	go func() {
		defer close(w.shown)
		piece := make([]byte, 64<<10)
		for {
			n, err := w.far.Read(piece)
			if err != nil {
				return
			}
			w.shown <- ansi.Strip(string(piece[:n]))
		}
	}()
}

// await waits until a text is shown.
func (w *window) await(t *testing.T, text string) {
	t.Helper()
	var all strings.Builder
	for !strings.Contains(all.String(), text) {
		select {
		case more, open := <-w.shown:
			if all.WriteString(more); !open {
				t.Fatalf("the program ended before it showed %q: %s", text, &all)
			}
		case <-time.After(time.Minute):
			t.Fatalf("waited in vain for %q: %s", text, &all)
		}
	}
}

// TestAClosedTerminalLeavesNoProcess closes the terminal of commands at work.
func TestAClosedTerminalLeavesNoProcess(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "deep.jsonl")
	if err := os.WriteFile(file, []byte(deepTrace(100_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ arguments, text, typed, echo string }{
		"reading":   {"render " + pipe, "", "", ""},
		"plain":     {"play --plain", "step 1 of", "", ""},
		"deep":      {"play --plain " + file, "step 1 of", "last\n", "last"},
		"drawn":     {"play --path all", "Stages", "", ""},
		"searching": {"play " + file, "Spans", "/deep 9", "deep 9"},
	} {
		t.Run(name, func(t *testing.T) {
			w := openWindow(t)
			command := exec.Command("apitour", strings.Fields(c.arguments)...)
			w.start(t, command)
			if c.text == "" {
				(&started{t: t, command: command}).awaitOpening()
			}
			w.await(t, c.text)
			if _, err := w.far.WriteString(c.typed); err != nil {
				t.Fatal(err)
			}
			w.await(t, c.echo)
			go func() {
				for range w.shown { // what is shown now is read, and not looked at
					continue
				}
			}()
			w.far.Close()
			from := time.Now()
			_ = command.Wait() // how it ends is told to nobody
			if took := time.Since(from); took > soon {
				t.Errorf("it took %v to end", took)
			} else {
				t.Logf("it took %v to end", took)
			}
		})
	}
}
