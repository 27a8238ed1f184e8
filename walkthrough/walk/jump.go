package walk

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"apitour/trace/nearest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// jump is the list of what a typed text may mean: stages by their names, and commands by theirs. Names are gone through
// beside the walk.
type jump struct {
	run     int // which text this is for: answers to earlier ones are dropped
	text    string
	list    []Destination // the best first
	chosen  int           // the one that completion has put into the text, or that was picked, -1 when none
	picked  bool          // it was picked from the list, and the text is still what was typed
	more    bool          // the list has not all
	pending bool          // the answer is still looked for
	stale   bool          // and no work looks for this text yet
	working bool          // work looks, maybe for an earlier text
	typed   []string
}

// Destination is where a text may lead.
type Destination struct {
	Name    string
	Step    int    // -1 for a command
	Command string // its name, "" for a step
	Help    string // of the command
	rank    int
}

// destinations is what a text may mean.
type destinations struct {
	run  int
	list []Destination
	more bool // fit than the list has
	now  bool // go to the first of them at once
	// meant is a name that is like the text, when the list has none.
	meant string
}

func (destinations) event() {}

// mostDestinations is how many are kept of each rank.
const mostDestinations = 30

// How well a name fits a text.
const (
	sameName = iota
	beginsWith
	contains
	hasLetters // in this order
	ranks
)

// rankOf returns how well a name fits, ranks when it does not.
func rankOf(name, lower, text string) int {
	switch {
	case name == text || lower == text:
		return sameName
	case strings.HasPrefix(lower, text):
		return beginsWith
	case strings.Contains(lower, text):
		return contains
	}
	rest := text
	for _, r := range lower {
		first, size := utf8.DecodeRuneInString(rest)
		if rest != "" && r == first {
			rest = rest[size:]
		}
	}
	if rest == "" {
		return hasLetters
	}
	return ranks
}

// findDestinations returns what a text may mean, the best first, and whether there is more than it returns. A number is
// the step of that number before all else. Of several stages with one name it is the next one behind the learner's. The
// end of the context ends the search, whose result is then of no use.
func findDestinations(
	ctx context.Context, l *lesson.Lesson, commands []Command, from int, text string,
) (list []Destination, more bool) {
	text = strings.ToLower(text)
	if number, err := strconv.Atoi(text); err == nil && 1 <= number && number <= len(l.Steps) {
		list = append(list, Destination{Name: l.Steps[number-1].Node.Name, Step: number - 1})
	}
	var ranked [ranks][]Destination
	seen := make(map[string]bool)
	for i := range l.Steps {
		if ctx.Err() != nil {
			return nil, false
		}
		at := (from + 1 + i) % len(l.Steps)
		name := l.Steps[at].Node.Name
		rank := rankOf(name, strings.ToLower(name), text)
		if rank == ranks || seen[name] {
			continue
		}
		if len(ranked[rank]) >= mostDestinations {
			more = true
			continue
		}
		seen[name] = true
		ranked[rank] = append(ranked[rank], Destination{Name: name, Step: at, rank: rank})
	}
	for rank := range ranked {
		list = append(list, ranked[rank]...)
		for _, c := range commands {
			if rankOf(c.Name, c.Name, text) == rank {
				list = append(list, Destination{Name: c.Name, Step: -1, Command: c.Name, Help: c.Help, rank: rank})
			}
		}
	}
	return list, more
}

// findDestinations begins to find out what the text means.
func (w *Walk) findDestinations(now bool) {
	run, l, commands, from, text := w.jump.run, w.lesson, w.Offered(), w.at, w.jump.text
	listed := w.listed
	w.begin(func(ctx context.Context) Event {
		found := destinations{run: run, now: now}
		found.list, found.more = findDestinations(ctx, l, commands, from, text)
		if ctx.Err() != nil {
			return nil
		}
		if now && !found.chosen(listed) {
			found.meant = nearest.Name(text, append(commandNames(commands), l.Names()...))
			if found.meant == "" && len(found.list) > 0 {
				found.meant = found.list[0].Name
			}
		}
		return found
	})
}

// lookForDestinations does so when the text has changed.
func (w *Walk) lookForDestinations() {
	if w.jump.stale && !w.jump.working {
		w.jump.stale, w.jump.working = false, true
		w.findDestinations(false)
	}
}

// askJump asks where to go, or what to do.
func (w *Walk) askJump() {
	w.jump.set("")
	w.ask(Question{Kind: AskJump, Label: ":", History: w.jump.typed})
}

func (w *Walk) jumpTyped(text string) {
	if j := &w.jump; j.chosen < 0 || j.list[j.chosen].Name != text {
		j.set(text)
	}
}

func (w *Walk) completeJump(text string) string {
	j := &w.jump
	if len(j.list) == 0 {
		return text
	}
	if !j.picked {
		j.chosen = (j.chosen + 1) % len(j.list)
	}
	j.picked = false
	return j.list[j.chosen].Name
}

