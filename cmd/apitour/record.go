package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/cmd/server"
	"apitour/trace"
	"apitour/walkthrough/phrases"
)

func newRecordCommand(t terminal) *cobra.Command {
	var output string
	command := &cobra.Command{
		Use:  "record -o FILE [-- APISERVER FLAGS]",
		Args: t.onlyServerFlags,
		RunE: func(cmd *cobra.Command, flags []string) error {
			if output == "" {
				return hint.Usage(t.say.Hint.RecordTo, "%s", t.say.Wrong.OutputMissing)
			}
			return recordBoot(cmd.Context(), t, output, flags)
		},
	}
	command.Flags().StringVarP(&output, "output", "o", "", "")
	return command
}

// recordBoot writes the trace even when the boot fails: a failed boot is when a trace is most needed.
func recordBoot(ctx context.Context, t terminal, output string, flags []string) error {
	if err := t.canWrite("trace", output); err != nil {
		return err
	}
	recorded, bootErr := server.Child{Flags: flags}.Record(ctx)
	if recorded == nil {
		return bootErr
	}
	if err := t.writeTrace(ctx, output, recorded); err != nil {
		return errors.Join(bootErr, err)
	}
	fmt.Fprintln(t.stderr, t.summary(recorded, output))
	return bootErr
}

// summary returns one line about a recording. The share is how much of the root's time lies in deeper spans.
func (t terminal) summary(recorded *trace.Trace, output string) string {
	if output == standardOutput {
		output = t.say.Said.StandardOutput
	}
	roots := recorded.Tree()
	start, end := trace.Bounds(roots)
	_, ready := recorded.Ready()
	return t.say.Said.Recorded(phrases.RecordedBoot{
		Spans: len(recorded.Spans), Ready: ready, Took: end.Sub(start).Round(time.Millisecond).String(),
		Explained: explained(roots, end), In: output,
	})
}

// explained returns the part of the roots' time in which a stage below them was at work.
func explained(roots []*trace.Node, now time.Time) float64 {
	var total, own time.Duration
	for _, root := range roots {
		total += root.Duration(now)
		own += root.Own(now)
	}
	if total == 0 {
		return 1
	}
	return 1 - float64(own)/float64(total)
}
