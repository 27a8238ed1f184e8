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
type walkFlags struct {
	path, at string

	t terminal // says what is wrong with them
}

func (t terminal) pathFlags(command *cobra.Command) *walkFlags {
	f := &walkFlags{t: t}
	flags := command.Flags()
	flags.StringVar(&f.path, "path", "", "")
	flags.StringVar(&f.at, "at", "", "")
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
	return hint.Usage(f.t.meant(f.path, names, f.t.say.Hint.Paths), f.t.say.Wrong.NoPath, f.path)
}

// checkPrinted refuses both where no walk begins, because something else is printed or written here. Instead says what
// to type.
func (f *walkFlags) checkPrinted(here, instead string) error {
	if f.path == "" && f.at == "" {
		return nil
	}
	return hint.Usage(instead, f.t.say.Wrong.LeadsAWalk, here)
}

// checkLive also refuses a stage that the boot cannot have, by the stages that a boot is planned to have.
func (f *walkFlags) checkLive(join func(*trace.Trace) *lesson.Lesson) error {
	if err := f.check(); err != nil || f.at == "" {
		return err
	}
	return f.t.explainStage(walk.CheckStage(join(&trace.Trace{}), f.at), f.t.say.Hint.ListsBoot)
}

// listsOf returns what to type for the stages of a walk.
func (t terminal) listsOf(o walk.Options) func(spans bool) string {
	switch {
	case o.Topic == walk.RequestTopic:
		return t.say.Hint.ListsRequest
	case o.Feed != nil || o.Origin.Shipped:
		return t.say.Hint.ListsBoot
	}
	return t.say.Hint.ListsRecording
}

// explainStage adds a hint to the error of a stage that does not exist: which was meant, or which command lists them.
func (t terminal) explainStage(err error, lists func(spans bool) string) error {
	var unknown *lesson.UnknownStepError
	if !errors.As(err, &unknown) {
		return err
	}
	otherwise := lists(unknown.Kind == lesson.Other)
	if unknown.Meant != "" {
		otherwise = fmt.Sprintf(t.say.Hint.Meant, unknown.Meant)
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
