package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
)

// newNotesCommand makes the commands about the notes themselves.
func newNotesCommand(t terminal) *cobra.Command {
	command := &cobra.Command{
		Use:   "notes",
		Short: "List the notes, show one, and see whether they still tell the truth",
		Example: `  apitour notes list
  apitour notes show create-server-chain
  apitour notes verify boot.jsonl`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0], "apitour notes --help lists its commands")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(newNotesListCommand(t), newNotesShowCommand(t), newNotesVerifyCommand(t))
	return command
}

func newNotesListCommand(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the notes: the name of each, and its title",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return hint.Usage("apitour notes show NAME shows one", "unexpected argument %q", args[0])
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			library, err := t.library()
			if err != nil {
				return err
			}
			for _, note := range library.All() {
				if _, err := fmt.Fprintf(t.stdout, "%s  %s\n", note.ID, trace.Clean(note.Title)); err != nil {
					return fmt.Errorf("list the notes: %w", err)
				}
			}
			return nil
		},
	}
}

func newNotesShowCommand(t terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Show a note as text, with what it claims of the trace",
		Long: `Show a note as text, and below it what it claims of the trace. NAME is that of the note, as apitour notes
list has it, or of a stage that it explains.`,
		Example: `  apitour notes show create-server-chain
  apitour notes show WithAudit | less`,
		Args: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return hint.Usage("apitour notes list lists them", "the name of a note is required")
			case 1:
				return nil
			}
			return hint.Usage("apitour notes show takes one name", "unexpected argument %q", args[1])
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return noteNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			library, err := t.library()
			if err != nil {
				return err
			}
			note := noteNamed(library, args[0])
			if note == nil {
				return hint.Usage(hint.Meant(args[0], noteNames(), "apitour notes list lists the notes"),
					"no note is called %q", args[0])
			}
			return doUntil(cmd.Context(), func() error { return showNote(t.stdout, note) })
		},
	}
}

// noteNames returns the names of the notes.
func noteNames() (names []string) {
	library, err := notes.Embedded(notes.Original)
	if err != nil {
		return nil
	}
	for _, note := range library.All() {
		names = append(names, note.ID)
	}
	return names
}

// noteNamed returns the note of that name, or the one that explains the stage of that name, or nil.
func noteNamed(library *notes.Library, name string) *notes.Note {
	if note := library.ByID(name); note != nil {
		return note
	}
	for _, note := range library.All() {
		if slices.Contains(note.Spans, name) || slices.Contains(note.Functions, name) ||
			name == note.Request || name == note.Break {
			return note
		}
	}
	return nil
}

func showNote(w io.Writer, note *notes.Note) error {
	var text strings.Builder
	text.WriteString(page.Note(note))
	text.WriteString("\n  Claims about the trace\n\n")
	for _, claim := range note.Claims {
		fmt.Fprintf(&text, "    %s\n", trace.Clean(claim.String()))
	}
	if _, err := io.WriteString(w, text.String()); err != nil {
		return fmt.Errorf("show the note: %w", err)
	}
	return nil
}
