package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/spread"
)

// readOthers reads the recordings behind the first that the command line names.
func (t terminal) readOthers(ctx context.Context, args []string) ([]*trace.Trace, error) {
	if len(args) < 2 {
		return nil, nil
	}
	if slices.Contains(args[1:], standardInput) {
		return nil, hint.Usage("name the one on standard input first: apitour play - FILE",
			"- is not the first recording")
	}
	var others []*trace.Trace
	for _, name := range args[1:] {
		other, err := t.readRecording(ctx, []string{name})
		if err != nil {
			return nil, err
		}
		others = append(others, other)
	}
	return others, nil
}

// adviceOnDifferent names the recording that cannot be compared with the first, and says what to do.
func adviceOnDifferent(err error, args []string) error {
	var different *spread.DifferentError
	if !errors.As(err, &different) {
		return err
	}
	other := args[1+different.Index]
	return hint.With(fmt.Errorf("%w, in %q", err, other),
		"apitour play "+other+" tours it alone; recordings are compared that are of the same program")
}

// printCompared prints the whole walk through the first recording. The comparison is for those who walk.
func (t terminal) printCompared(
	ctx context.Context, told *lesson.Lesson, first *trace.Trace, others []*trace.Trace, args []string,
) error {
	if len(others) > 0 {
		if _, err := spread.Of(first, others...); err != nil {
			return adviceOnDifferent(err, args)
		}
		fmt.Fprintln(t.stderr, "hint: this is the first recording alone; --plain compares it with the others")
	}
	return t.printWalk(ctx, told)
}
