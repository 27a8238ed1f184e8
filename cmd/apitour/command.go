package main

import (
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"apitour/apiserver"
	"apitour/cmd/hint"
)

const seeCommands = "apitour --help lists the commands"

// newCommand makes the tree of commands. The apiserver command is in it only for the list and for completion: run
// handles it before.
func newCommand(stdin io.Reader, stdout, stderr io.Writer) *cobra.Command {
	terminal := terminal{stdin: stdin, stdout: stdout, stderr: stderr, ascii: new(bool)}
	root := &cobra.Command{
		Use:   "apitour [-- APISERVER FLAGS]",
		Short: "A tour of kube-apiserver's startup",
		Long: `A tour of kube-apiserver's startup. apitour boots a small but whole Kubernetes API server, records every
stage of its boot, and walks you through it: what happened, how long it took, the source, and a note that
explains it. Without a command it boots the server and opens the tour.`,
		Example: `  apitour                                   boot the server and open the tour
  apitour play                              tour a recorded boot, without booting anything
  apitour record -o boot.jsonl              record a boot
  apitour render boot.jsonl -o boot.md      write the walk as a page
  apitour request --list                    follow one request through the server
  apitour break port-taken                  boot it with one thing wrong
  apitour shell                             try kubectl on a server that ends with the shell
  apitour quiz --due                        answer the tour's questions again, another day
  apitour notes verify                      see whether the notes tell the truth of a recording
  apitour apiserver --data-dir ./data       run the server itself, for kubectl`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          onlyServerFlags,
	}
	root.PersistentFlags().BoolVar(terminal.ascii, "ascii", false, "draw the tour in ASCII only")
	terminal.lang = languageFlag(root)
	takeTour(root, terminal)
	var versions strings.Builder
	apiserver.PrintVersions(&versions)
	root.Version = versions.String()
	root.SetVersionTemplate("{{.Version}}")
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(wrongFlag)
	tour := &cobra.Command{
		Use:   "tour [-- APISERVER FLAGS]",
		Short: "Boot the server and open the tour (what apitour does without a command)",
		Args:  onlyServerFlags,
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
			Short:              "Run the server itself, for kubectl and every other client",
			DisableFlagParsing: true,
			RunE: func(_ *cobra.Command, args []string) error {
				return runAPIServer(args, stdin, stdout, stderr)
			},
		},
	)
	knowCompletion(root)
	knowHelp(root)
	return root
}

// takeTour makes the command boot the server and open the tour.
func takeTour(command *cobra.Command, t terminal) {
	asked, walked := plainFlag(command), pathFlags(command)
	command.RunE = func(cmd *cobra.Command, flags []string) error {
		return tourLive(cmd.Context(), t, *asked, walked, flags)
	}
}

// onlyServerFlags accepts the flags for the server, which stand after "--", and nothing else.
func onlyServerFlags(cmd *cobra.Command, args []string) error {
	own := args
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		own = args[:dash]
	}
	if len(own) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return hint.Usage("flags for the server stand after --: "+cmd.CommandPath()+" -- --secure-port 6443",
			"unexpected argument %q", own[0])
	}
	return unknownCommand(cmd, own[0], seeCommands)
}
