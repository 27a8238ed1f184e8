package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

const (
	ctrlC = "\x03"
	ctrlZ = "\x1a"
)

// startShell opens a terminal with a shell in it that has job control, and gives it a command.
func startShell(t *testing.T, command string, environment ...string) *console {
	t.Helper()
	// The shell's own line editor changes modes of the terminal, so it is off.
	c := openConsole(t, environment, "bash", "--norc", "--noprofile", "--noediting", "-i")
	c.prompt()
	c.send(command + "\n")
	return c
}

// job returns the process that the shell has started.
func (c *console) job() int {
	c.t.Helper()
	var jobs []int
	c.awaitThat("one job", func() bool {
		jobs = childrenOf(c.command.Process.Pid)
		return len(jobs) == 1
	})
	return jobs[0]
}

func (c *console) signal(pid int, signal syscall.Signal) {
	c.t.Helper()
	if err := syscall.Kill(pid, signal); err != nil {
		c.t.Fatal(err)
	}
}

// stateOf returns the letter of a process's state: T when it is stopped.
func stateOf(pid int) string { return stateIn(fmt.Sprintf("/proc/%d/stat", pid)) }

func stateIn(file string) string {
	stat, _ := os.ReadFile(file)
	_, rest, _ := strings.Cut(string(stat), ") ")
	state, _, _ := strings.Cut(rest, " ")
	return state
}

// haveStopped reports whether all threads of a process have stopped. The shell is told only then: a process that is
// continued before has never stopped, to the shell.
func haveStopped(pid int) bool {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	for _, thread := range threads {
		if stateIn(thread) != "T" {
			return false
		}
	}
	return len(threads) > 0
}

// stopped waits for the shell to say that the job has stopped, and checks that it has the terminal as it was.
func (c *console) stopped() {
	c.t.Helper()
	c.await("Stopped")
	c.prompt()
	if set, keyboards := c.modes(); len(set) > 0 || keyboards != 0 || !c.cooked() {
		c.t.Errorf("while the tour is stopped the terminal has modes %v, %d keyboards pushed, cooked %t",
			set, keyboards, c.cooked())
	}
	c.send("clear; echo answer $((40+2))\n")
	c.await("answer 42")
}

// foreground brings the job back and waits for its screen.
func (c *console) foreground(shows string) {
	c.t.Helper()
	c.send("fg\n")
	c.onScreen(shows)
}

// onScreen waits until a tour shows something, and checks that it has the terminal for itself.
func (c *console) onScreen(shows string) {
	c.t.Helper()
	c.await(shows)
	c.await("apitour ·")
	var modes string
	defer func() {
		if c.t.Failed() {
			c.t.Log(modes)
		}
	}()
	c.awaitThat("the tour's modes", func() bool {
		set, keyboards := c.modes()
		modes = fmt.Sprintf("the terminal has modes %v, %d keyboards pushed, cooked %t", set, keyboards, c.cooked())
		want := []string{"1002", "1006", "1049", "2004", "hidden cursor"}
		return slices.Equal(set, want) && keyboards == 1 && !c.cooked() && c.answered()
	})
}

// TestCtrlZ stops a tour with its key, in another size brings it back, and goes on; twice, because what is left of the
// first stop shows in the second.
func TestCtrlZ(t *testing.T) {
	t.Parallel()
	c := startShell(t, "apitour play --path all")
	c.onScreen("step 1 of")
	for i, width := range []int{120, 90} {
		c.send("n")
		c.await(fmt.Sprintf("step %d of", 2+2*i))
		c.send(ctrlZ)
		c.stopped()
		c.resize(width, 40)
		c.foreground(fmt.Sprintf("step %d of", 2+2*i))
		c.awaitThat("rows of the new width", func() bool {
			return len([]rune(c.screen()[1])) == width && strings.Contains(c.screen()[39], "q quit")
		})
		c.send("n")
		c.await(fmt.Sprintf("step %d of", 3+2*i))
	}
	c.send("q")
	c.prompt()
	c.send("clear; echo ended with $?\n")
	c.await("ended with 0")
}

// TestCtrlZWhereSomethingIsOpen stops a tour while a page or a prompt is open, which is still there afterwards.
func TestCtrlZWhereSomethingIsOpen(t *testing.T) {
	t.Parallel()
	c := startShell(t, "apitour play --path all")
	c.onScreen("step 1 of")
	c.send("?")
	c.await("Keys and signs")
	c.send(ctrlZ)
	c.stopped()
	c.foreground("Keys and signs")
	c.send("q/etc")
	c.await("/ etc")
	c.send(ctrlZ)
	c.await("Stopped")
	c.prompt()
	c.send("fg\n")
	c.await("/ etc")
	c.send("d")
	c.await("/ etcd")
	c.send(ctrlC)
	c.prompt()
}

