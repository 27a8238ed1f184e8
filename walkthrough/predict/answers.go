package predict

import (
	"slices"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/evidence"
	"apitour/walkthrough/notes"
)

// The functions of this file find the right answer of a kind, and wrong ones. They return "" for no answer: where the
// record has none, where it has several, and where luck decided.

// startsNext asks which stage begins first. Without choices of the note it is the stage before which the question is
// asked, and the wrong ones are those that begin soon after it.
func (r *Record) startsNext(q *notes.Question) (right string, wrong []string) {
	if len(q.Of) == 0 {
		n := r.Stage(q.Before)
		if n == nil || n.Parent == nil || n.Goroutine() != n.Parent.Goroutine() {
			return "", nil
		}
		return r.words.of(n.Name), r.words.all(r.soonAfter(n))
	}
	begun := r.InOneGoroutine(q.Of)
	if len(begun) == 0 {
		return "", nil
	}
	for _, choice := range q.Of {
		if choice != begun[0].Name {
			wrong = append(wrong, r.words.of(choice))
		}
	}
	return r.words.of(begun[0].Name), wrong
}

// soonAfter returns the stages that begin after the node, those first that are nearest to it in the tree.
func (r *Record) soonAfter(n *trace.Node) (names []string) {
	add := func(nodes []*trace.Node) {
		for _, other := range nodes {
			if r.Counts(other) && other.Goroutine() == n.Goroutine() && other.Name != n.Name {
				names = append(names, other.Name)
			}
		}
	}
	after := func(n *trace.Node) []*trace.Node {
		if n.Parent == nil {
			return nil
		}
		return n.Parent.Children[slices.Index(n.Parent.Children, n)+1:]
	}
	siblings := after(n)
	add(siblings[:min(2, len(siblings))])
	add(after(n.Parent))
	add(n.Children)
	return names
}

// arrow stands between the stages of an order.
const arrow = " → "

// inOrder asks for the order in which all of the stages begin.
func (r *Record) inOrder(of []string) (right string, wrong []string) {
	begun := r.InOneGoroutine(of)
	if len(begun) != len(of) {
		return "", nil
	}
	names := make([]string, len(begun))
	for i, n := range begun {
		names[i] = r.words.of(n.Name)
	}
	last := len(names) - 1
	turned, lastFirst, swapped := slices.Clone(names), slices.Clone(names), slices.Clone(names)
	slices.Reverse(turned)
	lastFirst = append(lastFirst[last:], lastFirst[:last]...)
	swapped[last], swapped[last-1] = swapped[last-1], swapped[last]
	for _, order := range [][]string{turned, lastFirst, swapped} {
		wrong = append(wrong, strings.Join(order, arrow))
	}
	return strings.Join(names, arrow), wrong[:2]
}

// runsWhere asks for the goroutine of a stage, or of all stages whose names begin as the name before a star does.
func (r *Record) runsWhere(about string) (right string, wrong []string) {
	isFamily := strings.HasSuffix(about, "*")
	all := r.Stages(func(n *trace.Node) bool { return n.Parent != nil && evidence.Means(about, n.Name) })
	if len(all) == 0 || isFamily && len(all) < 2 {
		return "", nil
	}
	var callers, others int
	lanes := make(map[int64]bool)
	for _, n := range all {
		same, known := evidence.SameGoroutine(n, n.Parent)
		if !known {
			return "", nil
		}
		lanes[n.Goroutine()] = true
		if same {
			callers++
		} else {
			others++
		}
	}
	in := r.words.say.Goroutine
	around := caller(all, in.Callers)
	same, own, shared := in.Same.With(around), in.Own, ""
	if isFamily {
		same, own, shared = in.SameInTurn.With(around), in.EachItsOwn, in.OneBeside
	}
	switch {
	case callers == len(all):
		return same, []string{own, shared}
	case others == len(all) && len(lanes) == len(all):
		return own, []string{same, shared}
	case others == len(all) && len(lanes) == 1:
		return shared, []string{same, own}
	}
	return "", nil
}

// caller names the stage that is around all of the nodes, or says what each of them has.
func caller(nodes []*trace.Node, callers string) string {
	for _, n := range nodes {
		if n.Parent.Name != nodes[0].Parent.Name {
			return callers
		}
	}
	return nodes[0].Parent.Name
}

