package anchors_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/semver"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
)

// TestWhatChangedTells demands words of a note whose place in an old release is another text today, or is there no
// more: "What changed" names a later release or a pull request, or sets that release against today; or a row of its
// table tells of a later release. Whether the words are the right ones, no test can say.
func TestWhatChangedTells(t *testing.T) {
	all := tables(t)
	present := anchors.Present(library(t))
	places := must(anchors.Places(library(t), all))
	for _, table := range all {
		if table.Release != present {
			continue
		}
		r := must(anchors.NewReview(places, present, all, table))
		told := 0
		for _, p := range r.Places {
			if p.Verdict != anchors.Changed && p.Verdict != anchors.Gone {
				continue
			}
			told++
			if !tells(p.Note, p.Release) {
				t.Errorf("note %s: %s of %s (%s) is %s in %s: \"What changed\" has to tell of it",
					p.Note.ID, p.Written, p.Release, p.Declarations[0], p.Verdict, present)
			}
		}
		if told < 100 {
			t.Errorf("%d places of old releases have changed or are gone", told)
		}
	}
}

var (
	namedRelease = regexp.MustCompile(`\bv?1\.(\d+)\b`)
	pullRequest  = regexp.MustCompile(`#\d{2,}`)
	contrast     = regexp.MustCompile(`(?i)\b(today|now|new|since then)\b`)
)

func tells(note *notes.Note, since string) bool {
	minor, _ := strconv.Atoi(strings.TrimPrefix(semver.MajorMinor(since), "v1."))
	for _, c := range note.Then {
		if later, _ := strconv.Atoi(strings.TrimPrefix(c.Since, "v1.")); later > minor {
			return true
		}
	}
	for _, section := range note.Sections() {
		if section.Name != notes.WhatChanged && note.Overview == "" {
			continue // an overview has headings of its own, and tells under any of them
		}
		if pullRequest.MatchString(section.Body) || contrast.MatchString(section.Body) {
			return true
		}
		for _, named := range namedRelease.FindAllStringSubmatch(section.Body, -1) {
			if other, _ := strconv.Atoi(named[1]); other >= minor {
				return true
			}
		}
	}
	return false
}

func TestTells(t *testing.T) {
	if !tells(&notes.Note{Overview: "versions", Body: "## Hooks\n1.20 dropped one.\n"}, "v1.17.0") {
		t.Error("an overview tells under its own headings only")
	}
	for body, want := range map[string]bool{
		"## What changed\n1.20 dropped the insecure port.\n":                true,
		"## What changed\nIt was dropped (#95856).\n":                       true,
		"## What changed\nv1.17 had a parameter for it.\n":                  true,
		"## What changed\nToday it is a parameter.\n":                       true,
		"## What changed\nNothing.\n":                                       false,
		"## What changed\n1.16 had it.\n":                                   false,
		"## What changed\nNothing.\n\n## Why\n1.20 dropped it.\n":           false,
		"## What changed\nv1.17 `a.go:1` is in v1.37.2 another function.\n": true,
	} {
		if got := tells(&notes.Note{Body: body}, "v1.17.0"); got != want {
			t.Errorf("%q tells: %t, want %t", body, got, want)
		}
	}
}

// TestThePageIsOfTheseTables keeps docs/upstream.md, which `make docs` writes. It stands in a file behind that of the
// tables, because -update writes these first.
func TestThePageIsOfTheseTables(t *testing.T) {
	all := tables(t)
	survey := must(anchors.NewSurvey(must(anchors.Places(library(t), all)), anchors.Present(library(t)), all))
	var page strings.Builder
	if err := survey.Markdown(&page); err != nil {
		t.Fatal(err)
	}
	const name = "../../docs/upstream.md"
	if *update {
		if err := os.WriteFile(name, []byte(page.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != page.String() {
		t.Error("docs/upstream.md is older than the notes or the tables: make docs, or -update")
	}
}
