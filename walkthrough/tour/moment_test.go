package tour

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// pictureOf is a screen without its first row, which tells how the boot is now, and without its last two, which say
// where the learner is, seen from the live edge.
func pictureOf(t *testing.T, m *model) string {
	rows := strings.Split(screen(t, m), "\n")
	return strings.Join(rows[1:len(rows)-3], "\n")
}

// treeOf returns the tree in a picture of a large screen without lengths of time: of the learner's stage it is told
// what it took, in the tree and beside it.
func treeOf(picture string) string {
	var rows []string
	for row := range strings.SplitSeq(picture, "\n") {
		tree, _, _ := strings.Cut(row, "│")
		rows = append(rows, lengths.ReplaceAllString(tree, ""))
	}
	return strings.Join(rows, "\n")
}

var lengths = regexp.MustCompile(`\s*(0|[0-9.]+ (ns|µs|ms|s))\b[+ ]?`)

// TestBackAndForthLooksTheSame walks through a recording, back, and forward again.
func TestBackAndForthLooksTheSame(t *testing.T) {
	t.Parallel()
	for _, s := range []size{small, large} {
		m := replay(walktest.Lesson(), s.width, s.height)
		press(t, m, "A")
		steps := len(m.walk.Lesson().Steps)
		var seen []string
		for range steps {
			seen = append(seen, pictureOf(t, m))
			press(t, m, "space")
		}
		for range steps {
			press(t, m, "b")
		}
		m.stages.top = 0
		for i := range steps {
			m.settle()
			if got := pictureOf(t, m); got != seen[i] {
				t.Fatalf("step %d looks otherwise:\n%s\nthan it did:\n%s", i+1, got, seen[i])
			}
			press(t, m, "space")
		}
	}
}

// TestThePastLooksAsItDid feeds a stepped boot start by start, keeps what the learner saw at each, and looks at all of
// it again when more has happened.
func TestThePastLooksAsItDid(t *testing.T) {
	t.Parallel()
	l := walktest.Step()
	m := screenOf(l, large.width, large.height)
	spans := walktest.SpansOf(walktest.Source(), walktest.Boot())
	known := func(at time.Time) (known []feed.Update) {
		for _, s := range spans {
			if s.Start.After(at) {
				continue
			}
			if s.End.After(at) {
				s.End, s.Status, s.Message = time.Time{}, trace.StatusUnset, ""
			}
			s.Events = slices.DeleteFunc(slices.Clone(s.Events), func(e trace.Event) bool { return e.Time.After(at) })
			known = append(known, feed.Span{Span: s})
		}
		return known
	}
	slices.SortStableFunc(spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	seen := map[string]string{}
	for i, s := range spans {
		if i+1 < len(spans) && spans[i+1].Start.Equal(s.Start) || s.Start.Equal(s.End) {
			continue // two that begin at once cannot be told apart by the clock
		}
		receive(m, append(known(s.Start), l.Stepping(step.State{Mode: step.Moving}))...)
		stand(m, m.walk.Lesson().Newest)
		m.stages.top = 0
		m.settle()
		if m.walk.InThePast() {
			t.Fatalf("the newest stage %q is the past", s.Name)
		}
		seen[s.Name] = pictureOf(t, m)
	}
	stand(m, 0) // away from the edge
	receive(m, known(walktest.At(600))...)
	for i, step := range m.walk.Lesson().Steps {
		want, ok := seen[step.Node.Name]
		if !ok || i == m.walk.Lesson().Newest {
			continue
		}
		stand(m, i)
		m.stages.top = 0
		m.settle()
		if got := pictureOf(t, m); treeOf(got) != treeOf(want) {
			t.Fatalf("%q looks otherwise:\n%s\nthan it did:\n%s", step.Node.Name, got, want)
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d stages were looked at", len(seen))
	}
}

// TestFoldsOfAnyTree folds here and there: rows and steps are each other's opposite, and the map stays in its bounds.
func TestFoldsOfAnyTree(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 9))
		l := walktest.Bare(wildTrace(r, 1+r.IntN(120)))
		m := replay(l, small.width, small.height)
		for range 12 {
			m.walk.Fold(r.IntN(len(l.Steps)))
			var rows []int
			for i := 0; i < len(l.Steps); i = m.walk.Folds().After(i) {
				rows = append(rows, i)
			}
			if m.walk.Folds().Count() != len(rows) {
				t.Fatalf("seed %d: %d rows, want %d", seed, m.walk.Folds().Count(), len(rows))
			}
			for row, step := range rows {
				if m.walk.Folds().At(row) != step || m.walk.Folds().Row(step) != row {
					t.Fatalf(
						"seed %d: step %d is in row %d, in which is step %d",
						seed,
						step,
						m.walk.Folds().Row(step),
						m.walk.Folds().At(row),
					)
				}
			}
			for step := range l.Steps { // hidden ones too
				at, _ := slices.BinarySearch(rows, step+1)
				if m.walk.Folds().Row(step) != at-1 {
					t.Fatalf("seed %d: step %d is in row %d, want %d", seed, step, m.walk.Folds().Row(step), at-1)
				}
			}
			for _, height := range []int{1, 2, 7, 30} {
				if cells := m.stages.mapWidth(height); cells > 0 && len(rows) <= height {
					t.Fatalf("seed %d: a map where all can be seen", seed)
				}
				for y := -1; y <= height; y++ {
					if row := m.stages.minimapRow(y, height); row < 0 || row >= len(rows) {
						t.Fatalf("seed %d: cell %d of the map is row %d of %d", seed, y, row, len(rows))
					}
				}
				for row := range rows {
					if cell := m.stages.mapCellOf(row, height); cell < 0 || cell >= height {
						t.Fatalf("seed %d: row %d is in cell %d of %d", seed, row, cell, height)
					}
				}
			}
		}
	}
}

