package walk_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/trace/convention"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// predicting returns a walk through the recorded boot that asks for predictions.
func predicting(t *testing.T) *walk.Walk {
	t.Helper()
	return begin(t, walk.Options{
		Lesson: walktest.Join, Trace: walktest.Recording(), Screen: true, Predict: true,
	})
}

// optionNamed returns the number of an option, as a learner types it.
func optionNamed(t *testing.T, w *walk.Walk, name string) string {
	t.Helper()
	i := slices.Index(w.Prediction().Options, name)
	if i < 0 {
		t.Fatalf("%q is not among %q", name, w.Prediction().Options)
	}
	return string(rune('1' + i))
}

// TestPredictionBeforeTheStage asks before a stage, and an answer takes the step that was asked for.
func TestPredictionBeforeTheStage(t *testing.T) {
	w := predicting(t)
	do(w, "go StartEtcd", "next")
	before := w.Step().Node.Name
	p := w.Prediction()
	if p == nil || p.Phase != walk.PredictionAsked || before == "CreateServerChain" || len(p.Options) != 3 ||
		p.Chosen != -1 {
		t.Fatalf("on %s: asked is %+v", before, p)
	}
	if p.Truth != "" || p.Why != "" || p.Wrong != "" {
		t.Errorf("the answer is told before it is given: %+v", p)
	}
	do(w, "choose "+optionNamed(t, w, "CreateKubeAPIServer"))
	p = w.Prediction()
	if w.Step().Node.Name != "CreateServerChain" || p.Phase != walk.PredictionAnswered || p.Right ||
		p.Truth != "createAPIExtensionsServer" || p.Why == "" || p.Wrong == "" || w.Missed() != 1 {
		t.Errorf("on %s: %+v", w.Step().Node.Name, p)
	}
	do(w, "next")
	if w.Prediction() != nil || w.Step().Node.Name != "CreateNodeDialer" {
		t.Errorf("walking on leaves %+v, on %s", w.Prediction(), w.Step().Node.Name)
	}
	do(w, "back", "back", "next")
	if w.Prediction() != nil {
		t.Errorf("the same question comes twice")
	}
}

// TestPredictionByArrows points with the arrows, which do not walk meanwhile, and answers with the option pointed at.
func TestPredictionByArrows(t *testing.T) {
	w := predicting(t)
	do(w, "go logVersion", "next")
	at := w.At()
	if do(w, "choose"); w.Prediction().Phase != walk.PredictionAsked || !strings.Contains(w.Notice(), "choose") {
		t.Errorf("an answer without an option: %+v, %q", w.Prediction(), w.Notice())
	}
	if do(w, "choose 9"); w.Prediction().Phase != walk.PredictionAsked || !strings.Contains(w.Notice(), "from 1 to 4") {
		t.Errorf("answered with 9: %q", w.Notice())
	}
	do(w, "down", "down", "down", "down", "down", "up")
	if w.Prediction().Chosen != 2 || w.At() != at {
		t.Errorf("pointed at is %d, on step %d", w.Prediction().Chosen, w.At())
	}
	do(w, "choose")
	if p := w.Prediction(); !p.Right || p.Truth != "10 to 100 ms" || p.Wrong != "" || w.Missed() != 0 {
		t.Errorf("%+v", p)
	}
}

// TestPredictionIsSkipped skips with one key, and with next twice, so that a clicker is never stuck.
func TestPredictionIsSkipped(t *testing.T) {
	for _, keys := range [][]string{{"close"}, {"next", "next"}} {
		w := predicting(t)
		do(w, "go logVersion", "next")
		stood := w.Step().Node.Name
		do(w, keys...)
		if w.Prediction() != nil || w.Missed() != 0 || w.Step().Node.Name == stood {
			t.Errorf("%q leaves %+v on %s", keys, w.Prediction(), w.Step().Node.Name)
		}
	}
}

// TestPredictionIsDropped goes elsewhere without an answer: the question comes again.
func TestPredictionIsDropped(t *testing.T) {
	w := predicting(t)
	do(w, "go logVersion", "next")
	if do(w, "first"); w.Prediction() != nil || w.At() != 0 {
		t.Fatalf("%+v, on step %d", w.Prediction(), w.At())
	}
	if do(w, "go logVersion", "next"); w.Prediction() == nil {
		t.Error("it does not come again")
	}
}

