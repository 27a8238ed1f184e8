package tour

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

var wildNames = []string{
	"main", "CreateServerChain", "PostStartHook/apiservice-registration-controller", "", " ", "启动 apiserver 服务器",
	"ｆｕｌｌｗｉｄｔｈ", "e\u0301tape\u0301", "👩‍👩‍👧‍👦 family", "🇨🇭🇨🇳", "\x1b[2J\x1b[31mred", "a\nb\tc\rd",
	"\u202eright to left",
	"\u009b31m", "\xff\xfe", strings.Repeat("long", 3000), "ﷺ﷽", "\u200bzero\u200dwidth",
	"\x1b]8;;http://x\x07link\x1b]8;;\x07",
}

// wildTrace returns a trace with everything in it that a file can hold and a boot would not.
func wildTrace(r *rand.Rand, size int) *trace.Trace {
	t := &trace.Trace{Resource: map[string]any{wildNames[r.IntN(len(wildNames))]: wildNames[r.IntN(len(wildNames))]}}
	id := func(i int) string { return fmt.Sprintf("%016x", i) }
	name := func() string { return wildNames[r.IntN(len(wildNames))] }
	for i := range size {
		s := trace.Span{
			ID:    id(i),
			Name:  name(),
			Start: walktest.BootStart.Add(time.Duration(r.Int64N(int64(time.Second)))),
		}
		switch r.IntN(10) {
		case 0: // a root
		case 1:
			s.ParentID = id(r.IntN(2*size + 1)) // missing, itself, or part of a ring
		default:
			s.ParentID = id(r.IntN(i + 1))
		}
		switch r.IntN(5) {
		case 0:
			s.End = s.Start // no time at all
		case 1: // running
		case 2:
			s.End = s.Start.Add(-time.Hour) // clocks may run backwards
		default:
			s.End = s.Start.Add(time.Duration(r.Int64N(int64(time.Second))))
		}
		if r.IntN(20) == 0 {
			s.Start = time.Time{}
		}
		if r.IntN(6) == 0 {
			s.Status, s.Message = trace.StatusError, name()
		}
		for range r.IntN(8) {
			s.Events = append(
				s.Events,
				trace.Event{Time: s.Start, Name: name(), Attributes: map[string]any{name(): name()}},
			)
		}
		s.Attributes = map[string]any{
			name(): name(), convention.File: name(), convention.Line: int64(r.IntN(9) - 4),
			convention.CallFile: name(), convention.Function: name(),
		}
		t.Spans = append(t.Spans, s)
	}
	return t
}

// FuzzScreens walks through wild traces with wild keys: whatever happens, a frame fills the screen to the cell and
// holds nothing that a terminal would obey but the tour's own colours.
func FuzzScreens(f *testing.F) {
	for seed := range uint64(6) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, seed))
		l := walktest.Bare(wildTrace(r, r.IntN(60)))
		m := replay(l, MinWidth+r.IntN(140), MinHeight+r.IntN(40))
		m.ascii = r.IntN(3) == 0
		all := m.walk.Commands()
		for range 12 {
			m.do(&all[r.IntN(len(all))])
			m.askWhatTheWalkAsks()
			if r.IntN(8) == 0 {
				m.width, m.height = MinWidth+r.IntN(140), MinHeight+r.IntN(40)
			}
			m.settle()
			checkFrame(t, m)
		}
	})
}

// checkFrame checks the size of a frame, and that it is clean.
func checkFrame(t *testing.T, m *model) {
	t.Helper()
	text := screen(t, m)
	for _, r := range text {
		if r != '\n' && !unicode.IsGraphic(r) {
			t.Fatalf("the frame holds %q", r)
		}
		if m.ascii && r > unicode.MaxASCII {
			t.Fatalf("the ASCII frame holds %q", r)
		}
	}
	for _, row := range m.rows() {
		for rest, state := row, byte(0); rest != ""; {
			sequence, width, n, next := ansi.DecodeSequence(rest, state, nil)
			if width == 0 && strings.HasPrefix(sequence, "\x1b") && !strings.HasSuffix(sequence, "m") &&
				!strings.HasPrefix(sequence, "\x1b]8;") {
				t.Fatalf("the frame holds the sequence %q", sequence)
			}
			rest, state = rest[n:], next
		}
	}
}

