package page

import (
	"iter"
	"strings"
	"time"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

const barWidth = 28

// timeTree draws all stages with their durations, and their times in the boot as bars:
//
//	main                            1.34 s   4.10 ms  ████████████████████████████
//	  NewAPIServerCommand          12.1 ms   12.1 ms  ▌
//	  RunE                          1.32 s   2.02 ms   ███████████████████████████
//
// The column of names is as wide as the widest of them, and at most nameWidth.
func timeTree(o *outline, nameWidth int) iter.Seq[string] {
	return func(yield func(string) bool) {
		columns := nameColumns(o, nameWidth)
		var line *lesson.Timeline
		for _, s := range o.stages {
			if s.Line() != line {
				line = s.Line()
				if !yield(timeHeading(o, line, columns)) {
					return
				}
			}
			if s.opensGroup() && !yield(o.groupHeading(s)) {
				return
			}
			if !yield(timeLine(o, s, columns)) {
				return
			}
		}
	}
}

// timeTexts returns the texts of the trace that are in the tree of times.
func (o *outline) timeTexts() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range o.stages {
			if s.opensGroup() && !yield(o.groupTitle(s.group)) || !yield(s.name()) {
				return
			}
		}
	}
}

// nameColumns returns how wide the column of names is.
func nameColumns(o *outline, most int) int {
	widest := 0
	if n := len(o.lesson.Timelines); n > 1 {
		widest = width(o.says.Times.Trace(n, n))
	}
	for _, s := range o.stages {
		if widest >= most {
			return most
		}
		widest = max(widest, width(timeName(s)))
	}
	return min(widest, most)
}

// timeName returns the name of a stage in the tree of times, with its marks.
func timeName(s *stage) string {
	name := s.inList()
	if s.Node.Failed() {
		name += " ✗"
	}
	if words.OddInBrief(s.Step) != "" {
		name += " ?"
	}
	return name
}

func (o *outline) groupHeading(s *stage) string {
	return cut(indented(s.depth-1)+o.says.Stage.Heads(o.groupTitle(s.group)), columns-len(indent))
}

// timeLine returns the line of a stage in the tree of times.
func timeLine(o *outline, s *stage, nameWidth int) string {
	took, own := o.lesson.Duration(s.Step), o.lesson.Own(s.Step)
	end, inside := words.Duration(took), words.Duration(own)
	switch {
	case s.Node.TookUnknown():
		end, inside = "?", ""
	case s.Node.OwnUnknown:
		inside = "?"
	case s.Node.Running():
		end += "+"
	}
	drawn := ""
	if !s.Node.Start.IsZero() {
		drawn = bar(o.lesson.Since(s.Step), took, s.Line().Length(), barWidth)
	}
	return strings.TrimRight(timeRow(padded(cut(timeName(s), nameWidth), nameWidth), end, inside, drawn), " ")
}

// timeHeading returns the line above the stages of a trace. Each trace has a scale of its own.
func timeHeading(o *outline, line *lesson.Timeline, nameWidth int) string {
	what := o.says.Times.Step(kindOf(line.Kind))
	if n := len(o.lesson.Timelines); n > 1 {
		what = o.says.Times.Trace(line.Number, n)
	}
	return timeRow(padded(what, nameWidth), o.says.Times.Took, o.says.Times.Own, scale(line.Length(), barWidth))
}

func timeRow(name, took, own, drawn string) string {
	return name + " " + rightIn(9, took) + " " + rightIn(9, own) + "  " + drawn
}

// scale returns the line above the bars: from the start of the boot to the end of its recording.
func scale(total time.Duration, columns int) string {
	end := words.Duration(total)
	return "0" + strings.Repeat(" ", max(1, columns-1-width(end))) + end
}

// bar draws a time inside of a total on that many columns. However short the time, part of the bar is visible; however
// wrong the clock, the bar stays inside the columns.
func bar(since, took, total time.Duration, columns int) string {
	if total <= 0 || columns <= 0 {
		return ""
	}
	// In eighths of a column, the finest block characters. They grow from the left of their column, so a bar can end
	// anywhere and begins with a whole column.
	at := func(t time.Duration) int {
		return int(float64(columns*8) * float64(min(max(t, 0), total)) / float64(total))
	}
	first := min(at(since)/8, columns-1)
	eighths := max(at(since+took)-first*8, 1)
	full, rest := eighths/8, eighths%8
	drawn := strings.Repeat(" ", first) + strings.Repeat("█", full)
	if rest > 0 {
		drawn += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return drawn
}
