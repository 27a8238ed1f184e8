package predict_test

import (
	"testing"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
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
