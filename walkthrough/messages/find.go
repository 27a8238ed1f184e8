package messages

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Answer is what was found in a text.
type Answer struct {
	Found []*Found // the first line first
	Lines int      // of the text
	Cut   bool     // the text was longer than [MostText]
}

// Found is one thing that a text says, with the notes that explain it.
type Found struct {
	Line  int    // of the text, counted from 1
	Text  string // that line, as patterns are held against it
	Times int    // how many lines say it
	// Header is where the line was logged, nil if it does not say.
	Header *Header

	// Check is the health check of which the line speaks, and Exit the code, if it does.
	Check, Exit string
	// Red says that the check fails, and Green which stage turns it green, "" if no note knows one.
	Red   bool
	Green string
	// Explains are the notes of the stage that turns the check green.
	Explains []*notes.Note
	// Signs are those of notes that the line shows.
	Signs []Sign
	// Places are where programs have the text, several if one text stands in several places.
	Places []Place

	weight int
	order  int // where in the line it begins
}

// Sign is a sign with its note.
type Sign struct {
	notes.Sign
	Note *notes.Note
}

// Place is a message, with the notes that explain the code in which it stands, the best first.
type Place struct {
	*Message
	Notes []*notes.Note
	// Near says that the notes explain other code of the same file or package, and none the message's own function.
	Near bool
	// Logged are the releases at which the message stands on the line that the header of the text names.
	Logged []phrases.Run
	// Release is the one of which Line is told: that of the program, or the last that has the message there.
	Release string
	Line    int
	// Since is the first release that has the text, in whatever place, and Before the one before it: "" if the oldest
	// release has it. Until is the last, and After the one after it: "" if the newest has it.
	Since, Before, Until, After string
}

// URL returns a permalink to the line, "" for a message of ours.
func (p Place) URL() string {
	parts := strings.SplitN(p.File, "/", 3) //nolint:mnd // all modules of Kubernetes have two names
	if p.Ours() || len(parts) < 3 {
		return ""
	}
	return notes.Anchor{Version: p.Release, Module: parts[0] + "/" + parts[1], File: parts[2], Line: p.Line}.URL()
}

// Notes returns the notes that explain what was found, each once, the best first.
func (f *Found) Notes() (all []*notes.Note) {
	take := func(note *notes.Note) {
		if !slices.Contains(all, note) {
			all = append(all, note)
		}
	}
	for _, s := range f.Signs {
		take(s.Note)
	}
	for _, note := range f.Explains {
		take(note)
	}
	for _, near := range []bool{false, true} {
		for _, p := range f.Places {
			if p.Near == near {
				for _, note := range p.Notes {
					take(note)
				}
			}
		}
	}
	return all
}

// Finder finds what texts say. It is immutable, so several goroutines may use it.
type Finder struct {
	library *notes.Library
	table   *Table
	index   *wordIndex

	signs  []*Sign
	placed map[*Sign][]*Message       // where signs have their texts
	signed map[*Message][]*notes.Note // whose signs rest on a message
	byCode map[anchors.Declaration][]*notes.Note
	byFile map[string][]*notes.Note // also by the package of our code
	words  map[string][]*Message    // messages of the same words
}

// NewFinder returns a finder for the notes.
func NewFinder(library *notes.Library, table *Table, releases []*anchors.Table) (*Finder, error) {
	f := &Finder{
		library: library, table: table, placed: make(map[*Sign][]*Message), signed: make(map[*Message][]*notes.Note),
		byCode: make(map[anchors.Declaration][]*notes.Note), byFile: make(map[string][]*notes.Note),
		words: make(map[string][]*Message),
	}
	places, err := anchors.Places(library, releases)
	if err != nil {
		return nil, err
	}
	f.placeNotes(places)
	var entries []*entry
	for _, m := range table.Messages {
		f.words[m.pattern.key()] = append(f.words[m.pattern.key()], m)
		if e := (&entry{pattern: m.pattern, message: m}); e.isFindable() {
			entries = append(entries, e)
		}
	}
	for _, note := range library.All() {
		for _, s := range note.Diagnosis {
			known := &Sign{s, note}
			f.signs = append(f.signs, known)
			if s.Kind != notes.LogSign && s.Kind != notes.ClientSign {
				continue
			}
			f.placed[known] = table.OfSign(s)
			for _, m := range f.placed[known] {
				f.signed[m] = append(f.signed[m], note)
			}
			if e := (&entry{pattern: ofSign(unescape(s.Says)), sign: known}); e.isFindable() {
				entries = append(entries, e)
			}
		}
	}
	f.index = newWordIndex(entries)
	return f, nil
}

