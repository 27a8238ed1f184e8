package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/tour"
	"apitour/walkthrough/walk"
)

// languageFlag adds the flag for the language of the notes, which every command understands, and refuses languages
// without notes before any command runs.
func (t terminal) languageFlag(root *cobra.Command) *string {
	lang := root.PersistentFlags().String("lang", "", "")
	complete := cobra.FixedCompletions(notes.Languages(), cobra.ShellCompDirectiveNoFileComp)
	if err := root.RegisterFlagCompletionFunc("lang", complete); err != nil {
		panic(err) // the flag is registered above
	}
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if *lang == "" {
			return nil
		}
		return t.knownLanguage(*lang, "--lang")
	}
	return lang
}

// knownLanguage refuses a language without notes, the value of a flag.
func (t terminal) knownLanguage(lang, flag string) error {
	if slices.Contains(notes.Languages(), lang) {
		return nil
	}
	takes := fmt.Sprintf(t.say.Hint.Takes, flag, strings.Join(notes.Languages(), t.say.Hint.Or))
	return hint.Usage(t.meant(lang, notes.Languages(), takes), t.say.Wrong.NoLanguage, lang)
}

// language returns the language in which the reader is spoken to, on a page of text.
func (t terminal) language() string {
	if *t.lang != "" {
		return *t.lang
	}
	return languageOf(os.Getenv)
}

// languageHere returns the language for a terminal: one that shows ASCII alone gets English.
func (t terminal) languageHere(how manner) (string, error) {
	shows := how == printed || !tour.ASCII(*t.ascii, os.Environ())
	switch {
	case shows || *t.lang == notes.Original:
		return t.language(), nil
	case *t.lang == "":
		return notes.Original, nil
	}
	return "", hint.Usage(fmt.Sprintf(t.say.Hint.LeaveASCIIOut, notes.Original), t.say.Wrong.NotInASCII, *t.lang)
}

// library returns the notes, for a page of text.
func (t terminal) library() (*notes.Library, error) { return notes.Embedded(t.language()) }

// libraryHere returns the notes, for a terminal.
func (t terminal) libraryHere(how manner) (*notes.Library, error) {
	language, err := t.languageHere(how)
	if err != nil {
		return nil, err
	}
	return notes.Embedded(language)
}

// languages are those between which a learner may switch.
func languages() []walk.Language {
	var all []walk.Language
	for _, name := range notes.Languages() {
		all = append(all, walk.Language{
			Name: name, Notes: func() (*notes.Library, error) { return notes.Embedded(name) },
		})
	}
	return all
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
