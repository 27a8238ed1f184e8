package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/page"
	"apitour/walkthrough/picture"
	"apitour/walkthrough/tour"
)

// format writes a lesson in one way.
type format struct {
	name  string
	write func(io.Writer, *lesson.Lesson, page.Options) error
	// compares says that it can show several recordings.
	compares bool
}

var formats = []format{
	{"markdown", page.Markdown, true},
	{"text", page.Text, true},
	{"svg", writePicture, false},
}

func newRenderCommand(t terminal) *cobra.Command {
	var output, name string
	var options page.Options
	var translations map[string]string
	var memory *size
	var folders *[]string
	command := &cobra.Command{
		Use:  "render [FILE]...",
		Args: t.recordings,
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := t.formatNamed(name)
			if err != nil {
				return err
			}
			if len(args) > 1 && (options.Stable || !chosen.compares) {
				return t.alone(chosen, options)
			}
			if options.Translations, err = t.translations(translations); err != nil {
				return err
			}
			return t.within(memory).render(cmd.Context(), args, *folders, chosen, output, options)
		},
	}
	command.Flags().StringVar(&name, "format", formats[0].name, "")
	command.Flags().StringVarP(&output, "output", "o", standardOutput, "")
	command.Flags().BoolVar(&options.Stable, "stable", false, "")
	command.Flags().StringVar(&options.Stage, "stage", "", "")
	command.Flags().BoolVar(&options.All, "all", false, "")
	command.Flags().StringToStringVar(&translations, "translation", nil, "")
	memory, folders = memoryFlag(command), notesFlag(command)
	completions := cobra.FixedCompletions(strings.Split(formatNames(), ", "), cobra.ShellCompDirectiveNoFileComp)
	_ = command.RegisterFlagCompletionFunc("format", completions)
	return command
}

// translations returns the same page in other languages, by the files to which the page has links.
func (t terminal) translations(files map[string]string) (all []page.Translation, _ error) {
	for _, lang := range slices.Sorted(maps.Keys(files)) {
		if err := t.knownLanguage(lang, "--translation"); err != nil {
			return nil, err
		}
		all = append(all, page.Translation{Language: lang, Address: files[lang]})
	}
	return all, nil
}

func formatNames() string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

func (t terminal) formatNamed(name string) (format, error) {
	for _, f := range formats {
		if f.name == name {
			return f, nil
		}
	}
	meant := t.meant(name, strings.Split(formatNames(), ", "), fmt.Sprintf(t.say.Hint.Takes, "--format", formatNames()))
	return format{}, hint.Usage(meant, t.say.Wrong.UnknownFormat, name)
}

// alone is the error of a page that cannot compare several recordings.
func (t terminal) alone(chosen format, options page.Options) error {
	if options.Stable {
		return hint.Usage(t.say.Hint.StableOut, "%s", t.say.Wrong.StableCompared)
	}
	return hint.Usage(t.say.Hint.FormatsCompare, t.say.Wrong.FormatOfOne, chosen.name)
}

func (t terminal) render(
	ctx context.Context, args, folders []string, chosen format, output string, options page.Options,
) error {
	if err := t.canWrite("page", output); err != nil {
		return err
	}
	recorded, err := t.readRecording(ctx, args)
	if err != nil {
		return err
	}
	join, _, err := t.joinerOf(ctx, printed, folders, recorded)
	if err != nil {
		return err
	}
	told, err := joinUntil(ctx, join, recorded)
	if err != nil {
		return err
	}
	if options.Stage != "" {
		lists := t.say.Hint.ListsRecording
		if len(args) == 0 {
			lists = t.say.Hint.ListsBoot
		}
		if _, err := told.Named(options.Stage); err != nil {
			return t.explainStage(err, lists)
		}
	}
	if options.Compared, err = t.compare(ctx, recorded, args); err != nil {
		return err
	}
	if chosen.compares { // a picture has no room for it
		if options.Review, err = anchors.Newest(); err != nil {
			return err
		}
	}
	return t.writePage(ctx, output, func(w io.Writer) error { return chosen.write(w, told, options) })
}

// The picture shows the stage around which the whole boot turns, on a screen of a usual size. Of another program's
// trace it shows the beginning.
const (
	pictureStage  = "CreateServerChain"
	pictureWidth  = 120
	pictureHeight = 36
)

func writePicture(w io.Writer, l *lesson.Lesson, options page.Options) error {
	at := 0
	for _, step := range l.Steps {
		if step.Node.IsStage() && step.Node.Name == pictureStage {
			at = step.Index
			break
		}
	}
	if options.Stage != "" {
		named, err := l.Named(options.Stage)
		if err != nil {
			return err
		}
		at = named[0].Index
	}
	rows, err := tour.Screen(l, at, pictureWidth, pictureHeight)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, picture.SVG(rows, l.Phrases().Page.Picture, pictureWidth, pictureHeight))
	return err
}
