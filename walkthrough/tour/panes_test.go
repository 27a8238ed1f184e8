package tour

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestBar draws bars whose cells can be counted by hand, ten milliseconds each.
func TestBar(t *testing.T) {
	span := func(start, end float64, parts ...*trace.Node) *trace.Node {
		stage := trace.Span{
			Start: walktest.At(start), End: walktest.At(end),
			Attributes: map[string]any{convention.ScopeName: convention.Scope},
		}
		return &trace.Node{Span: &stage, Children: parts}
	}
	failed, open := span(20, 60), span(20, 0)
	failed.Status, open.End = trace.StatusError, time.Time{}
	for name, test := range map[string]struct {
		node *trace.Node
		want string
	}{
		"whole":                {span(0, 100), "━━━━━━━━━━"},
		"part":                 {span(20, 50), "  ━━━     "},
		"moment":               {span(20, 20), "  ┃       "},
		"moment at the end":    {span(100, 100), "         ┃"},
		"less than a cell":     {span(28, 33), "  ┃       "},
		"two halves":           {span(25, 36), "  ━━      "},
		"children":             {span(0, 100, span(20, 40), span(60, 100)), "━━──━━────"},
		"overlapping children": {span(0, 100, span(0, 36), span(34, 58)), "──────━━━━"},
		"the same time twice":  {span(0, 40, span(0, 4), span(0, 4)), "━━━━      "},
		"outside on the left":  {span(-50, -20), "┃         "},
		"outside on the right": {span(150, 200), "         ┃"},
		"across both edges":    {span(-50, 200), "━━━━━━━━━━"},
		"backwards":            {span(50, 20), "     ┃    "},
		"failed":               {failed, "  ━━━✗    "},
		"running":              {open, "  ━━━━━━→ "},
	} {
		period := walk.Period{Start: walktest.At(0), End: walktest.At(100)}
		if got := drawn(test.node, period, walktest.At(90), 10); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if got := drawn(span(0, 1), walk.Period{}, walktest.At(0), 3); got != "┃  " {
		t.Errorf("on a scale of nothing: %q", got)
	}
	if got := drawn(span(0, 1), walk.Period{}, walktest.At(0), 0); got != "" {
		t.Errorf("in no room: %q", got)
	}
}

// drawn returns the bar of a node by itself.
func drawn(n *trace.Node, at walk.Period, now time.Time, width int) string {
	l := lessonOf(n)
	s := stages{lesson: l, period: at, moment: lesson.View{Lesson: l, Now: now}}
	step := l.Steps[0]
	cells, _ := s.cells(step, s.moment.State(step), width)
	return string(cells)
}

// lessonOf returns a lesson about a tree of nodes that stands by itself.
func lessonOf(root *trace.Node) *lesson.Lesson {
	t := &trace.Trace{}
	var write func(n *trace.Node, parent string)
	write = func(n *trace.Node, parent string) {
		s := *n.Span
		s.ID, s.ParentID = fmt.Sprint(len(t.Spans)+1), parent
		t.Spans = append(t.Spans, s)
		for _, part := range n.Children {
			write(part, s.ID)
		}
	}
	write(root, "")
	return walktest.Bare(t)
}

// TestNotesAreRenderedOnce counts renderings by looking at what is remembered.
func TestNotesAreRenderedOnce(t *testing.T) {
	t.Parallel()
	m := replay(walktest.Lesson(), large.width, large.height)
	for range 3 {
		press(t, m, "space", "b")
	}
	if n := len(m.note.markdown.sections); n != 1 {
		t.Errorf("%d renderings of one note", n)
	}
	m.Update(tea.WindowSizeMsg{Width: wide.width, Height: wide.height})
	if n := len(m.note.markdown.sections); n != 2 {
		t.Errorf("%d renderings of one note in two widths", n)
	}
	m.theme = newTheme(false)
	m.settle()
	if n := len(m.note.markdown.sections); n != 3 {
		t.Errorf("%d renderings of one note in two widths and two themes", n)
	}
	for width := range 2 * rememberedRenderings {
		m.note.markdown.Sections(m.walk.Step().Note(), nil, false, m.theme, 20+width)
	}
	if n := len(m.note.markdown.sections); n > rememberedRenderings {
		t.Errorf("%d renderings are remembered", n)
	}
}

// TestSourceSettles looks at which lines are in view.
func TestSourceSettles(t *testing.T) {
	for _, test := range []struct {
		name                string
		call, height, first int
	}{
		{"all of it fits", 0, 70, 0},
		{"comment and call fit", 115, 20, 0},
		{"the call fits below the function", 115, 10, 10},
		{"the call is far below", 150, 10, 43},
		{"no call, the comment is short", 0, 20, 0},
		{"no call, the comment is long", 0, 10, 10},
		{"the call is the last line", 160, 10, 50},
	} {
		step, child := sixtyLines(test.call)
		c := code{step: step, next: child, highlighter: new(highlighter)}
		c.settle(80, test.height)
		if c.y != test.first {
			t.Errorf("%s: line %d is first, want %d", test.name, c.y, test.first)
		}
		c.by(0, -1000)
		c.settle(80, test.height)
		if c.y != 0 {
			t.Errorf("%s: scrolled to the top, line %d is first", test.name, c.y)
		}
	}
}

// sixtyLines returns the step of a function of 60 lines, a comment of ten among them, that begin in line 101 of their
// file, and a step that it calls on the given line, 0 for none.
func sixtyLines(call int) (step, child *lesson.Step) {
	lines := slices.Repeat([]string{""}, 160)
	lines[0] = "package apiserver"
	for i := 100; i < 110; i++ {
		lines[i] = "// Run runs."
	}
	lines[110], lines[159] = "func Run() {", "}"
	place := func(line int) map[string]any {
		return map[string]any{convention.File: "apiserver/run.go", convention.Line: int64(line)}
	}
	spans := []trace.Span{
		{ID: "1", Name: "Run", Start: walktest.At(0), End: walktest.At(2), Attributes: place(111)},
		{ID: "2", ParentID: "1", Name: "part", Start: walktest.At(1), End: walktest.At(2), Attributes: place(111)},
	}
	spans[1].Attributes[convention.CallFile], spans[1].Attributes[convention.CallLine] = "apiserver/run.go", int64(call)
	files := fstest.MapFS{"run.go": {Data: []byte(strings.Join(lines, "\n") + "\n")}}
	l := lesson.New(&trace.Trace{Spans: spans}, nil, source.New(map[string]fs.FS{"apiserver/": files}), nil)
	return l.Steps[0], l.Steps[1]
}

// TestAbsentSource says where source is that cannot be shown.
func TestAbsentSource(t *testing.T) {
	span := func(file string, line int64) *trace.Trace {
		return &trace.Trace{
			Spans: []trace.Span{
				{ID: "1", Name: "Run", Start: walktest.At(0), End: walktest.At(1), Attributes: map[string]any{
					convention.File: file, convention.Line: line,
					convention.Function: "k8s.io/apiserver/pkg/server.Run",
				}},
			},
		}
	}
	for _, test := range []struct {
		file string
		line int64
		want []string
	}{
		{"k8s.io/apiserver@v0.37.2/pkg/server/hooks.go", 182, []string{
			"The source is not at hand.", "k8s.io/apiserver@v0.37.2/pkg/server/hooks.go:182",
			"k8s.io/apiserver/pkg/server.Run",
			"https://github.com/kubernetes/kubernetes/blob/v1.37.2/" +
				"staging/src/k8s.io/apiserver/pkg/server/hooks.go#L182",
		}},
		{"somewhere/\x1b[2Jelse.go", 3, []string{"somewhere/␛[2Jelse.go:3"}},
		{"", 0, []string{"does not say where"}},
	} {
		m := replay(walktest.Bare(span(test.file, test.line)), wide.width, wide.height)
		press(t, m, "tab", "z")
		got := strings.Join(strings.Fields(screen(t, m)), "")
		for _, want := range test.want {
			if !strings.Contains(got, strings.Join(strings.Fields(want), "")) {
				t.Errorf("%q: the screen does not show %q:\n%s", test.file, want, screen(t, m))
			}
		}
	}
}

// TestDeathWithoutAWord ends a boot in the middle of a stage.
func TestDeathWithoutAWord(t *testing.T) {
	m := watch(large.width, large.height)
	hear(m, walktest.Boot(), 100, &feed.Ended{Err: errors.New("killed")})
	got := screen(t, m)
	for _, want := range []string{"failed in StartEtcd", "✗ killed", "▶"} {
		if !strings.Contains(got, want) {
			t.Errorf("the screen does not show %q:\n%s", want, got)
		}
	}
}

// TestLogKeepsItsEnd fills the log beyond what it keeps.
func TestLogKeepsItsEnd(t *testing.T) {
	t.Parallel()
	m := watch(small.width, small.height)
	press(t, m, "L")
	const most = 20_000 // that the walk keeps
	for range 20 {
		lines := make([]feed.Update, most*3/20)
		for i := range lines {
			lines[i] = feed.Log("line")
		}
		receive(m, lines...)
	}
	receive(m, feed.Log("the last line"))
	if lines, _ := m.walk.Log().Lines(); len(lines) > most {
		t.Errorf("%d lines are kept", len(lines))
	}
	if !strings.Contains(screen(t, m), "the last line") {
		t.Error("the last line is not in view")
	}
	press(t, m, "up")
	receive(m, feed.Log("one more"))
	if strings.Contains(screen(t, m), "one more") {
		t.Error("the log runs away under the reader")
	}
	press(t, m, "G")
	receive(m, feed.Log("yet another"))
	if !strings.Contains(screen(t, m), "yet another") {
		t.Error("the log does not follow its end")
	}
}

// TestScreen returns the rows of the same lesson twice, of an empty one, and of a terminal that is too small.
func TestScreen(t *testing.T) {
	rows := func(l *lesson.Lesson, step, width, height int) string {
		rows, err := Screen(l, step, width, height)
		if err != nil {
			t.Fatal(err)
		}
		return ansi.Strip(strings.Join(rows, "\n"))
	}
	first := rows(walktest.Lesson(), 13, 120, 40)
	if first != rows(walktest.Lesson(), 13, 120, 40) {
		t.Error("two screens of one lesson differ")
	}
	for _, want := range []string{"apitour", "CreateServerChain", "insecure serving is off", "step 14 of 52"} {
		if !strings.Contains(first, want) {
			t.Errorf("the screen does not show %q:\n%s", want, first)
		}
	}
	if !strings.Contains(rows(walktest.Bare(&trace.Trace{}), 5, small.width, small.height), "Note") {
		t.Error("no screen of an empty lesson")
	}
	if !strings.Contains(rows(walktest.Lesson(), 1e9, 10, 5), "apitour") {
		t.Error("no screen of a small terminal")
	}
}

// TestNotesFitTheirPane renders what notes are made of, in a narrow pane and in two scripts.
func TestNotesFitTheirPane(t *testing.T) {
	t.Parallel()
	body := "## 发生了什么\n\n" + strings.Repeat("服务器链由三个服务器组成，", 12) + "\n\n" +
		"A `" + strings.Repeat("long/path/", 12) + "` and https://example.com/" + strings.Repeat("long/", 30) + "\n\n" +
		"| 名字 | b |\n|---|---|\n| " + strings.Repeat("服务器链", 9) + " | " + strings.Repeat("word ", 20) + "|\n\n" +
		"```sh\n" + strings.Repeat("kubectl get ", 12) + "\n```\n\n" +
		"1. one\n2. two\n   - three\n\n> " + strings.Repeat("quoted ", 20) + "\n"
	var lines []string
	for _, s := range new(markdown).Sections(&notes.Note{Body: body}, nil, false, newTheme(true), 40) {
		lines = append(lines, s.lines...)
	}
	if cells := longest(lines); cells > 40 {
		t.Errorf("a line is %d cells wide", cells)
	}
	for i := 1; i < len(lines); i++ {
		if strings.TrimSpace(ansi.Strip(lines[i-1]+lines[i])) == "" {
			t.Errorf("lines %d and %d are both blank", i-1, i)
		}
	}
	text := strings.Join(strings.Fields(ansi.Strip(strings.Join(lines, ""))), "")
	for _, want := range []string{strings.Repeat("服务器链由三个服务器组成，", 12), "1.one", "2.two", "•three"} {
		if !strings.Contains(text, want) {
			t.Errorf("the note has lost %q", want)
		}
	}
	if blocks := rewrite(strings.Join(lines, "\n"), true); strings.ContainsFunc(
		blocks,
		func(r rune) bool { return r > 126 },
	) {
		t.Error("the ASCII note has more than ASCII")
	}
}
