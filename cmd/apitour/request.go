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
		Use:   "request [METHOD] PATH | NAME [-- APISERVER FLAGS]",
		Short: "Boot the server, send it one request, and follow the request through every filter and server",
		Long: `Boot the server on a temporary directory, send it one request, stop it, and show the way of the request:
each filter of the handler chain with its own time, each server with the reason why it passed the request on,
admission, storage and etcd. In a terminal that is a tour, with notes and source; elsewhere it is text.

A NAME is that of a guided request. Guided requests prepare what they need, and come with a note.`,
		Example: `  apitour request --list
  apitour request aggregated
  apitour request /apis/apps/v1/namespaces/default/deployments --as jane
  apitour request POST /api/v1/namespaces --data namespace.json
  apitour request '/api/v1/configmaps?watch=true' --watch-for 3s
  apitour request denied --at WithAuthorization`,
		Args: cobra.ArbitraryArgs,
	}
	set := command.Flags()
	set.BoolVar(&options.list, "list", false, "list the guided requests")
	options.Add(set)
	set.StringVarP(&options.output, "output", "o", "", "the file for the trace of the request, - for standard output")
	options.plain, options.walked = plainFlag(command), pathFlags(command)
	command.RunE = func(cmd *cobra.Command, args []string) error {
		own, serverFlags := args, []string(nil)
		if dash := cmd.ArgsLenAtDash(); dash >= 0 {
			own, serverFlags = args[:dash], args[dash:]
		}
		if options.list {
			if len(own) > 0 {
				return hint.Usage("apitour request --list takes no arguments", "unexpected argument %q", own[0])
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
	in, err := t.phrases()
	if err != nil {
		return err
	}
	return requests.List(t.stdout, &in.Requests)
}

// requestOf returns the request that the arguments and the flags describe.
func (t terminal) requestOf(options *requestOptions, args []string) (requests.Guided, error) {
	in, err := t.phrases()
	if err != nil {
		return requests.Guided{}, err
	}
	return options.Request(args, t.stdin, &in.Requests)
}

// followRequest boots a server, sends it the request and shows its way.
func (t terminal) followRequest(
	ctx context.Context, request requests.Guided, options requestOptions, serverFlags []string,
) error {
	if err := canWrite("trace", options.output); err != nil {
		return err
	}
	how := t.manner(*options.plain)
	if err := options.checkWalk(how); err != nil {
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
		if err := writeTrace(ctx, t.stdout, options.output, followed.Trace); err != nil {
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
	intro := walk.Intro{Lines: followed.AnswerLines(in), Note: library.Request(request.Name)}
	return t.showTour(ctx, how, options.walked.along(walk.Options{
		Lesson: join, Trace: followed.Trace, Intro: intro, Topic: walk.RequestTopic, Predict: true,
	}))
}

// checkWalk refuses flags of the walk before anything is booted. Which stages there are to begin at is known only when
// the request has been followed.
func (o requestOptions) checkWalk(how manner) error {
	if err := o.walked.check(); err != nil {
		return err
	}
	switch {
	case o.output == standardOutput:
		return o.walked.checkPrinted("the recording alone is written", "-o FILE writes it beside the walk")
	case how == printed:
		return o.walked.checkPrinted(reportOnly, walkPlainly)
	}
	return nil
}
