package lesson_test

import (
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

var boot = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// span makes a span that lasts from one millisecond of the boot to another.
func span(id, parent, name string, from, to int) trace.Span {
	return trace.Span{
		TraceID: "1", ID: id, ParentID: parent, Name: name,
		Attributes: map[string]any{convention.ScopeName: convention.Scope},
		Start:      boot.Add(time.Duration(from) * time.Millisecond),
		End:        boot.Add(time.Duration(to) * time.Millisecond),
	}
}

// at sets the places of the span's function and of its call.
func at(s trace.Span, file string, line int, callFile string, callLine int) trace.Span {
	s.Attributes[convention.File], s.Attributes[convention.Line] = file, int64(line)
	s.Attributes[convention.CallFile], s.Attributes[convention.CallLine] = callFile, int64(callLine)
	return s
}

const chain = `package apiserver

func Run() {
	prepare()
	func() {
		serve()
	}()
	hook(func() {
		serve()
		serve()
	})
}

func serve() {}
`

func library(t testing.TB) *notes.Library {
	t.Helper()
	n, err := notes.Load(fstest.MapFS{
		"en/run.md":   {Data: []byte("---\ntitle: Run\nspans: [Run]\n---\n## Why\nBecause.\n")},
		"en/hooks.md": {Data: []byte("---\ntitle: Hooks\nspans: ['Hook/*']\n---\n## Why\nBecause.\n")},
	}, "en")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func files() *source.Library {
	return source.New(map[string]fs.FS{"apiserver/": fstest.MapFS{"chain.go": {Data: []byte(chain)}}})
}

func TestNewJoinsSpansNotesAndSource(t *testing.T) {
	recorded := &trace.Trace{Spans: []trace.Span{
		at(span("4", "1", "Hook/late", 30, 40), "apiserver/chain.go", 14, "apiserver/chain.go", 10),
		at(span("1", "", "Run", 0, 90), "apiserver/chain.go", 3, "", 0),
		at(span("3", "1", "serve", 20, 30), "apiserver/chain.go", 14, "apiserver/chain.go", 6),
		at(span("2", "1", "Hook/early", 10, 20), "apiserver/gone.go", 1, "apiserver/chain.go", 10),
		at(span("5", "1", "elsewhere", 50, 60), "", 0, "apiserver/other.go", 6),
		at(span("6", "1", "outside", 60, 70), "", 0, "apiserver/chain.go", 14),
		span("7", "1", convention.ReadyStage, 70, 80),
	}}
	l := lesson.New(recorded, library(t), files(), nil)

	var got []string
	for i, step := range l.Steps {
		if step.Index != i {
			t.Errorf("step %d says that it is %d", i, step.Index)
		}
		if l.StepOf(step.Node) != step {
			t.Errorf("step %d is not the one of its node", i)
		}
		line := step.Node.Name
		if step.Note() != nil {
			line += " note:" + step.Note().ID
		}
		if step.Code() != nil {
			line += fmt.Sprintf(" code:%d-%d", step.Code().First, step.Code().Last())
		}
		for _, call := range step.Calls() {
			line += fmt.Sprintf(" %d:%s", call.Line, call.Child.Node.Name)
		}
		got = append(got, line)
	}
	want := []string{
		"Run note:run code:3-12 6:serve 10:Hook/early 10:Hook/late",
		"Hook/early note:hooks",
		"serve code:14-14",
		"Hook/late note:hooks code:14-14",
		"elsewhere",
		"outside",
		convention.ReadyStage,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	end, ready := boot.Add(90*time.Millisecond), boot.Add(80*time.Millisecond)
	if !l.Start.Equal(boot) || !l.End.Equal(end) || !l.Ready.Equal(ready) {
		t.Errorf("the boot is from %v to %v, ready at %v", l.Start, l.End, l.Ready)
	}
	serve := l.Steps[2]
	since, took, own := l.Since(serve), l.Duration(serve), l.Own(l.Steps[0])
	if since != 20*time.Millisecond || took != 10*time.Millisecond || own != 30*time.Millisecond {
		t.Errorf("times: since %v, duration %v, own %v", since, took, own)
	}
}

func TestARunningStepLastsUntilTheLastMoment(t *testing.T) {
	running := span("1", "", "Run", 0, 0)
	running.End = time.Time{}
	l := lesson.New(&trace.Trace{Spans: []trace.Span{running, span("2", "1", "serve", 5, 12)}}, nil, nil, nil)
	if got := l.Duration(l.Steps[0]); got != 12*time.Millisecond {
		t.Errorf("it has taken %v, want 12ms", got)
	}
	if got := l.Own(l.Steps[0]); got != 5*time.Millisecond {
		t.Errorf("its own time is %v, want 5ms", got)
	}
	if !l.Ready.IsZero() {
		t.Errorf("ready at %v, but it never was", l.Ready)
	}
}

func TestALessonWithoutStepsNotesOrSource(t *testing.T) {
	l := lesson.New(&trace.Trace{}, nil, nil, nil)
	if len(l.Steps) != 0 {
		t.Errorf("got %d steps", len(l.Steps))
	}
	run := at(span("1", "", "Run", 0, 1), "apiserver/chain.go", 3, "", 0)
	l = lesson.New(&trace.Trace{Spans: []trace.Span{run}}, nil, nil, nil)
	if step := l.Steps[0]; step.Note() != nil || step.Code() != nil || step.Calls() != nil {
		t.Errorf("got %+v", step)
	}
}

// BenchmarkNew measures the join that a live boot needs for each batch of spans.
func BenchmarkNew(b *testing.B) {
	recorded := &trace.Trace{}
	for i := range 150 {
		s := span(fmt.Sprint(i), fmt.Sprint(i/4-1), fmt.Sprintf("Hook/%d", i), i, 200)
		recorded.Spans = append(recorded.Spans, at(s, "apiserver/chain.go", 3, "apiserver/chain.go", 6))
	}
	n, s := library(b), files()
	for b.Loop() {
		lesson.New(recorded, n, s, nil)
	}
}
