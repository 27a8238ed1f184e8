package anchors

import (
	"fmt"
	"slices"

	"golang.org/x/mod/semver"

	"apitour/walkthrough/notes"
)

// Stands returns where the code that the note is about stands at each of [notes.ThenReleases], by the oldest of the
// tables of each minor at which notes are anchored; nil when the note names no place in upstream's source.
//
// The code is the declaration of the first anchor of that minor, else of the first anchor of the release that the notes
// describe, else of the first of all anchors. A declaration that a release does not have is looked for by the next of
// these.
func Stands(note *notes.Note, present string, tables []*Table) ([]notes.Stand, error) {
	if len(note.Upstream) == 0 {
		return nil, nil
	}
	stands := make([]notes.Stand, len(notes.ThenReleases))
	for i, minor := range notes.ThenReleases {
		at := standing(minor, tables)
		if at == nil {
			return nil, fmt.Errorf("find where %q stood: there is no table of %s", note.ID, minor)
		}
		for _, a := range candidates(note, at.Release, present) {
			body, err := bodyAt(a, at, tables)
			if err != nil {
				return nil, fmt.Errorf("find where %q stood: %w", note.ID, err)
			}
			if body != (Body{}) {
				stands[i] = notes.Stand{File: body.File, Line: body.From, Hash: body.Hash}
				break
			}
		}
	}
	return stands, nil
}

// standing returns the oldest table of the minor.
func standing(minor string, tables []*Table) *Table {
	for _, t := range tables {
		if semver.MajorMinor(t.Release) == minor {
			return t
		}
	}
	return nil
}

// candidates returns the anchors by which the note's code may be known at a release, the best first.
func candidates(note *notes.Note, release, present string) (all []notes.Anchor) {
	first := func(of func(notes.Anchor) bool) {
		if i := slices.IndexFunc(note.Upstream, of); i >= 0 {
			all = append(all, note.Upstream[i])
		}
	}
	first(func(a notes.Anchor) bool { return semver.MajorMinor(a.Version) == semver.MajorMinor(release) })
	first(func(a notes.Anchor) bool { return a.Version == present })
	return append(all, note.Upstream[0])
}

// bodyAt returns what the declaration around the anchor is in a table.
func bodyAt(a notes.Anchor, at *Table, tables []*Table) (Body, error) {
	i := slices.IndexFunc(tables, func(t *Table) bool { return t.Release == a.Version })
	if i < 0 {
		return Body{}, fmt.Errorf("there is no table of %s", a.Version)
	}
	module := a.Module
	if module == "" {
		module = rootModule
	}
	around := tables[i].At(module+"/"+a.File, a.Line, a.Line)
	if len(around) == 0 {
		return Body{}, fmt.Errorf("the table of %s does not know %s:%d", a.Version, a.File, a.Line)
	}
	body, known := at.Body(around[0])
	if !known {
		return Body{}, fmt.Errorf("the table of %s does not know %s", at.Release, around[0])
	}
	return body, nil
}
