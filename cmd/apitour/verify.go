package main

import (
	"context"
	"encoding/json"
	"errors"
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
	"apitour/walkthrough/phrases"
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
		Use:  "verify [FILE]...",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, files []string) error {
			if cmd.Flags().Changed("upstream") {
				if len(files) > 0 || options.fresh {
					return hint.Usage(t.say.Hint.UpstreamAlone, "%s", t.say.Wrong.UpstreamWithFiles)
				}
				return verifyUpstream(cmd.Context(), t, options.upstream, options.output)
			}
			if options.output != outputText && options.output != outputJSON {
				takes := fmt.Sprintf(t.say.Hint.Takes, "--output", outputText+t.say.Hint.Or+outputJSON)
				return hint.Usage(t.meant(options.output, []string{outputText, outputJSON}, takes),
					t.say.Wrong.UnknownOutput, options.output)
			}
			return t.within(memory).verifyNotes(cmd.Context(), files, options)
		},
	}
	command.Flags().BoolVar(&options.fresh, "fresh", false, "")
	command.Flags().StringVar(&options.upstream, "upstream", "", "")
	command.Flags().StringVar(&options.output, "output", outputText, "")
	_ = command.RegisterFlagCompletionFunc("upstream", completeUpstream)
	memory = memoryFlag(command)
	return command
}

func (t terminal) verifyNotes(ctx context.Context, files []string, options verifyOptions) error {
	language := t.language()
	if options.output == outputJSON { // which is the same in every language
		language = notes.Original
		t.say = &phrases.In(language).Command
	}
	library, err := notes.Embedded(notes.Original)
	if err != nil {
		return err
	}
	runs, err := t.readRuns(ctx, files, options)
	if err != nil {
		return err
	}
	if options.fresh {
		recorded, problems := fresh.Record(ctx, claims.NeedsOf(library), t.stderr, &phrases.In(language).Fresh)
		if problems != nil {
			return problems
		}
		runs = append(runs, recorded...)
	}
	results := claims.Check(library.Speaking(language), runs...)
	write := t.writeVerdicts
	if options.output == outputJSON {
		write = writeVerdictsJSON
	}
	if err := doUntil(ctx, func() error { return write(t.stdout, results) }); err != nil {
		return err
	}
	count := countVerdicts(results)
	switch failed := count[claims.Fails]; {
	case failed > 0:
		return hint.With(errors.New(t.say.Said.ClaimsFail(failed, len(results))),
			t.say.Hint.MendOrServer)
	case count[claims.Undecided] > 0 && !options.fresh && options.output == outputText:
		t.hint(t.say.Said.FreshDecides)
	}
	return nil
}

// readRuns reads the recordings of the command line: those inside apitour when it names none and none is made.
func (t terminal) readRuns(ctx context.Context, files []string, options verifyOptions) (runs []claims.Run, err error) {
	if len(files) == 0 && !options.fresh {
		return until(ctx, t.shippedRuns)
	}
	for i, name := range files {
		if name == standardInput && slices.Contains(files[:i], name) {
			return nil, hint.Usage(t.say.Hint.InputOnce, "%s", t.say.Wrong.InputTwice)
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
func (t terminal) shippedRuns() ([]claims.Run, error) {
	boot, err := recording.Read()
	if err != nil {
		return nil, err
	}
	runs := []claims.Run{{Name: t.say.Said.TheBoot, Trace: boot}}
	for _, name := range recording.Requests() {
		recorded, err := recording.Request(name)
		if err != nil {
			return nil, err
		}
		runs = append(runs, claims.Run{Name: fmt.Sprintf(t.say.Said.TheRequest, name), Trace: recorded, Request: name})
	}
	for _, name := range recording.BrokenBoots() {
		recorded, err := recording.Broken(name)
		if err != nil {
			return nil, err
		}
		runs = append(runs, claims.Run{Name: fmt.Sprintf(t.say.Said.TheBroken, name), Trace: recorded, Break: name})
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
func (t terminal) writeVerdicts(w io.Writer, results []claims.Result) error {
	var text strings.Builder
	var reasons []string
	undecided := make(map[string]int)
	inNotes := make(map[*notes.Note]bool)
	for _, r := range results {
		inNotes[r.Claim.Note] = true
		switch r.Verdict {
		case claims.Fails:
			file, line := placeOf(r.Claim)
			fmt.Fprintf(&text, "%s:%d: %s\n    "+t.say.Said.InRecording+"\n", file, line,
				trace.Clean(r.Claim.String()), trace.Clean(r.Run), r.Found)
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
		text.WriteString(t.say.Said.Undecided + "\n")
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return undecided[b] - undecided[a] })
	for _, reason := range reasons {
		fmt.Fprintf(&text, "%5d  %s\n", undecided[reason], reason)
	}
	if text.Len() > 0 {
		text.WriteString("\n")
	}
	count := countVerdicts(results)
	text.WriteString(t.say.Said.ClaimsInNotes(len(results), len(inNotes), count[claims.Holds], count[claims.Fails],
		count[claims.Undecided]) + "\n")
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
