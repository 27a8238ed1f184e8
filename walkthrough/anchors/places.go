package anchors

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/notes/citation"
)

// Place is a place in upstream's source that a note speaks of.
type Place struct {
	Note    *notes.Note
	Line    int    // of the note's file; 0 in front matter
	Written string // as the note has it: "hooks.go:195-209"
	Release string // of Kubernetes: "v1.17.0"

	File     string // "k8s.io/apiserver/pkg/server/hooks.go"
	From, To int
	// Declarations are those in which the place is anchored, one unless its lines meet several.
	Declarations []Declaration
}

// Places returns the places that the notes speak of, those of each note in its own order. The tables say in which
// declarations they are. The error is about places that the tables do not know.
func Places(library *notes.Library, tables []*Table) ([]Place, error) {
	all, unknown := knownPlaces(library, tables)
	if len(unknown) > 0 {
		const some = 5
		text := strings.Join(unknown[:min(len(unknown), some)], "; ")
		if more := len(unknown) - some; more > 0 {
			text += fmt.Sprintf("; and %d more", more)
		}
		return nil, fmt.Errorf("find places in the tables of releases: they do not know %s", text)
	}
	return all, nil
}

// knownPlaces returns the places that the tables know, and the others in words.
func knownPlaces(library *notes.Library, tables []*Table) (all []Place, unknown []string) {
	byRelease := make(map[string]*Table)
	known := make(citation.Table)
	for _, t := range tables {
		byRelease[t.Release] = t
		for _, file := range t.Files() {
			module, rest := moduleOf(file)
			known[citation.FileName(module, t.Release, rest)] = new(citation.File)
		}
	}
	present := moduleVersion("k8s.io/apiserver", Present(library))
	upstream := &citation.Upstream{Versions: map[string]string{"k8s.io/apiserver": present}, Table: known}
	for _, note := range library.All() {
		claims, _ := upstream.Locate(note)
		for _, claim := range claims {
			place := PlaceOf(note, claim)
			if t := byRelease[place.Release]; t != nil {
				place.Declarations = t.At(place.File, place.From, place.To)
			}
			if len(place.Declarations) == 0 {
				unknown = append(unknown, fmt.Sprintf("%s of %s (note %s)", place.Written, place.Release, note.ID))
				continue
			}
			all = append(all, place)
		}
	}
	return all, unknown
}

// PlaceOf returns the place that a claim of the note's is about, without its declarations.
func PlaceOf(note *notes.Note, claim citation.Claim) Place {
	place := Place{
		Note: note, Written: claim.Written, Release: claim.Release, From: claim.From, To: claim.To,
		File: unversioned(claim.File),
	}
	if claim.Line > 0 {
		place.Line = note.Above + claim.Line
	}
	if strings.HasPrefix(place.Written, ":") { // the paragraph named the file before
		place.Written = path.Base(claim.Path) + place.Written
	}
	return place
}

// unversioned returns the file's name at any release.
func unversioned(file string) string {
	module, rest, _ := strings.Cut(file, "@")
	_, rest, _ = strings.Cut(rest, "/")
	return module + "/" + rest
}

// InKubernetes reports whether the file is one of those that Kubernetes' releases have. Notes speak of etcd's, too.
func InKubernetes(file string) bool {
	module, _ := moduleOf(file)
	return slices.Contains(modules, module)
}

// Present returns the release that the notes describe: the newest that one of them is anchored in.
func Present(library *notes.Library) (present string) {
	for _, note := range library.All() {
		for _, a := range note.Upstream {
			if semver.Compare(a.Version, present) > 0 {
				present = a.Version
			}
		}
	}
	return present
}
