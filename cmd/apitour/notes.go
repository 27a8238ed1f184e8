package main

import (
	"github.com/spf13/cobra"

	"apitour/cmd/hint"
)

func newNotesCommand(t terminal) *cobra.Command {
	command := &cobra.Command{
		Use:   "notes",
		Short: "Find out whether the notes still tell the truth",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0], "apitour notes --help lists the commands")
			}
			return cmd.Help()
		},
	}
	command.AddCommand(newVerifyCommand(t))
	return command
}

func newVerifyCommand(t terminal) *cobra.Command {
	var upstream, output string
	command := &cobra.Command{
		Use:   "verify --upstream RELEASE|FOLDER|all",
		Short: "Say which places in upstream's source are no longer what the notes describe",
		Long: `Say which places in Kubernetes' source are no longer what the notes describe. A place is an anchor in a
note's front matter, or a line or a range of a file that its text names. It is anchored in the declaration around it,
whose tokens are compared: comments and white space do not count.

  same      the same text on the same lines
  moved     the same text on other lines, in another file or in another package
  changed   another text under the same name
  gone      no such declaration

The exit code is 1 if notes are to be mended: places are changed or gone that the release has which the notes
describe. That is asked of later releases only, and of a checkout.
The releases that "all" lists are compared without the network. The go command downloads others.`,
		Example: `  apitour notes verify --upstream all                        all minors in one table
  apitour notes verify --upstream v1.36.3
  apitour notes verify --upstream ~/src/kubernetes           a checkout
  apitour notes verify --upstream v1.38.0 --output json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return hint.Usage("apitour notes verify --upstream "+args[0], "unexpected argument %q", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("upstream") {
				return hint.Usage("apitour notes verify --upstream all", "--upstream is required")
			}
			return verifyUpstream(cmd.Context(), t, upstream, output)
		},
	}
	command.Flags().StringVar(&upstream, "upstream", "", "a release of Kubernetes, the folder of a checkout, or all")
	command.Flags().StringVar(&output, "output", "text", "one of "+upstreamOutputs)
	_ = command.RegisterFlagCompletionFunc("upstream", completeUpstream)
	return command
}
