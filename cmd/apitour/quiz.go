package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/tour"
	"apitour/walkthrough/words"
)

func newQuizCommand(t terminal, now func() time.Time) *cobra.Command {
	var due bool
	command := &cobra.Command{
		Use:   "quiz",
		Short: "Answer the tour's questions again, another day",
		Long: `Answer the questions that the tour asks before the stages of a boot, without a tour around them. What you
know of each stays in your settings, and so do answers that you give in the tour: a question that was right comes again
after 1 day, then after 3, 7 and 21; one that was wrong on the next day. Type the number of an answer, nothing to skip a
question, q to end. Nothing is counted against you.`,
		Example: `  apitour quiz                              all questions about the boot
  apitour quiz --due                        those that are due today`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return hint.Usage("apitour quiz takes no arguments", "unexpected argument %q", args[0])
			}
			return nil
		},
	}
	command.Flags().BoolVar(&due, "due", false, "ask only the questions that are due today")
	command.RunE = func(cmd *cobra.Command, _ []string) error {
		return t.quiz(cmd.Context(), now(), due)
	}
	return command
}

// quiz asks the questions that the shipped recording answers.
func (t terminal) quiz(ctx context.Context, now time.Time, due bool) error {
	library, err := notes.Embedded("en")
	if err != nil {
		return err
	}
	recorded, err := recording.Read()
	if err != nil {
		return err
	}
	kept := settings.Open(settingsPath())
	memory := make(predict.Memory)
	kept.Get(predict.SettingsKey, &memory)
	if err := kept.Broken(); err != nil {
		fmt.Fprintf(t.stderr, "warning: %v\n", err)
	}
	if memory == nil {
		memory = make(predict.Memory)
	}
	q := quizTalk{
		Quiz:   predict.NewQuiz(recorded, library, memory, now, due),
		in:     bufio.NewScanner(t.stdin),
		out:    stopping{ctx, t.stdout},
		ascii:  tour.ASCII(*t.ascii, os.Environ()),
		memory: memory, kept: kept,
	}
	err = doUntil(ctx, q.talk)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// quizTalk asks and answers in lines.
type quizTalk struct {
	*predict.Quiz
	in     *bufio.Scanner
	out    io.Writer
	ascii  bool
	memory predict.Memory
	kept   *settings.File
	err    error // of the output
}

func (q *quizTalk) say(format string, values ...any) {
	line := fmt.Sprintf(format, values...)
	if q.ascii {
		line = strings.Map(func(r rune) rune {
			if like, ok := words.ASCII(r); ok {
				return rune(like)
			}
			return r
		}, line)
	}
	if _, err := fmt.Fprintln(q.out, line); err != nil && q.err == nil {
		q.err = fmt.Errorf("print the quiz: %w", err)
	}
}

func (q *quizTalk) talk() error {
	_, of := q.Number()
	switch of {
	case 0:
		q.nothingIsDue()
		return q.err
	case 1:
		q.say("One question. Type the number of an answer, nothing to skip it, q to end.")
	default:
		q.say("%d questions. Type the number of an answer, nothing to skip it, q to end.", of)
	}
	for q.err == nil {
		asked, ok := q.Question()
		if !ok || !q.ask(asked) {
			break
		}
	}
	q.end()
	return errors.Join(q.err, q.in.Err())
}

// ask asks one question until it has been answered or skipped. It reports whether the learner goes on.
func (q *quizTalk) ask(asked predict.Asked) bool {
	number, of := q.Number()
	q.say("")
	q.say("%d of %d, before %s: %s", number, of, words.Name(asked.Question.Before), words.Shown(asked.Question.Ask))
	for i, option := range asked.Options {
		q.say("  %d  %s", i+1, words.Shown(option))
	}
	for q.err == nil && q.in.Scan() {
		line := strings.TrimSpace(q.in.Text())
		n, err := strconv.Atoi(line)
		switch {
		case line == "":
			q.Skip()
			return true
		case line == "q" || line == "quit":
			return false
		case err == nil && n >= 1 && n <= len(asked.Options):
			q.answer(asked, n-1)
			return true
		}
		q.say("Type a number from 1 to %d, nothing to skip the question, or q to end.", len(asked.Options))
	}
	return false
}

func (q *quizTalk) answer(asked predict.Asked, option int) {
	v := q.Answer(option)
	if v.Right {
		q.say("Right: %s. %s", words.Shown(v.Truth), words.Shown(v.Why))
	} else {
		q.say("It is %s. %s", words.Shown(v.Truth), words.Shown(v.Why))
		q.say("You said %s. %s", words.Shown(asked.Options[option]), words.Shown(v.Wrong))
	}
	if write := q.kept.Set(predict.SettingsKey, q.memory); write != nil {
		if err := write(); err != nil && q.err == nil {
			q.err = err
		}
	}
}

func (q *quizTalk) end() {
	right, answers := q.Result()
	if answers == 0 {
		return
	}
	q.say("")
	q.say("%d of %d right. The next question is due on %s: apitour quiz --due", right, answers, q.NextDue())
}

func (q *quizTalk) nothingIsDue() {
	if next := q.NextDue(); next != "" {
		q.say("Nothing is due today. The next question is due on %s; apitour quiz asks all of them now.", next)
		return
	}
	q.say("Nothing is due: no question has been answered yet. apitour quiz asks all of them now.")
}
