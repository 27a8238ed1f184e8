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

	"apitour/cmd/requests"
	"apitour/cmd/server"
	"apitour/trace"
	"apitour/trace/atomicfile"
	"apitour/trace/tracefile"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/marks"
	"apitour/walkthrough/page"
	"apitour/walkthrough/phrases"
	lines "apitour/walkthrough/plain"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/tour"
	"apitour/walkthrough/walk"
)

// terminal is where a command reads and writes.
type terminal struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	ascii          *bool   // draw in ASCII only
	lang           *string // of the notes; "" for that of the locale
	say            *phrases.Command
	bounds         []tracefile.Option // of a file that is read
}

// manner is how a tour is shown.
type manner int

const (
	printed manner = iota // the whole walk at once, where there is no terminal
	plain                 // line by line, as the learner types commands
	drawn                 // on a screen
)

// manner returns how a tour is shown here. A terminal that can only print lines gets the plain walk. So does a learner
// who asks for it, and a script that sends commands through a pipe.
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
	return command.Flags().Bool("plain", false, "")
}

func newPlayCommand(t terminal) *cobra.Command {
	command := &cobra.Command{
		Use:  "play [FILE]...",
		Args: t.recordings,
	}
	asked, walked, memory, folders := plainFlag(command), t.pathFlags(command), memoryFlag(command), notesFlag(command)
	command.RunE = func(cmd *cobra.Command, args []string) error {
		if err := walked.check(); err != nil {
			return err
		}
		recorded, err := t.within(memory).readRecording(cmd.Context(), args)
		if err != nil {
			return err
		}
		compared, err := t.within(memory).compare(cmd.Context(), recorded, args)
		if err != nil {
			return err
		}
		t, release, err := t.keys(args, *asked, openKeyboard)
		if err != nil {
			return err
		}
		defer release()
		how := t.manner(*asked)
		join, notice, err := t.joinerOf(cmd.Context(), how, *folders, recorded)
		if err != nil {
			return err
		}
		if how == printed {
			if err := walked.checkPrinted(t.say.Wrong.WholeWalk, t.say.Hint.WalkOrPart); err != nil {
				return err
			}
			told, err := joinUntil(cmd.Context(), join, recorded)
			if err != nil {
				return err
			}
			return t.printWalk(cmd.Context(), told, page.Options{Compared: compared})
		}
		return t.showTour(cmd.Context(), how, walked.along(walk.Options{
			Lesson: join, Trace: recorded, Origin: originOf(args), Compared: compared, Predict: true,
			Notice: notice,
		}))
	}
	return command
}

// originOf returns where the recording is from that the command line names.
func originOf(args []string) walk.Origin {
	switch {
	case len(args) == 0:
		return walk.Origin{Shipped: true}
	case args[0] == standardInput:
		return walk.Origin{}
	}
	return walk.Origin{File: args[0]}
}

// tourLive boots a server and tours its boot while it goes on. The server stops with the tour.
func tourLive(ctx context.Context, t terminal, askedForPlain bool, walked *walkFlags, flags []string) error {
	if err := walked.check(); err != nil {
		return err
	}
	how := t.manner(askedForPlain)
	if how == printed {
		if err := walked.checkPrinted(t.say.Wrong.WholeWalk, t.say.Hint.WalkOrPart); err != nil {
			return err
		}
		return t.printBoot(ctx, flags)
	}
	join, err := t.planningJoiner(how)
	if err != nil {
		return err
	}
	if err := walked.checkLive(join); err != nil {
		return err
	}

	// The server is stopped below, once, when the learner has their screen back. So a signal that ends the tour must
	// not stop it as well.
	in := &join(new(trace.Trace)).Phrases().Requests // also while nothing has been recorded
	child := server.Child{Mode: server.Stepped, Flags: flags, Health: true, Requests: requests.Prepared(in)}
	s, err := child.Start(context.WithoutCancel(ctx))
	if err != nil {
		return err
	}
	err = t.showTour(ctx, how, walked.along(walk.Options{
		Lesson: join, Feed: s.Feed(), Controls: s, Topic: walk.BootTopic, Requests: requests.Known(in), Predict: true,
		Retold: func(in *phrases.Phrases) (walk.Intro, []walk.KnownRequest) {
			return walk.Intro{}, requests.Known(&in.Requests)
		},
	}))
	fmt.Fprintln(t.stderr, t.say.Said.Stopping)
	return errors.Join(err, s.Close())
}

