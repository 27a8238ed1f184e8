package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/fresh"
	"apitour/cmd/hint"
	"apitour/cmd/requests"
	"apitour/trace"
	"apitour/walkthrough/claims"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
)

// verifyOptions are the flags of `apitour notes verify`.
type verifyOptions struct {
	fresh            bool
	upstream, output string
}

// The values of --output.
const (
	outputText = "text"
	outputJSON = "json"
)

func newNotesVerifyCommand(t terminal) *cobra.Command {
	var options verifyOptions
	var memory *size
	command := &cobra.Command{
		Use:   "verify [FILE]...",
		Short: "Hold the notes against recordings, or against upstream's source",
		Long: `Hold what the notes claim of the trace against recordings: of boots, of requests, of whatever apitour
records. Without a file these are the recordings in apitour: a boot, the guided requests, the broken boots. A recording
decides the claims that speak of what it has: a boot says nothing of requests, nor of flags that it was not given. With
--fresh apitour records all that the claims speak of, which takes half a minute: boots with and without flags, the
guided requests, the broken boots. The exit code is 1 when a claim fails.

With --upstream it is said instead which places in Kubernetes' source are no longer what the notes describe. A place is
an anchor in a note's front matter, or a line or a range of a file that its text names. It is anchored in the
declaration around it, whose tokens are compared: comments and white space do not count.

  same      the same text on the same lines
  moved     the same text on other lines, in another file or in another package
  changed   another text under the same name
  gone      no such declaration

The exit code is 1 if notes are to be mended: places are changed or gone that the release has which the notes describe.
That is asked of later releases only, and of a checkout. The releases that "all" lists are compared without the network.
The go command downloads others.`,
		Example: `  apitour notes verify
  apitour notes verify boot.jsonl request.jsonl
  apitour notes verify --fresh
  apitour notes verify --output json | jq '.results[] | select(.verdict == "fails")'
  apitour notes verify --upstream all                        all minors in one table
  apitour notes verify --upstream v1.36.3
  apitour notes verify --upstream ~/src/kubernetes           a checkout`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, files []string) error {
			if cmd.Flags().Changed("upstream") {
				if len(files) > 0 || options.fresh {
					return hint.Usage("leave out FILE and --fresh, or --upstream",
						"--upstream compares with source, and not with recordings")
				}
				return verifyUpstream(cmd.Context(), t, options.upstream, options.output)
			}
			if options.output != outputText && options.output != outputJSON {
				return hint.Usage(hint.Meant(options.output, []string{outputText, outputJSON},
					"--output takes text or json"), "unknown output %q", options.output)
			}
			return t.within(memory).verifyNotes(cmd.Context(), files, options)
		},
	}
	command.Flags().BoolVar(&options.fresh, "fresh", false,
		"record boots, requests and broken boots now, and hold the notes against them")
	command.Flags().StringVar(&options.upstream, "upstream", "",
		"compare with a release of Kubernetes, with the folder of a checkout, or with all")
	command.Flags().StringVar(&options.output, "output", outputText,
		"text for people, or json; of --upstream all also markdown")
	_ = command.RegisterFlagCompletionFunc("upstream", completeUpstream)
	memory = memoryFlag(command)
	return command
}

func (t terminal) verifyNotes(ctx context.Context, files []string, options verifyOptions) error {
	library, err := notes.Embedded(notes.Original)
	if err != nil {
		return err
	}
	runs, err := t.readRuns(ctx, files, options)
	if err != nil {
		return err
	}
	if options.fresh {
		recorded, problems := fresh.Record(ctx, claims.NeedsOf(library), t.stderr)
		if problems != nil {
			return problems
		}
		runs = append(runs, recorded...)
	}
	results := claims.Check(library, runs...)
	write := writeVerdicts
	if options.output == outputJSON {
		write = writeVerdictsJSON
	}
	if err := doUntil(ctx, func() error { return write(t.stdout, results) }); err != nil {
		return err
	}
	count := countVerdicts(results)
	switch failed := count[claims.Fails]; {
	case failed > 0:
		return hint.With(fmt.Errorf("verify the notes: %s", ofClaims(failed, len(results), "fails", "fail")),
			"each line above names a note, its line and what the recording has instead: mend the note or the server")
	case count[claims.Undecided] > 0 && !options.fresh && options.output == outputText:
		fmt.Fprintln(t.stderr, "hint: apitour notes verify --fresh records all that the claims speak of")
	}
	return nil
}

