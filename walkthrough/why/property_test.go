package why_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/why"
)

// TestEveryStageHasAnAnswer asks every question of every step of every recording, at many moments: an answer says
// something, names only steps that exist, and never a cause that the spans contradict.
func TestEveryStageHasAnAnswer(t *testing.T) {
	t.Parallel()
	for name, l := range lessons(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(7, uint64(len(l.Steps))))
			for _, f := range moments(l, r) {
				for _, step := range l.Steps {
					if len(l.Steps) > 500 && r.IntN(20) > 0 {
						continue
					}
					answers := f.Ask(step)
					if len(answers) == 0 {
						t.Fatalf("nothing can be asked of %q", step.Node.Name)
					}
					for i := range answers {
						checkAnswer(t, f, step, &answers[i])
					}
					checkAsked(t, f, step, answers)
				}
				for _, a := range f.AskChecks() {
					checkAnswer(t, f, nil, &a)
				}
			}
		})
	}
}

// moments returns the facts of a lesson now and at random moments, as a recording and as a live boot.
func moments(l *lesson.Lesson, r *rand.Rand) []*why.Facts {
	all := []*why.Facts{at(l)}
	live := at(l)
	live.Live, live.View.Over, live.View.Now = true, false, l.End.Add(time.Second)
	all = append(all, live)
	for range 4 {
		if len(l.Steps) == 0 {
			break
		}
		step := l.Steps[r.IntN(len(l.Steps))]
		if step.Planned() || step.Node.Start.IsZero() {
			continue
		}
		past := at(l)
		past.View.Playhead, past.Live = step, r.IntN(2) == 0
		all = append(all, past)
	}
	return all
}

// TestEveryHeldBootHasAnAnswer stops the shipped boot at random moments, with random stages held, as a learner does.
func TestEveryHeldBootHasAnAnswer(t *testing.T) {
	t.Parallel()
	boot := shipped(t)
	plan := lesson.NewPlan(boot)
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 3))
		f := heldAt(boot, plan, r, time.Duration(r.Int64N(int64(530*time.Millisecond))))
		for _, step := range f.View.Lesson.Steps {
			answers := f.Ask(step)
			for i := range answers {
				checkAnswer(t, f, step, &answers[i])
			}
			checkAsked(t, f, step, answers)
			if f.View.State(step) == lesson.Held && !strings.Contains(strings.Join(answers[0].Sentences, " "), "held") {
				t.Errorf("a held stage is said to be %q", answers[0].Sentences)
			}
		}
	}
}

// heldAt returns the facts of a boot that has got as far as a moment, with some of its open stages held.
func heldAt(boot *trace.Trace, plan *lesson.Plan, r *rand.Rand, after time.Duration) *why.Facts {
	start := boot.Tree()[0].Start
	now := start.Add(after)
	half := &trace.Trace{Resource: boot.Resource}
	for _, s := range boot.Spans {
		if s.Start.After(now) {
			continue
		}
		s.Attributes = maps.Clone(s.Attributes)
		delete(s.Attributes, convention.StillRunning)
		if s.End.After(now) || s.Running() {
			s.End, s.Events = time.Time{}, nil
			if r.IntN(3) == 0 && s.Name != convention.ReadyStage {
				s.Attributes[convention.Held] = true
			}
		} else if r.IntN(4) == 0 {
			s.Attributes[convention.Pause] = r.Int64N(int64(5 * time.Second))
		}
		half.Spans = append(half.Spans, s)
	}
	l := join(half, plan)
	f := &why.Facts{View: lesson.View{Lesson: l, Now: now}, Live: true, Held: make(map[int]why.Held), DiedIn: -1}
	for i, held := range l.Held {
		f.Held[held] = why.Held{For: time.Duration(i) * time.Second, Keys: []string{"", "space", "]"}[r.IntN(3)]}
	}
	for _, check := range []string{"etcd", "poststarthook/crd-informer-synced", "informer-sync", "unknown"} {
		f.Checks = append(f.Checks, why.Check{Name: check, Green: r.IntN(2) == 0, Reason: "reason withheld"})
	}
	return f
}

// hookNamed finds names of hooks in sentences.
var hookNamed = regexp.MustCompile(`PostStartHook/[-\w/]+`)

// honestWords are those with which an answer says that something is not told.
var honestWords = []string{
	"not tell", "not known", "Nobody", "No check is known", "no stage", "no critical path yet", "still being computed",
}

// checkAnswer checks what holds for all answers.
func checkAnswer(t *testing.T, f *why.Facts, step *lesson.Step, a *why.Answer) {
	t.Helper()
	said := strings.Join(a.Sentences, "\n")
	fail := func(format string, values ...any) {
		t.Helper()
		t.Errorf("%s\n%s\n%s", fmt.Sprintf(format, values...), a.Question, said)
	}
	if a.Question == "" || len(a.Sentences) == 0 || slices.ContainsFunc(a.Sentences, func(s string) bool {
		return strings.TrimSpace(s) == ""
	}) {
		fail("an empty question or answer")
	}
	if strings.Contains(said+a.Question, "%!") {
		fail("a sentence is not whole")
	}
	honest := slices.ContainsFunc(honestWords, func(words string) bool { return strings.Contains(said, words) })
	if a.Untold && !honest {
		fail("it does not say what the recording does not tell")
	}
	for _, r := range said + a.Question {
		if r != '\n' && !unicode.IsGraphic(r) {
			fail("it holds %q", r)
		}
	}
	checkPlaces(t, f, step, a)
	l := f.View.Lesson
	own := said // without what is quoted
	for _, s := range l.Steps {
		if s.Node.Message != "" {
			own = strings.ReplaceAll(own, trace.Clean(s.Node.Message), "")
		}
	}
	for _, hook := range hookNamed.FindAllString(own, -1) {
		if !slices.ContainsFunc(l.Steps, func(s *lesson.Step) bool { return s.Node.Name == hook }) &&
			!strings.Contains(said, "No stage of that name") {
			fail("it names %s, which does not exist", hook)
		}
	}
	if l.Trace.Resource[convention.ServiceName] == "shop" {
		// The names of the stranger's spans are words of a boot too.
		text := said
		for _, s := range l.Steps {
			text = strings.ReplaceAll(text, s.Node.Name, "")
		}
		if word := tracetest.WordsOfABoot.FindString(text); word != "" {
			fail("of another program it says %q", word)
		}
	}
}