// TestStopsFromOutside stops a tour with signals from outside, and continues it by the shell and from outside.
func TestStopsFromOutside(t *testing.T) {
	t.Parallel()
	c := startShell(t, "apitour play --path all")
	c.onScreen("step 1 of")
	c.send("n")
	c.await("step 2 of")
	pid := c.job()
	c.signal(pid, syscall.SIGTSTP)
	c.stopped()

	// The shell has the terminal, so a tour that is continued behind its back is stopped by the kernel.
	c.signal(pid, syscall.SIGCONT)
	c.awaitThat("the tour to be stopped again", func() bool { return haveStopped(pid) })
	c.send("clear; echo answer $((40+3))\n") // by then the shell has heard of the stop
	c.await("answer 43")
	c.foreground("step 2 of")
	c.send("n")
	c.await("step 3 of")

	// Nobody gives the terminal back before this one. The shell takes it, and the tour has to take it again.
	c.signal(pid, syscall.SIGSTOP)
	c.await("Stopped")
	c.send("\nstty sane; clear\n")
	c.foreground("step 3 of")
	c.send("n")
	c.await("step 4 of")
	c.send("q")
	c.prompt()
}

// TestCtrlZInTheEditor stops an editor that the tour has opened, by what editors do at their Ctrl-Z.
func TestCtrlZInTheEditor(t *testing.T) {
	t.Parallel()
	editor := filepath.Join(t.TempDir(), "editor")
	script := "#!/bin/sh\necho editing\nkill -TSTP 0\necho editing again\nread line\n"
	if err := os.WriteFile(editor, []byte(script), 0o700); err != nil { //nolint:gosec // it is a program
		t.Fatal(err)
	}
	folder, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	c := startShell(t, "cd "+folder+"; clear; apitour play --path all", "EDITOR="+editor)
	c.onScreen("step 1 of")
	c.send("e")
	c.await("editing")
	c.await("Stopped")
	c.prompt()
	c.send("clear; fg\n")
	c.await("editing again")
	c.send("\n")
	c.onScreen("step 1 of")
	c.send("n")
	c.await("step 2 of")
	c.send(ctrlZ)
	c.stopped()
	c.foreground("step 2 of")
	c.send("q")
	c.prompt()
}

// TestCtrlZOfALiveTour stops a tour while its server is held. The server goes on being held, and is stepped afterwards.
func TestCtrlZOfALiveTour(t *testing.T) {
	t.Parallel()
	c := startShell(t, "apitour --path all")
	c.onScreen("held")
	c.send("n")
	c.await("step 2 of")
	server := childrenOf(c.job())
	c.send(ctrlZ)
	c.stopped()
	if len(server) != 1 || stateOf(server[0]) == "T" {
		t.Errorf("while the tour is stopped the servers %v are in state %q", server, stateOf(server[0]))
	}
	c.foreground("step 2 of")
	c.send("n")
	c.await("step 3 of")
	c.send("c")
	c.await("the server is running")
	c.send(ctrlZ)
	c.stopped()
	c.foreground("What it waited for")
	c.send("q") // closes the page of ready
	c.await("Stages")
	c.send("q")
	c.await("stopping the server")
	c.prompt()
	awaitGone(t, server[0])
}

// TestCtrlZWithoutAScreen stops what does not take the terminal for itself. The driver of the terminal does it.
func TestCtrlZWithoutAScreen(t *testing.T) {
	t.Parallel()
	c := startShell(t, "apitour play --plain")
	c.await("step 1 of")
	c.send(ctrlZ)
	c.stopped()
	c.send("fg\nnext\n")
	c.await("step 2 of")
	c.send("quit\n")
	c.prompt()

	c.send("clear; apitour record -o boot.jsonl\n")
	server := childrenOf(c.job())
	c.awaitThat("a server", func() bool { server = childrenOf(c.job()); return len(server) == 1 })
	c.send(ctrlZ)
	c.stopped()
	c.send("fg\n")
	c.await("recorded ")
	c.await(", ready after ")
	c.prompt()
	awaitGone(t, server[0])
}

// TestCtrlZWithoutAShell presses the key where nothing could bring the tour back, and stops it from outside there.
func TestCtrlZWithoutAShell(t *testing.T) {
	t.Parallel()
	c := openConsole(t, nil, "apitour", "play", "--path", "all")
	c.onScreen("step 1 of")
	c.send(ctrlZ)
	c.await("there is no shell here that could bring apitour back")
	c.send("n")
	c.await("step 2 of")
	pid := c.command.Process.Pid
	c.signal(pid, syscall.SIGTSTP)
	c.awaitThat("the tour to stop", func() bool { return stateOf(pid) == "T" })
	c.awaitThat("the terminal as it was", func() bool {
		set, keyboards := c.modes()
		return len(set) == 0 && keyboards == 0 && c.cooked()
	})
	c.resize(120, 40)
	c.signal(pid, syscall.SIGCONT)
	c.onScreen("step 2 of")
	c.awaitThat("rows of the new width", func() bool { return len([]rune(c.screen()[1])) == 120 })
	c.send("n")
	c.await("step 3 of")
}
