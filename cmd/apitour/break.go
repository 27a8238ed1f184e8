package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"apitour/trace"
	"apitour/trace/live"
)

// lastLines is how much of a broken boot's log is shown: the end of it, where the reason stands.
const lastLines = 8

// breakPatience is how long a broken boot may take to break. The slowest gives up its etcd after 20 s.
const breakPatience = time.Minute

func newBreakCommand(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "break [list | NAME]",
		Short: "Boot the server with one thing wrong, and see where that shows",
		Long: `Boot the same server as always with one thing wrong, and show in which stage it failed, how the error travelled
up, and what an operator would see. Without a name it lists what can be broken. The exit code is 0 when the boot
broke as announced.`,
		Example: `  apitour break
  apitour break port-taken`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage(cmd.CommandPath()+" takes one name; without one it lists them", "take no argument %q", args[1])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "list" {
				listBrokenBoots(t.stdout)
				return nil
			}
			i := slices.IndexFunc(brokenBoots, func(b brokenBoot) bool { return b.name == args[0] })
			if i < 0 {
				return usage("apitour break lists what can be broken", "unknown broken boot %q", args[0])
			}
			fmt.Fprintln(t.stderr, "booting the server, with one thing wrong …")
			result, err := brokenBoots[i].run(cmd.Context())
			if err != nil {
				return err
			}
			result.print(t.stdout)
			return result.asAnnounced()
		},
	}
}

func listBrokenBoots(w io.Writer) {
	for _, b := range brokenBoots {
		fmt.Fprintf(w, "%-18s %s\n", b.name, b.wrong)
	}
}

// breakage is how a broken boot ended.
type breakage struct {
	boot  brokenBoot
	chain []*trace.Node // the stages that failed, the innermost first
	log   []string      // its last lines
	err   error         // how the server ended
}

// run makes the one thing wrong and boots until the server has ended.
func (b brokenBoot) run(ctx context.Context) (*breakage, error) {
	ctx, cancel := context.WithTimeout(ctx, breakPatience)
	defer cancel()
	wrong, err := b.prepare()
	if err != nil {
		return nil, fmt.Errorf("prepare the broken boot %q: %w", b.name, err)
	}
	defer wrong.undo()
	started, err := startBoot(ctx, unstepped, wrong.flags, wrong.environment...)
	if err != nil {
		return nil, err
	}
	defer started.remove()

	result := &breakage{boot: b}
	var recording trace.Recording
	for update := range started.Updates() {
		if update.Span != nil {
			recording.Add(*update.Span)
		}
		if update.IsLog() {
			result.log = append(result.log, update.Log)
			result.log = result.log[max(0, len(result.log)-lastLines):]
		}
	}
	result.err = started.Wait()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("break %q: %w", b.name, context.Cause(ctx))
	}
	result.chain = failedChain(recording.Finish(time.Now()).Tree())
	return result, nil
}

// failedChain returns the way of the error: from the innermost stage that failed up to the outermost. A stage that failed
// and whose caller went on is no part of it. Where several parts of a stage failed, the first to end was the cause: the wait
// for readiness fails as well when a hook has, a little later.
func failedChain(roots []*trace.Node) (chain []*trace.Node) {
	for level := roots; ; {
		var cause *trace.Node
		for _, n := range level {
			if n.Failed() && (cause == nil || n.End.Before(cause.End)) {
				cause = n
			}
		}
		if cause == nil {
			break
		}
		chain, level = append(chain, cause), cause.Children
	}
	slices.Reverse(chain)
	return chain
}

// asAnnounced says how the boot differed from what was announced, if it did.
func (r *breakage) asAnnounced() error {
	hint := "apitour record keeps the trace of a boot, a failed one too"
	switch {
	case r.err == nil:
		return failure(fmt.Errorf("break %q: the server ended well", r.boot.name), hint)
	case len(r.chain) == 0 || r.chain[0].Name != r.boot.stage:
		return failure(fmt.Errorf("break %q: no error in stage %q", r.boot.name, r.boot.stage), hint)
	case !strings.Contains(r.chain[0].Message, r.boot.message):
		return failure(fmt.Errorf("break %q: stage %q failed with %q", r.boot.name, r.boot.stage, r.chain[0].Message), hint)
	}
	return nil
}

// print tells the breakage as text.
func (r *breakage) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %s\n", r.boot.name, r.boot.wrong)
	if len(r.chain) > 0 {
		fmt.Fprintf(w, "\nfailed in %s:\n  %s\n\nthe error's way up:\n", trace.Clean(r.chain[0].Name), trace.Clean(r.chain[0].Message))
	}
	said := ""
	for _, n := range r.chain {
		// What a caller says is shown where it says something else.
		text := trace.Clean(n.Message)
		if text == said {
			text = "the same"
		} else {
			said = text
		}
		fmt.Fprintf(w, "  %s: %s\n", trace.Clean(n.Name), text)
	}
	fmt.Fprintln(w, "\nthe end of the log:")
	for _, line := range r.log {
		fmt.Fprintf(w, "  %s\n", trace.Clean(line))
	}
	var exit *live.ExitError
	if errors.As(r.err, &exit) {
		fmt.Fprintf(w, "\nexit code: %d\n", exit.Code)
	}
}