// waitsFor asks for what a stage waits for. What it waits for by way of others is no wrong answer.
func (r *Record) waitsFor(q *notes.Question) (right string, wrong []string) {
	n := r.Stage(q.About)
	if n == nil || n.WaitsFor() == "" {
		return "", nil
	}
	right = n.WaitsFor()
	candidates := q.Of
	if len(candidates) == 0 {
		candidates = r.otherWaits()
	}
	for _, c := range candidates {
		if c != right && c != q.About && !r.Waits(q.About, c) {
			wrong = append(wrong, r.words.of(c))
		}
	}
	return r.words.of(right), wrong
}

// otherWaits returns what the stages wait for, sorted: the order in which they began may be luck.
func (r *Record) otherWaits() (targets []string) {
	for _, n := range r.Stages(func(n *trace.Node) bool { return n.WaitsFor() != "" }) {
		targets = append(targets, n.WaitsFor())
	}
	slices.Sort(targets)
	return slices.Compact(targets)
}

// endsLast asks which stage ends last. Times would not tell: only one that waits for all the others has to.
func (r *Record) endsLast(of []string) (right string, wrong []string) {
	for _, name := range of {
		if r.Stage(name) == nil {
			return "", nil
		}
	}
	return r.last(of, r.Waits)
}

// last returns the choice that comes after each of the others.
func (r *Record) last(of []string, after func(a, b string) bool) (right string, wrong []string) {
	for i, name := range of {
		others := slices.Concat(of[:i], of[i+1:])
		if !slices.ContainsFunc(others, func(other string) bool { return !after(name, other) }) {
			return r.words.of(name), r.words.all(others)
		}
	}
	return "", nil
}

// turnsGreen asks which health check turns green last or, about a check, which stage turns it green.
func (r *Record) turnsGreen(q *notes.Question) (right string, wrong []string) {
	if q.About == "" {
		return r.last(q.Of, r.greenAfter)
	}
	turner, _ := r.TurnedBy(q.About)
	if n := r.Stage(turner); n == nil || n.Running() || !slices.Contains(q.Of, turner) {
		return "", nil
	}
	for _, choice := range q.Of {
		if choice != turner {
			wrong = append(wrong, r.words.of(choice))
		}
	}
	return r.words.of(turner), wrong
}

// greenAfter reports whether a check can only turn green after another one: the other is green from the beginning, or
// the stage that turns it green had ended before that of the check began, or is waited for by it.
func (r *Record) greenAfter(check, other string) bool {
	turner, known := r.TurnedBy(check)
	otherTurner, otherKnown := r.TurnedBy(other)
	stage, otherStage := r.Stage(turner), r.Stage(otherTurner)
	switch {
	case !known || !otherKnown || stage == nil || !r.Green(check):
		return false
	case otherStage == nil:
		return r.Green(other) // words, not a stage, say what turns it green
	case otherStage.Running():
		return false
	}
	return evidence.HasEndedBy(otherStage, stage) && otherStage.Goroutine() != stage.Goroutine() &&
		!strings.HasPrefix(otherStage.Name, convention.HookPrefix) || r.Waits(turner, otherTurner)
}

// borders are where one order of magnitude ends and the next one begins.
var borders = []time.Duration{time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond}

// magnitudes are the answers to how long a stage takes: one more than there are borders.
func (w inWords) magnitudes() []string {
	in := w.say.HowLong
	return []string{in.Under1, in.From1To10, in.From10To100, in.Over100}
}

// naturalOrder returns the order in which the options of a kind are always shown, nil for those that are shuffled.
func (w inWords) naturalOrder(kind notes.QuestionKind) (order []string) {
	switch kind {
	case notes.HowLong:
		return w.magnitudes()
	case notes.WhoAnswers:
		return w.whoAnswers()
	}
	return nil
}

// howLong asks for the order of magnitude of a stage's time.
func (r *Record) howLong(about string) (right string, wrong []string) {
	n := r.Stage(about)
	if n == nil || n.Running() || n.Failed() || n.TookUnknown() {
		return "", nil
	}
	took := n.Duration(r.Now())
	all := r.words.magnitudes()
	place := slices.IndexFunc(borders, func(border time.Duration) bool { return took < border })
	if place < 0 {
		place = len(borders)
	}
	return all[place], slices.Concat(all[:place], all[place+1:])
}

// isClear reports whether the stage's time is so far from the borders of its order of magnitude that another boot
// hardly crosses one.
func (r *Record) isClear(about string) bool {
	took := r.Stage(about).Duration(r.Now())
	for _, border := range borders {
		if took > border*2/3 && took < border*3/2 {
			return false
		}
	}
	return true
}
