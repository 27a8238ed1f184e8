package why

import (
	"strings"
	"time"

	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// longestName limits a name inside a sentence, in bytes: a file decides how long names are.
const longestName = 120

// name returns the name of a step in a sentence: of a hook without the word that all hooks share.
func name(step *lesson.Step) string {
	shown := step.Node.Name
	if step.Node.IsStage() {
		shown = strings.TrimPrefix(shown, convention.HookPrefix)
	}
	if len(shown) > longestName {
		return words.Cut(shown, longestName)
	}
	return words.Name(shown)
}

// isHook reports whether the step is a post-start hook of the subject.
func isHook(step *lesson.Step) bool {
	return step.Node.IsStage() && strings.HasPrefix(step.Node.Name, convention.HookPrefix)
}

// ask begins an answer about a step, or about none. The values are those of a sentence: see say.
func (f *Facts) ask(kind Kind, step *lesson.Step, format phrases.Format, values ...any) *Answer {
	a := &Answer{Kind: kind, of: -1, in: f.phrases()}
	if step != nil {
		a.of = step.Index
	}
	a.Question = a.text(format, values)
	a.Places = nil
	return a
}

// say adds a sentence. Of the values, steps become their names and places to go, lengths of time are written as all
// are, and texts are cleaned.
func (a *Answer) say(format phrases.Format, values ...any) {
	a.Sentences = append(a.Sentences, a.text(format, values))
}

// untold adds a sentence that says what the recording does not tell.
func (a *Answer) untold(format phrases.Format, values ...any) {
	a.say(format, values...)
	a.Untold = true
}

// longest limits a text of the recording inside a sentence, in bytes.
const longest = 1000

// phrase is a part of a sentence that stands in it as it is.
type phrase string

func (a *Answer) text(format phrases.Format, values []any) string {
	said := make([]any, len(values))
	for _, i := range format.Order(len(values)) { // places are numbered as they are read
		switch v := values[i].(type) {
		case *lesson.Step:
			said[i] = a.place(v)
		case []*lesson.Step:
			said[i] = a.list(v)
		case time.Duration:
			said[i] = words.Duration(v)
		case string:
			said[i] = words.Cut(v, longest)
		case phrase:
			said[i] = string(v)
		default:
			said[i] = v
		}
	}
	return format.With(said...)
}

// place remembers a step that a sentence names, unless it is the one that was asked about.
func (a *Answer) place(step *lesson.Step) string {
	if step.Index == a.of {
		return name(step)
	}
	for _, p := range a.Places {
		if p.Index == step.Index {
			return name(step)
		}
	}
	a.Places = append(a.Places, Place{step.Index, name(step)})
	return name(step)
}

// mostAround is how many steps a walk outwards or inwards visits: a file may hold a recursion without an end.
const mostAround = 64

// mostNamed is how many steps of a list are named.
const mostNamed = 4

// list names steps: "a, b and c", or "a, b, c, d and 12 more".
func (a *Answer) list(steps []*lesson.Step) string {
	var names []string
	for _, step := range steps[:min(mostNamed, len(steps))] {
		names = append(names, a.place(step))
	}
	if more := len(steps) - mostNamed; more > 0 {
		names = append(names, a.in.Why.Parts.More.With(words.Thousands(more)))
	}
	return a.in.Why.Parts.List(names)
}

// when says at which time of its trace something happened in the step: "at +352 ms", "at about +3 ms".
func (f *Facts) when(step *lesson.Step, moment time.Time) phrase {
	return phrase(f.why().Parts.At.With(string(f.moment(step, moment))))
}

// moment is that time alone: "+352 ms".
func (f *Facts) moment(step *lesson.Step, moment time.Time) phrase {
	if moment.IsZero() {
		return phrase(f.why().Parts.UnknownTime)
	}
	since := step.Since(moment)
	said := "+" + words.Duration(max(0, since))
	if step.Shift() != 0 || since < 0 {
		said = f.why().Parts.About.With(said)
	}
	return phrase(said)
}

// phrases returns what is said in the language of the lesson, and why the part of it that answers are made of.
func (f *Facts) phrases() *phrases.Phrases { return f.View.Lesson.Phrases() }

func (f *Facts) why() *phrases.Why { return &f.phrases().Why }

// recorded returns a text that the server has written into the recording, in the language of the lesson if it has that.
func (f *Facts) recorded(text string) string { return f.phrases().Recorded.Said(text) }

// quoted returns a recorded text as the end of a sentence, and marks it as recorded where the language needs that.
func (f *Facts) quoted(text string) phrase {
	if said := f.recorded(text); said != text {
		return phrase(sentence(words.Cut(said, longest)))
	}
	return phrase(f.phrases().Recorded.Quoted.With(words.Cut(sentence(text), longest)))
}

// begin and end return the times of a step by the clock of its trace, which can be compared with those of other steps
// of that trace.
func begin(step *lesson.Step) time.Time { return step.Node.Start.Add(step.Shift()) }

func end(step *lesson.Step) time.Time { return step.Node.End.Add(step.Shift()) }

// sentence returns a recorded text as the end of a sentence: with one full stop.
func sentence(text string) string { return strings.TrimRight(strings.TrimSpace(text), ".") }
