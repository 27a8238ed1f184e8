package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"apitour/apiserver"
	"apitour/cmd/hint"
	"apitour/walkthrough/phrases"
)

// newCommand makes the tree of commands, whose help and errors are in the language. The apiserver command is in it only
// for the list and for completion: run handles it before.
func newCommand(language string, stdin io.Reader, stdout, stderr io.Writer) *cobra.Command {
	terminal := terminal{
		stdin: stdin, stdout: stdout, stderr: stderr, ascii: new(bool), say: &phrases.In(language).Command,
	}
	root := &cobra.Command{
		Use:           "apitour [-- APISERVER FLAGS]",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          terminal.onlyServerFlags,
	}
	root.PersistentFlags().BoolVar(terminal.ascii, "ascii", false, "")
	terminal.lang = terminal.languageFlag(root)
	takeTour(root, terminal)
	var versions strings.Builder
	apiserver.PrintVersions(&versions)
	root.Version = versions.String()
	root.SetVersionTemplate("{{.Version}}")
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(terminal.wrongFlag)
	tour := &cobra.Command{
		Use:  "tour [-- APISERVER FLAGS]",
		Args: terminal.onlyServerFlags,
	}
	takeTour(tour, terminal)
	root.AddCommand(
		tour,
		newPlayCommand(terminal),
		newRecordCommand(terminal),
		newRenderCommand(terminal),
		newRequestCommand(terminal),
		newBreakCommand(terminal),
		newShellCommand(terminal),
		newQuizCommand(terminal, time.Now),
		newNotesCommand(terminal),
		&cobra.Command{
			Use:                "apiserver [FLAGS]",
			DisableFlagParsing: true,
			RunE: func(_ *cobra.Command, args []string) error {
				return runAPIServer(args, stdin, stdout, stderr)
			},
		},
	)
	terminal.knowCompletion(root)
	terminal.knowHelp(root)
	speak(root, terminal.say)
	return root
}

// takeTour makes the command boot the server and open the tour.
func takeTour(command *cobra.Command, t terminal) {
	asked, walked := plainFlag(command), t.pathFlags(command)
	command.RunE = func(cmd *cobra.Command, flags []string) error {
		return tourLive(cmd.Context(), t, *asked, walked, flags)
	}
}

// onlyServerFlags accepts the flags for the server, which stand after "--", and nothing else.
func (t terminal) onlyServerFlags(cmd *cobra.Command, args []string) error {
	own := args
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		own = args[:dash]
	}
	if len(own) == 0 {
		return nil
	}
	if cmd.HasParent() {
		behind := fmt.Sprintf(t.say.Hint.ServerFlags, cmd.CommandPath())
		return hint.Usage(behind, t.say.Wrong.UnexpectedArgument, own[0])
	}
	return t.unknownCommand(cmd, own[0], t.say.Hint.Commands)
}
