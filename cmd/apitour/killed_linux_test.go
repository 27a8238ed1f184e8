package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// killers are the signals that end a tour.
var killers = map[string]syscall.Signal{
	"SIGHUP": syscall.SIGHUP, "SIGTERM": syscall.SIGTERM, "SIGKILL": syscall.SIGKILL,
}

// TestAKilledTourTakesItsServerAlong kills apitour while its server is held, with signals that it can handle and with
// one that it cannot, and looks for what is left.
func TestAKilledTourTakesItsServerAlong(t *testing.T) {
	for signal, number := range killers {
		t.Run(signal, func(t *testing.T) {
			dir := t.TempDir()
			tourIn, keyboard, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer keyboard.Close()
			command := exec.Command("apitour", "--plain")
			command.Env = append(os.Environ(), "TMPDIR="+dir, "GORACE=atexit_sleep_ms=0")
			command.Stdin = tourIn
			out, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			tourIn.Close()
			fmt.Fprintln(keyboard, "j StartEtcd\nt")
			awaitText(t, out, "held, before its work begins, began at", 2)
			servers := childrenOf(command.Process.Pid)
			if len(servers) != 1 {
				t.Fatalf("apitour has the children %v", servers)
			}
			if err := command.Process.Signal(number); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, out)
			_ = command.Wait() // it was killed
			awaitGone(t, servers[0])
			if signal != "SIGKILL" {
				left, err := os.ReadDir(dir)
				if err != nil || len(left) > 0 {
					t.Errorf("%v is left, %v", left, err)
				}
			}
		})
	}
}

// awaitText reads until a text has come that often.
func awaitText(t *testing.T, r io.Reader, text string, times int) {
	t.Helper()
	var all strings.Builder
	buffer := make([]byte, 4096)
	for strings.Count(all.String(), text) < times {
		n, err := r.Read(buffer)
		all.Write(buffer[:n])
		if err != nil {
			t.Fatalf("no %q in\n%s", text, all.String())
		}
	}
}

func childrenOf(pid int) (children []int) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended in the meantime
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(pid) && fields[0] != "Z" {
			child, _ := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
			children = append(children, child)
		}
	}
	return children
}

// awaitGone waits until a process has ended, which need not be a child of this one.
func awaitGone(t *testing.T, pid int) {
	t.Helper()
	process, err := unix.PidfdOpen(pid, 0)
	if errors.Is(err, unix.ESRCH) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(process)
	for {
		ended, err := unix.Poll([]unix.PollFd{{Fd: int32(process), Events: unix.POLLIN}}, 60_000)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			t.Fatal(err)
		case ended == 0:
			t.Fatalf("the server, process %d, still runs", pid)
		default:
			return
		}
	}
}
