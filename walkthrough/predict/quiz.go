package predict

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

// Subject is what questions are about, with the recording that answers them: the guided request or the broken boot of a
// name, or, without either, a boot.
type Subject struct {
	Request, Break string
	Trace          *trace.Trace
}

// has reports whether a question is about the subject.
func (s *Subject) has(q *notes.Question) bool {
	return q.Note.Request == s.Request && q.Note.Break == s.Break
}

// Quiz asks questions again, another day: one after the other, without a walk around them.
type Quiz struct {
	asked  []posed
	at     int
	right  int
	count  int // answers
	memory Memory
	today  Day
	all    []*notes.Question // that the recordings can ask
}

// posed is a question of the quiz, and what answers it.
type posed struct {
	Asked
	record  *Record
	subject int // its place among the subjects
	stage   int // the place of the stage before which it belongs in the recording; 0 before all of them
}

// NewQuiz returns the quiz about the subjects. With due it has only the questions that are due today. They come first
// without it, too, those that are due longest before the others; then those that were never asked, in the order of the
// subjects and of their stages; last those that are due another day. What the learner knows is kept in the memory,
// which must not be nil.
func NewQuiz(subjects []Subject, library *notes.Library, memory Memory, now time.Time, due bool) *Quiz {
	q := &Quiz{memory: memory, today: DayOf(now)}
	questions := library.Questions()
	for i := range subjects {
		q.add(i, &subjects[i], questions, library)
	}
	if due {
		q.asked = slices.DeleteFunc(q.asked, func(p posed) bool { return !memory.IsDue(p.Question.ID, q.today) })
	}
	slices.SortStableFunc(q.asked, q.compare)
	return q
}

// add adds the questions about a subject that its recording answers.
func (q *Quiz) add(place int, subject *Subject, questions []*notes.Question, library *notes.Library) {
	roots := subject.Trace.Tree()
	record, stages := NewRecord(roots, library), places(roots)
	for _, question := range questions {
		if !subject.has(question) {
			continue
		}
		// Each time in another order, so that no place among the options is learnt.
		known := q.memory[question.ID]
		asked, ok := record.Ask(question, fmt.Sprint(known.Streak, known.Asked))
		if !ok {
			continue
		}
		q.all = append(q.all, question)
		q.asked = append(q.asked, posed{asked, record, place, stages[question.Before]})
	}
}

// places returns the place of the first stage of each name in the order of the tree, from 1.
func places(roots []*trace.Node) map[string]int {
	place := make(map[string]int)
	i := 0
	trace.Walk(roots, func(n *trace.Node) {
		i++
		if place[n.Name] == 0 {
			place[n.Name] = i
		}
	})
	return place
}

// compare puts the questions into the order of [NewQuiz].
func (q *Quiz) compare(a, b posed) int {
	return cmp.Or(
		cmp.Compare(q.turn(a), q.turn(b)),
		cmp.Compare(q.memory[a.Question.ID].Due, q.memory[b.Question.ID].Due),
		cmp.Compare(a.subject, b.subject),
		cmp.Compare(a.stage, b.stage),
	)
}

// turn returns 0 for a question that is due, 1 for one that was never asked, 2 for one that is due another day.
func (q *Quiz) turn(p posed) int {
	_, known := q.memory[p.Question.ID]
	switch {
	case q.memory.IsDue(p.Question.ID, q.today):
		return 0
	case !known:
		return 1
	}
	return 2
}

// Questions returns all questions of the quiz in their order, also those that have been asked.
func (q *Quiz) Questions() []*notes.Question {
	all := make([]*notes.Question, len(q.asked))
	for i := range q.asked {
		all[i] = q.asked[i].Question
	}
	return all
}

// Question returns the question that is asked now; not ok when all have been.
func (q *Quiz) Question() (asked Asked, ok bool) {
	if q.at >= len(q.asked) {
		return Asked{}, false
	}
	return q.asked[q.at].Asked, true
}

// Answer answers the question with one of its options, and goes on to the next one.
func (q *Quiz) Answer(option int) Verdict {
	if q.at >= len(q.asked) {
		return Verdict{}
	}
	asked := &q.asked[q.at]
	verdict, _ := asked.Verdict(option, asked.record)
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
