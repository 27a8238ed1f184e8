package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"apitour/cmd/broken"
	"apitour/cmd/hint"
	"apitour/cmd/requests"
	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/tour"
	"apitour/walkthrough/words"
)

// What a quiz may be asked to be about, beside the name of one guided request or broken boot.
const (
	aboutBoot     = "boot"
	aboutRequests = "request"
	aboutBreaks   = "break"
)

func newQuizCommand(t terminal, now func() time.Time) *cobra.Command {
	var due bool
	command := &cobra.Command{
		Use: "quiz [boot|request|break|NAME]",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return hint.Usage(t.say.Hint.QuizTakesOne, t.say.Wrong.UnexpectedArgument, args[1])
			}
			return nil
		},
		ValidArgs: quizNames(),
	}
	command.Flags().BoolVar(&due, "due", false, "")
	command.RunE = func(cmd *cobra.Command, args []string) error {
		about := ""
		if len(args) > 0 {
			about = args[0]
			if names := quizNames(); !slices.Contains(names, about) {
				meant := t.meant(about, names, t.say.Hint.QuizAbout)
				return hint.Usage(meant, t.say.Wrong.NoQuestions, about)
			}
		}
		return t.quiz(cmd.Context(), now(), about, due)
	}
	return command
}

// quizNames returns what a quiz may be asked to be about.
func quizNames() []string {
	names := []string{aboutBoot, aboutRequests, aboutBreaks}
	return slices.Concat(names, requests.Names(), broken.Names())
}

// quizSubjects returns what the quiz asks about, in this order: the boot, the guided requests, the broken boots. About
// is one of quizNames, or "" for everything.
func quizSubjects(about string) (subjects []predict.Subject, err error) {
	add := func(s predict.Subject, kind string, read func() (*trace.Trace, error)) {
		if name := s.Request + s.Break; err != nil || about != "" && about != kind && about != name {
			return
		}
		s.Trace, err = read()
		subjects = append(subjects, s)
	}
	add(predict.Subject{}, aboutBoot, recording.Read)
	for _, name := range requests.Names() {
		add(predict.Subject{Request: name}, aboutRequests, func() (*trace.Trace, error) {
			return recording.Request(name)
		})
	}
	for _, name := range broken.Names() {
		add(predict.Subject{Break: name}, aboutBreaks, func() (*trace.Trace, error) { return recording.Broken(name) })
	}
	return subjects, err
}

// quiz asks the questions that the shipped recordings answer.
func (t terminal) quiz(ctx context.Context, now time.Time, about string, due bool) error {
	library, err := t.libraryHere(plain)
	if err != nil {
		return err
	}
	subjects, err := quizSubjects(about)
	if err != nil {
		return err
	}
	kept := settings.Open(settingsPath())
	memory := make(predict.Memory)
	kept.Get(predict.SettingsKey, &memory)
	if err := kept.Broken(); err != nil {
		t.warn(err.Error())
	}
	if memory == nil {
		memory = make(predict.Memory)
	}
	q := quizTalk{
		Quiz:    predict.NewQuiz(subjects, library, memory, now, due),
		command: strings.TrimSpace("apitour quiz " + about),
		in:      bufio.NewScanner(t.stdin),
		out:     stopping{ctx, t.stdout},
		ascii:   tour.ASCII(*t.ascii, os.Environ()),
		memory:  memory, kept: kept,
		words: &phrases.In(library.Language()).Predict.Quiz,
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
	command string // that asks the same questions again
	in      *bufio.Scanner
	out     io.Writer
	ascii   bool
	memory  predict.Memory
	kept    *settings.File
	err     error // of the output
	words   *phrases.PredictQuiz
}

// itemMark is what an option begins with: its number.
var itemMark = regexp.MustCompile(`^ *([0-9]+  )?`)

func (q *quizTalk) say(format phrases.Format, values ...any) {
	line := format.With(values...)
	if q.ascii {
		line = strings.Map(func(r rune) rune {
			if like, ok := words.ASCII(r); ok {
				return rune(like)
			}
			return r
		}, line)
	}
	if mark := itemMark.FindString(line); line != "" {
		line = strings.TrimSuffix(page.Item(line[len(mark):], mark, strings.Repeat(" ", len(mark))), "\n")
	}
	if _, err := fmt.Fprintln(q.out, line); err != nil && q.err == nil {
		q.err = fmt.Errorf("print the quiz: %w", err)
	}
}

func (q *quizTalk) talk() error {
	how := q.words.HowTo
	switch _, of := q.Number(); {
	case of == 0:
		q.nothingIsDue()
		return q.err
	case of == 1:
		q.say(q.words.One, how)
	case q.parts() != "":
		q.say(q.words.SeveralAbout, of, q.parts())
		q.say("%s", how)
	default:
		q.say(q.words.Several, of, how)
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

// parts says how many questions are about what, "" where all are about the same.
func (q *quizTalk) parts() string {
	counts := make(map[string]int)
	for _, question := range q.Questions() {
		counts[aboutOf(question)]++
	}
	var parts []string
	for _, part := range []struct {
		about   string
		counted func(int) string
	}{
		{aboutBoot, q.words.AboutBoot}, {aboutRequests, q.words.AboutRequest}, {aboutBreaks, q.words.AboutBreak},
	} {
		if n := counts[part.about]; n > 0 {
			parts = append(parts, part.counted(n))
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, q.words.Comma)
}

// aboutOf returns what a question is about.
func aboutOf(question *notes.Question) string {
	switch {
	case question.Note.Request != "":
		return aboutRequests
	case question.Note.Break != "":
		return aboutBreaks
	}
	return aboutBoot
}

// place says where in which tour a question is asked.
func (q *quizTalk) place(question *notes.Question) string {
	var parts []string
	switch aboutOf(question) {
	case aboutRequests:
		parts = append(parts, q.words.OfRequest.With(words.Name(question.Note.Request)))
	case aboutBreaks:
		parts = append(parts, q.words.OfBreak.With(words.Name(question.Note.Break)))
	}
	if question.Before != "" {
		parts = append(parts, q.words.Before.With(words.Name(question.Before)))
	}
	return strings.Join(parts, q.words.Comma)
}

// ask asks one question until it has been answered or skipped. It reports whether the learner goes on.
func (q *quizTalk) ask(asked predict.Asked) bool {
	number, of := q.Number()
	q.say("")
	q.say(q.words.Asks, number, of, q.place(asked.Question), words.Shown(asked.Question.Ask))
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
		q.say(q.words.TypeNumber, len(asked.Options))
	}
	return false
}

func (q *quizTalk) answer(asked predict.Asked, option int) {
	v := q.Answer(option)
	if v.Right {
		q.say(q.words.Right, words.Shown(v.Truth), words.Shown(v.Why))
	} else {
		q.say(q.words.Truth, words.Shown(v.Truth), words.Shown(v.Why))
		q.say(q.words.YouSaid, words.Shown(asked.Options[option]), words.Shown(v.Wrong))
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
	q.say(q.words.Score, right, answers, string(q.NextDue()), q.command)
}

func (q *quizTalk) nothingIsDue() {
	if next := q.NextDue(); next != "" {
		q.say(q.words.NothingToday, string(next), q.command)
		return
	}
	q.say(q.words.NeverAsked, q.command)
}
