package tracefile

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unsafe"

	"github.com/dustin/go-humanize"

	"apitour/trace"
	"apitour/trace/otlpjson"
)

// Option changes how a file is read.
type Option func(*reading)

// reading is how a file is read.
type reading struct {
	longest int              // value, in bytes
	budget  *otlpjson.Budget // the memory for the contents
	asked   bool             // its bound is the caller's
}

// MostMemory lets the contents of the file take at most that many bytes of memory. Without it a file may take half of
// what is free: of the machine's memory or of that of its control group, whichever is less; where neither is known,
// 4 GB. A file that takes more is a [MemoryError].
func MostMemory(bytes int64) Option {
	return func(r *reading) { r.budget, r.asked = otlpjson.FixedBudget(bytes), true }
}

// MemoryError says that a file takes more memory than it may.
type MemoryError struct {
	// Most is how many bytes it may take. Needed is how many it would probably take; 0 when that is not known.
	Most, Needed int64
	// Asked says that the bound is the caller's, and not half of what is free.
	Asked bool
}

// Error says how much that is.
func (e *MemoryError) Error() string {
	why := "half of what is free"
	if e.Asked {
		why = "as was asked"
	}
	if e.Needed == 0 {
		return fmt.Sprintf("the file takes more memory than the %s that it may take, %s", size(e.Most), why)
	}
	return fmt.Sprintf("the file would take about %s of memory, and may take %s, %s", size(e.Needed), size(e.Most), why)
}

// size writes a number of bytes with two digits: "4.4 GB".
func size(bytes int64) string { return humanize.Bytes(uint64(bytes)) }

// costOfSpan is what each span takes: itself, its ids, its node of the tree, and its place in a tour, which was
// measured (docs/performance.md).
const costOfSpan = int64(unsafe.Sizeof(trace.Span{})+unsafe.Sizeof(trace.Node{})) + 48 + 130

// tooLarge returns the error for a file that takes more than it may, nil for any other.
func tooLarge(b *otlpjson.Budget, asked bool, share float64) error {
	most, exceeded := b.Exceeded()
	if !exceeded {
		return nil
	}
	e := &MemoryError{Most: most, Asked: asked}
	if share > 0 {
		e.Needed = max(int64(float64(b.Spent())/share), most+1)
	}
	return e
}

// unknownFree is taken for free where the system does not say.
const unknownFree = 8e9

// halfOfFree is the bound on a file by default. What the file has taken by then was free before.
func halfOfFree(spent int64) int64 {
	free, known := freeMemory("/")
	if !known {
		return unknownFree / 2
	}
	return (free + spent) / 2
}

// freeMemory returns how many bytes of memory a process can still get: of the machine and of its control groups, the
// least. Only Linux has these files; root is "/", but in tests.
func freeMemory(root string) (free int64, known bool) {
	free = math.MaxInt64
	if available, ok := field(filepath.Join(root, "proc/meminfo"), "MemAvailable:"); ok {
		free, known = available*1024, true
	}
	groups, err := os.ReadFile(filepath.Join(root, "proc/self/cgroup"))
	if err != nil {
		return free, known
	}
	for line := range strings.Lines(string(groups)) {
		// "0::/user.slice" in version 2, "9:memory:/docker/1f0c" in version 1.
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 || parts[1] != "" && parts[1] != "memory" {
			continue
		}
		v := cgroup2
		mount := filepath.Join(root, "sys/fs/cgroup")
		if parts[1] != "" {
			v, mount = cgroup1, filepath.Join(mount, "memory")
		}
		// A container may not see the path of its group, only the group itself, as the root of all. Each group on the
		// way to the root has a limit of its own.
		for at := filepath.Join("/", parts[2]); ; at = filepath.Dir(at) {
			if room, limited := v.room(filepath.Join(mount, at)); limited {
				free, known = min(free, room), true
			}
			if at == "/" {
				break
			}
		}
	}
	return free, known
}

// cgroup names the files of a version of control groups.
type cgroup struct{ limit, used, cache string }

var (
	cgroup1 = cgroup{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"}
	cgroup2 = cgroup{"memory.max", "memory.current", "inactive_file"}
)

// room returns how many bytes a group can still get, if it has a limit. Pages of files that were not used lately give
// way.
func (v cgroup) room(dir string) (int64, bool) {
	limit, limited := field(filepath.Join(dir, v.limit), "")
	used, ok := field(filepath.Join(dir, v.used), "")
	if !limited || !ok {
		return 0, false // version 2 writes "max" for no limit
	}
	cache, _ := field(filepath.Join(dir, "memory.stat"), v.cache)
	return max(0, limit-used+cache), true
}

// field returns the number behind a name in a file of the kernel, or the file's only number.
func field(file, name string) (int64, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if name != "" && (len(words) < 2 || words[0] != name) || len(words) == 0 {
			continue
		}
		if name != "" {
			words = words[1:]
		}
		n, err := strconv.ParseInt(words[0], 10, 64)
		return n, err == nil
	}
	return 0, false
}
