package predict_test

import (
	"testing"
	"time"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
)

// TestMemorySpacesQuestions answers right again and again: the question comes after 1, 3, 7 and 21 days, and after a
// wrong answer on the next day.
func TestMemorySpacesQuestions(t *testing.T) {
	m := make(predict.Memory)
	for _, step := range []struct {
		right  bool
		today  predict.Day
		streak int
		due    predict.Day
	}{
		{true, "2026-02-26", 1, "2026-02-27"},
		{true, "2026-02-26", 1, "2026-02-27"}, // the same day says nothing new
		{true, "2026-02-27", 2, "2026-03-02"},
		{true, "2026-03-02", 3, "2026-03-09"},
		{true, "2026-03-09", 4, "2026-03-30"},
		{true, "2026-03-30", 5, "2026-04-20"},
		{false, "2026-04-20", 0, "2026-04-21"},
		{true, "2026-04-20", 1, "2026-04-21"},
		{true, "2026-12-31", 2, "2027-01-03"},
	} {
		m.Answered("q", step.right, step.today)
		want := predict.Known{Asked: step.today, Due: step.due, Streak: step.streak}
		if m["q"] != want {
			t.Errorf("on %s, right %t: %+v, want %+v", step.today, step.right, m["q"], want)
		}
	}
	if m.IsDue("q", "2027-01-02") || !m.IsDue("q", "2027-01-03") || !m.IsDue("q", "2027-02-01") ||
		m.IsDue("new", "2027-01-03") {
		t.Errorf("what is due: %+v", m)
	}
	broken := predict.Memory{"q": {Asked: "yesterday", Due: "soon", Streak: -3}} // a person may have typed it
	broken.Answered("q", true, "2026-02-26")
	if broken["q"].Due == "" || broken.NextDue([]*notes.Question{{ID: "q"}}) == "" {
		t.Errorf("of a memory that was edited becomes %+v", broken)
	}
}

// TestQuizAsksAgain goes through a quiz and comes back on later days.
func TestQuizAsksAgain(t *testing.T) {
	l := library(t)
	recorded, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)
	memory := make(predict.Memory)
	if _, ok := predict.NewQuiz(recorded, l, memory, monday, true).Question(); ok {
		t.Error("before anything was asked something is due")
	}
	quiz := predict.NewQuiz(recorded, l, memory, monday, false)
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
	tuesday := predict.NewQuiz(recorded, l, memory, monday.AddDate(0, 0, 1), true)
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
