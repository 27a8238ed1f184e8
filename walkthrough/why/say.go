package why

import (
	"fmt"
	"strings"
	"time"

	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
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
func (f *Facts) ask(kind Kind, step *lesson.Step, format string, values ...any) *Answer {
	a := &Answer{Kind: kind, of: -1}
	if step != nil {
		a.of = step.Index
	}
	a.Question = a.text(format, values)
	a.Places = nil
	return a
}

// say adds a sentence. Of the values, steps become their names and places to go, lengths of time are written as all
// are, and texts are cleaned.
func (a *Answer) say(format string, values ...any) {
	a.Sentences = append(a.Sentences, a.text(format, values))
}

// untold adds a sentence that says what the recording does not tell.
func (a *Answer) untold(format string, values ...any) {
	a.say(format, values...)
	a.Untold = true
}

// longest limits a text of the recording inside a sentence, in bytes.
const longest = 1000

func (a *Answer) text(format string, values []any) string {
	said := make([]any, len(values))
	for i, value := range values {
		switch v := value.(type) {
		case *lesson.Step:
			said[i] = a.place(v)
		case []*lesson.Step:
			said[i] = a.list(v)
		case time.Duration:
			said[i] = words.Duration(v)
		case string:
			said[i] = words.Cut(v, longest)
		default:
			said[i] = v
		}
	}
	return fmt.Sprintf(format, said...)
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
		names = append(names, fmt.Sprintf("%s more", words.Thousands(more)))
	}
	return enumerated(names)
}

// enumerated joins names as a sentence does.
func enumerated(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// when says at which time of its trace something happened in the step: "at +352 ms", "at about +3 ms".
func when(step *lesson.Step, moment time.Time) string {
	if moment.IsZero() {
		return "at a time that is not known"
	}
	since := step.Since(moment)
	about := ""
	if step.Shift() != 0 || since < 0 {
		about = "about "
	}
	return "at " + about + "+" + words.Duration(max(0, since))
}

// begin and end return the times of a step by the clock of its trace, which can be compared with those of other steps
// of that trace.
func begin(step *lesson.Step) time.Time { return step.Node.Start.Add(step.Shift()) }

func end(step *lesson.Step) time.Time { return step.Node.End.Add(step.Shift()) }

// sentence returns a recorded text as the end of a sentence: with one full stop.
func sentence(text string) string { return strings.TrimRight(strings.TrimSpace(text), ".") }