// placeNotes remembers which notes speak of which code: those that are anchored in it before those that cite it, then
// those that do so more often.
func (f *Finder) placeNotes(places []anchors.Place) {
	const anchored = 100 // citations
	byCode, byFile := make(map[anchors.Declaration]map[*notes.Note]int), make(map[string]map[*notes.Note]int)
	for _, p := range places {
		worth := 1
		if p.Line == 0 {
			worth = anchored
		}
		for _, d := range p.Declarations {
			d.Name, _, _ = strings.Cut(d.Name, "@")
			add(byCode, d, p.Note, worth)
		}
		add(byFile, p.File, p.Note, worth)
		add(byFile, path.Dir(p.File), p.Note, worth)
	}
	for _, note := range f.library.All() {
		for _, function := range note.Functions {
			add(byCode, ofFunction(function), note, anchored)
		}
	}
	for d, scores := range byCode {
		f.byCode[d] = ranked(scores)
	}
	for name, scores := range byFile {
		f.byFile[name] = ranked(scores)
	}
}

func add[K comparable](scores map[K]map[*notes.Note]int, of K, note *notes.Note, worth int) {
	if scores[of] == nil {
		scores[of] = make(map[*notes.Note]int)
	}
	scores[of][note] += worth
}

func ranked(scores map[*notes.Note]int) []*notes.Note {
	return slices.SortedFunc(maps.Keys(scores), func(a, b *notes.Note) int {
		return cmp.Or(scores[b]-scores[a], strings.Compare(a.ID, b.ID))
	})
}

// ofFunction returns the declaration of a function of ours: "apitour/apiserver.(*Options).Validate".
func ofFunction(name string) anchors.Declaration {
	folder, rest := path.Split(name)
	base, function, _ := strings.Cut(rest, ".")
	function = strings.NewReplacer("(*", "", "(", "", ")", "").Replace(function)
	return anchors.Declaration{Package: folder + base, Name: function}
}

// place returns the message with its notes.
func (f *Finder) place(m *Message, h *Header) Place {
	p := Place{Message: m}
	f.date(&p)
	for _, note := range slices.Concat(f.signed[m], f.explaining(m.Declaration)) {
		if !slices.Contains(p.Notes, note) {
			p.Notes = append(p.Notes, note)
		}
	}
	const some = 3
	if len(p.Notes) == 0 {
		p.Near = true
		near := f.byFile[m.File]
		if len(near) == 0 {
			near = f.byFile[m.Declaration.Package]
		}
		p.Notes = near[:min(some, len(near))]
	}
	if h != nil && path.Base(m.File) == h.File {
		p.Logged = f.runs(m.Lines, h.Line)
	}
	return p
}

// explaining returns the notes of a function, or those of the nearest functions that call it. Only of our server it is
// known which these are.
func (f *Finder) explaining(d anchors.Declaration) []*notes.Note {
	seen := make(map[anchors.Declaration]bool)
	for level := []anchors.Declaration{d}; len(level) > 0; {
		var found []*notes.Note
		var callers []anchors.Declaration
		for _, d := range level {
			seen[d] = true
			found = append(found, f.byCode[d]...)
			for _, name := range f.table.Callers[d] {
				if caller := (anchors.Declaration{Package: d.Package, Name: name}); !seen[caller] {
					callers = append(callers, caller)
				}
			}
		}
		if len(found) > 0 {
			return found
		}
		level = callers
	}
	return nil
}

// date says at which release the message is told, and from which to which the text is there.
func (f *Finder) date(p *Place) {
	if p.Ours() {
		return
	}
	releases := f.table.Releases
	first, last := len(releases), -1
	for _, same := range f.words[p.pattern.key()] {
		for i, line := range same.Lines {
			if line > 0 {
				first, last = min(first, i), max(last, i)
			}
		}
	}
	for i, line := range p.Lines {
		if line > 0 && (p.Release == "" || semver.Compare(releases[i], f.table.Present) <= 0) {
			p.Release, p.Line = releases[i], line
		}
	}
	if first > 0 {
		p.Since, p.Before = minor(releases[first]), minor(releases[first-1])
	}
	if last < len(releases)-1 {
		p.Until, p.After = minor(releases[last]), minor(releases[last+1])
	}
}

// runs returns the releases at which a message stands on the line, those side by side as one run.
func (f *Finder) runs(lines []int, line int) (runs []phrases.Run) {
	for i, at := range lines {
		switch release := minor(f.table.Releases[i]); {
		case at != line:
		case i > 0 && lines[i-1] == line:
			runs[len(runs)-1].To = release
		default:
			runs = append(runs, phrases.Run{From: release, To: release})
		}
	}
	return runs
}

// minor returns "v1.37" for "v1.37.2", and a prerelease as it is.
func minor(release string) string {
	if semver.Prerelease(release) != "" {
		return release
	}
	return semver.MajorMinor(release)
}
