package tryit

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/sys/unix"
)

// patience is how long a block may take. On a quiet machine most take two seconds, and some wait 20 for an etcd.
const patience = 3 * time.Minute

// TestMain runs more blocks at once than there are cores, unless a flag says otherwise: half of the time is spent in
// waiting, for an etcd that does not come or for a watch to end.
func TestMain(m *testing.M) {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	}
	m.Run()
}

// TestEveryBlockShowsWhatItPromises runs every block in a folder, a home and an environment of its own.
func TestEveryBlockShowsWhatItPromises(t *testing.T) {
	programs := programs(t)
	for _, b := range blocks(t) {
		t.Run(b.note, func(t *testing.T) {
			t.Parallel()
			for _, program := range []string{"bash", "curl", "openssl"} {
				_, err := exec.LookPath(program)
				if needed := program == "bash" || strings.Contains(b.commands, program+" "); needed && err != nil {
					t.Skipf("the block needs %s: %v", program, err)
				}
			}
			b.check(t, "pasted into a terminal", b.paste(t, newPlace(t, programs, "zh_CN.UTF-8")))
			if !b.isOneCommand() {
				b.check(t, "run as a script", b.run(t, newPlace(t, programs, "zh_CN.UTF-8")))
			}
		})
	}
}

// waiting is the line by which a stop of more than a second says what it waits for. A busy machine is a reason, so a
// note that does not speak of it need not show it.
var waiting = regexp.MustCompile(`(?m)^waiting for .*\n`)

func (b block) check(t *testing.T, how, got string) {
	t.Helper()
	if !waiting.MatchString(b.want) {
		got = waiting.ReplaceAllString(got, "")
	}
	if !matches(b.want, got) {
		t.Errorf("%s,\n%s\nprints\n%s\nand not\n%s", how, b.commands, got, b.want)
	}
}

// programs builds apitour and kubectl, without the race detector that these tests may run with: it would make the
// hundred boots take minutes. It returns their folder.
func programs(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", folder, "apitour/cmd/apitour", "./testdata/kubectl")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build apitour and kubectl: %v\n%s", err, out)
	}
	return folder
}

// place is where a block runs, and what tells its processes from all others.
type place struct {
	work, temporary string
	environment     []string
	mark            string // a variable that all processes of the block have
}

// newPlace makes a place with these programs, in a locale. The blocks of notes run in a Chinese one: what they show is
// the same for every reader, so they must say where they want English.
func newPlace(t *testing.T, programs, locale string) place {
	t.Helper()
	// The folders of t.TempDir have the test's name in theirs, and the path of etcd's socket may have 107 bytes.
	folder, err := os.MkdirTemp("", "try-it-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	p := place{work: filepath.Join(folder, "work"), temporary: filepath.Join(folder, "tmp"), mark: "TRY_IT=" + folder}
	for _, path := range []string{p.work, p.temporary, filepath.Join(folder, "home")} {
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	p.environment = []string{
		p.mark, "PATH=" + programs + ":" + os.Getenv("PATH"), "HOME=" + folder + "/home", "TMPDIR=" + p.temporary,
		"LANG=" + locale, "TERM=xterm-256color", "KUBERC=off", "PS1=", "PS2=", "HISTFILE=",
	}
	return p
}

// run runs the block as a script that leaves nothing behind.
func (b block) run(t *testing.T, p place) string {
	t.Helper()
	printed := b.script(t, p)
	p.nothingIsLeft(t)
	return printed
}

// script runs the block as a script.
func (b block) script(t *testing.T, p place) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, "sh", "-c", b.commands)
	command.Dir, command.Env = p.work, p.environment
	command.Cancel = func() error { p.end(t); return nil } // the shell alone would leave its children
	out, err := command.CombinedOutput()                   // a block may end with a command that is refused
	if ctx.Err() != nil {
		t.Fatalf("the script does not end: %v\n%s\n%s", err, b.commands, out)
	}
	return string(out)
}

// after is typed behind the block, and answered is what comes if no command of the block has read it away.
const (
	after    = "echo after-$((6 * 7)); exit\n"
	answered = "after-42\n"
)

// jobs are the lines by which an interactive shell tells of its background jobs.
var jobs = regexp.MustCompile(`(?m)^\[\d+\][ +-].*\n`)

// paste writes the block into a terminal, whole, as a reader pastes it. The shell neither edits lines nor does the
// terminal repeat them, so what is read there is what the commands print.
func (b block) paste(t *testing.T, p place) string {
	t.Helper()
	command := exec.Command("bash", "--noprofile", "--norc", "--noediting", "-i")
	command.Dir, command.Env = p.work, p.environment
	terminal := startOnTerminal(t, command)
	defer terminal.Close()
	watchdog := time.AfterFunc(patience, func() { p.end(t) })
	defer watchdog.Stop()
	if _, err := terminal.WriteString(b.commands + after); err != nil {
		t.Fatal(err)
	}
	var seen bytes.Buffer
	_, err := seen.ReadFrom(terminal)
	if !errors.Is(err, syscall.EIO) { // which says that no process has the terminal open any more
		t.Errorf("read the terminal: %v", err)
	}
	_ = command.Wait() // the last command may have been refused
	text := strings.ReplaceAll(ansi.Strip(seen.String()), "\r\n", "\n")
	printed, rest, ok := strings.Cut(text, answered)
	if !ok {
		t.Errorf("pasted whole, a command of\n%s\nreads what stands after it, or never ends:\n%s", b.commands, text)
	}
	if _, tail, _ := strings.Cut(rest, "exit\n"); strings.TrimSpace(tail) != "" {
		t.Errorf("after the shell has ended comes\n%s", tail)
	}
	p.nothingIsLeft(t)
	return jobs.ReplaceAllString(printed, "")
}

// startOnTerminal starts the command on a terminal of its own that does not repeat what is typed. It returns the far
// end of the terminal.
func startOnTerminal(t *testing.T, command *exec.Cmd) *os.File {
	t.Helper()
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fd := int(terminal.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80})
	}
	if err == nil {
		err = noEcho(fd)
	}
	if err != nil {
		t.Fatalf("set up a terminal: %v", err)
	}
	side, err := os.OpenFile(filepath.Join("/dev/pts", strconv.Itoa(number)), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	command.Stdin, command.Stdout, command.Stderr = side, side, side
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return terminal
}

func noEcho(fd int) error {
	state, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	state.Lflag &^= unix.ECHO
	return unix.IoctlSetTermios(fd, unix.TCSETS, state)
}
