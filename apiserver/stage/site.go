package stage

import (
	"bytes"
	"reflect"
	"runtime"
	"strconv"
	"strings"
)

// site is where a function is written.
type site struct {
	function string // fully qualified: "apitour/apiserver.CreateServerChain"
	file     string // relative to its module
	line     int    // of the function's first line
}

// lastName returns the function's own name, without package and receiver.
func (s site) lastName() string {
	return s.function[strings.LastIndexByte(s.function, '.')+1:]
}

// callerSite describes the function that is skip frames above the caller of callerSite.
func callerSite(skip int) site {
	pc, _, _, _ := runtime.Caller(skip + 1)
	return siteOf(runtime.FuncForPC(pc))
}

func functionSite(function any) site {
	return siteOf(runtime.FuncForPC(reflect.ValueOf(function).Pointer()))
}

func siteOf(f *runtime.Func) site {
	file, line := f.FileLine(f.Entry())
	return site{function: f.Name(), file: modulePath(f.Name(), file), line: line}
}

// callOf finds the frame of the function named parent, or of a closure inside it, on the stack of this goroutine, and
// returns its current line: the line that called the new stage, directly or through other functions. A stage in another
// goroutine than its parent has no such line, unless a closure of its parent runs there. direct says that the function
// itself called, so the goroutine is the parent's.
func callOf(parent string, skip int) (file string, line int, ok, direct bool) {
	if parent == "" {
		return "", 0, false, false
	}
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(skip+1, pcs[:])])
	for {
		frame, more := frames.Next()
		if frame.Function == parent || strings.HasPrefix(frame.Function, parent+".func") {
			return modulePath(frame.Function, frame.File), frame.Line, true, frame.Function == parent
		}
		if !more {
			return "", 0, false, false
		}
	}
}

// moduleRoot is the folder of this module as the compiler wrote it into the binary: a real folder, or the module's path
// in a binary built with -trimpath.
var moduleRoot = func() string {
	_, file, _, _ := runtime.Caller(0)
	return strings.TrimSuffix(file, "apiserver/stage/site.go")
}()

// modulePath shortens a file name in the binary to one that is the same on every machine: "apiserver/chain.go" for our
// own source, "k8s.io/apiserver@v0.37.2/pkg/server/config.go" for a library's, for any place of the module cache.
func modulePath(function, file string) string {
	if own, ok := strings.CutPrefix(file, moduleRoot); ok {
		return own
	}
	// A library's file lies at .../<module>@<version>/..., and the function's package path begins with <module>.
	at := strings.LastIndexByte(file, '@')
	for start := 0; start < at; start++ {
		if (start == 0 || file[start-1] == '/') && strings.HasPrefix(function, file[start:at]) {
			return file[start:]
		}
	}
	return file
}

// goroutine returns the number of the running goroutine. The runtime shows it only in the first line of a stack trace,
// "goroutine 17 [running]:", and walks the whole stack for that, which is half of the cost of a span.
func goroutine() int64 {
	var buf [40]byte
	fields := bytes.Fields(buf[:runtime.Stack(buf[:], false)])
	if len(fields) < 2 {
		return 0
	}
	n, _ := strconv.ParseInt(string(fields[1]), 10, 64)
	return n
}
