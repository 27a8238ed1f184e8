package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/phrases"
)

// newNotesCommand makes the commands about the notes themselves.
func newNotesCommand(t terminal) *cobra.Command {
	command := &cobra.Command{
		Use: "notes",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return t.unknownCommand(cmd, args[0], t.say.Hint.NotesCommands)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	command.AddCommand(newNotesListCommand(t), newNotesShowCommand(t), newNotesFindCommand(t), newNotesVerifyCommand(t))
	return command
}

func newNotesListCommand(t terminal) *cobra.Command {
	return &cobra.Command{
		Use: "list",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return hint.Usage(t.say.Hint.ShowsOne, t.say.Wrong.UnexpectedArgument, args[0])
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
		Use: "show NAME",
		Args: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return hint.Usage(t.say.Hint.ListsThem, "%s", t.say.Wrong.NoteMissing)
			case 1:
				return nil
			}
			return hint.Usage(t.say.Hint.ShowTakesOne, t.say.Wrong.UnexpectedArgument, args[1])
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
				return hint.Usage(t.meant(args[0], noteNames(), t.say.Hint.Notes), t.say.Wrong.NoNote, args[0])
			}
			return doUntil(cmd.Context(), func() error { return t.showNote(note) })
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

func (t terminal) showNote(note *notes.Note) error {
	var text strings.Builder
	review, err := anchors.Newest()
	if err != nil {
		return err
	}
	text.WriteString(page.NoteIn(note, phrases.In(note.Lang), review))
	fmt.Fprintf(&text, "\n  %s\n\n", t.say.Said.Claims)
	for _, claim := range note.Claims {
		fmt.Fprintf(&text, "    %s\n", trace.Clean(claim.String()))
	}
	if _, err := io.WriteString(t.stdout, text.String()); err != nil {
		return fmt.Errorf("show the note: %w", err)
	}
	return nil
}
