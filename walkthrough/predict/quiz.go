package predict

import (
	"fmt"
	"slices"
	"time"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

// Quiz asks questions again, another day: one after the other, without a walk around them.
type Quiz struct {
	asked  []Asked
	at     int
	right  int
	count  int // answers
	record *Record
	memory Memory
	today  Day
	all    []*notes.Question // that the recording can ask
}

// NewQuiz returns the quiz about a recording. With due it has only the questions that are due today; those that have
// been wrong come first, then the longest due. What the learner knows is kept in the memory, which must not be nil.
func NewQuiz(t *trace.Trace, library *notes.Library, memory Memory, now time.Time, due bool) *Quiz {
	q := &Quiz{record: NewRecord(t.Tree(), library), memory: memory, today: DayOf(now)}
	seed := ""
	if len(t.Spans) > 0 {
		seed = t.Spans[0].TraceID
	}
	for _, question := range library.Questions() {
		if question.Note.Request != "" || question.Note.Break != "" {
			continue // of another recording
		}
		// Each time in another order, so that no place among the options is learnt.
		asked, ok := q.record.Ask(question, fmt.Sprint(seed, memory[question.ID].Streak, memory[question.ID].Asked))
		if !ok {
			continue
		}
		q.all = append(q.all, question)
		if !due || memory.IsDue(question.ID, q.today) {
			q.asked = append(q.asked, asked)
		}
	}
	q.sort()
	return q
}

// sort puts the questions into the order in which the boot comes to them; what is due longest comes first.
func (q *Quiz) sort() {
	place := make(map[string]int)
	i := 0
	trace.Walk(q.record.Roots(), func(n *trace.Node) {
		i++
		if place[n.Name] == 0 {
			place[n.Name] = i
		}
	})
	slices.SortStableFunc(q.asked, func(a, b Asked) int {
		if known, other := q.memory[a.Question.ID], q.memory[b.Question.ID]; known.Due != other.Due {
			switch {
			case known.Due == "": // never asked: after those that are due
				return 1
			case other.Due == "" || known.Due < other.Due:
				return -1
			}
			return 1
		}
		return place[a.Question.Before] - place[b.Question.Before]
	})
}

// Question returns the question that is asked now; not ok when all have been.
func (q *Quiz) Question() (asked Asked, ok bool) {
	if q.at >= len(q.asked) {
		return Asked{}, false
	}
	return q.asked[q.at], true
}

// Answer answers the question with one of its options, and goes on to the next one.
func (q *Quiz) Answer(option int) Verdict {
	asked, ok := q.Question()
	if !ok {
		return Verdict{}
	}
	verdict, _ := asked.Verdict(option, q.record)
	q.memory.Answered(asked.Question.ID, verdict.Right, q.today)
	q.count++
	if verdict.Right {
		q.right++
	}
	q.at++
	return verdict
}

// Skip goes on without an answer: nothing is noted.
func (q *Quiz) Skip() { q.at++ }

// Number returns which question is asked, from 1, and how many there are.
func (q *Quiz) Number() (number, of int) { return q.at + 1, len(q.asked) }

// Result returns how many answers were right, and how many there were.
func (q *Quiz) Result() (right, answers int) { return q.right, q.count }

// NextDue returns the day on which the next question is due, "" when none was ever asked.
func (q *Quiz) NextDue() Day { return q.memory.NextDue(q.all) }
