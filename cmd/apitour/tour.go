package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"apitour/trace"
	"apitour/trace/live"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/page"
	"apitour/walkthrough/tour"
)

// terminal is where a command reads and writes.
type terminal struct {
	stdin          io.Reader
	stdout, stderr io.Writer
}

// interactive reports whether a person sits at both ends: a screen that can be drawn on, and keys.
func (t terminal) interactive() bool {
	in, ok := t.stdin.(*os.File)
	if !ok || !term.IsTerminal(in.Fd()) || os.Getenv("TERM") == "dumb" {
		return false
	}
	out, ok := t.stdout.(*os.File)
	return ok && term.IsTerminal(out.Fd())
}

func newPlayCommand(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "play [FILE]",
		Short: "Tour a recorded boot; without a file, the one inside apitour",
		Args:  atMostOneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			told, err := readLesson(args)
			if err != nil {
				return err
			}
			if !t.interactive() {
				return t.printWalk(told)
			}
			same := func(*trace.Trace) *lesson.Lesson { return told }
			return showTour(cmd.Context(), tour.Options{Lesson: same, Trace: told.Trace})
		},
	}
}

// tourLive boots a server and tours its boot while it goes on. The server ends with the tour.
func tourLive(ctx context.Context, t terminal, flags []string) error {
	join, err := joiner()
	if err != nil {
		return err
	}
	if !t.interactive() {
		fmt.Fprintln(t.stderr, "booting the server …")
		recorded, bootErr := bootUntilReady(ctx, flags)
		if recorded == nil {
			return bootErr
		}
		return errors.Join(t.printWalk(join(recorded)), bootErr)
	}

	// The server is stopped below, once, when the screen is the learner's own again.
	b, err := startBoot(context.WithoutCancel(ctx), flags)
	if err != nil {
		return err
	}
	defer b.remove()
	over := make(chan struct{})
	feed := make(chan tour.Update)
	go tell(b.Boot, feed, over)
	err = showTour(ctx, tour.Options{Lesson: join, Feed: feed})
	close(over)
	fmt.Fprintln(t.stderr, "stopping the server …")
	return errors.Join(err, b.end())
}

// tell hands on what is heard from the boot until it has ended or the tour is over.
func tell(b *live.Boot, feed chan<- tour.Update, over <-chan struct{}) {
	defer close(feed)
	send := func(update tour.Update) bool {
		select {
		case feed <- update:
			return true
		case <-over:
			return false
		}
	}
	for update := range b.Updates() {
		if update.IsLog() && !send(tour.Log(update.Log)) {
			return
		}
		if update.Resource != nil && !send(tour.Resource(update.Resource)) {
			return
		}
		if update.Span != nil && !send(tour.Span{Span: *update.Span}) {
			return
		}
	}
	send(tour.Ended{Err: explainExit(b.Wait())})
}

func showTour(ctx context.Context, options tour.Options) error {
	err := tour.Run(ctx, options)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// printWalk is the tour for those who have no terminal for it.
func (t terminal) printWalk(l *lesson.Lesson) error {
	if err := page.Text(t.stdout, l, page.Options{}); err != nil {
		return err
	}
	fmt.Fprintln(t.stderr, "hint: this is the walk as text; run apitour in a terminal for the tour")
	return nil
}
