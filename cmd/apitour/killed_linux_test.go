package main

import (
	"errors"
	"fmt"
	"io"
	"net"
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

// killers are the signals that end a tour.
var killers = map[string]syscall.Signal{
	"SIGHUP": syscall.SIGHUP, "SIGTERM": syscall.SIGTERM, "SIGKILL": syscall.SIGKILL,
	"SIGKILL to both": syscall.SIGKILL,
}

// TestAKilledTourTakesItsServerAlong kills apitour while its server is held, with signals that it can handle and with
// one that it cannot, alone and together with its server, and looks for what is left.
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
			if signal == "SIGKILL to both" {
				if err := syscall.Kill(servers[0], number); err != nil {
					t.Fatal(err)
				}
			}
			if err := command.Process.Signal(number); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, out)
			_ = command.Wait() // it was killed
			awaitGone(t, servers[0])
			if number == syscall.SIGKILL {
				// The server is told of it and removes the folder; one that is killed too leaves it to the next start.
				next := exec.Command("apitour", "render", "-o", os.DevNull)
				next.Env = command.Env
				if out, err := next.CombinedOutput(); err != nil {
					t.Errorf("the next start: %v, %s", err, out)
				}
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) > 0 {
				t.Errorf("%v is left, %v", left, err)
			}
		})
	}
}

// TestAKilledServerLeavesItsFilesToTheNextStart kills a server that has no parent, once it has temporary files.
func TestAKilledServerLeavesItsFilesToTheNextStart(t *testing.T) {
	s := startCommand(t, "apiserver", "--secure-port=0")
	s.start()
	made := func() []string {
		found, _ := filepath.Glob(filepath.Join(s.temporary, "apitour-*", "apitour-*", "*"))
		return found
	}
	s.await("its data directory", func() bool { return len(made()) > 0 })
	if err := s.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.command.Wait() // it was killed
	if len(made()) == 0 {
		t.Fatal("a server that is killed leaves nothing: then why does the next one look?")
	}
	next := exec.Command("apitour", "render", "-o", os.DevNull)
	next.Env = s.command.Env
	if out, err := next.CombinedOutput(); err != nil {
		t.Fatalf("%v, %s", err, out)
	}
	if left, err := os.ReadDir(s.temporary); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// TestASecondSignalLeavesNothing interrupts a server twice that waits for an etcd which never answers.
func TestASecondSignalLeavesNothing(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	s := startCommand(t, "apiserver", "--secure-port=0", "--etcd-servers=http://"+silent.Addr().String())
	s.start()
	c, err := silent.Accept() // the boot waits from here on
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.ends(1)
	}()
	for {
		if err := s.command.Process.Signal(syscall.SIGINT); err != nil {
			break // it has ended
		}
		select {
		case <-ended:
		case <-time.After(50 * time.Millisecond): // two signals at once are one
			continue
		}
		break
	}
	<-ended
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
