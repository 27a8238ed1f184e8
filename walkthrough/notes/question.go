package notes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Question is a decision point: before a stage begins, the learner is asked to predict. The note has the words; which
// choice is right, and which others there are, is read from a trace: see package predict.
type Question struct {
	// ID is unique among all notes of a language, and stays when the words change: a learner's memory has it.
	ID   string
	Kind QuestionKind
	// Before is the stage before which it is asked; "" for a question that is asked before the walk.
	Before string
	Ask    string
	// About is the stage or the health check that is asked about, where the kind asks about one.
	About string
	// Of are the choices, where the kind does not find them itself: names of stages or checks. See [Ready] too.
	Of []string
	// Why is the truth in one sentence. Wrong answers every wrong choice, and But, by the choice, those that deserve a
	// sentence of their own.
	Why, Wrong string
	But        map[string]string
	// Note is the note that has the question.
	Note *Note

	line int // of the note's file
}

// Ready is a choice in Of that is no stage: the server becomes ready, and no stage reports anything.
const Ready = "ready"

// QuestionKind says what is asked, and so how the right answer is found.
type QuestionKind string

// The kinds of questions. The list is closed: package predict finds the answer of each.
const (
	StartsNext   QuestionKind = "starts-next"
	RunsWhere    QuestionKind = "runs-where"
	WaitsForWhat QuestionKind = "waits-for"
	EndsLast     QuestionKind = "ends-last"
	TurnsGreen   QuestionKind = "turns-green"
	HowLong      QuestionKind = "how-long"
	WhoAnswers   QuestionKind = "who-answers"
	WhoDecides   QuestionKind = "who-decides"
	Reports      QuestionKind = "reports"
	InOrder      QuestionKind = "in-order"
)

// needs says what a kind must be told, beside its words.
type needs struct {
	about        bool
	mayAbout     bool // it may be told what it is about
	least, most  int  // choices in Of; both 0 when the kind takes none
	ofIsOptional bool // the kind finds choices itself when it is told none
}

const mostChoices = 6

var questionKinds = map[QuestionKind]needs{
	StartsNext:   {least: 2, most: mostChoices, ofIsOptional: true},
	RunsWhere:    {about: true},
	WaitsForWhat: {about: true, least: 2, most: mostChoices, ofIsOptional: true},
	EndsLast:     {least: 2, most: mostChoices},
	TurnsGreen:   {mayAbout: true, least: 2, most: mostChoices},
	HowLong:      {about: true},
	WhoAnswers:   {},
	WhoDecides:   {},
	Reports:      {least: 2, most: mostChoices},
	InOrder:      {least: 3, most: mostChoices},
}

