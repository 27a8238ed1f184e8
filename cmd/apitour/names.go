package main

import (
	"github.com/spf13/cobra"

	"apitour/cmd/hint"
)

// unknownCommand is the error for a command that the parent does not have.
func unknownCommand(parent *cobra.Command, name, otherwise string) error {
	return hint.Usage(hint.Meant(name, commandNames(parent), otherwise), "unknown command %q", name)
}

func commandNames(parent *cobra.Command) (names []string) {
	for _, c := range parent.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return names
}

// wrongFlag is the error for a flag that does not parse. A flag of a command whose name is wrong is unknown to the
// root, and the name is what to tell of.
func wrongFlag(cmd *cobra.Command, err error) error {
	if own := cmd.Flags().Args(); !cmd.HasParent() && len(own) > 0 {
		return unknownCommand(cmd, own[0], seeCommands)
	}
	otherwise := cmd.CommandPath() + " --help lists the flags"
	return hint.Usage(hint.MeantFlag(err, hint.FlagNames(cmd.Flags()), otherwise), "%w", err)
}

// knowCompletion adds the command for completion, which does not take the name of an unknown shell for a call for help.
func knowCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	completion, _, err := root.Find([]string{"completion"})
	if err != nil || completion == root {
		return
	}
	completion.Args = cobra.ArbitraryArgs
	completion.RunE = func(cmd *cobra.Command, shells []string) error {
		if len(shells) == 0 {
			return cmd.Help()
		}
		return hint.Usage(hint.Meant(shells[0], commandNames(cmd), "apitour completion --help lists the shells"),
			"unknown shell %q", shells[0])
	}
}

// knowHelp adds the command for help, for which an unknown command is an error.
func knowHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil || help == root {
		return
	}
	help.RunE = func(_ *cobra.Command, names []string) error {
		found, rest, err := root.Find(names)
		switch {
		case err != nil:
			return unknownCommand(root, names[0], seeCommands)
		case len(rest) > 0:
			return unknownCommand(found, rest[0], seeCommands)
		}
		found.InitDefaultHelpFlag()
		return found.Help()
	}
}