// TestLanesCanBeToldApart converts the colours of lanes to those of a terminal with 16, and looks at the palettes for
// such terminals: on white few of the 16 can be read, so there goroutines that start one after the other differ.
func TestLanesCanBeToldApart(t *testing.T) {
	colours := func(p palette) []string { return []string{p.lane1, p.lane2, p.lane3, p.lane4, p.lane5, p.lane6} }
	for name, p := range map[string]palette{
		"dark": darkPalette, "light": lightPalette, "dark, 16 colours": darkFewPalette,
	} {
		seen := map[any]string{}
		for _, c := range colours(p) {
			basic := colorprofile.ANSI.Convert(lipgloss.Color(c))
			if other, twice := seen[basic]; twice {
				t.Errorf("%s: %s and %s are one of 16 colours", name, other, c)
			}
			seen[basic] = c
		}
	}
	for _, p := range []palette{lightFewPalette, darkLoudPalette, lightLoudPalette} {
		all := colours(p)
		for i, c := range all {
			if next := all[(i+1)%len(all)]; c == next {
				t.Errorf("neighbours are both %s", c)
			}
		}
	}
}

// TestWallTime turns the clock: pauses go out of the times and come back, and the learner stays.
func TestWallTime(t *testing.T) {
	held := trace.Span{
		ID:       "2",
		ParentID: "1",
		Name:     "Run",
		Start:    walktest.At(10),
		End:      walktest.At(12_020),
		Attributes: map[string]any{
			convention.Pause: int64(12 * time.Second),
		},
	}
	root := trace.Span{
		ID: "1", Name: "main", Start: walktest.At(0), End: walktest.At(12_100),
		Attributes: map[string]any{convention.ScopeName: convention.Scope},
	}
	recorded := &trace.Trace{Spans: []trace.Span{root, held}}
	w, err := walk.New(walk.Options{Lesson: walktest.Bare, Trace: recorded, Screen: true})
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(t.Context(), w)
	m.Update(tea.WindowSizeMsg{Width: large.width, Height: large.height})
	press(t, m, "space")
	if got := screen(t, m); !strings.Contains(got, "10.0 ms · own 10.0 ms") &&
		!strings.Contains(got, "20.0 ms · own") ||
		!strings.Contains(got, "held 12.0 s") {
		t.Errorf("the boot's time is not shown:\n%s", got)
	}
	play(t, m, "T")
	if got := screen(t, m); !strings.Contains(got, "12.0 s · own 12.0 s") || m.walk.Step().Node.Name != "Run" {
		t.Errorf("wall time is not shown:\n%s", got)
	}
	play(t, m, "T")
	if strings.Contains(screen(t, m), "12.0 s · own") {
		t.Errorf("the clock does not turn back:\n%s", screen(t, m))
	}
}