// TestMissedPredictionsComeAgain answers wrong, and is asked once more at the end, and only once.
func TestMissedPredictionsComeAgain(t *testing.T) {
	w := predicting(t)
	do(w, "go StartEtcd", "next")
	do(w, "choose "+optionNamed(t, w, "CreateKubeAPIServer"))
	do(w, "last", "next")
	p := w.Prediction()
	if p == nil || !p.Again || p.ID != "made-up-first-server" {
		t.Fatalf("at the end is asked %+v", p)
	}
	do(w, "choose "+optionNamed(t, w, "CreateKubeAPIServer"))
	if p := w.Prediction(); p.Right || p.Why == "" || w.Missed() != 0 {
		t.Errorf("%+v, and %d more", p, w.Missed())
	}
	if do(w, "next"); w.Prediction() != nil || w.Notice() == "" {
		t.Errorf("then comes %+v, %q", w.Prediction(), w.Notice())
	}
}

// TestPredictionLetsTheServerGoOn asks while the server is held, and the answer is what releases it.
func TestPredictionLetsTheServerGoOn(t *testing.T) {
	l := walktest.Predicting()
	happened(l, walktest.Boot(), 151.5)
	name := l.Lesson().Steps[l.Lesson().Newest].Node.Name
	l.Receive(l.HeldAt(name))
	if do(l.Walk, "next"); !l.Predicting() || l.Controls.Last() == "into" {
		t.Fatalf("held at %s: %+v, the server was told %q", name, l.Prediction(), l.Controls.Told)
	}
	do(l.Walk, "choose "+optionNamed(t, l.Walk, "createAPIExtensionsServer"))
	p := l.Prediction()
	if l.Controls.Last() != "into" || p.Phase != walk.PredictionAnswered || !p.Right {
		t.Errorf("the server was told %q, %+v", l.Controls.Told, p)
	}
	happened(l, walktest.Boot(), 152.1)
	l.Receive(l.HeldAt("CreateServerChain"))
	if l.Prediction() == nil || l.Step().Node.Name != "CreateServerChain" {
		t.Errorf("on %s stands %+v", l.Step().Node.Name, l.Prediction())
	}
	if do(l.Walk, "next"); l.Prediction() != nil || l.Controls.Last() != "into" {
		t.Errorf("next leaves %+v", l.Prediction())
	}
}

// TestMissedPredictionsComeAgainWhenTheServerIsReady asks at the ready server before it says what can be done there.
func TestMissedPredictionsComeAgainWhenTheServerIsReady(t *testing.T) {
	l := walktest.Predicting()
	happened(l, walktest.Boot(), 151.5)
	l.Receive(l.HeldAt(l.Lesson().Steps[l.Lesson().Newest].Node.Name))
	do(l.Walk, "next")
	do(l.Walk, "choose "+optionNamed(t, l.Walk, "createAggregatorServer"))
	happened(l, walktest.Boot(), 700)
	l.Receive(l.Stepping(step.State{Mode: step.Moving}))
	if do(l.Walk, "next"); !l.Predicting() || !l.Prediction().Again {
		t.Fatalf("at the ready server: %+v, %q", l.Prediction(), l.Notice())
	}
	do(l.Walk, "choose "+optionNamed(t, l.Walk, "createAPIExtensionsServer"))
	if do(l.Walk, "next"); l.Predicting() || !strings.Contains(l.Notice(), "the server is ready") {
		t.Errorf("then: %+v, %q", l.Prediction(), l.Notice())
	}
}

// brokenQuestion is the note of a broken boot with a question.
func brokenQuestion() *notes.Note {
	n := &notes.Note{ID: "break-x", Break: "x", Title: "x"}
	n.Questions = []*notes.Question{{
		ID: "break-x-stage", Kind: notes.Reports, Ask: "Which stage reports it?",
		Of: []string{"Validate", "StartEtcd", notes.Ready}, Why: "Because.", Wrong: "No.", Note: n,
	}}
	return n
}

// TestPredictionBeforeABrokenBoot asks before anything is seen, hides the note that would tell, and waits for the
// server.
func TestPredictionBeforeABrokenBoot(t *testing.T) {
	note := brokenQuestion()
	l := walktest.PredictingBreak(walk.Intro{Lines: []string{"wrong"}, Note: note})
	if !l.Predicting() || l.Intro().Note != nil {
		t.Fatalf("before the boot: %+v, with note %v", l.Prediction(), l.Intro().Note)
	}
	do(l.Walk, "choose "+optionNamed(t, l.Walk, "Validate"))
	if p := l.Prediction(); p.Phase != walk.PredictionWaiting || p.Truth != "" {
		t.Errorf("before the server has shown it: %+v", p)
	}
	happened(l, walktest.FailingBoot(), 100)
	if p := l.Prediction(); p.Phase != walk.PredictionWaiting {
		t.Errorf("while it boots: %+v", p)
	}
	happened(l, walktest.FailingBoot(), 600)
	l.Receive(walktest.Died(errDead)...)
	p := l.Prediction()
	if p == nil || p.Phase != walk.PredictionAnswered || p.Right || p.Truth != "StartEtcd" || l.Intro().Note != note {
		t.Errorf("in the end: %+v", p)
	}
}

