package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/page"
	"apitour/walkthrough/tour"
)

// terminal is where a command reads and writes.
type terminal struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	ascii          *bool // nothing but ASCII is to be drawn
}

// manner is how a tour is taken.
type manner int

const (
	printed manner = iota // nobody is there to walk: the whole walk is printed
	plain                 // line by line
	drawn                 // on a screen
)

// manner returns how a tour is taken here. A terminal that can do nothing but print lines gets the plain walk; so does
// whoever asks for it, be it a script at the other end of a pipe.
func (t terminal) manner(askedForPlain bool) manner {
	in, _ := t.stdin.(*os.File)
	out, _ := t.stdout.(*os.File)
	terminals := in != nil && out != nil && term.IsTerminal(in.Fd()) && term.IsTerminal(out.Fd())
	switch {
	case askedForPlain, terminals && os.Getenv("TERM") == "dumb":
		return plain
	case terminals:
		return drawn
	}
	return printed
}

func plainFlag(command *cobra.Command) *bool {
	return command.Flags().Bool("plain", false, "walk with lines of text instead of a screen: type help there")
}

func newPlayCommand(t terminal) *cobra.Command {
	command := &cobra.Command{
		Use:   "play [FILE]",
		Short: "Tour a recorded boot; without a file, the one inside apitour",
		Args:  atMostOneFile,
	}
	asked := plainFlag(command)
	command.RunE = func(cmd *cobra.Command, args []string) error {
		recorded, err := readRecording(args)
		if err != nil {
			return err
		}
		join, err := joiner(nil)
		if err != nil {
			return err
		}
		how := t.manner(*asked)
		if how == printed {
			return t.printWalk(join(trace.WithoutPauses(recorded)))
		}
		return t.showTour(cmd.Context(), how, tour.Options{Lesson: join, Trace: recorded})
	}
	return command
}

// tourLive boots a server and tours its boot while it goes on. The server ends with the tour.
func tourLive(ctx context.Context, t terminal, askedForPlain bool, flags []string) error {
	join, err := planningJoiner()
	if err != nil {
		return err
	}
	how := t.manner(askedForPlain)
	if how == printed {
		fmt.Fprintln(t.stderr, "booting the server …")
		recorded, bootErr := bootUntilReady(ctx, flags)
		if recorded == nil {
			return bootErr
		}
		told, err := joiner(nil) // a page tells what has happened, not what is ahead
		if err != nil {
			return errors.Join(err, bootErr)
		}
		return errors.Join(t.printWalk(told(recorded)), bootErr)
	}

	// The server is stopped below, once, when the screen is the learner's own again.
	s, err := startSession(context.WithoutCancel(ctx), flags)
	if err != nil {
		return err
	}
	defer s.boot.remove()
	err = t.showTour(ctx, how, tour.Options{Lesson: join, Feed: s.feed, Controls: s})
	fmt.Fprintln(t.stderr, "stopping the server …")
	return errors.Join(err, s.close())
}

func (t terminal) showTour(ctx context.Context, how manner, options tour.Options) error {
	if how == plain {
		options.Plain, options.Input, options.Output = true, t.stdin, t.stdout
	}
	options.Settings, options.ASCII = settingsPath(), *t.ascii
	err := tour.Run(ctx, options)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// settingsPath is the file in which the tour remembers how its user likes it, "" when the system has no place for such.
func settingsPath() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "apitour", "settings.json")
}

// printWalk is the tour for those who have no terminal for it.
func (t terminal) printWalk(l *lesson.Lesson) error {
	if err := page.Text(t.stdout, l, page.Options{}); err != nil {
		return err
	}
	fmt.Fprintln(t.stderr, "hint: this is the walk as text; run apitour in a terminal for the tour")
	return nil
}
