package page

import (
	"fmt"
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
func timeTree(o *outline, nameWidth int) []string {
	names := make([]string, len(o.stages))
	widest := 0
	for i, s := range o.stages {
		names[i] = indented(s.depth()) + s.name()
		if s.Node.Failed() {
			names[i] += " ✗"
		}
		if words.OddInBrief(s.Step) != "" {
			names[i] += " ?"
		}
		widest = max(widest, width(names[i]))
	}
	if n := len(o.lesson.Timelines); n > 1 {
		widest = max(widest, width(traceNumber(n, n)))
	}
	nameWidth = min(widest, nameWidth)
	lines := make([]string, 0, len(o.stages)+1)
	var line *lesson.Timeline
	for i, s := range o.stages {
		if s.Line() != line {
			line = s.Line()
			lines = append(lines, timeHeading(o, line, nameWidth))
		}
		if s.opensGroup() {
			lines = append(lines, cut(indented(s.depth()-1)+s.group.title()+":", columns-len(indent)))
		}
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
			drawn = bar(o.lesson.Since(s.Step), took, line.Length(), barWidth)
		}
		text := fmt.Sprintf("%s %9s %9s  %s", padded(cut(names[i], nameWidth), nameWidth), end, inside, drawn)
		lines = append(lines, strings.TrimRight(text, " "))
	}
	return lines
}

// timeHeading returns the line above the stages of a trace. Each trace has a scale of its own.
func timeHeading(o *outline, line *lesson.Timeline, nameWidth int) string {
	what := line.Kind.Step()
	if n := len(o.lesson.Timelines); n > 1 {
		what = traceNumber(line.Number, n)
	}
	return fmt.Sprintf("%s %9s %9s  %s", padded(what, nameWidth), "took", "own", scale(line.Length(), barWidth))
}

func traceNumber(number, of int) string { return fmt.Sprintf("trace %d of %d", number, of) }

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