// QuestionKinds returns the kinds, sorted.
func QuestionKinds() []QuestionKind {
	kinds := make([]QuestionKind, 0, len(questionKinds))
	for kind := range questionKinds {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// questionMatter is a question as the front matter writes it.
type questionMatter struct {
	ID     string            `yaml:"id"`
	Kind   QuestionKind      `yaml:"kind"`
	Before string            `yaml:"before"`
	Ask    string            `yaml:"ask"`
	About  string            `yaml:"about"`
	Of     []string          `yaml:"of"`
	Why    string            `yaml:"why"`
	Wrong  string            `yaml:"wrong"`
	But    map[string]string `yaml:"but"`
}

// question joins the front matter with the note that has it. A question of a stage's note is asked before that stage
// unless it says otherwise.
func (m questionMatter) question(n *Note, line int) *Question {
	q := &Question{
		ID: m.ID, Kind: m.Kind, Before: m.Before, Ask: m.Ask, About: m.About, Of: m.Of, Why: m.Why, Wrong: m.Wrong,
		But: m.But, Note: n, line: line,
	}
	if q.Before == "" && len(n.Spans) > 0 && !strings.HasSuffix(n.Spans[0], "*") {
		q.Before = n.Spans[0]
	}
	return q
}

var questionID = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)*$`)

// problem returns the mistake in a question, or "".
func (q *Question) problem() string {
	takes, known := questionKinds[q.Kind]
	switch {
	case !questionID.MatchString(q.ID):
		return fmt.Sprintf("the question's id %q is not small letters, digits and hyphens", q.ID)
	case !known:
		return fmt.Sprintf("the question's kind %q is unknown: write one of %s", string(q.Kind),
			kindList(QuestionKinds()))
	case q.Before == "" && q.Note.Request == "" && q.Note.Break == "":
		return "before is missing, and the note names no stage before which the question could be asked"
	case takes.about && q.About == "":
		return fmt.Sprintf("about is missing: a question of kind %s asks about a stage", q.Kind)
	case !takes.about && !takes.mayAbout && q.About != "":
		return fmt.Sprintf("about %q has no meaning in a question of kind %s", q.About, q.Kind)
	}
	if text := q.choicesProblem(takes); text != "" {
		return text
	}
	return q.wordsProblem()
}

func (q *Question) choicesProblem(takes needs) string {
	n := len(q.Of)
	switch {
	case n == 0 && (takes.least == 0 || takes.ofIsOptional):
	case takes.most == 0:
		return fmt.Sprintf("of has no meaning in a question of kind %s, which finds its choices itself", q.Kind)
	case n < takes.least || n > takes.most:
		return fmt.Sprintf("of has %d choices, and a question of kind %s takes %d to %d", n, q.Kind, takes.least,
			takes.most)
	}
	for i, choice := range q.Of {
		if choice == "" || slices.Contains(q.Of[:i], choice) {
			return fmt.Sprintf("the choice %q is not a name, named once", choice)
		}
	}
	return ""
}

// wordsProblem holds the words to what a small screen has room for.
func (q *Question) wordsProblem() string {
	for _, w := range []struct{ field, text string }{
		{"ask", q.Ask}, {"why", q.Why}, {"wrong", q.Wrong},
	} {
		if text := sentenceProblem(w.field, w.text); text != "" {
			return text
		}
	}
	for choice, text := range q.But {
		if p := sentenceProblem("but "+choice, text); p != "" {
			return p
		}
		if len(q.Of) > 0 && q.Kind != InOrder && !slices.Contains(q.Of, choice) {
			return fmt.Sprintf("but speaks of %q, which is not one of the choices in of", choice)
		}
	}
	return ""
}

// longestSentence is how many characters of a question, or of what is said to an answer, fit beside the choices in a
// terminal of 80×24.
const longestSentence = 230

func sentenceProblem(field, text string) string {
	switch length := len([]rune(text)); {
	case strings.TrimSpace(text) != text || text == "" || strings.Contains(text, "\n"):
		return fmt.Sprintf("%s %q is not one line of text", field, text)
	case length > longestSentence:
		return fmt.Sprintf("%s has %d characters, more than %d: one sentence is enough", field, length,
			longestSentence)
	}
	return ""
}

func kindList(kinds []QuestionKind) string {
	var names []string
	for _, kind := range kinds {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}

// WrongFor returns what is said to a wrong choice. The function gives a choice of the note as it is shown.
func (q *Question) WrongFor(shown string, inWords func(string) string) string {
	for choice, text := range q.But {
		if inWords(choice) == shown {
			return text
		}
	}
	return q.Wrong
}

// questionProblems reports every mistake in the note's questions.
func (n *Note) questionProblems(found func(line int, format string, args ...any)) {
	for _, q := range n.Questions {
		if text := q.problem(); text != "" {
			found(q.line, "%s", text)
		}
	}
}

// Questions returns the questions of all notes, by the ids of the notes and in the order in which each has them.
func (l *Library) Questions() (all []*Question) {
	if l == nil {
		return nil
	}
	for _, note := range l.notes {
		all = append(all, note.Questions...)
	}
	return all
}

// claimQuestions takes the ids of a note's questions, and returns a problem for each that was taken before.
func (l *Library) claimQuestions(note *Note) (problems []problem) {
	for _, q := range note.Questions {
		if other := l.byQuestion[q.ID]; other != nil {
			text := fmt.Sprintf("the question's id %q is already one of note %q", q.ID, other.Note.ID)
			problems = append(problems, problem{q.line, text})
			continue
		}
		l.byQuestion[q.ID] = q
	}
	return problems
}
