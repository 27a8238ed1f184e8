package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/spread"
)

// recordings accepts the files of recordings that are compared, one file alone, or no file for the recording inside the
// binary. Only the first may be standard input.
func (t terminal) recordings(cmd *cobra.Command, args []string) error {
	if len(args) > 1 && slices.Contains(args[1:], standardInput) {
		return hint.Usage(fmt.Sprintf(t.say.Hint.InputFirst, cmd.CommandPath()), "%s", t.say.Wrong.InputNotFirst)
	}
	return nil
}

// compare reads the recordings behind the first that the command line names, one after the other, and compares them
// with the first. It returns nil when there is only one.
func (t terminal) compare(ctx context.Context, first *trace.Trace, args []string) (*spread.Comparison, error) {
	if len(args) < 2 {
		return nil, nil
	}
	others := func(yield func(*trace.Trace, error) bool) {
		for _, name := range args[1:] {
			if !yield(t.readRecording(ctx, []string{name})) {
				return
			}
		}
	}
	compared, err := until(ctx, func() (*spread.Comparison, error) { return spread.Of(first, others) })
	return compared, t.adviceOnDifferent(err, args)
}

// adviceOnDifferent names the recording that cannot be compared with the first, and says what to do.
func (t terminal) adviceOnDifferent(err error, args []string) error {
	var different *spread.DifferentError
	if !errors.As(err, &different) {
		return err
	}
	other := args[1+different.Index]
	reason := different.Say(phrases.In(t.language()))
	return hint.With(fmt.Errorf(t.say.Wrong.InRecording, reason, other), fmt.Sprintf(t.say.Hint.TourAlone, other))
}
