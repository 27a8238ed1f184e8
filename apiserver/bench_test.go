//go:build unix

package apiserver_test

import (
	"bufio"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"apitour/apiserver/apiservertest"
)

// BenchmarkBoot measures from the start of the process until it says that it is ready, and the most memory that it had, the
// embedded etcd included. Spans are recorded, as in the tour. `make bench` runs it without the race detector.
func BenchmarkBoot(b *testing.B) {
	executable, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	var ready time.Duration
	var peak int64
	for b.Loop() {
		command := exec.Command(executable, "--secure-port", "0")
		command.Env = append(os.Environ(), apiservertest.ChildVariable+"=1", "TMPDIR="+b.TempDir())
		stdin, err := command.StdinPipe() // held open: the child stops when it closes
		if err != nil {
			b.Fatal(err)
		}
		stderr, err := command.StderrPipe()
		if err != nil {
			b.Fatal(err)
		}
		begun := time.Now()
		if err := command.Start(); err != nil {
			b.Fatal(err)
		}
		lines := bufio.NewScanner(stderr)
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "ready ") {
		}
		ready += time.Since(begun)
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			b.Fatal(err)
		}
		for lines.Scan() {
		}
		if err := command.Wait(); err != nil {
			b.Fatal(err)
		}
		stdin.Close()
		if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = max(peak, maxResident(usage))
		}
	}
	b.ReportMetric(0, "ns/op") // the stop is in it, which says nothing
	b.ReportMetric(float64(ready.Milliseconds())/float64(b.N), "ms-to-ready")
	b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
}

// maxResident is in bytes; the system counts in kibibytes, except Darwin's.
func maxResident(usage *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss * 1024
}
