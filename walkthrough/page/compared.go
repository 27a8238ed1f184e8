package page

import (
	"fmt"
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
	return "In all " + words.Thousands(o.Compared.Recordings) + " recordings"
}

// comparedExplained describes the columns of the list of medians.
func (o *outline) comparedExplained() string {
	step := o.lesson.Kind().Step()
	return fmt.Sprintf("Of each %[1]s first the median of its times, and how far from it they are in the median; then "+
		"the shortest and the longest of them. Its order is law where its place among its siblings is the same in "+
		"all recordings, and luck where it differs. A last column says in how many recordings a %[1]s is that some "+
		"lack.", step)
}

// compared returns what all recordings tell together.
func (o *outline) compared() (facts []fact) {
	c := o.Compared
	facts = append(facts, fact{
		label: "recordings", value: words.Thousands(c.Recordings) + ", of which this page is about the first",
	})
	if ready := words.ReadyIn(&o.lesson.Phrases().Words, c.Ready, c.Recordings); ready != "" {
		facts = append(facts, fact{label: "ready", value: ready})
	}
	for _, order := range []spread.Order{spread.Law, spread.Luck} {
		if stages := o.ordered(order); len(stages) > 0 {
			facts = append(facts, fact{label: string(order), value: o.within(stages)})
		}
	}
	return facts
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
	said := words.Thousands(len(stages)) + " " + o.lesson.Kind().Step()
	if len(stages) > 1 {
		said += "s"
	}
	var parts []string
	for _, parent := range around[:min(len(around), mostWithin)] {
		where := "at the root"
		if parent != nil {
			where = "in " + parent.name()
		}
		parts = append(parts, words.Thousands(count[parent])+" "+where)
	}
	if rest := len(around) - mostWithin; rest > 0 {
		left := len(stages)
		for _, parent := range around[:mostWithin] {
			left -= count[parent]
		}
		parts = append(parts, words.Thousands(left)+" elsewhere")
	}
	return said + ": " + strings.Join(parts, ", ")
}

// comparedFacts returns what all recordings tell of a stage.
func (o *outline) comparedFacts(s *stage) (facts []fact) {
	if !o.compares() {
		return nil
	}
	compared, _ := o.Compared.At(s.Node.Key())
	for _, said := range words.Compared(&o.lesson.Phrases().Words, compared, o.Compared.Recordings) {
		facts = append(facts, fact{label: "compared", value: said})
	}
	return facts
}

// orderHeading heads the column of orders, and is wider than they are.
const orderHeading = "order"

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
		what := padded(o.lesson.Kind().Step(), columns)
		heading := medianRow(what, "median ±", "shortest", "longest", orderHeading, "")
		if !yield(heading) {
			return
		}
		for _, s := range o.stages {
			if s.opensGroup() && !yield(groupHeading(s)) || !yield(medianLine(o, s, columns)) {
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
		seen = inSome(compared.Seen, o.Compared.Recordings)
	}
	name := padded(cut(timeName(s), nameWidth), nameWidth)
	return medianRow(name, median, least, most, string(compared.Order), seen)
}

// isLacking reports whether some recording lacks the stage.
func (o *outline) isLacking(s *stage) bool {
	compared, _ := o.Compared.At(s.Node.Key())
	return compared.Seen < o.Compared.Recordings
}

func inSome(seen, recordings int) string {
	return fmt.Sprintf("in %s of %s", words.Thousands(seen), words.Thousands(recordings))
}

func medianRow(name, median, least, most, order, seen string) string {
	return strings.TrimRight(fmt.Sprintf("%s %17s %9s %9s  %-5s  %s", name, median, least, most, order, seen), " ")
}

// comparedNames returns how wide the column of names may be in a page of text.
func (o *outline) comparedNames() int {
	seen, all := "", o.Compared.Recordings
	if slices.ContainsFunc(o.stages, o.isLacking) {
		seen = inSome(all, all)
	}
	row := medianRow("", "", "", "", orderHeading, seen)
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