// showTour walks with the learner, on a screen or in lines of text.
func (t terminal) showTour(ctx context.Context, how manner, options walk.Options) error {
	options.Settings, options.Screen, options.Headings = settings.Open(settingsPath()), how == drawn, true
	// A script is not asked anything, and counts on the first stage.
	typed := how == drawn || t.types()
	options.Marks, options.Resume, options.Predict = marksOf(options), typed, options.Predict && typed
	if options.Path == "" {
		options.Path = defaultPath(options.Settings)
	}
	options.Languages = languages()
	w, err := until(ctx, func() (*walk.Walk, error) { return walk.New(options) })
	switch {
	case err != nil:
		err = t.explainStage(err, t.listsOf(options))
	case how == plain:
		show := func() error {
			ascii := tour.ASCII(*t.ascii, os.Environ())
			if ascii {
				w.LimitToASCII()
			}
			return lines.Run(ctx, w, lines.Options{
				Input: t.stdin, Output: t.stdout, ASCII: ascii, Review: anchors.Newest,
			})
		}
		if options.Feed == nil {
			err = doUntil(ctx, show)
		} else {
			err = show() // the feed must have no reader left when the server is stopped
		}
	default:
		err = tour.Run(ctx, w, tour.Options{
			Input: t.stdin, Settings: options.Settings, ASCII: *t.ascii, Review: anchors.Newest,
		})
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// marksOf returns the marks of what is toured. Those of a recording lie beside it. A boot that is watched and the
// recording inside apitour are the same program, and share theirs; so do all requests, and all broken boots.
func marksOf(o walk.Options) *marks.File {
	if o.Origin.File != "" {
		return marks.Open(marks.Beside(o.Origin.File), atomicfile.Shared)
	}
	topic, folder := o.Topic, settingsPath()
	if topic == "" && o.Origin.Shipped {
		topic = walk.BootTopic
	}
	if topic == "" || folder == "" {
		return marks.Open("", atomicfile.Private)
	}
	return marks.Open(filepath.Join(filepath.Dir(folder), string(topic)+".marks"), atomicfile.Private)
}

// settingsPath returns the file with the settings of the tour, "" when the system has no folder for settings.
func settingsPath() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "apitour", "settings.json")
}

// printBoot boots a server and prints the walk through its boot. The walk has no plan: it shows the stages that began,
// and none that were ahead when a boot failed.
func (t terminal) printBoot(ctx context.Context, flags []string) error {
	fmt.Fprintln(t.stderr, t.say.Said.Booting)
	recorded, bootErr := server.Child{Flags: flags}.Record(ctx)
	if recorded == nil {
		return bootErr
	}
	join, err := t.joiner(printed, nil)
	if err != nil {
		return errors.Join(err, bootErr)
	}
	return errors.Join(t.printWalk(afterInterrupt(ctx), join(recorded), page.Options{}), bootErr)
}

// printWalk prints the whole walk, for readers without a terminal.
func (t terminal) printWalk(ctx context.Context, l *lesson.Lesson, options page.Options) error {
	review, err := anchors.Newest()
	if err != nil {
		return err
	}
	options.Review = review
	if err := doUntil(ctx, func() error { return page.Text(stopping{ctx, t.stdout}, l, options) }); err != nil {
		return fmt.Errorf("print the walk: %w", err)
	}
	t.hint(t.say.Said.WalkAsText)
	return nil
}
