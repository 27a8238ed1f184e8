//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"apitour/trace/convention"
	"apitour/trace/tracefile"
	"apitour/trace/tracetest"
)

// BenchmarkFirstFrame measures the wait after `apitour play`: from the start of the process until the first frame is on
// a terminal of 80×24. `apitour --help` beside it is what the process takes before it does anything.
func BenchmarkFirstFrame(b *testing.B) {
	program := filepath.Join(b.TempDir(), "apitour")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	var frames, helps []float64
	for b.Loop() {
		took, _ := firstFrame(b, program)
		frames = append(frames, took)
		begun := time.Now()
		if err := exec.Command(program, "--help").Run(); err != nil {
			b.Fatal(err)
		}
		helps = append(helps, time.Since(begun).Seconds()*1000)
	}
	b.ReportMetric(0, "ns/op")
	for name, took := range map[string][]float64{"first-frame": frames, "help": helps} {
		slices.Sort(took)
		median := (took[(len(took)-1)/2] + took[len(took)/2]) / 2
		least, most := took[0], took[len(took)-1]
		fmt.Printf("%-11s: median %5.1f ms, min %5.1f, max %5.1f of %d\n", name, median, least, most, len(took))
		b.ReportMetric(median, name+"-ms")
	}
}

// BenchmarkLargeFile measures the same wait for files of other programs' size, with two attributes a span, some 400
// bytes of JSON; and the most memory that apitour had until the tour was left, which is at once.
func BenchmarkLargeFile(b *testing.B) {
	program := filepath.Join(b.TempDir(), "apitour")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	for _, spans := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(spans), func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "large.jsonl")
			boot := tracetest.Synthetic(spans)
			for i := range boot.Spans {
				attributes := boot.Spans[i].Attributes
				boot.Spans[i].Attributes = map[string]any{
					convention.Function: attributes[convention.Function], convention.Line: attributes[convention.Line],
				}
			}
			if err := tracefile.WriteFile(file, boot); err != nil {
				b.Fatal(err)
			}
			// What making the file leaves to do must not run beside the program: returning memory, writing to the disk.
			boot = nil
			debug.FreeOSMemory()
			unix.Sync()
			var frames, peaks []float64
			for b.Loop() {
				took, peak := firstFrame(b, program, file)
				frames, peaks = append(frames, took), append(peaks, peak)
			}
			slices.Sort(frames)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(frames[len(frames)/2], "first-frame-ms")
			b.ReportMetric(slices.Max(peaks), "peak-MB")
		})
	}
}

// firstFrame returns how many milliseconds it took until the tour was on the terminal, and how many megabytes the
// program had in RAM at its peak.
func firstFrame(b *testing.B, program string, file ...string) (milliseconds, peak float64) {
	b.Helper()
	terminal, name := openTerminal(b)
	defer terminal.Close()
	side, err := os.OpenFile(name, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		b.Fatal(err)
	}
	// With a path no page stands before the walk.
	command := exec.Command(program, append([]string{"play", "--path", "all"}, file...)...)
	command.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "XDG_CONFIG_HOME="+b.TempDir())
	command.Stdin, command.Stdout, command.Stderr = side, side, side
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	begun := time.Now()
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	side.Close()
	var seen strings.Builder
	piece := make([]byte, 64<<10)
	took := time.Duration(0)
	for {
		n, err := terminal.Read(piece)
		if err != nil {
			break // the program has left its terminal
		}
		seen.Write(piece[:n])
		if took == 0 && strings.Contains(seen.String(), "step 1 of ") {
			took = time.Since(begun)
			peak = mostMemory(b, command.Process.Pid)
			if _, err := terminal.WriteString("q"); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := command.Wait(); err != nil || took == 0 {
		b.Fatalf("no frame came: %v\n%q", err, seen.String())
	}
	return took.Seconds() * 1000, peak
}

// mostMemory returns the most megabytes that a process has had in RAM. What wait reports of an ended process
// (ru_maxrss) is no less than the memory of its parent when it was started, which has just written the file.
func mostMemory(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kibibytes float64
	if _, err := fmt.Sscanf(rest, "%f kB", &kibibytes); err != nil {
		b.Fatalf("no VmHWM in the status of process %d: %v", pid, err)
	}
	return kibibytes * 1024 / 1e6
}

// openTerminal makes a pseudoterminal and returns its far end, and the name of the program's end.
func openTerminal(b testing.TB) (*os.File, string) {
	b.Helper()
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		b.Fatal(err)
	}
	fd := int(terminal.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		b.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		b.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}); err != nil {
		b.Fatal(err)
	}
	return terminal, fmt.Sprintf("/dev/pts/%d", number)
}
