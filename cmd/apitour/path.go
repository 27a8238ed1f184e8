package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
)

// walkFlags say how a walk goes: along which path, and where it begins.
type walkFlags struct{ path, at string }

func pathFlags(command *cobra.Command) *walkFlags {
	f := new(walkFlags)
	flags := command.Flags()
	flags.StringVar(&f.path, "path", "",
		"which steps are stops: short, main or all (default: the last choice, or main)")
	flags.StringVar(&f.at, "at", "",
		"begin at the `STAGE` of this name, number or address; a server that is held runs there")
	names := make([]cobra.Completion, 0, len(walk.Paths()))
	for _, p := range walk.Paths() {
		names = append(names, cobra.CompletionWithDesc(string(p), p.About(phrases.In(notes.Original))))
	}
	complete := cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)
	if err := command.RegisterFlagCompletionFunc("path", complete); err != nil {
		panic(err) // the flag is registered above
	}
	return f
}

// check refuses a path that does not exist, before anything is read or booted.
func (f *walkFlags) check() error {
	if _, ok := walk.PathNamed(f.path); f.path == "" || ok {
		return nil
	}
	var names []string
	for _, p := range walk.Paths() {
		names = append(names, string(p))
	}
	return hint.Usage(hint.Meant(f.path, names, "--path short, --path main or --path all"),
		"no path is called %q", f.path)
}

// checkPrinted refuses both where no walk begins, because something else is printed or written here. Instead says what
// to type.
func (f *walkFlags) checkPrinted(here, instead string) error {
	if f.path == "" && f.at == "" {
		return nil
	}
	return hint.Usage(instead, "--path and --at lead a walk, and here %s", here)
}

// What is printed where no walk begins, and what to type for one.
const (
	wholeWalk  = "the whole walk is printed"
	reportOnly = "a report is printed"
	walkOrPart = walkPlainly + "; apitour render --stage prints a part"

	walkPlainly = "add --plain to walk line by line"
)

// checkLive also refuses a stage that the boot cannot have, by the stages that a boot is planned to have.
func (f *walkFlags) checkLive(join func(*trace.Trace) *lesson.Lesson) error {
	if err := f.check(); err != nil || f.at == "" {
		return err
	}
	return explainStage(walk.CheckStage(join(&trace.Trace{}), f.at), listsBoot)
}

// What to type for the names of the stages.
const (
	listsBoot      = "apitour render --format text"
	listsRecording = "apitour render FILE --format text"
	listsRequest   = "-o FILE keeps the recording, and " + listsRecording
)

// listsOf returns what to type for the stages of a walk.
func listsOf(o walk.Options) string {
	switch {
	case o.Topic == walk.RequestTopic:
		return listsRequest
	case o.Feed != nil || o.Origin.Shipped:
		return listsBoot
	}
	return listsRecording
}

// explainStage adds a hint to the error of a stage that does not exist: which was meant, or which command lists them.
func explainStage(err error, lists string) error {
	var unknown *lesson.UnknownStepError
	if !errors.As(err, &unknown) {
		return err
	}
	otherwise := fmt.Sprintf("%s lists the %ss", lists, unknown.Kind.Step())
	if unknown.Meant != "" {
		otherwise = fmt.Sprintf("did you mean %q?", unknown.Meant)
	}
	return hint.Usage(otherwise, "%w", err)
}

// along puts the path and the beginning into the options of a walk.
func (f *walkFlags) along(o walk.Options) walk.Options {
	o.Path, o.At = walk.Path(f.path), f.at
	o.Front = f.path == "" && f.at == ""
	return o
}

// defaultPath is the path of a learner who names none: the one that they chose last, else the one on which every note
// is read once.
func defaultPath(f *settings.File) walk.Path {
	if path := walk.RememberedPath(f); path != "" {
		return path
	}
	return walk.Main
}
