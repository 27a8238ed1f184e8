package tour

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// predicting returns the screen of the shipped boot on the short path, with questions.
func predicting(t *testing.T, s size, changes ...func(*walk.Options)) *model {
	t.Helper()
	o := walk.Options{
		Lesson: walktest.Explain, Trace: walktest.Shipped(), Screen: true, Predict: true, Path: walk.Short,
	}
	for _, change := range changes {
		change(&o)
	}
	return predictingIn(t, s, o)
}

func predictingIn(t *testing.T, s size, o walk.Options) *model {
	t.Helper()
	w, err := walk.New(o)
	if err != nil {
		t.Fatal(err)
	}
	m := Options{}.model(context.Background(), w)
	m.Update(tea.WindowSizeMsg{Width: s.width, Height: s.height})
	return m
}

// toQuestion walks until a question is asked.
func toQuestion(t *testing.T, m *model) {
	t.Helper()
	for range 200 {
		if play(t, m, "space"); m.walk.Predicting() {
			return
		}
		m.walk.Say("")
	}
	t.Fatal("no question comes")
}

// key returns the digit of an option.
func key(t *testing.T, m *model, option string) string {
	t.Helper()
	i := slices.Index(m.walk.Prediction().Options, option)
	if i < 0 {
		t.Fatalf("%q is not among %q", option, m.walk.Prediction().Options)
	}
	return string(rune('1' + i))
}

// TestPredictionScreens compares the question, an answer that was right and one that was not with their goldens.
func TestPredictionScreens(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"asked": "", "right": "createAPIExtensionsServer", "wrong": "createAggregatorServer",
	} {
		for _, s := range []size{small, {120, 40}} {
			t.Run(name+" "+s.String(), func(t *testing.T) {
				m := predicting(t, s)
				toQuestion(t, m)
				play(t, m, "esc")
				toQuestion(t, m)
				play(t, m, "down")
				if answer != "" {
					play(t, m, key(t, m, answer))
				}
				golden.RequireEqual(t, panesOf(t, m))
			})
		}
	}
}

// TestPredictionIntoAChapter answers the question before a chapter: the answer stands below the chapter's heading, and
// is still there when the heading is closed.
func TestPredictionIntoAChapter(t *testing.T) {
	t.Parallel()
	for _, s := range []size{small, {120, 40}} {
		t.Run(s.String(), func(t *testing.T) {
			m := predicting(t, s, func(o *walk.Options) { o.Headings = true })
			play(t, m, "space")
			for m.walk.Prediction() == nil || m.walk.Prediction().ID != "first-server" {
				if m.walk.Predicting() {
					play(t, m, "esc")
				} else {
					play(t, m, "space")
				}
			}
			play(t, m, key(t, m, "CreateKubeAPIServer"))
			if m.page == nil {
				t.Fatal("the chapter is not headed")
			}
			golden.RequireEqual(t, panesOf(t, m))
			if play(t, m, "esc"); m.page != nil || m.walk.Prediction() == nil {
				t.Errorf("page %v, prediction %+v, want the answer alone", m.page, m.walk.Prediction())
			}
			if play(t, m, "space"); m.walk.Prediction() != nil {
				t.Error("walking on leaves the answer")
			}
		})
	}
}

// TestPredictionFits holds every question, and the longest that is said to an answer, to the smallest screen: all of it
// is in view, below a tree of some rows.
func TestPredictionFits(t *testing.T) {
	m := predicting(t, small)
	const most = 21 - leastStages // rows of the body
	for _, q := range walktest.Notes().Questions() {
		options := q.Of
		if len(options) == 0 {
			options = []string{"in the goroutine of the stage around it, one after the other", "b", "c", "d"}
		}
		if q.Kind == notes.InOrder {
			order := strings.Join(q.Of, " → ")
			options = []string{order, order, order}
		}
		asked := &walk.Prediction{Phase: walk.PredictionAsked, Ask: q.Ask, Options: options, Chosen: 0}
		if n := len(m.askedLines(asked, small.width-2)) + 1; n > most {
			t.Errorf("%s takes %d rows, and there are %d", q.ID, n, most)
		}
		for _, wrong := range append(slices.Collect(maps.Values(q.But)), q.Wrong) {
			asked.Truth, asked.Why, asked.Wrong = options[0], q.Why, wrong
			if n := len(m.answeredLines(asked, small.width-2)) + 1; n > most {
				t.Errorf("the answer to %s takes %d rows, and there are %d", q.ID, n, most)
			}
		}
	}
}

