package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// TestEveryCommandHasHelpInEveryLanguage holds the help in package phrases against the tree of commands, both ways.
func TestEveryCommandHasHelpInEveryLanguage(t *testing.T) {
	for _, language := range notes.Languages() {
		say := &phrases.In(language).Command
		root := newCommand(language, strings.NewReader(""), new(bytes.Buffer), new(bytes.Buffer))
		commands, flags := make(map[string]bool), make(map[string]bool)
		each(root, func(c *cobra.Command, path string) {
			commands[path] = true
			c.LocalFlags().VisitAll(func(f *pflag.Flag) {
				own := strings.TrimSpace(path + " " + f.Name)
				flags[f.Name], flags[own] = true, true
				if f.Usage == "" && f.Name != "help" && f.Name != "version" {
					t.Errorf("%s: nothing is said of --%s of %q", language, f.Name, path)
				}
			})
			if strings.HasPrefix(path, "completion ") {
				return // cobra's own
			}
			if help := say.Help[path]; help.Short == "" || help.Short != c.Short || help.Long != c.Long {
				t.Errorf("%s: nothing is said of the command %q", language, path)
			}
		})
		for path := range say.Help {
			if !commands[path] {
				t.Errorf("%s: help is for %q, which is no command", language, path)
			}
		}
		for name := range say.Flags {
			if !flags[name] {
				t.Errorf("%s: help is for %q, which is no flag", language, name)
			}
		}
	}
}

func each(c *cobra.Command, do func(*cobra.Command, string)) {
	do(c, pathOf(c))
	for _, child := range c.Commands() {
		each(child, do)
	}
}

// TestSpokenLanguage finds the language in arguments that are not parsed yet, and in the environment.
func TestSpokenLanguage(t *testing.T) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		t.Setenv(name, "")
	}
	for _, c := range []struct {
		args, environment []string
		locale, want      string
	}{
		{[]string{"play"}, []string{"LANG=C.UTF-8", "TERM=xterm"}, "C.UTF-8", "en"},
		{[]string{"play"}, []string{"LANG=zh_CN.UTF-8", "TERM=xterm"}, "zh_CN.UTF-8", "zh"},
		{[]string{"play"}, []string{"LANG=zh_CN", "TERM=linux"}, "zh_CN", "en"}, // no UTF-8 there
		{[]string{"play", "--lang", "zh"}, []string{"LANG=C"}, "C", "zh"},
		{[]string{"--lang=zh", "play"}, []string{"LANG=C.UTF-8"}, "C.UTF-8", "zh"},
		{[]string{"--lang=fr"}, []string{"LANG=zh_CN.UTF-8", "TERM=xterm"}, "zh_CN.UTF-8", "zh"},
		{[]string{"--lang"}, []string{"LANG=C.UTF-8"}, "C.UTF-8", "en"},
		{[]string{"tour", "--", "--lang", "zh"}, []string{"LANG=C.UTF-8"}, "C.UTF-8", "en"}, // the server's
	} {
		t.Setenv("LANG", c.locale)
		if got := spokenLanguage(c.args, slices.Clone(c.environment)); got != c.want {
			t.Errorf("%q with %q speaks %q, want %q", c.args, c.environment, got, c.want)
		}
	}
}
