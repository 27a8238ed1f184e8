package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/messages"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

func newNotesFindCommand(t terminal) *cobra.Command {
	var output string
	command := &cobra.Command{
		Use: "find TEXT...|-",
		Args: func(_ *cobra.Command, args []string) error {
			if strings.TrimSpace(strings.Join(args, "")) == "" {
				say := phrases.In(t.language()).Find
				return hint.Usage(say.EmptyHint, "%s", say.Empty)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if output != outputText && output != outputJSON {
				takes := fmt.Sprintf(t.say.Hint.Takes, "--output", outputText+t.say.Hint.Or+outputJSON)
				meant := t.meant(output, []string{outputText, outputJSON}, takes)
				return hint.Usage(meant, t.say.Wrong.UnknownOutput, output)
			}
			return t.findNotes(cmd.Context(), args, output)
		},
	}
	command.Flags().StringVar(&output, "output", outputText, "")
	_ = command.RegisterFlagCompletionFunc("output",
		cobra.FixedCompletions([]string{outputText, outputJSON}, cobra.ShellCompDirectiveNoFileComp))
	return command
}

// findNotes prints what a text says: the arguments, or standard input for "-". It is an error that no message is known.
func (t terminal) findNotes(ctx context.Context, args []string, output string) error {
	say := &phrases.In(t.language()).Find
	text, err := t.textOf(ctx, args, say)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return hint.Usage(say.EmptyHint, "%s", say.Empty)
	}
	answer, err := until(ctx, func() (*messages.Answer, error) {
		finder, err := t.finder(output)
		if err != nil {
			return nil, err
		}
		return finder.Find(ctx, text)
	})
	if err != nil {
		return err
	}
	write := func() error { return answer.Text(stopping{ctx, t.stdout}, say) }
	if output == outputJSON {
		write = func() error { return answer.JSON(stopping{ctx, t.stdout}) }
	}
	if len(answer.Found) > 0 || output == outputJSON {
		if err := doUntil(ctx, write); err != nil {
			return err
		}
	}
	if len(answer.Found) == 0 {
		return hint.With(errors.New(say.Nothing), say.NothingHint)
	}
	return nil
}

// finder returns a finder for the notes. What machines read is the same in every language.
func (t terminal) finder(output string) (*messages.Finder, error) {
	library, err := t.library()
	if output == outputJSON {
		library, err = notes.Embedded(notes.Original)
	}
	if err != nil {
		return nil, err
	}
	table, err := messages.Shipped()
	if err != nil {
		return nil, err
	}
	releases, err := anchors.Shipped()
	if err != nil {
		return nil, err
	}
	return messages.NewFinder(library, table, releases)
}

// textOf returns the text of the command line: its words, or what standard input has.
func (t terminal) textOf(ctx context.Context, args []string, say *phrases.Find) (string, error) {
	if len(args) != 1 || args[0] != standardInput {
		return strings.Join(args, " "), nil
	}
	if t.types() {
		fmt.Fprintln(t.stderr, say.FromTerminal)
	}
	text, err := until(ctx, func() ([]byte, error) {
		// One byte more tells that there was more.
		return io.ReadAll(io.LimitReader(t.stdin, messages.MostText+1))
	})
	if err != nil {
		return "", fmt.Errorf("read the text from standard input: %w", err)
	}
	return string(text), nil
}
