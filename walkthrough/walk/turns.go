package walk

import (
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// A check turns green in the server, and is seen from outside later. Three witnesses tell of it, the best first: the
// check of a hook turns when the span of the hook ends; WaitForReady has an event for every check that it finds green,
// which says how long before that it had found it red; and the polls of the session.

// Turn is when something turned green, from the beginning of the boot: not before From, and not after At. The zero
// value means that it has not turned, as far as is known; a zero From, that it was green when it was first asked.
type Turn struct {
	From, At time.Duration
	// By names the stage that turned it, "" when that is not known.
	By string
}

// exactly is up to which width a turn is told as one moment.
const exactly = time.Millisecond

// Said says when it turned: "at +480 ms", or, where the witness is coarse, "between +480 and +505 ms"; "" before.
func (t Turn) Said(in *phrases.Phrases) string {
	say := &in.Walk.Health
	switch from, at := words.Duration(t.From), words.Duration(t.At); {
	case t.At == 0:
		return ""
	case t.From == 0:
		return say.By(at)
	case t.At-t.From <= exactly || from == at:
		return say.At(at)
	default:
		value, unit, _ := strings.Cut(from, " ")
		if strings.HasSuffix(at, " "+unit) {
			from = value
		}
		return say.Between(from, at)
	}
}

// within narrows the turn to what another witness has seen. Witnesses that contradict each other leave it as it was.
func (t Turn) within(from, at time.Duration) Turn {
	narrow := t
	narrow.From = max(narrow.From, from)
	if at > 0 {
		narrow.At = min(narrow.At, at)
	}
	if narrow.From > narrow.At {
		return t
	}
	return narrow
}

// seen are the turns of which the server's spans tell, from the lesson for which they were worked out.
type seen struct {
	of    *lesson.Lesson
	first time.Duration // the first answer that WaitForReady got, 0 before
	turns map[string]Turn
}

// okEvent is what an event of WaitForReady says behind the name of a check.
const okEvent = convention.GreenEvent

// witnessed returns the turns of which the server's spans tell.
func (w *Walk) witnessed() *seen {
	s := &w.known.seen
	if s.of == w.lesson {
		return s
	}
	*s = seen{of: w.lesson, turns: make(map[string]Turn)}
	if ready := w.firstOf(convention.ReadyStage); ready != nil {
		s.read(w.lesson, ready.Node)
	}
	for _, hook := range w.lesson.Hooks() {
		if n := hook.Node; !hook.Planned() && !n.Running() && !n.Failed() {
			at := n.End.Sub(w.lesson.Start)
			check := notes.CheckOf(n.Name)
			s.turns[check] = Turn{From: at, At: at, By: n.Name}
		}
	}
	return s
}

// read takes in the events of WaitForReady. An event without the time for which the check was red is of an older
// recording: the check was red at the events of the question before.
func (s *seen) read(l *lesson.Lesson, ready *trace.Node) {
	const sameAnswer = time.Millisecond
	var before, last time.Time
	for _, e := range ready.Events {
		check, ok := strings.CutSuffix(e.Name, okEvent)
		if !ok {
			continue
		}
		at := e.Time.Sub(l.Start)
		if s.first == 0 {
			s.first = at
		}
		if e.Time.Sub(last) > sameAnswer {
			before = last
		}
		last = e.Time
		turned := Turn{At: at}
		switch red, told := e.Attributes[convention.RedFor].(int64); {
		case told && red > 0:
			turned.From = at - time.Duration(red)
		case !told && !before.IsZero():
			turned.From = before.Sub(l.Start)
		}
		s.turns[check] = turned
	}
}

// turnOf returns when a check turned green, and whether it has, as far as is known.
func (w *Walk) turnOf(c Check) (Turn, bool) {
	turned, ok := w.witnessed().turns[c.Name]
	_, isHook := notes.HookOf(c.Name)
	red, green := w.Since(c.polled.red), w.Since(c.polled.green)
	switch {
	case ok && isHook:
	case ok:
		turned = turned.within(red, green)
	case green > 0:
		turned, ok = Turn{From: red, At: green}, true
	}
	if ok && !isHook {
		if by := w.lesson.TurnedBy(c.Name); by != "" && w.firstOf(by) != nil {
			turned.By = by
		}
	}
	return turned, ok
}

// PathTurned returns when a path turned green as a whole, which is when the last of its checks did; the zero turn
// before. A poll that saw something else is believed more than the checks.
func (w *Walk) PathTurned(path string) Turn {
	known := w.health.of(path)
	red, green := w.Since(known.polled.red), w.Since(known.polled.green)
	last, all := Turn{}, len(known.report.Checks) > 0
	for _, received := range known.report.Checks {
		turned, ok := w.turnOf(*w.health.byName[received.Name])
		all = all && ok
		if turned.At > last.At {
			last.At, last.By = turned.At, turned.By
		}
		last.From = max(last.From, turned.From)
	}
	switch {
	case all && last.At > red && (green == 0 || last.From <= green):
		return last.within(red, green)
	case green > 0:
		return Turn{From: red, At: green}
	}
	return Turn{}
}

// FirstAnswer returns when the server answered for the first time, to a poll or to WaitForReady; the zero turn before.
func (w *Walk) FirstAnswer() Turn {
	at := w.Since(w.health.answered)
	if first := w.witnessed().first; first > 0 && (at == 0 || first < at) {
		at = first
	}
	return Turn{From: at, At: at}
}
