//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"apitour/trace/convention"
)

// cost is what one boot took, from the start of the process until its line that /readyz has answered 200.
type cost struct{ milliseconds, cpuMilliseconds, peakMiB float64 }

// BenchmarkBoot boots the real program as often as -benchtime says, with and without a recording, in turns, so that a
// machine that is busy for a moment slows both. The embedded etcd is included, and syncs every write to the disk. `make
// bench-boot` runs it; docs/performance.md has the results.
func BenchmarkBoot(b *testing.B) {
	program := filepath.Join(b.TempDir(), "apitour")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	boots := map[string][]cost{}
	modes := map[string]string{"untraced": "", "traced": convention.LinkStdio}
	for b.Loop() {
		for mode, link := range modes {
			boots[mode] = append(boots[mode], measure(b, program, link))
		}
	}
	b.ReportMetric(0, "ns/op") // the sum of both boots and both stops says nothing
	for mode, measured := range boots {
		report(b, mode, "ms", measured, func(c cost) float64 { return c.milliseconds })
		report(b, mode, "cpu-ms", measured, func(c cost) float64 { return c.cpuMilliseconds })
		report(b, mode, "MiB", measured, func(c cost) float64 { return c.peakMiB })
	}
}

// report prints the median, the least and the most of one measure.
func report(b *testing.B, mode, unit string, boots []cost, of func(cost) float64) {
	var values []float64
	for _, each := range boots {
		values = append(values, of(each))
	}
	slices.Sort(values)
	median := (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	least, most := values[0], values[len(values)-1]
	fmt.Printf("%-8s %6s: median %6.1f, min %6.1f, max %6.1f of %d\n", mode, unit, median, least, most, len(values))
	b.ReportMetric(median, mode+"-"+unit)
}

// measure boots the program once, on a directory of its own, and stops it.
func measure(b *testing.B, program, link string) (measured cost) {
	b.Helper()
	command := exec.Command(program, "apiserver", "--secure-port", "0")
	command.Env = append(os.Environ(), "TMPDIR="+b.TempDir(), convention.LinkVariable+"="+link)
	stdin, err := command.StdinPipe() // held open: a child on the live link stops when it closes
	if err != nil {
		b.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := command.StdoutPipe()
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
	spans := make(chan struct{})
	go func() {
		defer close(spans)
		_, _ = io.Copy(io.Discard, stdout)
	}()
	lines := bufio.NewScanner(stderr)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "ready ") {
	}
	measured.milliseconds = time.Since(begun).Seconds() * 1000
	measured.cpuMilliseconds = cpuTime(b, command.Process.Pid).Seconds() * 1000
	measured.peakMiB = peak(b, command.Process.Pid)
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	for lines.Scan() {
	}
	<-spans
	if err := command.Wait(); err != nil {
		b.Fatal(err)
	}
	return measured
}

// cpuTime returns the user and system time that all threads of the process have used so far.
func cpuTime(b *testing.B, pid int) time.Duration {
	var used unix.Timespec
	// This is how the kernel numbers the CPU clocks of other processes: clock_getcpuclockid(3).
	if err := unix.ClockGettime(int32(^pid)<<3|2, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Nano())
}

// peak returns the most memory that the process has had in RAM so far, the program's own text included.
func peak(b *testing.B, pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kib, err := strconv.ParseFloat(fields[1], 64)
			if err != nil {
				b.Fatal(err)
			}
			return kib / 1024
		}
	}
	b.Fatalf("no VmHWM in %s", status)
	return 0
}