// TestPredictionBeforeTheIntro asks below the page that begins a broken boot, without its note until it is answered.
func TestPredictionBeforeTheIntro(t *testing.T) {
	for _, s := range []size{small, {120, 40}} {
		t.Run(s.String(), func(t *testing.T) {
			m := predictingIn(t, s, walk.Options{
				Lesson: walktest.Join, Trace: walktest.TraceOf(walktest.Source(), walktest.FailingBoot(), 160),
				Screen: true, Predict: true,
				Intro: walk.Intro{Lines: []string{"Another process has the lock."}, Note: requestNote()},
			})
			if m.page == nil || !m.walk.PredictingAll() {
				t.Fatalf("the page is %v, and asked is %+v", m.page, m.walk.Prediction())
			}
			frame := panesOf(t, m)
			for _, spoiler := range []string{"failed in", "StartEtcd ·", "What happens"} {
				if strings.Contains(frame, spoiler) {
					t.Errorf("before the answer the screen says %q:\n%s", spoiler, frame)
				}
			}
			golden.RequireEqual(t, frame)
			play(t, m, "1")
			if p := m.walk.Prediction(); p.Phase != walk.PredictionAnswered || m.walk.Intro().Note == nil {
				t.Errorf("after the answer: %+v", p)
			}
			if play(t, m, "esc"); m.page != nil || m.walk.Prediction() == nil {
				t.Error("closing the page takes the answer with it")
			}
		})
	}
}

// requestNote is a note with a question that the failing boot answers.
func requestNote() *notes.Note {
	note := *walktest.Notes().Break("port-taken")
	q := *note.Questions[0]
	q.Of, q.Note = []string{"Validate", "StartEtcd", notes.Ready}, &note
	note.Questions = []*notes.Question{&q}
	return &note
}

// TestPredictionOverAZoomedPane shows the question where the note is not in view.
func TestPredictionOverAZoomedPane(t *testing.T) {
	m := predicting(t, small)
	play(t, m, "z")
	toQuestion(t, m)
	if frame := panesOf(t, m); !strings.Contains(frame, "What do you think?") {
		t.Errorf("no question in\n%s", frame)
	}
	play(t, m, "L", "down", "1")
	if m.page == nil || m.walk.Prediction().Phase != walk.PredictionAnswered {
		t.Errorf("on the page of the log a digit leaves %+v", m.walk.Prediction())
	}
	if play(t, m, "space"); m.page == nil || m.walk.Prediction() != nil {
		t.Errorf("space leaves the page %v, and the answer %+v", m.page, m.walk.Prediction())
	}
}

// TestPredictionByClick clicks on options, above the note and below a page, and on a stage, which is to go elsewhere.
func TestPredictionByClick(t *testing.T) {
	withIntro := func(s size) *model {
		return predictingIn(t, s, walk.Options{
			Lesson: walktest.Join, Trace: walktest.TraceOf(walktest.Source(), walktest.FailingBoot(), 160),
			Screen: true, Predict: true, Intro: walk.Intro{Lines: []string{"a"}, Note: requestNote()},
		})
	}
	onPath := func(s size) *model {
		m := predicting(t, s)
		toQuestion(t, m)
		return m
	}
	for _, s := range []size{small, {120, 40}, {200, 60}} {
		for _, build := range []func(size) *model{onPath, withIntro} {
			for option := range 3 {
				m := build(s)
				want := m.walk.Prediction().Options[option]
				x, y := findOn(t, m, fmt.Sprintf(" %d %s", option+1, want))
				clickAt(m, x, y)
				if p := m.walk.Prediction(); p.Phase == walk.PredictionAsked || p.Options[p.Chosen] != want {
					t.Errorf("%s: a click on %q chose %+v", s, want, p)
				}
			}
		}
	}
	m := onPath(small)
	x, y := findOn(t, m, "NewAPIServerCommand")
	if clickAt(m, x, y); m.walk.Predicting() {
		t.Error("a click on a stage leaves the question")
	}
}
