package tour

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// callsOf returns a lesson about one function that calls its parts on the lines from 5 on, each as it is described.
func callsOf(states ...string) *lesson.Lesson { return plannedCallsOf(nil, states...) }

// plannedCallsOf is callsOf with a plan.
func plannedCallsOf(plan *lesson.Plan, states ...string) *lesson.Lesson {
	var code strings.Builder
	code.WriteString("package apiserver\n\n// Run runs.\nfunc Run() {\n")
	span := func(id, parent, name string, line int) trace.Span {
		return trace.Span{
			ID: id, ParentID: parent, Name: name, Start: walktest.At(0), End: walktest.At(10),
			Attributes: map[string]any{
				convention.File: "apiserver/run.go", convention.Line: int64(line),
				convention.ScopeName: convention.Scope,
			},
		}
	}
	spans := []trace.Span{span("1", "", "Run", 4)}
	spans[0].End = time.Time{}
	for i, state := range states {
		fmt.Fprintf(&code, "\tpart%d()\n", i)
		for k, one := range strings.Fields(state) {
			s := span(fmt.Sprintf("%d%d", i+2, k), "1", fmt.Sprintf("part%d", i), 4)
			s.Attributes[convention.CallFile], s.Attributes[convention.CallLine] = "apiserver/run.go", int64(5+i)
			switch one {
			case "failed":
				s.Status = trace.StatusError
			case "held":
				s.End = time.Time{}
				s.Attributes[convention.Held] = true
			case "running":
				s.End = time.Time{}
			}
			spans = append(spans, s)
		}
	}
	code.WriteString("}\n")
	files := source.New(map[string]fs.FS{"apiserver/": fstest.MapFS{"run.go": {Data: []byte(code.String())}}})
	return lesson.New(&trace.Trace{Spans: spans}, nil, files, plan)
}

// TestCallsShowTheirState looks at the marks of the lines on which stages are called.
func TestCallsShowTheirState(t *testing.T) {
	m := replay(
		callsOf("done", "done done", "running", "held", "failed", "done failed", "done running", ""),
		large.width,
		large.height,
	)
	press(t, m, "tab", "z")
	rows := strings.Split(screen(t, m), "\n")
	for i, want := range []string{"▶✓  5", " ✓  6", " →  7", " ‖  8", " ✗  9", " ✗ 10", " → 11", "   12"} {
		if !slices.ContainsFunc(rows, func(row string) bool {
			return strings.HasPrefix(row, want+" ") && strings.Contains(row, fmt.Sprintf("part%d()", i))
		}) {
			t.Errorf("the call of part%d is not marked %q:\n%s", i, want, strings.Join(rows, "\n"))
		}
	}
}

// TestCallsOfOneLine joins the states of stages that one line calls.
func TestCallsOfOneLine(t *testing.T) {
	plan := lesson.NewPlan(&trace.Trace{Spans: callsOf("done done").Trace.Spans})
	// One of two has begun, the other is ahead.
	l := plannedCallsOf(plan, "done")
	c := code{step: l.Steps[0], view: lesson.View{Lesson: l, Now: walktest.At(20)}}
	if got := c.callStates(); !reflect.DeepEqual(got, map[int]lesson.State{5: lesson.Running}) {
		t.Errorf("a loop that is half done is %v", got)
	}
	if got := c.called(5); got != l.Steps[2] {
		t.Errorf("the line calls %v next", got)
	}
	if c.called(4) != nil || new(code).called(5) != nil {
		t.Error("a line that calls nothing calls something")
	}
}

// TestFirstLineStaysInView scrolls a function and looks for its first line.
func TestFirstLineStaysInView(t *testing.T) {
	states := make([]string, 60)
	for i := range states {
		states[i] = "done"
	}
	m := replay(callsOf(states...), large.width, large.height)
	press(t, m, "tab", "z", "ctrl+d", "ctrl+d")
	rows := strings.Split(screen(t, m), "\n")
	if !strings.HasPrefix(rows[2], "ƒ   4 func Run() {") || strings.Contains(rows[3], "part0()") {
		t.Errorf("the first line is not in view:\n%s", strings.Join(rows, "\n"))
	}
	_, height := m.layout.size(sourcePane)
	for y, want := range map[int]int{0: 4, 1: m.code.y + 1 + 3, 2: m.code.y + 2 + 3, -1: 0, 1000: 0} {
		if got := m.code.lineAt(y, height-1); got != want {
			t.Errorf("row %d shows line %d, want %d", y, got, want)
		}
	}
	// The end of the function can be reached below the line that stays.
	press(t, m, "G")
	if !strings.Contains(screen(t, m), "\n   65 }\n") {
		t.Errorf("the last line is not in view:\n%s", screen(t, m))
	}
}

