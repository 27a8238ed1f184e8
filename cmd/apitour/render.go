package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
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
	var memory *size
	var folders *[]string
	command := &cobra.Command{
		Use:   "render [FILE]...",
		Short: "Write the walk through a recording as a page",
		Long: `Write the walk through a recording as a page: contents, the tree of stages with their times, and for
every stage its note, its source and the facts of its span. Without a file, the page is about the recording in apitour.
Of another program's trace the page has the facts of its spans, and your notes with --notes. A page with more than
5,000 stages would be too long for most programs: it is the outline alone, and --stage or --all writes chapters.
FILE is OTLP JSON in any layout, also gzip or zstd; - is standard input. With several recordings of the same program
the page is of the first, and says of each stage how long it took in all of them, and which order of stages is luck.
The format svg is a picture of the terminal tour instead.`,
		Example: `  apitour render boot.jsonl --format markdown -o boot.md
  apitour render | less
  apitour render monday.jsonl tuesday.jsonl wednesday.jsonl -o compared.md
  apitour render large.jsonl --stage 'POST /order' -o order.md
  apitour render --notes ./notes shop.jsonl -o shop.md`,
		Args: recordings,
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := formatNamed(name)
			if err != nil {
				return err
			}
			if len(args) > 1 && (options.Stable || !chosen.compares) {
				return alone(chosen, options)
			}
			return t.within(memory).render(cmd.Context(), args, *folders, chosen, output, options)
		},
	}
	command.Flags().StringVar(&name, "format", formats[0].name, "one of "+formatNames())
	command.Flags().StringVarP(&output, "output", "o", standardOutput, "the file to write, - for standard output")
	command.Flags().BoolVar(&options.Stable, "stable", false,
		"leave out times and ids, so that two boots of the same program give the same page")
	command.Flags().StringVar(&options.Stage, "stage", "",
		"write about the stage or span of that name, number or address, and what is inside it")
	command.Flags().BoolVar(&options.All, "all", false,
		"write a chapter for every stage, also when there are more than 5,000")
	memory, folders = memoryFlag(command), notesFlag(command)
	completions := cobra.FixedCompletions(strings.Split(formatNames(), ", "), cobra.ShellCompDirectiveNoFileComp)
	_ = command.RegisterFlagCompletionFunc("format", completions)
	return command
}

func formatNames() string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

func formatNamed(name string) (format, error) {
	for _, f := range formats {
		if f.name == name {
			return f, nil
		}
	}
	meant := hint.Meant(name, strings.Split(formatNames(), ", "), "--format takes "+formatNames())
	return format{}, hint.Usage(meant, "unknown format %q", name)
}

// alone is the error of a page that cannot compare several recordings.
func alone(chosen format, options page.Options) error {
	if options.Stable {
		return hint.Usage("leave --stable out, or name one recording",
			"--stable leaves out the times and the luck by which recordings are compared")
	}
	return hint.Usage("--format markdown and --format text compare recordings",
		"--format %s shows one recording", chosen.name)
}

func (t terminal) render(
	ctx context.Context, args, folders []string, chosen format, output string, options page.Options,
) error {
	if err := canWrite("page", output); err != nil {
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
		lists := listsRecording
		if len(args) == 0 {
			lists = listsBoot
		}
		if _, err := told.Named(options.Stage); err != nil {
			return explainStage(err, lists)
		}
	}
	if options.Compared, err = t.compare(ctx, recorded, args); err != nil {
		return err
	}
	return writePage(ctx, t.stdout, output, func(w io.Writer) error { return chosen.write(w, told, options) })
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
	_, err = io.WriteString(w, picture.SVG(rows, pictureWidth, pictureHeight))
	return err
}
