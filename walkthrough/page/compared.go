package page

import (
	"iter"
	"slices"
	"strings"

	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/spread"
	"apitour/walkthrough/words"
)

// compares reports whether the page compares several recordings. What they tell is times and luck, of which a stable
// page has neither.
func (o *outline) compares() bool { return o.Compared != nil && !o.Stable }

// comparedTitle heads what all recordings tell.
func (o *outline) comparedTitle() string {
	return o.says.Compared.Title(words.Thousands(o.Compared.Recordings))
}

// comparedExplained describes the columns of the list of medians.
func (o *outline) comparedExplained() string {
	return o.says.Compared.Explained(kindOf(o.lesson.Kind()))
}

// compared returns what all recordings tell together.
func (o *outline) compared() (facts []fact) {
	c := o.Compared
	facts = append(facts, fact{
		label: o.says.Compared.Recordings, value: o.says.Compared.TheFirst(words.Thousands(c.Recordings)),
	})
	if ready := words.ReadyIn(&o.notes.Words, c.Ready, c.Recordings); ready != "" {
		facts = append(facts, fact{label: o.says.Compared.Ready, value: ready})
	}
	for _, order := range []spread.Order{spread.Law, spread.Luck} {
		if stages := o.ordered(order); len(stages) > 0 {
			facts = append(facts, fact{label: o.order(order), value: o.within(stages)})
		}
	}
	return facts
}

// order names an order, "" where there is none.
func (o *outline) order(order spread.Order) string {
	switch order {
	case spread.Law:
		return o.says.Compared.Law
	case spread.Luck:
		return o.says.Compared.Luck
	}
	return ""
}

// ordered returns the stages of the page of which the order is law, or luck.
func (o *outline) ordered(order spread.Order) (stages []*stage) {
	for _, s := range o.stages {
		if compared, ok := o.Compared.At(s.Node.Key()); ok && compared.Order == order {
			stages = append(stages, s)
		}
	}
	return stages
}

// mostWithin is in how many stages others are said to be.
const mostWithin = 5

// within counts stages, and those that lie in the same one: "28 stages: 25 in prepared.Run, 3 in RunE".
func (o *outline) within(stages []*stage) string {
	count := make(map[*stage]int)
	var around []*stage
	for _, s := range stages {
		if count[s.parent]++; count[s.parent] == 1 {
			around = append(around, s.parent)
		}
	}
	several := ""
	if len(stages) > 1 {
		several = "s"
	}
	var parts []string
	for _, parent := range around[:min(len(around), mostWithin)] {
		inside := words.Thousands(count[parent])
		if parent == nil {
			parts = append(parts, o.says.Compared.AtRoot(inside))
			continue
		}
		parts = append(parts, o.says.Compared.InStage(inside, parent.name()))
	}
	if rest := len(around) - mostWithin; rest > 0 {
		left := len(stages)
		for _, parent := range around[:mostWithin] {
			left -= count[parent]
		}
		parts = append(parts, o.says.Compared.Others(words.Thousands(left)))
	}
	return o.says.Compared.Within(kindOf(o.lesson.Kind()), words.Thousands(len(stages)), several, parts)
}

// comparedFacts returns what all recordings tell of a stage.
func (o *outline) comparedFacts(s *stage) (facts []fact) {
	if !o.compares() {
		return nil
	}
	compared, _ := o.Compared.At(s.Node.Key())
	for _, said := range words.Compared(&o.notes.Words, compared, o.Compared.Recordings) {
		facts = append(facts, fact{label: o.says.Compared.Stage, value: said})
	}
	return facts
}

// medianTree lists all stages with the medians and bounds of their times, and with their order:
//
//	                               median ±  shortest   longest  order
//	main                    1.34 s ±22.1 ms    1.31 s    1.39 s
//	  NewAPIServerCommand  12.1 ms ±1.04 ms   11.0 ms   14.2 ms  law
//
// Where some recording lacks a stage, its line ends with the number of those that have it.
func medianTree(o *outline, nameWidth int) iter.Seq[string] {
	return func(yield func(string) bool) {
		columns := nameColumns(o, nameWidth)
		say := &o.says.Compared
		what := padded(o.says.Times.Step(kindOf(o.lesson.Kind())), columns)
		heading := medianRow(what, say.Median, say.Shortest, say.Longest, say.Order, "")
		if !yield(heading) {
			return
		}
		for _, s := range o.stages {
			if s.opensGroup() && !yield(o.groupHeading(s)) || !yield(medianLine(o, s, columns)) {
				return
			}
		}
	}
}

func medianLine(o *outline, s *stage, nameWidth int) string {
	compared, _ := o.Compared.At(s.Node.Key())
	median, least, most, seen := words.MedianOf(compared.Times), "", "", ""
	if median != "" {
		least, most = words.Duration(compared.Least), words.Duration(compared.Most)
	}
	if o.isLacking(s) {
		seen = o.inSome(compared.Seen)
	}
	name := padded(cut(timeName(s), nameWidth), nameWidth)
	return medianRow(name, median, least, most, o.order(compared.Order), seen)
}

// isLacking reports whether some recording lacks the stage.
func (o *outline) isLacking(s *stage) bool {
	compared, _ := o.Compared.At(s.Node.Key())
	return compared.Seen < o.Compared.Recordings
}

func (o *outline) inSome(seen int) string {
	return o.says.Compared.InSome(words.Thousands(seen), words.Thousands(o.Compared.Recordings))
}

func medianRow(name, median, least, most, order, seen string) string {
	row := name + " " + rightIn(17, median) + " " + rightIn(9, least) + " " + rightIn(9, most) + "  " + padded(order, 5)
	return strings.TrimRight(row+"  "+seen, " ")
}

// comparedNames returns how wide the column of names may be in a page of text.
func (o *outline) comparedNames() int {
	seen, all := "", o.Compared.Recordings
	if slices.ContainsFunc(o.stages, o.isLacking) {
		seen = o.inSome(all)
	}
	row := medianRow("", "", "", "", o.says.Compared.Order, seen)
	return columns - len(indent) - width(row)
}

func (o *outline) markdownCompared() iter.Seq[string] {
	return joinPieces(one(func() string {
		return "## " + o.comparedTitle() + "\n\n" + markdownFacts(
			o.compared(),
		) + "\n" + inline(
			o.comparedExplained(),
		) + "\n\n"
	}), newBlock("text", o.timeTexts()).around(medianTree(o, widestInMarkdown)), one(func() string { return "\n" }))
}

func (o *outline) textCompared() iter.Seq[string] {
	return joinPieces(one(func() string {
		return textHeading(o.comparedTitle(), "─") + textFacts(o.compared()) + "\n" +
			joined(linebreak.Wrap(o.comparedExplained(), "", "", columns)) + "\n"
	}), indentedLines(medianTree(o, o.comparedNames())), one(func() string { return "\n" }))
}
