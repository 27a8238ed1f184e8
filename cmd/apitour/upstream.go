package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"apitour/cmd/hint"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/messages"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

const (
	allReleases     = "all"
	upstreamOutputs = "text, json, markdown"
)

// upstreamReport is a review of one release, or the survey of all.
type upstreamReport struct {
	text, json func(io.Writer) error
	markdown   func(io.Writer) error // nil for one release
	mend       int                   // notes
}

// verifyUpstream compares what the notes describe with a release of Kubernetes, with a checkout of its repository, or
// with all releases that the program knows. The error is an [exitCode] if notes are to be mended.
func verifyUpstream(ctx context.Context, t terminal, upstream, output string) error {
	if !slices.Contains(strings.Split(upstreamOutputs, ", "), output) {
		meant := t.meant(output, strings.Split(upstreamOutputs, ", "),
			fmt.Sprintf(t.say.Hint.Takes, "--output", upstreamOutputs))
		return hint.Usage(meant, t.say.Wrong.UnknownOutput, output)
	}
	report, err := reportUpstream(ctx, t, upstream)
	if err != nil {
		return err
	}
	writers := map[string]func(io.Writer) error{"text": report.text, "json": report.json, "markdown": report.markdown}
	write := writers[output]
	if write == nil {
		return hint.Usage(t.say.Hint.MarkdownOfAll, t.say.Wrong.OutputOfUpstream, output, upstream)
	}
	if err := doUntil(ctx, func() error { return write(stopping{ctx, t.stdout}) }); err != nil {
		return err
	}
	if report.mend > 0 {
		return exitCode(1)
	}
	return nil
}

// reportUpstream reviews the release, or all.
func reportUpstream(ctx context.Context, t terminal, upstream string) (report upstreamReport, _ error) {
	library, err := notes.Embedded(notes.Original)
	if err != nil {
		return report, err
	}
	tables, err := anchors.Shipped()
	if err != nil {
		return report, err
	}
	places, err := anchors.Places(library, tables)
	if err != nil {
		return report, err
	}
	present := anchors.Present(library)
	if upstream == allReleases {
		survey, err := anchors.NewSurvey(places, present, tables)
		if err != nil {
			return report, err
		}
		text := func(w io.Writer) error { return survey.Text(w, &phrases.In(t.language()).Upstream) }
		return upstreamReport{text: text, json: survey.JSON, markdown: survey.Markdown}, nil
	}
	review, err := until(ctx, func() (*anchors.Review, error) {
		table, signs, err := tableOf(ctx, t, upstream, library, tables, anchors.Wanted(places, tables))
		if err != nil {
			return nil, err
		}
		review, err := anchors.NewReview(places, present, tables, table)
		if err != nil {
			return nil, err
		}
		review.Signs = signs
		return review, nil
	})
	if err != nil {
		return report, err
	}
	text := func(w io.Writer) error { return review.Text(w, &phrases.In(t.language()).Upstream) }
	mend := len(review.ToMend()) + len(review.SignsToMend())
	return upstreamReport{text: text, json: review.JSON, mend: mend}, nil
}

// tableOf returns the table of a release that the program knows, and makes that of any other and of a checkout. With it
// comes what has become of the messages that the notes name as signs.
func tableOf(
	ctx context.Context, t terminal, upstream string, library *notes.Library, tables []*anchors.Table,
	wanted map[anchors.Declaration][]string,
) (*anchors.Table, []anchors.JudgedSign, error) {
	known, err := messages.Shipped()
	if err != nil {
		return nil, nil, err
	}
	for _, table := range tables {
		if table.Release == upstream {
			return table, known.JudgeSigns(library, upstream), nil
		}
	}
	var tree *anchors.Tree
	if anchors.IsRelease(upstream) {
		fmt.Fprintf(t.stderr, t.say.Said.Downloading+"\n", upstream)
		tree, err = anchors.Fetch(ctx, upstream)
	} else {
		tree, err = anchors.Checkout(upstream)
	}
	if err != nil {
		return nil, nil, t.adviseOnUpstream(err, upstream, tables)
	}
	defer tree.Close()
	table, err := anchors.Tabulate(upstream, tree, wanted)
	if err != nil {
		return nil, nil, err
	}
	signs, err := known.JudgeSignsIn(library, tree)
	return table, signs, err
}

// adviseOnUpstream adds to the error what to do about a release or a folder that cannot be had.
func (t terminal) adviseOnUpstream(err error, upstream string, tables []*anchors.Table) error {
	var known []string
	for _, table := range tables {
		known = append(known, table.Release)
	}
	var refused *anchors.FetchError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return hint.With(err, t.say.Hint.InstallGo)
	case errors.As(err, &refused) && refused.Unknown():
		return hint.With(err, t.say.Hint.GoListsReleases)
	case errors.As(err, &refused):
		return hint.With(err, t.say.Hint.NetworkOrCheckout)
	case anchors.IsRelease(upstream):
		return err
	}
	return hint.With(err, t.meant(upstream, append(known, allReleases), t.say.Hint.UpstreamTakes))
}

// completeUpstream offers the releases that the program knows, beside folders.
func completeUpstream(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	names := []string{allReleases}
	if tables, err := anchors.Shipped(); err == nil {
		for _, table := range tables {
			names = append(names, table.Release)
		}
	}
	return names, cobra.ShellCompDirectiveDefault
}
