package anchors

import (
	"fmt"
	"strings"
	"sync"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Newest reviews the places of our notes at the newest release of which the program has a table. The review is made
// once, when it is first asked for, which takes some 100 ms: nobody should have to wait for it before a first frame.
// Of a translation, the places are those of the original. A place that a note has got since the tables were made counts
// nowhere: readers are not the ones to mend that.
var Newest = sync.OnceValues(func() (*Review, error) {
	library, err := notes.Embedded(notes.Original)
	if err != nil {
		return nil, err
	}
	tables, err := Shipped()
	if err != nil {
		return nil, err
	}
	places, _ := knownPlaces(library, tables)
	return NewReview(places, Present(library), tables, tables[len(tables)-1])
})

// OfNote counts the places that a note cites of the release that the notes describe. What the note tells of older
// releases is history, which no later release can change. A nil review, and one of no such places, counts none.
func (r *Review) OfNote(note *notes.Note) phrases.Places {
	return r.count(func(p *Judged) bool { return p.Note.ID == note.ID && note.Ours() })
}

// OfNotes counts the places that all notes cite of the release that they describe.
func (r *Review) OfNotes() phrases.Places { return r.count(func(*Judged) bool { return true }) }

func (r *Review) count(of func(*Judged) bool) (counted phrases.Places) {
	if r == nil {
		return counted
	}
	counted.Present, counted.At = r.Present, r.Upstream
	var changed, gone names
	for i := range r.Places {
		p := &r.Places[i]
		if p.Release != r.Present || !of(p) {
			continue
		}
		switch p.Verdict {
		case Same:
			counted.Same++
		case Moved:
			counted.Moved++
		case Changed:
			counted.Changed++
			changed.add(p.Place)
		case Gone:
			counted.Gone++
			gone.add(p.Place)
		}
	}
	counted.ChangedNames, counted.GoneNames = changed.all, gone.all
	return counted
}

// names are places by name, each once. A place in the file of the one before is named by its lines.
type names struct {
	all   []string
	known map[string]bool
	file  string // of the last one
}

// add adds the name of a place in its module: "pkg/server/config.go:823", then ":902-908".
func (n *names) add(p Place) {
	lines := fmt.Sprintf(":%d", p.From)
	if p.To != p.From {
		lines += fmt.Sprintf("-%d", p.To)
	}
	if n.known[p.File+lines] {
		return
	}
	if n.known == nil {
		n.known = make(map[string]bool)
	}
	n.known[p.File+lines] = true
	module, file := moduleOf(p.File)
	switch {
	case p.File == n.file:
		file = ""
	case !strings.Contains(file, "/"): // there may be one of that name in every module
		file = module + "/" + file
	}
	n.all, n.file = append(n.all, file+lines), p.File
}
