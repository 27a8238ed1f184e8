package predict_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
)

// TestQuizAsksAgain goes through a quiz and comes back on later days.
func TestQuizAsksAgain(t *testing.T) {
	l := library(t)
	recorded, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	boot := []predict.Subject{{Trace: recorded}}
	monday := time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)
	memory := make(predict.Memory)
	if _, ok := predict.NewQuiz(boot, l, memory, monday, true).Question(); ok {
		t.Error("before anything was asked something is due")
	}
	quiz := predict.NewQuiz(boot, l, memory, monday, false)
	if quiz.NextDue() != "" {
		t.Errorf("before anything was asked the next is due on %s", quiz.NextDue())
	}
	first, missed := "", ""
	for n := 1; ; n++ {
		asked, ok := quiz.Question()
		number, of := quiz.Number()
		if !ok {
			break
		}
		if number != n || of != len(bootQuestions(l)) {
			t.Fatalf("it is question %d of %d, want %d of %d", number, of, n, len(bootQuestions(l)))
		}
		switch n {
		case 1:
			first = asked.Question.ID
			quiz.Answer(asked.Right())
		case 2:
			missed = asked.Question.ID
			if v := quiz.Answer((asked.Right() + 1) % len(asked.Options)); v.Right || v.Wrong == "" {
				t.Errorf("a wrong answer is told %+v", v)
			}
		default:
			quiz.Skip()
		}
	}
	if right, answers := quiz.Result(); right != 1 || answers != 2 || first != "complete-before-validate" {
		t.Errorf("%d of %d answers were right, and the first question was %s", right, answers, first)
	}
	if quiz.NextDue() != "2026-12-01" {
		t.Errorf("the next is due on %s", quiz.NextDue())
	}
	tuesday := predict.NewQuiz(boot, l, memory, monday.AddDate(0, 0, 1), true)
	if _, of := tuesday.Number(); of != 2 {
		t.Errorf("on Tuesday %d are due, want 2", of)
	}
	for asked, ok := tuesday.Question(); ok; asked, ok = tuesday.Question() {
		tuesday.Answer(asked.Right())
	}
	if memory[first].Due != "2026-12-04" || memory[missed].Due != "2026-12-02" || tuesday.NextDue() != "2026-12-02" {
		t.Errorf("after Tuesday: %+v", memory)
	}
}

// everything returns the subjects of all shipped recordings.
func everything(t *testing.T) []predict.Subject {
	t.Helper()
	var subjects []predict.Subject
	add := func(s predict.Subject, recorded *trace.Trace, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		s.Trace = recorded
		subjects = append(subjects, s)
	}
	boot, err := recording.Read()
	add(predict.Subject{}, boot, err)
	for _, name := range recording.Requests() {
		recorded, err := recording.Request(name)
		add(predict.Subject{Request: name}, recorded, err)
	}
	for _, name := range recording.BrokenBoots() {
		recorded, err := recording.Broken(name)
		add(predict.Subject{Break: name}, recorded, err)
	}
	return subjects
}

// TestQuizAsksOfEverything goes through a quiz of all shipped recordings: every question that a note has is asked once,
// in the order of the subjects, and judged by the recording of its own subject.
func TestQuizAsksOfEverything(t *testing.T) {
	l, subjects := library(t), everything(t)
	quiz := predict.NewQuiz(subjects, l, make(predict.Memory), time.Now(), false)
	asked, at := map[string]bool{}, 0
	for a, ok := quiz.Question(); ok; a, ok = quiz.Question() {
		note := a.Question.Note
		for at < len(subjects) && (subjects[at].Request != note.Request || subjects[at].Break != note.Break) {
			at++
		}
		if asked[a.Question.ID] || at == len(subjects) {
			t.Fatalf("%s comes twice, or after the questions of another subject", a.Question.ID)
		}
		asked[a.Question.ID] = true
		want := a.Options[a.Right()]
		if v := quiz.Answer(a.Right()); !v.Right || v.Truth != want {
			t.Errorf("%s: to the right answer %q is said %+v", a.Question.ID, want, v)
		}
	}
	for _, q := range l.Questions() {
		if !asked[q.ID] {
			t.Errorf("%s is not asked", q.ID)
		}
	}
	if right, answers := quiz.Result(); right != answers || answers != len(asked) {
		t.Errorf("%d of %d are right", right, answers)
	}
}

// TestQuizProperties makes quizzes with memories at random, on a day at random: each question is asked once, with due
// just those that are due; what is due comes before what was never asked, and that before what is due another day.
func TestQuizProperties(t *testing.T) {
	l, subjects := library(t), everything(t)
	all := predict.NewQuiz(subjects, l, make(predict.Memory), time.Now(), false).Questions()
	monday := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	today := predict.DayOf(monday)
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 2))
		memory := predict.Memory{"of-another-version": {Asked: "2026-11-01", Due: "2026-11-02"}}
		due := 0
		for _, q := range all {
			if random.IntN(3) == 0 {
				continue
			}
			day := predict.Day(fmt.Sprintf("2026-%02d-%02d", 10+random.IntN(3), 1+random.IntN(30)))
			memory[q.ID] = predict.Known{Asked: "2026-10-01", Due: day, Streak: random.IntN(5)}
			if day <= today {
				due++
			}
		}
		some := subjects[random.IntN(len(subjects)):]
		asked := predict.NewQuiz(subjects, l, memory, monday, false).Questions()
		if len(asked) != len(all) {
			t.Fatalf("seed %d: %d of %d questions are asked", seed, len(asked), len(all))
		}
		checkTurns(t, memory, today, asked)
		dueOnly := predict.NewQuiz(subjects, l, memory, monday, true).Questions()
		if !slices.Equal(dueOnly, asked[:due]) {
			t.Fatalf("seed %d: %d are due, want the first %d of all", seed, len(dueOnly), due)
		}
		for _, q := range predict.NewQuiz(some, l, memory, monday, true).Questions() {
			if !slices.Contains(dueOnly, q) {
				t.Fatalf("seed %d: of a part of the subjects is asked %s, which is not due", seed, q.ID)
			}
		}
	}
}

// checkTurns looks at the order of the questions.
func checkTurns(t *testing.T, memory predict.Memory, today predict.Day, asked []*notes.Question) {
	t.Helper()
	turn := func(q *notes.Question) string {
		known, ok := memory[q.ID]
		switch {
		case !ok:
			return "1"
		case known.Due <= today:
			return "0" + string(known.Due)
		}
		return "2" + string(known.Due)
	}
	seen := make(map[string]bool)
	for i, q := range asked {
		if seen[q.ID] || i > 0 && turn(asked[i-1]) > turn(q) {
			t.Fatalf("%s comes twice, or too late", q.ID)
		}
		seen[q.ID] = true
	}
}