// TestNextReachesEverySpan walks from the first step to the last.
func TestNextReachesEverySpan(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 1))
		l := walktest.Bare(wildTrace(r, 1+r.IntN(40)))
		m := replay(l, small.width, small.height)
		reached := map[*lesson.Step]bool{m.walk.Step(): true}
		for range l.Steps {
			press(t, m, "space")
			reached[m.walk.Step()] = true
			if !strings.Contains(screen(t, m), "▶") {
				t.Fatalf("seed %d: the learner's place cannot be seen", seed)
			}
		}
		if len(reached) != len(l.Trace.Spans) {
			t.Errorf("seed %d: next reaches %d of %d spans", seed, len(reached), len(l.Trace.Spans))
		}
		for range l.Steps {
			press(t, m, "b")
		}
		if m.walk.Step() != l.Steps[0] {
			t.Errorf("seed %d: back does not lead back", seed)
		}
	}
}

// TestEveryBarCanBeSeen draws the bars of stages of any length, none among them.
func TestEveryBarCanBeSeen(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 2))
		l := walktest.Bare(wildTrace(r, 40))
		s := stages{
			lesson: l,
			period: walk.Period{Start: l.Start, End: l.End},
			moment: lesson.View{Lesson: l, Now: l.End},
		}
		for _, step := range l.Steps {
			for _, width := range []int{1, 2, 10, 61} {
				cells, _ := s.cells(step, s.moment.State(step), width)
				drawn := string(cells)
				if len(cells) != width {
					t.Fatalf("bar %q is not %d cells wide", drawn, width)
				}
				if strings.TrimSpace(drawn) == "" && !step.Node.Marks.Has(trace.NoStart) {
					t.Fatalf("seed %d: the bar of step %d cannot be seen", seed, step.Index)
				}
			}
		}
	}
}

// TestRowsKeepTheirColumns checks with names of wide characters that bars and durations stay below one another.
func TestRowsKeepTheirColumns(t *testing.T) {
	var spans []trace.Span
	for i, name := range []string{"main", "启动", "启动一个非常长的名字启动一个非常长的名字启动一个非常长的名字", "ｘ", "é", "e\u0301"} {
		spans = append(spans, trace.Span{
			ID: fmt.Sprintf(
				"%016x",
				i+1,
			), Name: name, Start: walktest.BootStart, End: walktest.BootStart.Add(10 * time.Millisecond),
		})
	}
	m := replay(walktest.Bare(&trace.Trace{Spans: spans}), large.width, large.height)
	width, _ := m.layout.size(stagesPane)
	name, _ := columnsOf(width)
	for i, row := range m.stages.Render(m.theme, width, len(spans)) {
		if got := ansi.Strip(window(row, 2+name+1, 1)); got != string(barOwn) {
			t.Errorf("row %d has %q where its bar begins: %q", i, got, ansi.Strip(row))
		}
		if got := strings.TrimSpace(ansi.Strip(window(row, width-durationWidth, durationWidth))); got != "10.0 ms" {
			t.Errorf("row %d ends in %q: %q", i, got, ansi.Strip(row))
		}
	}
}

// TestLiveLessonsKeepThePlace grows a boot span by span under a learner who stands somewhere in it.
func TestLiveLessonsKeepThePlace(t *testing.T) {
	t.Parallel()
	m := watch(small.width, small.height)
	hear(m, walktest.Boot(), 100, nil)
	press(t, m, "space", "space", "o")
	stood, scrolled := m.walk.Step().Node.ID, m.note.y
	for at := 110.0; at <= 710; at += 40 {
		hear(m, walktest.Boot(), at, nil)
		screen(t, m)
		if m.walk.Step().Node.ID != stood || m.note.y != scrolled {
			t.Fatalf("at %v ms the learner has been moved to %q", at, m.walk.Step().Node.Name)
		}
	}
}
