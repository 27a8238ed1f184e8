package predict

import (
	"slices"
	"time"

	"apitour/walkthrough/notes"
)

// SettingsKey is the key under which a learner's memory stands in their settings.
const SettingsKey = "quiz"

// Memory is what a learner knows of the questions, by their ids. Days are the learner's own.
type Memory map[string]Known

// Known is what a learner knows of one question.
type Known struct {
	// Asked is the day on which it was asked last, and Due the day from which it is to be asked again.
	Asked Day `json:"asked"`
	Due   Day `json:"due"`
	// Streak counts the right answers since the last wrong one.
	Streak int `json:"streak"`
}

// Day is a day as "2026-11-29", so that it sorts and can be read in the settings.
type Day string

const dayForm = "2006-01-02"

// DayOf returns the day of a moment, where it was taken.
func DayOf(t time.Time) Day { return Day(t.Format(dayForm)) }

// after returns the day that many days later. A day that is none, because the settings were edited, stays.
func (d Day) after(days int) Day {
	t, err := time.Parse(dayForm, string(d))
	if err != nil {
		return d
	}
	return DayOf(t.AddDate(0, 0, days))
}

// pauses are the days until a question comes again: after a wrong answer or the first right one, after the second …
var pauses = []int{1, 3, 7, 21}

// Answered notes an answer that was given on a day. A question counts once a day: to know it twice within an hour says
// no more than to know it once. A wrong answer always counts.
func (m Memory) Answered(id string, right bool, today Day) {
	k, known := m[id]
	switch {
	case !right:
		k.Streak = 0
	case !known || k.Asked != today || k.Streak == 0:
		k.Streak++
	}
	k.Asked = today
	k.Due = today.after(pauses[min(max(0, k.Streak-1), len(pauses)-1)])
	m[id] = k
}

// IsDue reports whether a question that was asked before is to be asked again.
func (m Memory) IsDue(id string, today Day) bool {
	k, known := m[id]
	return known && k.Due <= today
}

// NextDue returns the earliest day on which one of the questions is due, "" when none of them was ever asked.
func (m Memory) NextDue(questions []*notes.Question) Day {
	var days []Day
	for _, q := range questions {
		if k, known := m[q.ID]; known {
			days = append(days, k.Due)
		}
	}
	if len(days) == 0 {
		return ""
	}
	return slices.Min(days)
}
