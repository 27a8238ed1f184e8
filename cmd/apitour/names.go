package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
)

// unknownCommand is the error for a command that the parent does not have.
func (t terminal) unknownCommand(parent *cobra.Command, name, otherwise string) error {
	return hint.Usage(t.meant(name, commandNames(parent), otherwise), t.say.Wrong.UnknownCommand, name)
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
func (t terminal) wrongFlag(cmd *cobra.Command, err error) error {
	if own := cmd.Flags().Args(); !cmd.HasParent() && len(own) > 0 {
		return t.unknownCommand(cmd, own[0], t.say.Hint.Commands)
	}
	otherwise := fmt.Sprintf(t.say.Hint.Flags, cmd.CommandPath())
	return hint.Usage(t.meantFlag(err, hint.FlagNames(cmd.Flags()), otherwise), "%s", t.flagError(err))
}

// knowCompletion adds the command for completion, which does not take the name of an unknown shell for a call for help.
func (t terminal) knowCompletion(root *cobra.Command) {
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
		return hint.Usage(t.meant(shells[0], commandNames(cmd), t.say.Hint.Shells), t.say.Wrong.UnknownShell, shells[0])
	}
}

// knowHelp adds the command for help, for which an unknown command is an error.
func (t terminal) knowHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil || help == root {
		return
	}
	help.RunE = func(_ *cobra.Command, names []string) error {
		found, rest, err := root.Find(names)
		switch {
		case err != nil:
			return t.unknownCommand(root, names[0], t.say.Hint.Commands)
		case len(rest) > 0:
			return t.unknownCommand(found, rest[0], t.say.Hint.Commands)
		}
		found.InitDefaultHelpFlag()
		return found.Help()
	}
}
