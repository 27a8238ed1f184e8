package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"apitour/trace/nearest"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/tour"
)

// spokenLanguage returns the language in which the commands speak: that of --lang, which is looked for before the flags
// are parsed because help and errors need it; else that of the locale, where the terminal shows more than ASCII.
// With --ascii it is English.
func spokenLanguage(args, environment []string) string {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end] // flags of the server follow
	}
	if slices.Contains(args, "--ascii") {
		return notes.Original
	}
	for i, arg := range args {
		value, found := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, found = args[i+1], true
		}
		if found && slices.Contains(notes.Languages(), value) {
			return value
		}
	}
	if tour.ASCII(false, environment) {
		return notes.Original
	}
	return languageOf(os.Getenv)
}

// speak gives the commands and their flags the help of a language.
func speak(command *cobra.Command, say *phrases.Command) {
	if !command.HasParent() {
		command.SetUsageTemplate(usageTemplate(say.Page))
	}
	path := pathOf(command)
	if help, ok := say.Help[path]; ok {
		command.Short, command.Long, command.Example = help.Short, help.Long, help.Example
	}
	command.InitDefaultHelpFlag()
	command.InitDefaultVersionFlag()
	command.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		switch flag.Name {
		case "help":
			flag.Usage = fmt.Sprintf(say.Page.OfCommand, command.Name())
		case "version":
			flag.Usage = fmt.Sprintf(say.Page.OfVersion, command.Name())
		default:
			if usage, ok := flagHelp(path, flag.Name, say); ok {
				flag.Usage = usage
			}
			if value := flag.DefValue; flag.Value.Type() == "string" && value != "" { // pflag would say it in English
				flag.Usage += fmt.Sprintf(say.Page.Default, value)
				flag.DefValue = ""
			}
		}
	})
	for _, child := range command.Commands() {
		speak(child, say)
	}
}

// pathOf returns the names of the command and of those above it, without the program's.
func pathOf(command *cobra.Command) string {
	return strings.TrimPrefix(strings.TrimPrefix(command.CommandPath(), command.Root().Name()), " ")
}

// flagHelp returns what is said of a command's flag, and whether anything is.
func flagHelp(path, flag string, say *phrases.Command) (usage string, ok bool) {
	if usage, ok = say.Flags[strings.TrimSpace(path+" "+flag)]; !ok {
		usage, ok = say.Flags[flag]
	}
	if strings.Contains(usage, "%s") { // of the only flag whose values are a list in the code
		usage = fmt.Sprintf(usage, formatNames())
	}
	return usage, ok
}

// usageTemplate is cobra's own, in the words of a language.
func usageTemplate(page phrases.HelpPage) string {
	more := fmt.Sprintf(page.More, "{{.CommandPath}}")
	return page.Usage + `{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} ` + page.Command + `{{end}}{{if gt (len .Aliases) 0}}

` + page.Aliases + `
  {{.NameAndAliases}}{{end}}{{if .HasExample}}

` + page.Examples + `
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

` + page.Commands + `{{range .Commands}}{{if (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

` + page.Flags + `
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

` + page.GlobalFlags + `
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

` + more + `{{end}}
`
}

// meant is the hint for a name that does not exist: the one of the names that was meant, or else the other hint.
func (t terminal) meant(typed string, names []string, otherwise string) string {
	if name := nearest.Name(typed, names); name != "" {
		return fmt.Sprintf(t.say.Hint.Meant, name)
	}
	return otherwise
}

// meantFlag is meant for an error about a flag, which may be about something else than its name.
func (t terminal) meantFlag(err error, flags []string, otherwise string) string {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return otherwise
	}
	if name := nearest.Name(unknown.GetSpecifiedName(), flags); name != "" {
		return fmt.Sprintf(t.say.Hint.Meant, "--"+name)
	}
	return otherwise
}

// flagError says what is wrong with a flag.
func (t terminal) flagError(err error) string {
	var unknown *pflag.NotExistError
	var required *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "":
		return fmt.Sprintf(t.say.Wrong.UnknownFlag, "--"+unknown.GetSpecifiedName())
	case errors.As(err, &required) && required.GetSpecifiedShortnames() == "":
		return fmt.Sprintf(t.say.Wrong.FlagNeedsValue, "--"+required.GetFlag().Name)
	case errors.As(err, &invalid):
		name := "--" + invalid.GetFlag().Name
		if short := invalid.GetFlag().Shorthand; short != "" {
			name = "-" + short + ", " + name
		}
		return fmt.Sprintf(t.say.Wrong.InvalidValue, invalid.GetValue(), name, invalid.Unwrap())
	}
	return err.Error()
}

// warn prints a warning beside the output.
func (t terminal) warn(text string) { fmt.Fprintln(t.stderr, t.say.Said.Warning+text) }

// hint prints what to type next beside the output, where nothing went wrong.
func (t terminal) hint(text string) { fmt.Fprintln(t.stderr, t.say.Said.Hint+text) }
