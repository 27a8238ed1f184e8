package walk

import (
	"slices"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// Phrases returns what is said in the language of the lesson of now. A walk may be given lessons in another language:
// ask again for every text.
func (w *Walk) Phrases() *phrases.Phrases { return w.lesson.Phrases() }

// say returns what the walk itself says.
func (w *Walk) say() *phrases.Walk { return &w.Phrases().Walk }

// spans reports whether the steps are spans where the learner stands: another program than the subject has no stages.
func (w *Walk) spans() bool { return w.Kind() == lesson.Other }

// Commands returns the command table in the learner's language, without the rows that the driver cannot do.
func (w *Walk) Commands() []Command {
	if say := w.say(); w.commandsIn != say {
		w.commands = slices.DeleteFunc(commandsIn(say), func(c Command) bool {
			return c.Screen && !w.listed || c.Name == language && len(w.spoken.languages) < 2
		})
		w.commandsIn = say
	}
	return w.commands
}

// translated returns what the server's recording or a note's front matter says, in the learner's language.
func (w *Walk) translated(text string) string { return w.Phrases().Recorded.Said(text) }

// shown returns an error as the learner reads it.
func (w *Walk) shown(err error) string { return words.Shown(w.Phrases().Error(err)) }
