package main

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/tour"
)

// languageFlag adds the flag for the language of the notes, which every command understands, and refuses languages
// without notes before any command runs.
func languageFlag(root *cobra.Command) *string {
	lang := root.PersistentFlags().String("lang", "",
		"the `LANGUAGE` of the notes: "+strings.Join(notes.Languages(), " or ")+
			"; the rest is still in English (default: that of the locale)")
	complete := cobra.FixedCompletions(notes.Languages(), cobra.ShellCompDirectiveNoFileComp)
	if err := root.RegisterFlagCompletionFunc("lang", complete); err != nil {
		panic(err) // the flag is registered above
	}
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if *lang == "" || slices.Contains(notes.Languages(), *lang) {
			return nil
		}
		takes := "--lang takes " + strings.Join(notes.Languages(), " or ")
		return hint.Usage(hint.Meant(*lang, notes.Languages(), takes), "no notes are in the language %q", *lang)
	}
	return lang
}

// library returns the notes, for a page of text.
func (t terminal) library() (*notes.Library, error) {
	if *t.lang != "" {
		return notes.Embedded(*t.lang)
	}
	return notes.Embedded(languageOf(os.Getenv))
}

// libraryHere returns the notes, for a terminal: one that shows ASCII alone gets those in English.
func (t terminal) libraryHere(how manner) (*notes.Library, error) {
	shows := how == printed || !tour.ASCII(*t.ascii, os.Environ())
	switch {
	case shows || *t.lang == notes.Original:
		return t.library()
	case *t.lang == "":
		return notes.Embedded(notes.Original)
	}
	return nil, hint.Usage("leave --ascii out and set LANG to a locale with UTF-8, or --lang "+notes.Original,
		"notes in the language %q cannot be shown in ASCII", *t.lang)
}

// languageOf returns the language of the locale for messages: the first of POSIX's variables that is set decides.
func languageOf(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := getenv(name)
		if value == "" {
			continue
		}
		for _, lang := range notes.Languages() {
			if language := strings.ToLower(value); language == lang || strings.HasPrefix(language, lang+"_") ||
				strings.HasPrefix(language, lang+".") || strings.HasPrefix(language, lang+"-") {
				return lang
			}
		}
		break
	}
	return notes.Original
}

// phrases returns what is said to the reader, on a page of text.
func (t terminal) phrases() (*phrases.Phrases, error) {
	library, err := t.library()
	if err != nil {
		return nil, err
	}
	return phrases.In(library.Language()), nil
}
