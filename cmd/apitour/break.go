package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"apitour/cmd/broken"
	"apitour/cmd/hint"
	"apitour/cmd/server"
	"apitour/trace"
	"apitour/trace/live"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
)

// breakOptions are the flags of `apitour break`.
type breakOptions struct {
	plain, step *bool
	walked      *walkFlags
	output      string
}

func newBreakCommand(t terminal) *cobra.Command {
	var options breakOptions
	command := &cobra.Command{
		Use: "break [NAME|list]",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return hint.Usage(t.say.Hint.OneBrokenBoot, t.say.Wrong.UnexpectedArgument, args[1])
			}
			return nil
		},
		ValidArgs: broken.Names(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "list" {
				return t.listBroken()
			}
			boot := broken.ByName(args[0])
			if boot == nil {
				names := append(broken.Names(), "list")
				meant := t.meant(args[0], names, t.say.Hint.BrokenBoots)
				return hint.Usage(meant, t.say.Wrong.NoBrokenBoot, args[0])
			}
			return t.breakBoot(cmd.Context(), boot, options)
		},
	}
	options.plain, options.walked = plainFlag(command), t.pathFlags(command)
	command.Flags().StringVarP(&options.output, "output", "o", "", "")
	options.step = command.Flags().Bool("step", false, "")
	return command
}

// listBroken lists the broken boots.
func (t terminal) listBroken() error {
	return broken.List(t.stdout, &phrases.In(t.language()).Broken)
}

// breakBoot makes one thing wrong, boots the server, and shows what comes of it.
func (t terminal) breakBoot(ctx context.Context, boot *broken.Boot, options breakOptions) error {
	how, err := t.breakManner(boot, options)
	if err != nil {
		return err
	}
	library, err := t.libraryHere(how)
	if err != nil {
		return err
	}
	note, err := boot.Note(library)
	if err != nil {
		return err
	}
	join, err := t.planningJoiner(how)
	if err != nil {
		return err
	}
	if err := t.checkBrokenWalk(options, how, join); err != nil {
		return err
	}
	if err := t.canWrite("trace", options.output); err != nil {
		return err
	}
	in := &phrases.In(library.Language()).Broken
	workshop, err := broken.NewWorkshop(in)
	if err != nil {
		return err
	}
	defer workshop.Close()
	fmt.Fprintln(t.stderr, t.say.Said.BootingBroken)
	fault, err := boot.Break(ctx, workshop, in)
	if err != nil {
		return err
	}
	if how != printed {
		told := func(in *phrases.Phrases) (walk.Intro, []walk.KnownRequest) {
			return walk.Intro{
				Lines: []string{fault.Text(&in.Broken)}, Ahead: []string{boot.Announcement(&in.Broken)}, Note: note,
			}, nil
		}
		intro, _ := told(phrases.In(library.Language()))
		walked := options.walked.along(walk.Options{
			Lesson: join, Intro: intro, Retold: told, Topic: walk.BrokenTopic, Predict: true,
		})
		return t.tourBroken(ctx, how, brokenTour{boot, fault, *options.step, walked})
	}
	return t.printBroken(ctx, brokenReport{boot, fault, note, in, options.output})
}

// brokenReport is what a broken boot is told with as text.
type brokenReport struct {
	boot   *broken.Boot
	fault  broken.Fault
	note   *notes.Note
	in     *phrases.Broken
	output string // the file for the trace of the boot
}

// printBroken waits until the fault has shown, and tells of it as text.
func (t terminal) printBroken(ctx context.Context, r brokenReport) error {
	seen, err := r.boot.Watch(ctx, r.fault)
	if err != nil {
		return err
	}
	if r.output != "" {
		if err := t.writeTrace(ctx, r.output, seen.Trace()); err != nil {
			return err
		}
	}
	if r.output == standardOutput {
		return seen.Verdict(r.boot, r.in)
	}
	if err := doUntil(ctx, func() error { return seen.Write(t.stdout, r.boot, r.fault, r.in) }); err != nil {
		return err
	}
	if err := seen.Verdict(r.boot, r.in); err != nil {
		return err
	}
	fmt.Fprintf(t.stdout, "\n%s", page.Note(r.note))
	t.sayNext(t.say.Said.WalksThere, r.boot)
	return nil
}

// breakManner returns how a broken boot is shown. One whose trace is written is not toured: the trace ends where the
// fault has shown, and not where the learner leaves.
func (t terminal) breakManner(boot *broken.Boot, options breakOptions) (manner, error) {
	how := t.manner(*options.plain)
	switch {
	case *options.step && options.output != "":
		return printed, hint.Usage(t.say.Hint.LeaveOneOut, "%s", t.say.Wrong.StepAndOutput)
	case options.output != "":
		return printed, nil
	case *options.step && how == printed:
		return printed, hint.Usage(fmt.Sprintf(t.say.Hint.StepInPipe, boot.Name), "%s", t.say.Wrong.StepNeedsTerminal)
	}
	return how, nil
}

// checkWalk refuses flags of the walk before anything is booted.
func (t terminal) checkBrokenWalk(o breakOptions, how manner, join func(*trace.Trace) *lesson.Lesson) error {
	if how != printed {
		return o.walked.checkLive(join)
	}
	if err := o.walked.check(); err != nil {
		return err
	}
	return o.walked.checkPrinted(t.say.Wrong.ReportOnly, t.say.Hint.WalkPlainly)
}

// sayNext says what to type after a broken boot: more about this one, or the one behind it.
func (t terminal) sayNext(more string, boot *broken.Boot) {
	t.hint(t.say.Said.NextBroken(fmt.Sprintf(more, boot.Name), boot.Next()))
}

// brokenTour is the tour of a broken boot.
type brokenTour struct {
	boot   *broken.Boot
	fault  broken.Fault
	step   bool
	walked walk.Options
}

// tourBroken tours a broken boot while it goes on. Unless it is stepped the server is not held, so that the timeouts of
// its stages expire as they would without a tour.
func (t terminal) tourBroken(ctx context.Context, how manner, b brokenTour) error {
	mode := server.Following
	if b.step {
		mode = server.Stepped
	}
	s, err := b.boot.Start(context.WithoutCancel(ctx), b.fault, mode)
	if err != nil {
		return err
	}
	b.walked.Feed = s.Feed()
	if b.step {
		b.walked.Controls = s
	}
	err = t.showTour(ctx, how, b.walked)
	fmt.Fprintln(t.stderr, t.say.Said.Stopping)
	if closed := s.Close(); errors.Is(closed, live.ErrKilled) { // a failure was announced, and shown
		err = errors.Join(err, closed)
	}
	if err == nil {
		t.sayNext(t.say.Said.HoldsEveryStage, b.boot)
	}
	return err
}
