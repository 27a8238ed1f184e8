package walktest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
)

// WildNames are texts that a file can hold and a boot would not: wide and combining characters, escapes, broken UTF-8.
var WildNames = []string{
	"main", "CreateServerChain", "PostStartHook/apiservice-registration-controller", "", " ", "启动 apiserver 服务器",
	"ｆｕｌｌｗｉｄｔｈ", "e\u0301tape\u0301", "👩‍👩‍👧‍👦 family", "🇨🇭🇨🇳", "\x1b[2J\x1b[31mred", "a\nb\tc\rd",
	"\u202eright to left", "\u009b31m", "\xff\xfe", strings.Repeat("long", 3000), "ﷺ﷽", "\u200bzero\u200dwidth",
	"\x1b]8;;http://x\x07link\x1b]8;;\x07",
}

// WildTrace returns a trace with everything in it that a file can hold and a boot would not.
func WildTrace(r *rand.Rand, size int) *trace.Trace {
	name := func() string { return WildNames[r.IntN(len(WildNames))] }
	t := &trace.Trace{Resource: map[string]any{name(): name()}}
	for i := range size {
		s := trace.Span{ID: wildID(i), ParentID: wildParent(r, i, size), Name: name(), Start: wildTime(r, BootStart)}
		switch r.IntN(5) {
		case 0:
			s.End = s.Start // no time at all
		case 1: // running
		case 2:
			s.End = s.Start.Add(-time.Hour) // clocks may run backwards
		default:
			s.End = wildTime(r, s.Start)
		}
		if r.IntN(20) == 0 {
			s.Start = time.Time{}
		}
		if r.IntN(6) == 0 {
			s.Status, s.Message = trace.StatusError, name()
		}
		for range r.IntN(8) {
			attributes := map[string]any{name(): name()}
			s.Events = append(s.Events, trace.Event{Time: s.Start, Name: name(), Attributes: attributes})
		}
		s.Attributes = map[string]any{
			name(): name(), convention.File: name(), convention.Line: int64(r.IntN(9) - 4),
			convention.CallFile: name(), convention.Function: name(),
		}
		t.Spans = append(t.Spans, s)
	}
	return t
}

func wildID(i int) string { return fmt.Sprintf("%016x", i) }

func wildTime(r *rand.Rand, after time.Time) time.Time {
	return after.Add(time.Duration(r.Int64N(int64(time.Second))))
}

// wildParent returns the parent of a span: none, one that is missing, itself, a part of a ring, or one before it.
func wildParent(r *rand.Rand, i, size int) string {
	switch r.IntN(10) {
	case 0:
		return ""
	case 1:
		return wildID(r.IntN(2*size + 1))
	}
	return wildID(r.IntN(i + 1))
}
