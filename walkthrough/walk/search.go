package walk

import (
	"cmp"
	"context"
	"slices"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/words"
)

// search looks for a text among the names of stages, in notes and in source at once. It goes through the lesson piece
// by piece beside the walk, which shows what has been found so far. Notes and functions that several stages share are
// found once, at the first of them.
type search struct {
	Query
	typing bool
	from   int        // the step on which the learner stood before
	place  *trace.Key // of that step
	went   bool       // whether they went along with the server there

	run     int // which search this is: answers of earlier ones are dropped
	lesson  *lesson.Lesson
	next    int // the first step that has not been looked at
	working bool
	seen    *searched
	found   []match
	counts  [kinds]int
	at      int    // the match that is shown, -1 when none is
	again   *match // was shown before the search began anew
	wanted  bool   // the first match behind the learner is to be shown when it is found
	typed   []string
}

// MatchKind says where a match is.
type MatchKind uint8

// The kinds.
const (
	InName MatchKind = iota
	InNote
	InSource
	kinds
)

// Match is a place where the text of a search was found.
type Match struct {
	Step int
	Kind MatchKind
	Line int // of a source, counted from 1
}

// match is a Match, small because there may be a million.
type match struct {
	step, line int32
	kind       MatchKind
}

// searched is what needs no second look. It belongs to the work that searches.
type searched struct {
	notes  map[*notes.Note]bool
	places map[trace.Place]bool
}

// found is what a piece of a search has found.
type found struct {
	run, next int
	found     []match
}

func (found) event() {}

// A piece takes some milliseconds, so that an abandoned search ends soon.
const searchPiece = 20_000

// Searching reports whether there is a text to find.
func (s *search) Searching() bool { return s.Text != "" }

func (s *search) finished() bool { return s.lesson != nil && s.next >= len(s.lesson.Steps) }

// begin searches for another text, from the step on which the search began.
func (s *search) begin(l *lesson.Lesson, text string) {
	s.Query = newQuery(text)
	s.wanted, s.again = text != "", nil
	s.restart(l)
}

func (s *search) restart(l *lesson.Lesson) {
	s.run++
	s.lesson, s.next, s.working, s.at = l, 0, false, -1
	s.found, s.counts = nil, [kinds]int{}
	s.seen = &searched{make(map[*notes.Note]bool), make(map[trace.Place]bool)}
}

// look begins to search the next piece, unless there is none or one is under way. A new lesson is searched from its
// beginning.
func (w *Walk) look() {
	s := &w.search
	if !s.Searching() {
		return
	}
	if s.lesson != w.lesson {
		s.restart(w.lesson)
	}
	if s.working || s.finished() {
		return
	}
	s.working = true
	run, l, q, next, seen := s.run, s.lesson, s.Query, s.next, s.seen
	w.begin(func(ctx context.Context) Event {
		end := min(next+searchPiece, len(l.Steps))
		matches, err := seen.search(ctx, l, q, next, end)
		if err != nil {
			return nil
		}
		return found{run, end, matches}
	})
}

// search returns the matches in the steps between two. Its error is that the context has ended: a step whose source has
// to be read, or whose note is long, may take some time.
func (s *searched) search(ctx context.Context, l *lesson.Lesson, q Query, from, to int) ([]match, error) {
	var found []match
	for at, step := range l.Steps[from:to] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		at := int32(from + at)
		if q.In(step.Node.Name) {
			found = append(found, match{step: at, kind: InName})
		}
		if note := l.NoteOf(step); note != nil && !s.notes[note] {
			s.notes[note] = true
			if q.In(note.Title) || q.In(note.Markdown()) {
				found = append(found, match{step: at, kind: InNote})
			}
		}
		place := step.Node.Source()
		if place.File == "" || s.places[place] {
			continue
		}
		s.places[place] = true
		if code := step.Code(); code != nil {
			for i, line := range code.Lines {
				if q.In(line) {
					found = append(found, match{at, int32(code.First + i), InSource})
				}
			}
		}
	}
	return found, nil
}