// libraryLesson returns a lesson about a function in a module cache of its own, and the path of the file.
func libraryLesson(t *testing.T) (*lesson.Lesson, string) {
	t.Helper()
	cache := t.TempDir()
	t.Setenv("GOMODCACHE", cache)
	file := filepath.Join(cache, "k8s.io", "apiserver@v0.37.2", "run.go")
	err := os.MkdirAll(filepath.Dir(file), 0o700)
	if err == nil {
		err = os.WriteFile(file, []byte("package server\n\nfunc Serve() { listen() }\n"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	spans := []trace.Span{
		{ID: "1", Name: "Serve", Start: walktest.At(0), End: walktest.At(1), Attributes: map[string]any{
			convention.File: "k8s.io/apiserver@v0.37.2/run.go", convention.Line: int64(3),
		}},
	}
	return lesson.New(&trace.Trace{Spans: spans}, nil, source.New(nil), nil), file
}

// TestLibrariesAreReadBesideTheScreen shows a stage whose source is on a disk.
func TestLibrariesAreReadBesideTheScreen(t *testing.T) {
	l, _ := libraryLesson(t)
	m := replay(l, small.width, small.height)
	if s := screen(t, m); !strings.Contains(s, "reading k8s.io/apiserver@v0.37.2/run.go:3 …") || l.Steps[0].AtHand() {
		t.Errorf("the screen waits for the disk:\n%s", s)
	}
	m.code.reading = nil
	_, cmd := m.Update(tickMsg{})
	if cmd == nil {
		t.Fatal("the source is not read")
	}
	if _, again := m.Update(tickMsg{}); again != nil {
		t.Error("the source is read twice")
	}
	if _, more := m.Update(cmd()); more != nil {
		t.Error("what has been read is read again")
	}
	if s := screen(t, m); !strings.Contains(s, "ƒ  3 func Serve() { listen() }") {
		t.Errorf("the source is not there:\n%s", s)
	}
}

// TestEdit asks for the editor, of files that are there and of those that are not.
func TestEdit(t *testing.T) {
	l, file := libraryLesson(t)
	m := replay(l, small.width, small.height)
	environment := map[string]string{}
	m.getenv = func(name string) string { return environment[name] }
	play(t, m, "e")
	if notice := m.walk.Notice(); !strings.Contains(notice, "EDITOR") {
		t.Errorf("without an editor the notice is %q", notice)
	}
	environment["EDITOR"] = "vim"
	if cmd := m.edit(walk.SourceFile{Path: file, Line: 3}); cmd == nil {
		t.Errorf("no editor is opened: %q", m.walk.Notice())
	}
	m.Update(editedMsg{errors.New("exit status 2\x1b[2J")})
	if s := screen(t, m); !strings.Contains(s, "exit status 2␛[2J") {
		t.Errorf("the learner is not told that the editor failed:\n%s", s)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	play(t, m, "e")
	if notice := m.walk.Notice(); !strings.Contains(notice, "not in the module cache") ||
		!strings.Contains(notice, "https://github.com/") {
		t.Errorf("without a file the notice is %q", notice)
	}
}

// TestEditorCommand builds the commands of editors. No text in them is looked at by a shell.
func TestEditorCommand(t *testing.T) {
	for _, test := range []struct {
		visual, editor string
		line           int
		want           []string
	}{
		{"", "vi", 7, []string{"vi", "+7", "a b.go"}},
		{"/usr/bin/nvim -p", "vi", 7, []string{"/usr/bin/nvim", "-p", "+7", "a b.go"}},
		{"", "emacs  -nw", 7, []string{"emacs", "-nw", "+7", "a b.go"}},
		{"code -n", "", 7, []string{"code", "-n", "-g", "a b.go:7", "--wait"}},
		{"codium", "", 0, []string{"codium", "a b.go"}},
		{"", "ed $(rm) ;", 7, []string{"ed", "$(rm)", ";", "a b.go"}},
		{" ", "", 7, nil},
	} {
		command := editorCommand(
			func(name string) string { return map[string]string{"VISUAL": test.visual, "EDITOR": test.editor}[name] },
			"a b.go",
			test.line,
		)
		if test.want == nil {
			if command != nil {
				t.Errorf("no editor: %q", command.Args)
			}
			continue
		}
		if command == nil || !slices.Equal(command.Args, test.want) {
			t.Errorf("%q, %q: %v", test.visual, test.editor, command)
		}
	}
}
