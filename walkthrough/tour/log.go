package tour

import "github.com/charmbracelet/x/ansi"

// serverLog is the page that shows what the server has logged. Lines are broken where the page ends, because the end of
// an error is what one looks for. It follows the newest line until the learner scrolls up.
type serverLog struct {
	text
	all    []string // as logged, cleaned
	broken int      // how many of all are in text.lines already
	width  int      // that they were broken for
}

// A server that runs for a day logs more than anybody reads in a tour. What is kept is the end.
const mostLogLines = 20_000

func (l *serverLog) add(lines []string) {
	l.all = append(l.all, lines...)
	if drop := len(l.all) - mostLogLines; drop > 0 {
		// Dropping line by line would move thousands of lines for each new one.
		drop += mostLogLines / 10
		l.all = append([]string(nil), l.all[min(drop, len(l.all)):]...)
		l.lines, l.broken = nil, 0
	}
}

// settle breaks the lines that are not broken yet and keeps the scroll in bounds.
func (l *serverLog) settle(width, height int) {
	atEnd := !l.moved || l.y >= len(l.lines)-height
	if l.width != width {
		l.lines, l.broken, l.width = nil, 0, width
	}
	const indent = "    "
	for _, line := range l.all[l.broken:] {
		for i, part := range wrap(line, width-len(indent)) {
			if i > 0 {
				part = indent + part
			}
			l.lines = append(l.lines, ansi.Truncate(part, width, ""))
		}
	}
	l.broken = len(l.all)
	if atEnd {
		l.y = len(l.lines)
	}
	l.x = 0
	l.clampTo(width, height)
}