// Choose picks another of the destinations that the typed text has, so many places on in the list, and reports whether
// there are any. [Walk.Submit] goes to the one that is picked. The first one is where an answer leads without a pick.
func (w *Walk) Choose(places int) bool {
	w.Keyed()
	j := &w.jump
	if w.question == nil || w.question.Kind != AskJump || j.pending || len(j.list) == 0 {
		return false
	}
	j.chosen, j.picked = max(0, min(max(0, j.chosen)+places, len(j.list)-1)), true
	return true
}

func (j *jump) set(text string) {
	j.run++
	j.text, j.chosen, j.picked, j.pending, j.stale = text, -1, false, text != "", text != ""
	if text == "" {
		j.list = nil
	}
}

// jumpTo goes where the text leads: to the step of that number, to the stage of that name, or it does the command.
func (w *Walk) jumpTo(text string) Reply {
	text = strings.TrimSpace(text)
	if text == "" {
		w.jump.set("")
		return Reply{}
	}
	w.jump.typed = remembered(w.jump.typed, text)
	if j := &w.jump; j.chosen >= 0 && (j.picked && strings.TrimSpace(j.text) == text || j.list[j.chosen].Name == text) {
		return w.arriveAt(j.list[j.chosen])
	}
	if number, err := strconv.Atoi(text); err == nil {
		w.jump.set("")
		if number < 1 || number > len(w.lesson.Steps) {
			w.notice = w.say().Jumps.StepsGoTo(len(w.lesson.Steps))
			return Reply{}
		}
		w.goTo(number-1, w.say().Moves.AlreadyThere)
		return Reply{}
	}
	w.jump.set(text)
	w.jump.stale = false
	w.findDestinations(true)
	return Reply{}
}

// chosen reports whether the first of the list is where to go. A learner who was shown no list has not chosen a name
// that only shares some letters.
func (d destinations) chosen(listed bool) bool {
	return len(d.list) > 0 && (listed || d.list[0].rank != hasLetters)
}

// meant is the end of a notice about a name that does not exist, "" when no other is like it.
func (w *Walk) meant(name string) string {
	if name == "" {
		return ""
	}
	return w.say().Jumps.DidYouMean(words.Shown(name))
}

func commandNames(commands []Command) (names []string) {
	for _, c := range commands {
		names = append(names, c.Name)
	}
	return names
}

// hearDestinations takes in what the text means.
func (w *Walk) hearDestinations(d destinations) Reply {
	j := &w.jump
	j.working = j.working && d.now
	if d.run != j.run {
		return Reply{}
	}
	j.list, j.more, j.pending = d.list, d.more, false
	if !d.now {
		return Reply{}
	}
	if !d.chosen(w.listed) {
		w.notice = w.say().Jumps.NoStageAndNoCommand(words.Shown(j.text), w.spans()) + w.meant(d.meant)
		j.set("")
		return Reply{}
	}
	return w.arriveAt(d.list[0])
}

func (w *Walk) arriveAt(d Destination) Reply {
	w.jump.set("")
	if d.Command != "" {
		return w.Do(d.Command, "")
	}
	if d.Step >= len(w.lesson.Steps) || w.lesson.Steps[d.Step].Node.Name != d.Name {
		// A longer lesson has replaced the one in which it was found.
		if d.Step = w.named(d.Name); d.Step < 0 {
			return Reply{}
		}
	}
	w.goTo(d.Step, w.say().Moves.AlreadyThere)
	return Reply{}
}

// Destinations is what the text that is being typed may mean.
type Destinations struct {
	Text string
	// List has the best first; Chosen is the one that was picked or that completion has put into the text, -1 when
	// none: then the first one is where the text leads. More says that more fit than the list has.
	List   []Destination
	Chosen int
	More   bool
	// Pending says that the list is not that of the text yet.
	Pending bool
}

// Destinations returns what the text behind the colon may mean; its Text is empty when there is none.
func (w *Walk) Destinations() Destinations {
	j := &w.jump
	return Destinations{Text: j.text, List: j.list, Chosen: j.chosen, More: j.more, Pending: j.pending}
}

// named returns the step with that number or name, or -1. Of several stages with one name it is the next one after the
// learner's; a name may be shortened to any part of it.
func (w *Walk) named(name string) int {
	if number, err := strconv.Atoi(name); err == nil {
		if number < 1 || number > len(w.lesson.Steps) {
			return -1
		}
		return number - 1
	}
	lower := strings.ToLower(name)
	for _, fits := range []func(string) bool{
		func(s string) bool { return s == name },
		func(s string) bool { return strings.HasPrefix(strings.ToLower(s), lower) },
		func(s string) bool { return strings.Contains(strings.ToLower(s), lower) },
	} {
		for i := range w.lesson.Steps {
			at := (w.at + 1 + i) % len(w.lesson.Steps)
			if fits(w.lesson.Steps[at].Node.Name) {
				return at
			}
		}
	}
	return -1
}

// GoTo walks to the stage of that number or name, without asking; it says when there is none.
func (w *Walk) GoTo(numberOrName string) {
	w.notice = ""
	w.Keyed()
	if to := w.named(numberOrName); to >= 0 {
		w.goTo(to, w.say().Moves.AlreadyThere)
		return
	}
	w.notice = w.say().Jumps.NoStage(words.Shown(numberOrName), w.spans()) +
		w.meant(nearest.Name(numberOrName, w.lesson.Names()))
}
