package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// notesFlag adds the flag that names folders of notes.
func notesFlag(command *cobra.Command) *[]string {
	var folders []string
	command.Flags().StringArrayVar(&folders, "notes", nil,
		"explain FILE with the notes in `DIR` and not with apitour's own; may be repeated")
	_ = command.MarkFlagDirname("notes")
	return &folders
}

// howToWrite tells where notes are taught.
const howToWrite = "a note is a file NAME.md in the folder; " +
	"docs/notes.md in apitour's repository tells how to write one"

// joinerOf returns what joins the recording with the notes in the folders or, when the command line names none, with
// apitour's own, in a language that can be shown in that manner. The mistakes in the folders go to stderr, and the
// notice says that there are some.
func (t terminal) joinerOf(
	ctx context.Context, how manner, folders []string, recorded *trace.Trace,
) (join func(*trace.Trace) *lesson.Lesson, notice string, err error) {
	if len(folders) == 0 {
		join, err = t.joiner(how, nil)
		return join, "", err
	}
	type read struct {
		library  *notes.Library
		mistakes []notes.Mistake
	}
	own, err := until(ctx, func() (read, error) {
		library, mistakes, err := notes.ReadFolders(folders...)
		return read{library, mistakes}, err
	})
	switch {
	case ctx.Err() != nil:
		return nil, "", errors.New("read notes: interrupted")
	case err != nil:
		return nil, "", hint.With(err, howToWrite)
	}
	t.tellMistakes(own.mistakes)
	if own.library.Count() == 0 {
		return nil, "", hint.With(nothingIn(folders, len(own.mistakes) > 0), howToWrite)
	}
	if len(own.mistakes) > 0 {
		notice = words.Counted(len(own.mistakes), "mistake") + " in the notes"
		fmt.Fprintf(t.stderr, "warning: %s; what is right is used\n", notice)
		notice += ": q shows them"
	}
	if said := unexplained(own.library, recorded); said != "" {
		fmt.Fprintln(t.stderr, said)
		notice = "the notes explain nothing here: q says why"
	}
	return joinerWith(own.library, nil), notice, nil
}

// nothingIn is the error of folders without a note that could be read.
func nothingIn(folders []string, mistaken bool) error {
	named := make([]string, len(folders))
	for i, folder := range folders {
		named[i] = fmt.Sprintf("%q", folder)
	}
	in := strings.Join(named, " and ")
	if mistaken {
		return fmt.Errorf("read notes: each file in %s has a mistake", in)
	}
	return fmt.Errorf("read notes: there is no note in %s", in)
}

// mostMistakes is how many lines of mistakes are read.
const mostMistakes = 20

// tellMistakes lists mistakes as compilers do.
func (t terminal) tellMistakes(mistakes []notes.Mistake) {
	for i, m := range mistakes {
		if i == mostMistakes {
			fmt.Fprintf(t.stderr, "and %s more\n", words.Thousands(len(mistakes)-i))
			break
		}
		fmt.Fprintln(t.stderr, m)
	}
}

// mostAsked is how many spans are asked whether a note explains them. A larger trace is rarely the first one for which
// notes are written, and asking takes as long as opening it.
const mostAsked = 200_000

// unexplained says that the notes explain no span of the recording, and what its spans have by which notes could know
// them; "" when one is explained.
func unexplained(library *notes.Library, recorded *trace.Trace) string {
	if len(recorded.Spans) > mostAsked {
		return ""
	}
	explained := false
	var services, scopes, functions []string
	trace.Walk(recorded.Tree(), func(n *trace.Node) {
		explained = explained || library.For(n) != nil
		services, scopes = with(services, n.Service()), with(scopes, n.Scope())
		functions = with(functions, n.Function())
	})
	if explained {
		return ""
	}
	said := "warning: the notes explain no span of the recording"
	for _, known := range []struct {
		what  string
		names []string
	}{{"services", services}, {"scopes", scopes}, {"functions", functions}} {
		if len(known.names) > 0 {
			said += "\nits " + known.what + ": " + strings.Join(known.names, ", ")
		}
	}
	return said
}

// mostKnown is how many names of a kind are told.
const mostKnown = 8

// with adds a name to the few that are told.
func with(names []string, name string) []string {
	quoted := fmt.Sprintf("%q", words.Cut(name, 100))
	if name == "" || len(names) > mostKnown || slices.Contains(names, quoted) {
		return names
	}
	if len(names) == mostKnown {
		quoted = "…"
	}
	return append(names, quoted)
}
