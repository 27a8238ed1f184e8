package predict

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"apitour/trace/convention"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Asked is a question with its choices, in the order in which they are shown.
type Asked struct {
	Question *notes.Question
	// Options are the choices in words, no two the same. They may hold names from a trace, as they were recorded.
	Options []string
	// right is what the record says is right; it is one of the options. "" while the record does not tell.
	right string
	words inWords
}

// mostOptions is how many choices there are at most, so that a small screen shows them all.
const mostOptions = 4

// For returns those of the questions that are to be asked before the stage. A question about hooks is asked before the
// first of all hooks of which it speaks: the order in which they begin is luck, and what one of them has done, or what
// its note says, may tell the answer.
func For(questions []*notes.Question, stage string) (found []*notes.Question) {
	for _, q := range questions {
		if stage != "" && (q.Before == stage || slices.Contains(Hooks(q), stage)) {
			found = append(found, q)
		}
	}
	return found
}

// Hooks returns the names of the hooks of which a question speaks that belongs before a hook; none for other questions.
func Hooks(q *notes.Question) (names []string) {
	if !isHook(q.Before) {
		return nil
	}
	for _, name := range slices.Concat([]string{q.Before, q.About}, q.Of) {
		if span, isCheck := notes.HookOf(name); isCheck {
			name = span
		}
		if isHook(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func isHook(name string) bool { return strings.HasPrefix(name, convention.HookPrefix) }

// Ask returns the question with its choices. It is not ok where the record does not give exactly one right answer, and
// something else beside it: such a question must not be asked. The order of the choices is the same for one question
// and one seed, which is the id of the recording's trace.
func (r *Record) Ask(q *notes.Question, seed string) (Asked, bool) {
	right, wrong, ok := r.answers(q)
	if !ok || q.Kind == notes.HowLong && !r.isClear(q.About) {
		return Asked{}, false
	}
	english := r.inEnglish()
	rightEnglish, wrongEnglish, _ := english.answers(q)
	return r.words.ask(q, options(right, wrong), options(rightEnglish, wrongEnglish), seed)
}

// AskAhead returns the question for a record that does not tell the answer yet, with the choices that its note names.
func (r *Record) AskAhead(q *notes.Question, seed string) (Asked, bool) {
	if len(q.Of) < 2 || q.Kind == notes.InOrder {
		return Asked{}, false
	}
	asked, ok := r.words.ask(q, r.words.all(q.Of), r.inEnglish().words.all(q.Of), seed)
	asked.right = ""
	return asked, ok
}

// option is a choice in the learner's words and in English ones, which order the choices: a learner who switches the
// language finds each of them in its place.
type option struct{ said, english string }

func options(right string, wrong []string) []string { return append([]string{right}, wrong...) }

// ask makes the question of its choices, the right one first, in the learner's words and in English.
func (w inWords) ask(q *notes.Question, said, english []string, seed string) (Asked, bool) {
	var choices []option
	for i := range said {
		known := slices.ContainsFunc(choices, func(o option) bool { return o.english == english[i] })
		if len(choices) < max(mostOptions, len(q.Of)) && said[i] != "" && !known {
			choices = append(choices, option{said[i], english[i]})
		}
	}
	if len(choices) < 2 {
		return Asked{}, false
	}
	if order := w.naturalOrder(q.Kind); order != nil {
		slices.SortStableFunc(choices, func(a, b option) int {
			return slices.Index(order, a.said) - slices.Index(order, b.said)
		})
	} else {
		// The order of the note must not give the answer away.
		slices.SortFunc(choices, func(a, b option) int { return strings.Compare(a.english, b.english) })
		shuffle(choices, q.ID+"\x00"+seed)
	}
	asked := Asked{Question: q, right: said[0], words: w}
	for _, choice := range choices {
		asked.Options = append(asked.Options, choice.said)
	}
	return asked, true
}

// shuffle puts the options into an order that depends on the seed alone.
func shuffle(options []option, seed string) {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(seed))
	random := rand.New(rand.NewPCG(sum.Sum64(), 0))
	random.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
}

// Verdict is what is said to an answer.
type Verdict struct {
	// Right says whether it was. Truth is the right choice in words.
	Right bool
	Truth string
	// Why is the truth in one sentence; Wrong one about the choice, "" when it was right.
	Why, Wrong string
}

// Verdict says whether the chosen option is right. It is not ok while no record tells: the records are asked in their
// order, the learner's own boot before one that was recorded earlier.
func (a Asked) Verdict(chosen int, records ...*Record) (Verdict, bool) {
	right := ""
	for _, r := range records {
		if truth, _, ok := r.answers(a.Question); ok && truth != "" {
			right = truth
			break
		}
	}
	if right == "" {
		right = a.right
	}
	if right == "" || chosen < 0 || chosen >= len(a.Options) {
		return Verdict{}, false
	}
	v := Verdict{Right: a.Options[chosen] == right, Truth: right, Why: a.Question.Why}
	if !v.Right {
		v.Wrong = a.Question.WrongFor(a.Options[chosen], a.words.of)
	}
	return v, true
}

// Right returns the place of the right option, -1 while the record of the question does not tell.
func (a Asked) Right() int { return slices.Index(a.Options, a.right) }

// inWords puts choices into words of one language.
type inWords struct {
	say      *phrases.Predict
	recorded phrases.Recorded
}

// of returns a choice of a note, or a text of a recording, as it is shown.
func (w inWords) of(choice string) string {
	if choice == notes.Ready {
		return w.say.Choices.Ready
	}
	if name, ok := strings.CutPrefix(choice, convention.HookPrefix); ok {
		return w.say.Choices.Hook.With(name)
	}
	return w.recorded.Said(choice)
}

func (w inWords) all(choices []string) []string {
	worded := make([]string, len(choices))
	for i, c := range choices {
		worded[i] = w.of(c)
	}
	return worded
}

// answers returns the right answer and wrong ones, in words. It is not ok when the record gives no answer, or more than
// one.
func (r *Record) answers(q *notes.Question) (right string, wrong []string, ok bool) {
	switch q.Kind {
	case notes.StartsNext:
		right, wrong = r.startsNext(q)
	case notes.RunsWhere:
		right, wrong = r.runsWhere(q.About)
	case notes.WaitsForWhat:
		right, wrong = r.waitsFor(q)
	case notes.EndsLast:
		right, wrong = r.endsLast(q.Of)
	case notes.TurnsGreen:
		right, wrong = r.turnsGreen(q)
	case notes.HowLong:
		right, wrong = r.howLong(q.About)
	case notes.WhoAnswers:
		right, wrong = r.whoAnswers()
	case notes.WhoDecides:
		right, wrong = r.whoDecides()
	case notes.Reports:
		right, wrong = r.reports(q.Of)
	case notes.InOrder:
		right, wrong = r.inOrder(q.Of)
	default:
		panic(fmt.Sprintf("no answer is known for questions of kind %q", string(q.Kind)))
	}
	return right, wrong, right != ""
}