// chineseBoot gives every stage of the boot a Chinese name.
func chineseBoot() *lesson.Lesson {
	recorded := walktest.TraceOf(walktest.Source(), walktest.Boot(), 612)
	for i := range recorded.Spans {
		recorded.Spans[i].Name = "启动/" + recorded.Spans[i].Name
		if recorded.Spans[i].Name == "启动/WaitForReady" {
			recorded.Spans[i].Name = convention.ReadyStage
		}
	}
	recorded.Spans[12].Status, recorded.Spans[12].Message = trace.StatusError, "端口已被占用"
	return walktest.Join(recorded)
}

// TestScreensOfAnySize compares panes with their goldens, in all sizes and scripts, and whole screens in colour.
func TestScreensOfAnySize(t *testing.T) {
	t.Parallel()
	planned := func() (updates []feed.Update) {
		spans := walktest.SpansOf(walktest.Source(), walktest.Boot())[:14]
		for i := range spans {
			if spans[i].End.After(walktest.At(150)) {
				spans[i].End = time.Time{}
			}
		}
		spans[13].Attributes[convention.Held], spans[13].Events = true, nil
		for _, span := range spans {
			updates = append(updates, feed.Span{Span: span})
		}
		return updates
	}
	for _, s := range []size{small, large, {200, 60}} {
		for name, build := range map[string]func() *model{
			"boot":    func() *model { return replay(walktest.Lesson(), s.width, s.height) },
			"past":    func() *model { m := replay(walktest.Lesson(), s.width, s.height); press(t, m, "A"); return m },
			"chinese": func() *model { return replay(chineseBoot(), s.width, s.height) },
			"planned": func() *model {
				m := screenOf(walktest.WatchPlanned(), s.width, s.height)
				receive(m, planned()...)
				return m
			},
		} {
			m := build()
			stand(m, 13)
			m.settle()
			t.Run(name+" "+s.String(), func(t *testing.T) { golden.RequireEqual(t, panesOf(t, m)) })
			if s != large {
				continue
			}
			t.Run(name+" colour", func(t *testing.T) {
				var out strings.Builder
				w := &colorprofile.Writer{Forward: &out, Profile: colorprofile.ANSI}
				if _, err := w.WriteString(m.View().Content); err != nil {
					t.Fatal(err)
				}
				golden.RequireEqual(t, out.String())
			})
			m.ascii = true
			t.Run(name+" ascii", func(t *testing.T) { golden.RequireEqual(t, panesOf(t, m)) })
		}
	}
}

// TestManySpansOnScreen walks about in a large boot: every frame fills the screen.
func TestManySpansOnScreen(t *testing.T) {
	t.Parallel()
	l := walktest.Join(tracetest.Synthetic(20_000))
	l.FindPath()
	m := replay(l, large.width, large.height)
	r := rand.New(rand.NewPCG(1, 8))
	for range 300 {
		m.Update(benchKeys(m)[r.IntN(len(benchKeys(m)))])
		if r.IntN(10) == 0 {
			stand(m, r.IntN(len(l.Steps)))
			m.settle()
		}
		screen(t, m)
	}
}
