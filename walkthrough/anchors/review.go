package anchors

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/mod/semver"

	"apitour/walkthrough/notes"
)

// Review is what has become of every place at one release.
type Review struct {
	Upstream string // the release, or the folder of a checkout
	Present  string // the release that the notes describe
	Later    bool   // Upstream is later than that; a checkout always counts as later
	Places   []Judged
	// Signs are those of notes that rest on messages of upstream's. Package messages judges them.
	Signs []JudgedSign
}

// JudgedSign is a sign of a note with what has become of the message on which it rests: same, moved or gone.
type JudgedSign struct {
	Note      *notes.Note
	Line      int // of the note's file
	Says      string
	Verdict   Verdict
	Then, Now string // where the message stands: "k8s.io/apiserver/pkg/server/hooks.go:203"; Now is "" if it is gone
}

// Judged is a place with its verdict: the worst of those of its declarations.
type Judged struct {
	Place
	Verdict Verdict
	Parts   []Part
	// Mend says that the note has to be mended: the place is what it describes at the release that the notes describe,
	// and no longer at the later one that is reviewed. What is gone since v1.17 is history that the notes tell.
	Mend bool
}

// Part is a declaration of a place, with what has become of it.
type Part struct {
	Declaration
	Verdict   Verdict
	Then, Now Body
}

// NewReview reviews the places at a release, which need not be one of the tables.
func NewReview(places []Place, present string, tables []*Table, upstream *Table) (*Review, error) {
	byRelease := make(map[string]*Table)
	for _, t := range tables {
		byRelease[t.Release] = t
	}
	if byRelease[present] == nil {
		return nil, fmt.Errorf("review upstream: there is no table of %s, which the notes describe", present)
	}
	r := &Review{Upstream: upstream.Release, Present: present}
	// A checkout is reviewed before a new release.
	r.Later = !IsRelease(upstream.Release) || semver.Compare(upstream.Release, present) > 0
	for _, place := range places {
		judged, err := judge(place, byRelease[place.Release], upstream)
		if err != nil {
			return nil, err
		}
		if r.Later && judged.Verdict.bad() {
			today, err := judge(place, byRelease[place.Release], byRelease[present])
			if err != nil {
				return nil, err
			}
			judged.Mend = !today.Verdict.bad()
		}
		r.Places = append(r.Places, judged)
	}
	return r, nil
}

func (v Verdict) bad() bool { return v == Changed || v == Gone }

func judge(place Place, then, now *Table) (Judged, error) {
	judged := Judged{Place: place, Verdict: Same}
	for _, d := range place.Declarations {
		was, _ := then.Body(d)
		is, known := now.Body(d)
		if !known {
			return judged, fmt.Errorf("review upstream: the table of %s does not know %s", now.Release, d)
		}
		part := Part{Declaration: d, Verdict: Compare(d, was, is), Then: was, Now: is}
		judged.Parts = append(judged.Parts, part)
		if slices.Index(Verdicts, part.Verdict) > slices.Index(Verdicts, judged.Verdict) {
			judged.Verdict = part.Verdict
		}
	}
	return judged, nil
}

// Releases returns the releases at which the notes are anchored, the oldest first.
func (r *Review) Releases() []string {
	anchored := make(map[string]bool)
	for _, p := range r.Places {
		anchored[p.Release] = true
	}
	return slices.SortedFunc(maps.Keys(anchored), semver.Compare)
}

// Count returns how many places of the release have each verdict.
func (r *Review) Count(release string) map[Verdict]int {
	counts := map[Verdict]int{Same: 0, Moved: 0, Changed: 0, Gone: 0}
	for _, p := range r.Places {
		if p.Release == release {
			counts[p.Verdict]++
		}
	}
	return counts
}

// ToMend returns the places of the notes that have to be mended, by the names of these notes.
func (r *Review) ToMend() map[string][]Judged {
	byNote := make(map[string][]Judged)
	for _, p := range r.Places {
		if p.Mend {
			byNote[p.Note.ID] = append(byNote[p.Note.ID], p)
		}
	}
	return byNote
}

// SignsToMend returns the signs whose messages a later release does not have.
func (r *Review) SignsToMend() (gone []JudgedSign) {
	for _, s := range r.Signs {
		if r.Later && s.Verdict == Gone {
			gone = append(gone, s)
		}
	}
	return gone
}

// Wanted returns the declarations of the tables, each with the hashes that it has where notes are anchored in it. It is
// what [Tabulate] looks for at another release.
func Wanted(places []Place, tables []*Table) map[Declaration][]string {
	wanted := make(map[Declaration][]string)
	for _, t := range tables {
		for _, place := range places {
			if place.Release != t.Release {
				continue
			}
			for _, d := range place.Declarations {
				if body, _ := t.Body(d); !slices.Contains(wanted[d], body.Hash) {
					wanted[d] = append(wanted[d], body.Hash)
				}
			}
		}
	}
	return wanted
}

// Tabulate returns the table of a release's source. The name is the release's, or the folder's of a checkout.
func Tabulate(name string, tree *Tree, wanted map[Declaration][]string) (*Table, error) {
	bodies, err := tree.Bodies(wanted)
	if err != nil {
		return nil, err
	}
	return NewTable(name, bodies), nil
}