// checkPlaces checks that an answer leads to steps that exist, by their names, and not to the step itself.
func checkPlaces(t *testing.T, f *why.Facts, step *lesson.Step, a *why.Answer) {
	t.Helper()
	fail := func(format string, values ...any) {
		t.Helper()
		t.Errorf("%s\n%s\n%s", fmt.Sprintf(format, values...), a.Question, a.Sentences)
	}
	l := f.View.Lesson
	for _, p := range a.Places {
		if p.Index < 0 || p.Index >= len(l.Steps) {
			fail("it names step %d of %d", p.Index, len(l.Steps))
			continue
		}
		if got := l.Steps[p.Index].Node.Name; p.Name == "" || !strings.HasSuffix(trace.Clean(got), p.Name) &&
			strings.TrimSpace(got) != "" && len(got) < 120 {
			fail("it calls %q %q", got, p.Name)
		}
		if step != nil && p.Index == step.Index {
			fail("it leads to the stage of which it is asked")
		}
	}
}

// checkAsked checks that the answers fit the state of the stage, and its causes the times of the spans.
func checkAsked(t *testing.T, f *why.Facts, step *lesson.Step, answers []why.Answer) {
	t.Helper()
	want := map[lesson.State]why.Kind{
		lesson.Ahead: why.NotBegun, lesson.Skipped: why.Skipped, lesson.Held: why.Open, lesson.Running: why.Open,
		lesson.Failed: why.Failed,
	}
	if kind, pressing := want[f.View.State(step)]; pressing && answers[0].Kind != kind {
		t.Errorf("%s is %s, and the first question is %q", step.Node.Name, f.View.State(step), answers[0].Question)
	}
	l := f.View.Lesson
	for _, a := range answers {
		said := strings.Join(a.Sentences, " ")
		for _, p := range a.Places {
			cause := l.Steps[p.Index]
			if a.Kind == why.Waited && strings.Contains(said, "It waited for "+p.Name) {
				if ended := by(cause, cause.Node.End); !f.View.Ended(cause) || ended.After(by(step, step.Node.End)) ||
					ended.Before(by(step, step.Node.Start)) {
					t.Errorf("%s is said to have waited for %s, which did not end meanwhile", step.Node.Name, p.Name)
				}
			}
			if a.Kind == why.Failed && strings.Contains(said, "that failed is "+p.Name) &&
				(!cause.Node.Failed() || by(cause, cause.Node.End).After(by(step, step.Node.End))) {
				t.Errorf("%s is said to have failed by %s", step.Node.Name, p.Name)
			}
			if a.Kind == why.Turned && strings.Contains(said, "which turned it") && !f.View.Ended(cause) &&
				!cause.Node.IsReadyStage() {
				t.Errorf("a check was turned by %s, which has not ended", p.Name)
			}
		}
	}
}

func by(step *lesson.Step, moment time.Time) time.Time { return moment.Add(step.Shift()) }

// TestEveryCheckHasAnAnswer asks of every check that notes or hooks know.
func TestEveryCheckHasAnAnswer(t *testing.T) {
	l := join(shipped(t), nil)
	f := at(l)
	checks := 0
	for _, step := range l.Steps {
		for _, e := range step.Node.Events {
			check, ok := strings.CutSuffix(e.Name, " is ok")
			if !ok || !step.Node.IsReadyStage() {
				continue
			}
			checks++
			a := f.AskCheck(check)
			if a == nil || !strings.HasPrefix(a.Question, "When did the check "+check) {
				t.Errorf("of %s is asked %+v", check, a)
				continue
			}
			if span, ofHook := notes.HookOf(check); ofHook {
				hook := strings.TrimPrefix(span, convention.HookPrefix)
				if !slices.ContainsFunc(a.Places, func(p why.Place) bool { return p.Name == hook }) {
					t.Errorf("%s does not lead to its hook: %+v", check, a)
				}
			}
		}
	}
	if checks < 30 {
		t.Errorf("%d checks", checks)
	}
	if a := f.AskCheck("nonsense"); a != nil {
		t.Errorf("of a check that does not exist is asked %q", a.Question)
	}
}

// BenchmarkAsk asks of every stage of the shipped boot; one must take less than 5 ms.
func BenchmarkAsk(b *testing.B) {
	l := join(shipped(b), nil)
	f := at(l)
	for i := 0; b.Loop(); i++ {
		f.Ask(l.Steps[i%len(l.Steps)])
	}
}

// TestAnswersAreQuick asks the stage with the most questions.
func TestAnswersAreQuick(t *testing.T) {
	l := join(shipped(t), nil)
	f := at(l)
	f.Ask(named(t, l, convention.ReadyStage)) // finds the critical path
	fastest := time.Hour
	for range 20 {
		begun := time.Now()
		f.Ask(named(t, l, convention.ReadyStage))
		fastest = min(fastest, time.Since(begun))
	}
	if fastest > 5*time.Millisecond {
		t.Errorf("an answer takes %v", fastest)
	}
}
