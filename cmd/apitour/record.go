package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"apitour/trace"
	"apitour/trace/tracefile"
)

// standardOutput is what -o says instead of a file's name.
const standardOutput = "-"

func newRecordCommand(t terminal) *cobra.Command {
	var output string
	command := &cobra.Command{
		Use:   "record -o FILE [-- APISERVER FLAGS]",
		Short: "Boot the server until it is ready, write down every stage, stop it",
		Long: `Boot the server on a temporary directory until it is ready, write the spans of the boot to a file, and stop
the server again. The file is OTLP JSON, one object per line, which the OpenTelemetry Collector and Jaeger read as well.
A boot that fails leaves its trace too.`,
		Example: `  apitour record -o boot.jsonl
  apitour record -o - | jq .
  apitour record -o boot.jsonl -- --insecure-port 8080`,
		Args: onlyServerFlags,
		RunE: func(cmd *cobra.Command, flags []string) error {
			if output == "" {
				return usage("apitour record -o boot.jsonl, or -o - for standard output", "name a file for the recording with -o")
			}
			return recordBoot(cmd.Context(), t, output, flags)
		},
	}
	command.Flags().StringVarP(&output, "output", "o", "", "the file to write, - for standard output")
	return command
}

// recordBoot writes the trace even when the boot fails, because a failed boot is when a trace is wanted most.
func recordBoot(ctx context.Context, t terminal, output string, flags []string) error {
	if err := canWrite(output); err != nil {
		return failure(err, "name a file in a folder that exists with -o")
	}
	recorded, bootErr := bootUntilReady(ctx, flags)
	if recorded == nil {
		return bootErr
	}
	if err := writeTrace(t.stdout, output, recorded); err != nil {
		return errors.Join(bootErr, failure(err, "name a file that you may write to with -o"))
	}
	fmt.Fprintln(t.stderr, summary(recorded, output))
	return bootErr
}

// bootUntilReady boots a server until it is ready or has failed, and stops it. The trace is nil when there is nothing to
// tell.
func bootUntilReady(ctx context.Context, flags []string) (*trace.Trace, error) {
	b, err := startBoot(ctx, unstepped, flags)
	if err != nil {
		return nil, err
	}
	defer b.remove()

	var recording trace.Recording
	for update := range b.Updates() {
		if update.Resource != nil {
			recording.SetResource(update.Resource)
		}
		if update.Span == nil {
			continue
		}
		recording.Add(*update.Span)
		if readyAt, ready := readyBy(update.Span); ready {
			return recording.Finish(readyAt), b.end()
		}
	}
	ended := time.Now()
	err = explainExit(b.Wait())
	if ctx.Err() != nil {
		err = fmt.Errorf("boot the server: %w", context.Cause(ctx))
	} else if err == nil {
		err = fmt.Errorf("boot the server: it ended before it was ready")
	}
	failed := recording.Snapshot()
	if len(failed.Spans) == 0 {
		return nil, err
	}
	return recording.Finish(ended), err
}

// readyBy reports whether the span is the end of the wait for readiness, and when that was.
func readyBy(span *trace.Span) (time.Time, bool) {
	return (&trace.Trace{Spans: []trace.Span{*span}}).Ready()
}

// canWrite finds out before a whole boot whether its recording will have a place.
func canWrite(output string) error {
	if output == standardOutput {
		return nil
	}
	if _, err := os.Stat(filepath.Dir(output)); err != nil {
		return fmt.Errorf("write trace %q: %w", output, errors.Unwrap(err))
	}
	return nil
}

func writeTrace(stdout io.Writer, output string, t *trace.Trace) error {
	if output == standardOutput {
		return tracefile.Write(stdout, t)
	}
	return tracefile.WriteFile(output, t)
}

// summary is one line about a recording. The share is how much of the root's time lies in deeper spans.
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

// explained is the part of the roots' time during which some stage below them was at work.
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