// hearFound takes in what has been found, and returns the match that the learner comes to with it, nil when none.
func (w *Walk) hearFound(f found) *Match {
	s := &w.search
	if f.run != s.run {
		return nil
	}
	s.working, s.next = false, f.next
	s.found = append(s.found, f.found...)
	for _, m := range f.found {
		s.counts[m.kind]++
	}
	if s.again != nil && s.at < 0 {
		s.at = slices.Index(s.found, *s.again)
	}
	if !s.wanted {
		return nil
	}
	switch at := s.behind(s.from - 1); {
	case at < len(s.found):
		return w.showMatch(at)
	case s.finished() && len(s.found) > 0:
		return w.showMatch(0)
	case s.finished() && !s.typing:
		w.notice = w.say().Jumps.NothingMatches(words.Shown(s.Text))
	}
	return nil
}

// behind returns the first match behind a step.
func (s *search) behind(step int) int {
	at, _ := slices.BinarySearchFunc(s.found, step, func(m match, step int) int {
		if c := cmp.Compare(int(m.step), step); c != 0 {
			return c
		}
		return -1
	})
	return at
}

// showMatch goes to a match.
func (w *Walk) showMatch(at int) *Match {
	s := &w.search
	s.at, s.wanted, s.again = at, false, nil
	m := s.found[at]
	w.touched = true
	w.follow = w.isEdge(int(m.step))
	from := w.standsOn()
	w.folds.openRest(int(m.step))
	w.stand(int(m.step))
	if !s.typing {
		w.left(from)
	}
	return &Match{Step: int(m.step), Kind: m.kind, Line: int(m.line)}
}

// askSearch asks what to search for.
func (w *Walk) askSearch() {
	if w.Step() == nil {
		return
	}
	w.endSearch()
	w.search.typing, w.search.from, w.search.went = true, w.at, w.follow
	w.search.place = w.standsOn()
	w.ask(Question{Kind: AskSearch, Label: "/", History: w.search.typed})
}

func (w *Walk) searchTyped(text string) {
	w.search.begin(w.lesson, text)
	if text == "" {
		w.stand(min(w.search.from, w.lesson.Last()))
	}
}

func (w *Walk) cancelSearch() {
	from, went := w.search.from, w.search.went
	w.endSearch()
	w.stand(min(from, w.lesson.Last()))
	w.follow = went
}

// searchFor goes on with the search when the text is complete.
func (w *Walk) searchFor(text string) {
	s := &w.search
	s.typing = false
	if text == "" {
		w.endSearch()
		return
	}
	s.typed = remembered(s.typed, text)
	w.left(s.place)
	if newQuery(text) != s.Query {
		s.begin(w.lesson, text)
	}
	if s.finished() && len(s.found) == 0 {
		w.notice = w.say().Jumps.NothingMatches(words.Shown(text))
	}
}

// endSearch forgets the search.
func (w *Walk) endSearch() {
	s := &w.search
	*s = search{run: s.run + 1, at: -1, typed: s.typed}
}

// goToMatch goes to the next match, or the one before; from the last to the first.
func (w *Walk) goToMatch(places int) Reply {
	s := &w.search
	switch {
	case !s.Searching():
		w.notice = w.say().Jumps.NoSearch
		return Reply{}
	case len(s.found) == 0 && !s.finished():
		w.notice = w.say().Jumps.StillSearching
		return Reply{}
	case len(s.found) == 0:
		w.notice = w.say().Jumps.NothingMatches(words.Shown(s.Text))
		return Reply{}
	}
	to := s.at + places
	if s.at < 0 || int(s.found[s.at].step) != w.at {
		// The learner has walked on meanwhile.
		if to = s.behind(w.at); places < 0 {
			to = s.behind(w.at-1) - 1
		}
	}
	if to < 0 || to >= len(s.found) {
		to = (to + len(s.found)) % len(s.found)
		w.notice = w.say().Jumps.Wrapped
	}
	return Reply{Match: w.showMatch(to)}
}

// Search is how far a search has got.
type Search struct {
	Query
	// Found counts the matches so far, Names, Notes and Source those of each kind. Done says that all were found.
	Found, Names, Notes, Source int
	Done                        bool
	// Match is the one that is shown, nil when none is; Number is which it is, counted from 1.
	Match  *Match
	Number int
}

// Search returns how far the search has got; its Text is empty when there is none.
func (w *Walk) Search() Search {
	s := &w.search
	state := Search{
		Query: s.Query, Found: len(s.found), Names: s.counts[InName], Notes: s.counts[InNote],
		Source: s.counts[InSource], Done: s.finished(),
	}
	if s.at >= 0 {
		m := s.found[s.at]
		state.Match, state.Number = &Match{int(m.step), m.kind, int(m.line)}, s.at+1
	}
	return state
}
