package anchors_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/semver"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
)

// TestWhatChangedTells demands words of a note whose place in an old release is another text today, or is there no
// more: under "What changed" it names a release after that of the place, or a pull request.
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
			if told++; !tells(p.Note, p.Release) {
				t.Errorf("note %s: %s of %s (%s) is %s in %s, and \"What changed\" names neither a later release nor a "+
					"pull request", p.Note.ID, p.Written, p.Release, p.Declarations[0], p.Verdict, present)
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
)

func tells(note *notes.Note, since string) bool {
	minor, _ := strconv.Atoi(strings.TrimPrefix(semver.MajorMinor(since), "v1."))
	for _, section := range note.Sections() {
		if section.Title != "What changed" {
			continue
		}
		if pullRequest.MatchString(section.Body) {
			return true
		}
		for _, named := range namedRelease.FindAllStringSubmatch(section.Body, -1) {
			if later, _ := strconv.Atoi(named[1]); later > minor {
				return true
			}
		}
	}
	return false
}

func TestTells(t *testing.T) {
	for body, want := range map[string]bool{
		"## What changed\n1.20 dropped the insecure port.\n":                true,
		"## What changed\nIt was dropped (#95856).\n":                       true,
		"## What changed\nv1.17 had it, too.\n":                             false,
		"## What changed\nNothing.\n\n## Why\n1.20 dropped it.\n":           false,
		"## What changed\nv1.17 `a.go:1` is in v1.37.2 another function.\n": true,
	} {
		if got := tells(&notes.Note{Body: body}, "v1.17.0"); got != want {
			t.Errorf("%q tells: %t, want %t", body, got, want)
		}
	}
}