// TestAnswersAreRemembered keeps what was answered for the quiz, and the day on which to ask again.
func TestAnswersAreRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	w := begin(t, walk.Options{
		Lesson: walktest.Join, Trace: walktest.Recording(), Predict: true, Settings: settings.Open(path),
		Clock: func() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) },
	})
	do(w, "go StartEtcd", "next")
	do(w, "choose "+optionNamed(t, w, "createAPIExtensionsServer"))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var kept struct{ Quiz predict.Memory }
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	want := predict.Known{Asked: "2026-11-29", Due: "2026-11-30", Streak: 1}
	if got := kept.Quiz["made-up-first-server"]; got != want {
		t.Errorf("kept is %+v, want %+v", got, want)
	}
}

// TestNoPredictionUnlessAskedFor walks through everything without a question, and through another program's trace.
func TestNoPredictionUnlessAskedFor(t *testing.T) {
	w := replay(t)
	for range w.Lesson().Steps {
		if do(w, "next"); w.Prediction() != nil {
			t.Fatalf("asked before %s", w.Step().Node.Name)
		}
	}
	w = begin(t, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), Predict: true, Path: walk.All})
	for range w.Lesson().Steps {
		if do(w, "next"); w.Prediction() != nil {
			t.Fatalf("on the path of every span asked before %s", w.Step().Node.Name)
		}
	}
	stranger := walktest.Recording()
	for i := range stranger.Spans {
		stranger.Spans[i].Attributes[convention.ScopeName] = "another"
	}
	w = begin(t, walk.Options{Lesson: walktest.Join, Trace: stranger, Predict: true})
	for range w.Lesson().Steps {
		if do(w, "next"); w.Prediction() != nil {
			t.Fatalf("asked before another program's %s", w.Step().Node.Name)
		}
	}
}

// TestPredictionsNeverStop does commands at random: nothing that is asked tells its answer, and a learner who has
// nothing but "next", as a clicker has, comes to the end.
func TestPredictionsNeverStop(t *testing.T) {
	commands := walk.Commands()
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 0))
		w := predicting(t)
		for range 60 {
			argument := []string{"", "1", "2", "9", "StartEtcd"}[random.IntN(5)]
			finish(w, w.Do(commands[random.IntN(len(commands))].Name, argument))
			if w.Question() != nil {
				w.Cancel()
			}
			p := w.State().Prediction
			if p == nil {
				continue
			}
			if asked := p.Phase == walk.PredictionAsked; asked == (p.Truth != "") || asked != w.Predicting() {
				t.Fatalf("seed %d: %+v", seed, p)
			}
		}
		for range 3 * len(w.Lesson().Steps) {
			do(w, "next")
		}
		if w.Next() != nil || w.Prediction() != nil || w.Missed() > 0 {
			t.Fatalf("seed %d: next leads to step %d, with %+v and %d missed", seed, w.At(), w.Prediction(), w.Missed())
		}
	}
}

// TestKnownChapters answers two questions of a chapter right, and knows it from then on; one is not enough.
func TestKnownChapters(t *testing.T) {
	w := predicting(t)
	chain := func() *lesson.Step {
		for _, step := range w.Lesson().Steps {
			if step.Node.Name == "StartEtcd" {
				return step
			}
		}
		return nil
	}
	if _, ok := w.Lesson().Chapter(chain()); !ok {
		t.Fatal("the made-up boot has no chapters")
	}
	do(w, "go logVersion", "next", "choose 3")
	if !w.Prediction().Right || w.Knows(chain()) {
		t.Errorf("after one answer, right %t, the chapter is known: %t", w.Prediction().Right, w.Knows(chain()))
	}
	do(w, "next")
	do(w, "choose "+optionNamed(t, w, "createAPIExtensionsServer"))
	if !w.Prediction().Right || !w.Knows(chain()) {
		t.Errorf("after two answers, right %t, the chapter is known: %t", w.Prediction().Right, w.Knows(chain()))
	}
	if w.Knows(w.Lesson().Steps[0]) {
		t.Error("another chapter is known as well")
	}
}
