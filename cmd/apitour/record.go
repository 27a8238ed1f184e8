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
)

func newRecordCommand(t terminal) *cobra.Command {
	var output string
	command := &cobra.Command{
		Use:   "record -o FILE [-- APISERVER FLAGS]",
		Short: "Boot the server until it is ready, record every stage, stop it",
		Long: `Boot the server on a temporary directory until it is ready, write the spans of the boot to a file, and
stop the server again. The file is OTLP JSON, one object per line; the OpenTelemetry Collector and Jaeger read it too.
A boot that fails is recorded too.`,
		Example: `  apitour record -o boot.jsonl
  apitour record -o - | jq .
  apitour record -o boot.jsonl -- --insecure-port 8080`,
		Args: onlyServerFlags,
		RunE: func(cmd *cobra.Command, flags []string) error {
			if output == "" {
				return hint.Usage("apitour record -o boot.jsonl, or -o - for standard output", "-o FILE is required")
			}
			return recordBoot(cmd.Context(), t, output, flags)
		},
	}
	command.Flags().StringVarP(&output, "output", "o", "", "the file to write, - for standard output")
	return command
}

// recordBoot writes the trace even when the boot fails: a failed boot is when a trace is most needed.
func recordBoot(ctx context.Context, t terminal, output string, flags []string) error {
	if err := canWrite("trace", output); err != nil {
		return err
	}
	recorded, bootErr := server.Child{Flags: flags}.Record(ctx)
	if recorded == nil {
		return bootErr
	}
	if err := writeTrace(ctx, t.stdout, output, recorded); err != nil {
		return errors.Join(bootErr, err)
	}
	fmt.Fprintln(t.stderr, summary(recorded, output))
	return bootErr
}

// summary returns one line about a recording. The share is how much of the root's time lies in deeper spans.
func summary(t *trace.Trace, output string) string {
	if output == standardOutput {
		output = "standard output"
	}
	roots := t.Tree()
	start, end := trace.Bounds(roots)
	outcome := "not ready after"
	if _, ready := t.Ready(); ready {
		outcome = "ready after"
	}
	return fmt.Sprintf("recorded %d spans, %s %s, %.1f %% of it explained by stages, in %s",
		len(t.Spans), outcome, end.Sub(start).Round(time.Millisecond), 100*explained(roots, end), output)
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