// readRuns reads the recordings of the command line: those inside apitour when it names none and none is made.
func (t terminal) readRuns(ctx context.Context, files []string, options verifyOptions) (runs []claims.Run, err error) {
	if len(files) == 0 && !options.fresh {
		return until(ctx, shippedRuns)
	}
	for i, name := range files {
		if name == standardInput && slices.Contains(files[:i], name) {
			return nil, hint.Usage("standard input can be read once", "- is named twice")
		}
		recorded, err := t.readRecording(ctx, files[i:i+1])
		if err != nil {
			return nil, err
		}
		runs = append(runs, claims.Runs(filepath.Base(name), recorded, requests.NameOf)...)
	}
	return runs, nil
}

// shippedRuns reads the recordings inside apitour: a boot, the guided requests, the broken boots.
func shippedRuns() ([]claims.Run, error) {
	boot, err := recording.Read()
	if err != nil {
		return nil, err
	}
	runs := []claims.Run{{Name: "the boot in apitour", Trace: boot}}
	for _, name := range recording.Requests() {
		recorded, err := recording.Request(name)
		if err != nil {
			return nil, err
		}
		runs = append(runs, claims.Run{Name: "the request " + name + " in apitour", Trace: recorded, Request: name})
	}
	for _, name := range recording.BrokenBoots() {
		recorded, err := recording.Broken(name)
		if err != nil {
			return nil, err
		}
		runs = append(runs, claims.Run{Name: "the broken boot " + name + " in apitour", Trace: recorded, Break: name})
	}
	return runs, nil
}

// placeOf returns the file and the line of a claim, as they are in the repository.
func placeOf(c *notes.Claim) (file string, line int) {
	return fmt.Sprintf("walkthrough/notes/%s/%s.md", notes.Original, c.Note.ID), c.Line
}

func countVerdicts(results []claims.Result) map[claims.Verdict]int {
	count := make(map[claims.Verdict]int)
	for _, r := range results {
		count[r.Verdict]++
	}
	return count
}

// writeVerdicts writes what failed, each with what was found instead; the reasons why claims were not decided, with how
// many; and the sum.
func writeVerdicts(w io.Writer, results []claims.Result) error {
	var text strings.Builder
	var reasons []string
	undecided := make(map[string]int)
	inNotes := make(map[*notes.Note]bool)
	for _, r := range results {
		inNotes[r.Claim.Note] = true
		switch r.Verdict {
		case claims.Fails:
			file, line := placeOf(r.Claim)
			fmt.Fprintf(&text, "%s:%d: %s\n    in %s: %s\n", file, line, trace.Clean(r.Claim.String()),
				trace.Clean(r.Run), r.Found)
		case claims.Undecided:
			if undecided[r.Found] == 0 {
				reasons = append(reasons, r.Found)
			}
			undecided[r.Found]++
		}
	}
	if len(reasons) > 0 {
		if text.Len() > 0 {
			text.WriteString("\n")
		}
		text.WriteString("Undecided:\n")
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return undecided[b] - undecided[a] })
	for _, reason := range reasons {
		fmt.Fprintf(&text, "%5d  %s\n", undecided[reason], reason)
	}
	if text.Len() > 0 {
		text.WriteString("\n")
	}
	count := countVerdicts(results)
	fmt.Fprintf(&text, "%d claims in %d notes: %d hold, %d fail, %d are undecided\n", len(results), len(inNotes),
		count[claims.Holds], count[claims.Fails], count[claims.Undecided])
	if _, err := io.WriteString(w, text.String()); err != nil {
		return fmt.Errorf("write the verdicts: %w", err)
	}
	return nil
}

// verdictJSON is a result for machines.
type verdictJSON struct {
	Note    string         `json:"note"`
	File    string         `json:"file"`
	Line    int            `json:"line"`
	Claim   string         `json:"claim"`
	Verdict claims.Verdict `json:"verdict"`
	// Found is what the recording has instead, or why none decides. Recording is the one that decided.
	Found     string `json:"found,omitempty"`
	Recording string `json:"recording,omitempty"`
}

func writeVerdictsJSON(w io.Writer, results []claims.Result) error {
	count := countVerdicts(results)
	all := struct {
		Holds     int           `json:"holds"`
		Fails     int           `json:"fails"`
		Undecided int           `json:"undecided"`
		Results   []verdictJSON `json:"results"`
	}{count[claims.Holds], count[claims.Fails], count[claims.Undecided], make([]verdictJSON, len(results))}
	for i, r := range results {
		file, line := placeOf(r.Claim)
		all.Results[i] = verdictJSON{
			r.Claim.Note.ID, file, line, r.Claim.String(), r.Verdict, r.Found, trace.Clean(r.Run),
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return fmt.Errorf("write the verdicts: %w", err)
	}
	return nil
}

// ofClaims says how many of all claims: "1 of 324 claims fails".
func ofClaims(n, all int, one, several string) string {
	verb := several
	if n == 1 {
		verb = one
	}
	return fmt.Sprintf("%d of %d claims %s", n, all, verb)
}
