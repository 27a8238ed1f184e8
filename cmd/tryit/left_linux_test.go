package tryit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// nothingIsLeft reports the processes and the files that a block has left behind.
func (p place) nothingIsLeft(t *testing.T) {
	t.Helper()
	for _, pid := range p.processes(t) {
		// The shell has ended, but a process that it did not wait for may still be on its way out.
		if !gone(pid, time.Second) {
			command, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
			t.Errorf("the block leaves a process: %s", bytes.ReplaceAll(command, []byte{0}, []byte{' '}))
		}
	}
	p.end(t)
	for _, folder := range []string{p.work, p.temporary} {
		left, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range left {
			t.Errorf("the block leaves %s", entry.Name())
		}
	}
}

// processes returns the processes of the block that run.
func (p place) processes(t *testing.T) (found []int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		environment, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(environment, []byte(p.mark+"\x00")) {
			continue // it has ended, or is not ours
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, pid)
	}
	return found
}

// end kills every process of the block.
func (p place) end(t *testing.T) {
	t.Helper()
	for _, pid := range p.processes(t) {
		_ = unix.Kill(pid, unix.SIGKILL) // it may have ended
		gone(pid, time.Minute)
	}
}

// gone waits until a process has ended, for as long as it is given, and reports whether it has.
func gone(pid int, wait time.Duration) bool {
	process, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return true
	}
	defer unix.Close(process)
	for {
		ended, err := unix.Poll([]unix.PollFd{{Fd: int32(process), Events: unix.POLLIN}}, int(wait.Milliseconds()))
		if !errors.Is(err, unix.EINTR) {
			return ended > 0
		}
	}
}
