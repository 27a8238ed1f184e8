//go:build unix

package page_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/page"
	"apitour/walkthrough/walk/walktest"
)

// growing are traces that can be made larger in one way each.
var growing = map[string]struct {
	small int
	make  func(n int) *trace.Trace
}{
	"a long word":         {100_000, func(n int) *trace.Trace { return withValue(strings.Repeat("x", n)) }},
	"a long wide word":    {30_000, func(n int) *trace.Trace { return withValue(strings.Repeat("文", n)) }},
	"a flood of accents":  {50_000, func(n int) *trace.Trace { return withValue("e" + strings.Repeat("\u0301", n)) }},
	"a long name":         {100, func(n int) *trace.Trace { return siblings(n, strings.Repeat("n", 100*n), same) }},
	"a long blank name":   {100, func(n int) *trace.Trace { return siblings(n, strings.Repeat(" ", 100*n), same) }},
	"levels":              {250, levels},
	"levels of long name": {30, func(n int) *trace.Trace { return renamed(levels(n), strings.Repeat("n", 4000)) }},
	"spans of one name":   {500, func(n int) *trace.Trace { return siblings(n, "root", same) }},
	"spans of any name":   {500, func(n int) *trace.Trace { return siblings(n, "root", numbered) }},
	"traces":              {200, traces},
	"services":            {200, services},
	"hooks":               {300, hooks},
	"lanes":               {300, lanes},
	"events":              {1000, events},
	"attributes":          {1000, attributes},
	"calls of one line":   {200, calls},
}

// TestPagesTakeTimeInProportion writes the page of each trace and of one eight times as large. Twice the input may take
// 2.3 times the time, and so that much three times over. The time is that of the processor, so that it does not matter
// what else the machine does.
func TestPagesTakeTimeInProportion(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures for some seconds")
	}
	const times, most = 8, 2.3 * 2.3 * 2.3
	for name, kind := range growing {
		t.Run(name, func(t *testing.T) {
			small, large := kind.make(kind.small), kind.make(times*kind.small)
			for _, f := range []int{0, 3} { // between them they have all that pages have
				f := forms[f]
				options := f.options
				options.All = true
				write := func(recorded *trace.Trace) func() {
					l := lessonOf(t, recorded)
					options := options
					options.Compared = walktest.Compared(recorded, recorded)
					return func() {
						if err := f.write(io.Discard, l, options); err != nil {
							t.Error(err)
						}
					}
				}
				if ratio := compared(write(small), write(large), most); ratio > most {
					t.Errorf("%s: %d take %.1f times as long as %d", f.file, times*kind.small, ratio, kind.small)
				}
			}
		})
	}
}

// compared returns how many times as long the second takes. When that is more than it should be, it looks again: by
// chance the collector may have had more to do.
func compared(first, second func(), most float64) float64 {
	ratio := math.Inf(1)
	for try := 0; try < 4 && ratio > most; try++ {
		ratio = min(ratio, float64(taken(second))/float64(max(taken(first), 4*time.Millisecond)))
	}
	return ratio
}

// taken returns the processor time that something takes.
func taken(do func()) time.Duration {
	begun := processorTime()
	do()
	return processorTime() - begun
}

