package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"golang.org/x/sys/unix"
)

// console is a pseudoterminal with a program in it, which is the leader of its session, as a terminal window starts
// one.
type console struct {
	t       *testing.T
	far     *os.File // the terminal's end
	command *exec.Cmd

	mu       sync.Mutex // held while the emulator is read or written to
	emulator *vt.Emulator
	written  bytes.Buffer // everything that programs have written

	answering sync.Mutex // held while answers is used; another one, because the emulator waits until an answer is read
	answers   bytes.Buffer
}

// openConsole starts a program in a terminal of 100×30. Everything in it ends with the test.
func openConsole(t *testing.T, environment []string, name string, arguments ...string) *console {
	t.Helper()
	far, near := openTerminal(t)
	c := &console{t: t, far: far, emulator: vt.NewEmulator(100, 30), command: exec.Command(name, arguments...)}
	c.resize(100, 30)
	side, err := os.OpenFile(near, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c.command.Dir = dir
	c.command.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "XDG_CONFIG_HOME="+dir, "HOME="+dir,
		"GORACE=atexit_sleep_ms=0", "PS1=sh> ", "PS2=", "EDITOR=", "VISUAL=")
	c.command.Env = append(c.command.Env, environment...)
	c.command.Stdin, c.command.Stdout, c.command.Stderr = side, side, side
	c.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.command.Start(); err != nil {
		t.Fatal(err)
	}
	side.Close()
	var copying sync.WaitGroup
	copying.Go(c.show)
	copying.Go(c.answer)
	t.Cleanup(func() {
		_ = c.command.Process.Kill()
		_ = c.command.Wait()
		far.Close() // hangs up: SIGHUP and SIGCONT end what the shell has left
		c.emulator.InputPipe().(io.Closer).Close()
		copying.Wait()
	})
	return c
}

// show shows what programs write, until the terminal is closed.
func (c *console) show() {
	piece := make([]byte, 64<<10)
	for {
		n, err := c.far.Read(piece)
		if err != nil {
			return
		}
		c.mu.Lock()
		c.written.Write(piece[:n])
		_, _ = c.emulator.Write(piece[:n])
		c.mu.Unlock()
	}
}

// answer hands programs what the emulator answers, until the terminal is closed.
func (c *console) answer() {
	piece := make([]byte, 4<<10)
	for {
		n, err := c.emulator.Read(piece)
		if err != nil {
			return
		}
		if _, err := c.far.Write(piece[:n]); err != nil {
			return
		}
		c.answering.Lock()
		c.answers.Write(piece[:n])
		c.answering.Unlock()
	}
}

// answered reports whether programs have the answers to their questions. An answer that comes when the program that
// asked has left the terminal is typed into the next one.
func (c *console) answered() bool {
	c.mu.Lock()
	asked := bytes.Count(c.written.Bytes(), []byte("\x1b]11;?"))
	c.mu.Unlock()
	c.answering.Lock()
	defer c.answering.Unlock()
	return asked == bytes.Count(c.answers.Bytes(), []byte("\x1b]11;rgb"))
}

func (c *console) resize(width, height int) {
	c.t.Helper()
	c.mu.Lock()
	c.emulator.Resize(width, height)
	c.mu.Unlock()
	size := &unix.Winsize{Row: uint16(height), Col: uint16(width)}
	if err := unix.IoctlSetWinsize(int(c.far.Fd()), unix.TIOCSWINSZ, size); err != nil {
		c.t.Fatal(err)
	}
}

func (c *console) send(keys string) {
	c.t.Helper()
	if _, err := c.far.WriteString(keys); err != nil {
		c.t.Fatal(err)
	}
}

// screen returns the rows of the screen.
func (c *console) screen() []string {
	c.mu.Lock()
	rendered := c.emulator.Render()
	c.mu.Unlock()
	rows := strings.Split(strings.ReplaceAll(ansi.Strip(rendered), "\r", ""), "\n")
	for i, row := range rows {
		rows[i] = strings.TrimRight(row, " ")
	}
	return rows
}

func (c *console) await(text string) {
	c.t.Helper()
	c.awaitThat("the screen to show "+text, func() bool {
		return strings.Contains(strings.Join(c.screen(), "\n"), text)
	})
}

func (c *console) awaitThat(what string, holds func() bool) {
	c.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !holds() {
		if time.Now().After(deadline) {
			c.t.Fatalf("waited in vain for %s; there is\n%s\n%s", what, strings.Join(c.screen(), "\n"), c.stacks())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// stacks ends the programs in the terminal with SIGQUIT, and returns their states and what each goroutine was doing.
func (c *console) stacks() string {
	pid := c.command.Process.Pid
	var said strings.Builder
	c.mu.Lock()
	before := c.written.Len()
	c.mu.Unlock()
	for _, job := range append(childrenOf(pid), pid) {
		fmt.Fprintf(&said, "process %d is in state %s\n", job, stateOf(job))
		_ = syscall.Kill(job, syscall.SIGQUIT)
		_ = syscall.Kill(job, syscall.SIGCONT)
	}
	time.Sleep(time.Second) // the test has failed; what is not said by then is not worth waiting for
	c.mu.Lock()
	defer c.mu.Unlock()
	said.Write(c.written.Bytes()[before:])
	return said.String()
}

// prompt waits until the shell asks for a command, in the last row that has text.
func (c *console) prompt() {
	c.t.Helper()
	c.awaitThat("the shell's prompt", func() bool {
		rows := strings.Fields(strings.TrimSpace(strings.Join(c.screen(), "\n")))
		return len(rows) > 0 && rows[len(rows)-1] == "sh>"
	})
}

var privateModes = regexp.MustCompile(`\x1b\[\?([0-9]+)([hl])`)

// modes returns the modes of the terminal that a tour sets and that are set now, and the depth of the stack of
// keyboard modes.
func (c *console) modes() (set []string, keyboards int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	on := make(map[string]bool)
	for _, change := range privateModes.FindAllSubmatch(c.written.Bytes(), -1) {
		on[string(change[1])] = string(change[2]) == "h"
	}
	for _, mode := range []string{"1000", "1002", "1003", "1006", "1049", "2004", "2026", "2027"} {
		if on[mode] {
			set = append(set, mode)
		}
	}
	if shown, told := on["25"]; told && !shown {
		set = append(set, "hidden cursor")
	}
	pushed := bytes.Count(c.written.Bytes(), []byte("\x1b[>29u"))
	return set, pushed - bytes.Count(c.written.Bytes(), []byte("\x1b[<1u"))
}

// cooked reports whether the terminal's driver echoes and edits lines.
func (c *console) cooked() bool {
	c.t.Helper()
	state, err := unix.IoctlGetTermios(int(c.far.Fd()), unix.TCGETS)
	if err != nil {
		c.t.Fatal(err)
	}
	const edited = unix.ICANON | unix.ECHO | unix.ISIG
	return state.Lflag&edited == edited && state.Oflag&unix.OPOST != 0
}
