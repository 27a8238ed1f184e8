package main

import (
	"context"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/cmd/requests"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
)

// requestOptions are the flags of `apitour request`.
type requestOptions struct {
	requests.Flags
	list   bool
	output string
	plain  *bool
	walked *walkFlags
}

func newRequestCommand(t terminal) *cobra.Command {
	var options requestOptions
	command := &cobra.Command{
		Use:  "request [METHOD] PATH | NAME [-- APISERVER FLAGS]",
		Args: cobra.ArbitraryArgs,
	}
	set := command.Flags()
	set.BoolVar(&options.list, "list", false, "")
	options.Add(set)
	set.StringVarP(&options.output, "output", "o", "", "")
	options.plain, options.walked = plainFlag(command), t.pathFlags(command)
	command.RunE = func(cmd *cobra.Command, args []string) error {
		own, serverFlags := args, []string(nil)
		if dash := cmd.ArgsLenAtDash(); dash >= 0 {
			own, serverFlags = args[:dash], args[dash:]
		}
		if options.list {
			if len(own) > 0 {
				return hint.Usage(t.say.Hint.ListTakesNone, t.say.Wrong.UnexpectedArgument, own[0])
			}
			return t.listRequests()
		}
		request, err := until(cmd.Context(), func() (requests.Guided, error) {
			return t.requestOf(&options, own) // which may wait for the request's body
		})
		if err != nil {
			return err
		}
		return t.followRequest(cmd.Context(), request, options, serverFlags)
	}
	return command
}

// listRequests lists the guided requests.
func (t terminal) listRequests() error {
	return requests.List(t.stdout, &phrases.In(t.language()).Requests)
}

// requestOf returns the request that the arguments and the flags describe.
func (t terminal) requestOf(options *requestOptions, args []string) (requests.Guided, error) {
	return options.Request(args, t.stdin, &phrases.In(t.language()).Requests)
}

// followRequest boots a server, sends it the request and shows its way.
func (t terminal) followRequest(
	ctx context.Context, request requests.Guided, options requestOptions, serverFlags []string,
) error {
	if err := t.canWrite("trace", options.output); err != nil {
		return err
	}
	how := t.manner(*options.plain)
	if err := t.checkRequestWalk(options, how); err != nil {
		return err
	}
	library, err := t.libraryHere(how)
	if err != nil {
		return err
	}
	join, in := joinerWith(library, nil), &phrases.In(library.Language()).Requests
	followed, err := requests.Follow(ctx, request, serverFlags, t.stderr, in)
	if err != nil {
		return err
	}
	if options.output != "" {
		if err := t.writeTrace(ctx, options.output, followed.Trace); err != nil {
			return err
		}
		if options.output == standardOutput {
			return nil
		}
	}
	if how == printed {
		return doUntil(
			afterInterrupt(ctx),
			func() error { return followed.Write(t.stdout, library.Request(request.Name), in) },
		)
	}
	told := func(in *phrases.Phrases) (walk.Intro, []walk.KnownRequest) {
		return walk.Intro{Lines: followed.AnswerLines(&in.Requests), Note: library.Request(request.Name)}, nil
	}
	intro, _ := told(phrases.In(library.Language()))
	return t.showTour(ctx, how, options.walked.along(walk.Options{
		Lesson: join, Trace: followed.Trace, Intro: intro, Retold: told, Topic: walk.RequestTopic, Predict: true,
	}))
}

// checkWalk refuses flags of the walk before anything is booted. Which stages there are to begin at is known only when
// the request has been followed.
func (t terminal) checkRequestWalk(o requestOptions, how manner) error {
	if err := o.walked.check(); err != nil {
		return err
	}
	switch {
	case o.output == standardOutput:
		return o.walked.checkPrinted(t.say.Wrong.RecordingOnly, t.say.Hint.BesideTheWalk)
	case how == printed:
		return o.walked.checkPrinted(t.say.Wrong.ReportOnly, t.say.Hint.WalkPlainly)
	}
	return nil
}
