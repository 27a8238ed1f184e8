package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// notesFlag adds the flag that names folders of notes.
func notesFlag(command *cobra.Command) *[]string {
	var folders []string
	command.Flags().StringArrayVar(&folders, "notes", nil,
		"")
	_ = command.MarkFlagDirname("notes")
	return &folders
}

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
		return nil, "", fmt.Errorf(t.say.Wrong.Interrupted, t.say.Wrong.ReadNotes)
	case err != nil:
		return nil, "", hint.With(err, t.say.Hint.HowToWrite)
	}
	t.tellMistakes(own.mistakes)
	if own.library.Count() == 0 {
		return nil, "", hint.With(t.nothingIn(folders, len(own.mistakes) > 0), t.say.Hint.HowToWrite)
	}
	if len(own.mistakes) > 0 {
		counted := t.say.Said.Mistakes(len(own.mistakes))
		t.warn(fmt.Sprintf(t.say.Said.RightIsUsed, counted))
		notice = fmt.Sprintf(t.say.Said.SeeMistakes, counted)
	}
	if said := t.unexplained(own.library, recorded); said != "" {
		t.warn(said)
		notice = t.say.Said.NothingHere
	}
	language, err := t.languageHere(how)
	if err != nil {
		return nil, "", err
	}
	return joinerWith(own.library.Speaking(language), nil), notice, nil
}

// nothingIn is the error of folders without a note that could be read.
func (t terminal) nothingIn(folders []string, mistaken bool) error {
	named := make([]string, len(folders))
	for i, folder := range folders {
		named[i] = fmt.Sprintf("%q", folder)
	}
	in := strings.Join(named, t.say.Said.And)
	if mistaken {
		return fmt.Errorf(t.say.Wrong.AllMistaken, in)
	}
	return fmt.Errorf(t.say.Wrong.NoNoteIn, in)
}

// mostMistakes is how many lines of mistakes are read.
const mostMistakes = 20

// tellMistakes lists mistakes as compilers do.
func (t terminal) tellMistakes(mistakes []notes.Mistake) {
	for i, m := range mistakes {
		if i == mostMistakes {
			fmt.Fprintf(t.stderr, t.say.Said.More+"\n", words.Thousands(len(mistakes)-i))
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
func (t terminal) unexplained(library *notes.Library, recorded *trace.Trace) string {
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
	said := t.say.Said.ExplainsNothing
	for _, known := range []struct {
		what  string
		names []string
	}{
		{t.say.Said.Services, services}, {t.say.Said.Scopes, scopes}, {t.say.Said.Functions, functions},
	} {
		if len(known.names) > 0 {
			said += "\n" + known.what + strings.Join(known.names, phrases.In(t.language()).Words.List)
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