func processorTime() time.Duration {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func id(n int) string { return fmt.Sprintf("%016x", n+1) }

func at(ms int) time.Time { return tracetest.Start.Add(time.Duration(ms) * time.Millisecond) }

func withValue(value string) *trace.Trace {
	return &trace.Trace{
		Resource: map[string]any{convention.ServiceName: value, value: value},
		Spans: []trace.Span{{
			ID: id(0), Name: value, Start: at(0), End: at(9), Status: trace.StatusError, Message: value,
			Attributes: map[string]any{
				value: value, convention.Function: value, convention.File: value, convention.ServiceName: value,
			},
			Events: []trace.Event{{Name: value, Attributes: map[string]any{value: value}}},
		}},
	}
}

func same(int) string { return "GET" }

func numbered(n int) string { return fmt.Sprintf("GET-%d", n) }

// siblings have a root, run beside each other and name no goroutine.
func siblings(n int, root string, name func(int) string) *trace.Trace {
	spans := []trace.Span{{ID: id(0), Name: root, Start: at(0), End: at(n + 10)}}
	for i := 1; i < n; i++ {
		spans = append(spans, trace.Span{ID: id(i), ParentID: id(0), Name: name(i), Start: at(i), End: at(i + 3)})
	}
	return &trace.Trace{Spans: spans}
}

func levels(n int) *trace.Trace {
	spans := []trace.Span{{ID: id(0), Name: "visit", Start: at(0), End: at(2 * n)}}
	for i := 1; i < n; i++ {
		spans = append(spans, trace.Span{ID: id(i), ParentID: id(i - 1), Name: "visit", Start: at(i), End: at(2*n - i)})
	}
	return &trace.Trace{Spans: spans}
}

func renamed(t *trace.Trace, name string) *trace.Trace {
	for i := range t.Spans {
		t.Spans[i].Name = name
	}
	return t
}

func traces(n int) *trace.Trace {
	t := siblings(n, "GET", same)
	for i := range t.Spans {
		t.Spans[i].TraceID, t.Spans[i].ParentID = fmt.Sprintf("%032x", i+1), ""
	}
	return t
}

func services(n int) *trace.Trace {
	t := traces(n)
	for i := range t.Spans {
		t.Spans[i].Attributes = map[string]any{convention.ServiceName: numbered(i)}
	}
	return t
}

func hooks(n int) *trace.Trace {
	t := siblings(n, "root", numbered)
	for i := range t.Spans {
		s := &t.Spans[i]
		s.Attributes = map[string]any{convention.ScopeName: convention.Scope}
		if i > 0 {
			s.Name = convention.HookPrefix + s.Name
			s.Attributes[convention.WaitsFor] = convention.HookPrefix + numbered(i-1)
		}
	}
	return t
}

// lanes has one goroutine with half of the spans, and one for each of the others.
func lanes(n int) *trace.Trace {
	t := siblings(n, "root", same)
	for i := range t.Spans {
		t.Spans[i].Attributes = map[string]any{convention.Goroutine: int64(1 + min(i, 1) + i%2*i)}
	}
	return t
}

func events(n int) *trace.Trace {
	t := siblings(1, "root", same)
	for i := range n {
		t.Spans[0].Events = append(t.Spans[0].Events, trace.Event{Name: numbered(i), Time: at(i)})
	}
	return t
}

func attributes(n int) *trace.Trace {
	many := make(map[string]any)
	for i := range n {
		many[numbered(i)] = int64(i)
	}
	t := siblings(1, "root", same)
	t.Spans[0].Attributes, t.Spans[0].Events = many, []trace.Event{{Name: "many", Attributes: many}}
	return t
}

// calls are all on one line of our source.
func calls(n int) *trace.Trace {
	t := siblings(n, "root", numbered)
	t.Spans[0].Attributes = map[string]any{convention.File: "apiserver/chain.go", convention.Line: int64(12)}
	for i := range t.Spans[1:] {
		t.Spans[i+1].Attributes = map[string]any{
			convention.CallFile: "apiserver/chain.go", convention.CallLine: int64(13), convention.Goroutine: int64(1),
		}
	}
	return t
}

// TestLargeTraceIsAnOutline writes traces around the largest with chapters.
func TestLargeTraceIsAnOutline(t *testing.T) {
	large := siblings(page.MostChapters+1, "root", numbered)
	for _, f := range forms {
		t.Run(f.file, func(t *testing.T) {
			pageWith := func(recorded *trace.Trace, options page.Options) string {
				var b strings.Builder
				options.Stable = f.options.Stable
				if err := f.write(&b, lessonOf(t, recorded), options); err != nil {
					t.Fatal(err)
				}
				return b.String()
			}
			const saysHow = "apitour render FILE --stage NAME"
			chapter := "\n### GET-7\n"
			if strings.HasSuffix(f.file, ".txt") {
				chapter = "\nGET-7" // at the margin; in lists it is indented
			}
			for what, tt := range map[string]struct {
				page          string
				chapters, all bool
			}{
				"too many":  {pageWith(large, page.Options{}), false, true},
				"all":       {pageWith(large, page.Options{All: true}), true, true},
				"not many":  {pageWith(siblings(page.MostChapters, "root", numbered), page.Options{}), true, true},
				"one":       {pageWith(large, page.Options{Stage: "GET-7"}), true, false},
				"by number": {pageWith(large, page.Options{Stage: "8"}), true, false},
			} {
				has, says := strings.Contains(tt.page, chapter), strings.Contains(tt.page, saysHow)
				if has != tt.chapters || says == tt.chapters {
					t.Errorf("%s: the chapters are not as they should be", what)
				}
				if strings.Contains(tt.page, "GET-4999") != tt.all {
					t.Errorf("%s: the outline is not as it should be", what)
				}
				if strings.HasSuffix(f.file, ".md") && !tt.chapters {
					if p := parseMarkdown(t, tt.page); len(p.links) > 0 || len(p.html) > 0 {
						t.Errorf("%s: links to nowhere: %q", what, p.links[:min(3, len(p.links))])
					}
				}
			}
		})
	}
}

// TestPageOfAStage writes the page of a part of a boot. What encloses it has no chapter, and so no link.
func TestPageOfAStage(t *testing.T) {
	recorded := firstBoot().trace()
	for _, f := range forms {
		l := lessonOf(t, recorded)
		at := l.Steps[2]
		for at.Node.Parent == nil || at.Node.Size < 2 {
			at = l.Steps[at.Index+1]
		}
		var b strings.Builder
		options := f.options
		options.Stage = at.Node.Name
		if err := f.write(&b, l, options); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), fmt.Sprintf("%d of %d stages", at.Node.Size, len(l.Steps))) {
			t.Errorf("%s does not say what part it is:\n%s", f.file, b.String())
		}
		if strings.HasSuffix(f.file, ".md") {
			checkMarkdown(t, b.String(), at.Node.Size, knownHosts...)
		}
		options.Stage = "no such stage"
		err := f.write(&b, l, options)
		var unknown *lesson.UnknownStepError
		if !errors.As(err, &unknown) || unknown.Kind != lesson.Boot {
			t.Errorf("%s: error is %v", f.file, err)
		}
	}
}
