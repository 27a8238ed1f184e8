package scratch

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

const roleVariable = "SCRATCH_TEST_ROLE"

// TestMain makes the test binary a parent that makes a folder, or a child that uses one. Both end with their stdin.
func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "":
		os.Exit(m.Run())
	case "parent":
		folder, err := New("test")
		if err != nil {
			panic(err)
		}
		fmt.Println(folder.Path())
		_, _ = io.Copy(io.Discard, os.Stdin)
		folder.Remove()
	case "child":
		folder := Join(os.TempDir())
		fmt.Println(folder.Path())
		_, _ = io.Copy(io.Discard, os.Stdin)
		folder.Leave()
	}
}

// process is one in a role, and the folder that it uses.
type process struct {
	t       *testing.T
	command *exec.Cmd
	stdin   io.Closer
	folder  string
}

func start(t *testing.T, role, temporary string) *process {
	t.Helper()
	p := &process{t: t, command: exec.Command(os.Args[0])}
	p.command.Env = append(os.Environ(), roleVariable+"="+role, "TMPDIR="+temporary)
	p.command.Stderr = os.Stderr
	in, err := p.command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin = in
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	p.folder = strings.TrimSpace(line)
	return p
}

func (p *process) kill() {
	_ = p.command.Process.Kill()
	_ = p.command.Wait()
}

// end lets the process end by itself.
func (p *process) end() {
	p.t.Helper()
	if err := errors.Join(p.stdin.Close(), p.command.Wait()); err != nil {
		p.t.Fatal(err)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestAKilledProcessLeavesNothing kills processes, and looks for what the next one removes.
func TestAKilledProcessLeavesNothing(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", dir)
	must(t, os.WriteFile(filepath.Join(outside, "kept"), nil, 0o600))
	alive, killed := start(t, "parent", dir), start(t, "parent", dir)
	deep := filepath.Join(killed.folder, "apitour-1", "etcd")
	must(t, os.MkdirAll(deep, 0o700), os.WriteFile(filepath.Join(deep, "db"), nil, 0o600),
		os.Symlink(outside, filepath.Join(deep, "link")))
	RemoveLeft()
	if !exists(killed.folder) || !exists(deep) {
		t.Fatal("the folder of a process that lives was removed")
	}
	killed.kill()
	RemoveLeft()
	if exists(killed.folder) {
		t.Errorf("%s is left", killed.folder)
	}
	if !exists(filepath.Join(outside, "kept")) {
		t.Error("a link was followed")
	}
	if !exists(alive.folder) {
		t.Error("the folder of a process that lives was removed")
	}
	alive.end()
	if exists(alive.folder) {
		t.Errorf("%s is left", alive.folder)
	}
}

// TestAChildKeepsTheFolder kills a parent whose child goes on in the folder, and removes the folder at its end.
func TestAChildKeepsTheFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	parent := start(t, "parent", dir)
	first, second := start(t, "child", parent.folder), start(t, "child", parent.folder)
	first.end()
	if !exists(parent.folder) {
		t.Fatal("a child has removed the folder of a parent that lives")
	}
	parent.kill()
	RemoveLeft()
	if !exists(parent.folder) {
		t.Fatal("the folder of a child that lives was removed")
	}
	second.end()
	if exists(parent.folder) {
		t.Error("the last child has left the folder behind")
	}
	if folder := Join(dir); folder != nil {
		t.Errorf("%s was taken for one of ours", dir)
	}
}

// TestOnlyOurFoldersAreRemoved has what looks like a folder of ours, and is not.
func TestOnlyOurFoldersAreRemoved(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", dir)
	folder := func(parent, name, content string) string {
		t.Helper()
		path := filepath.Join(parent, name)
		must(t, os.Mkdir(path, 0o700))
		if content != "" {
			must(t, os.WriteFile(filepath.Join(path, owner), []byte(content), 0o600))
		}
		return path
	}
	genuine := folder(outside, "apitour-1", text)
	stay := []string{
		folder(dir, "apitour-2", ""),
		folder(dir, "apitour-3", "another text"),
		folder(dir, "apitour-4", text+text),
		folder(dir, "apitour-data", text),
		folder(dir, "apitour-5x", text),
		folder(dir, "xapitour-5", text),
		filepath.Join(dir, "apitour-6"),
		folder(dir, "apitour-7", ""),
		folder(dir, "apitour-8", ""),
		folder(dir, "apitour-9", ""),
		genuine,
	}
	must(t, os.Symlink(genuine, filepath.Join(dir, "apitour-6")),
		os.Symlink(filepath.Join(genuine, owner), filepath.Join(dir, "apitour-7", owner)),
		unix.Mkfifo(filepath.Join(dir, "apitour-8", owner), 0o600),
		os.Mkdir(filepath.Join(dir, "apitour-9", owner), 0o700),
	)
	if os.Getuid() == 0 {
		others, file := folder(dir, "apitour-10", text), folder(dir, "apitour-11", text)
		must(t, os.Chown(others, 1, 1), os.Chown(filepath.Join(file, owner), 1, 1))
		stay = append(stay, others, file)
	}
	gone := []string{folder(dir, "apitour-12", text), folder(dir, "apitour-shell-13", text)}
	RemoveLeft()
	for _, path := range stay {
		if !exists(path) {
			t.Errorf("%s was removed", path)
		}
	}
	if !exists(filepath.Join(genuine, owner)) {
		t.Error("what a link leads to was removed")
	}
	for _, path := range gone {
		if exists(path) {
			t.Errorf("%s is left", path)
		}
	}
}
