package notes

import (
	"fmt"
	"slices"
	"strings"
)

// ThenReleases are the minors between which a note tells what has changed. Between the first and the last lie the
// release of the reading notes from which the tour comes, and today.
var ThenReleases = []string{"v1.17", "v1.20", "v1.24", "v1.28", "v1.31", "v1.37"}

// Change is what has changed for the note's stage between one of [ThenReleases] and the one before it.
type Change struct {
	Since string // one of ThenReleases, but for the first
	Text  string // half a sentence, with code between backquotes
	Pulls []int  // of github.com/kubernetes/kubernetes; none where no pull request is known

	line int
}

type changeMatter struct {
	Since string `yaml:"since"`
	Text  string `yaml:"text"`
	Pulls []int  `yaml:"pulls"`
}

func (m changeMatter) change(line int) Change {
	return Change{Since: m.Since, Text: strings.TrimSpace(m.Text), Pulls: m.Pulls, line: line}
}

// mostChange is how many columns a change has at most: a table of 80 columns has four more.
const mostChange = 110

// thenProblems reports changes that a table has no row for, or no room.
func (n *Note) thenProblems(wrong func(line int, format string, args ...any)) {
	last := 0
	for _, c := range n.Then {
		at := slices.Index(ThenReleases, c.Since)
		switch {
		case at < 1:
			wrong(c.line, "since %q is not one of %s", c.Since, strings.Join(ThenReleases[1:], ", "))
			continue
		case at <= last:
			wrong(c.line, "since %q stands below a later change, or twice", c.Since)
		}
		last = max(last, at)
		if text := lineProblem(c.Text, mostChange); text != "" {
			wrong(c.line, "the change since %s %s", c.Since, text)
		}
		for _, pull := range c.Pulls {
			if pull < 1 {
				wrong(c.line, "%d is not the number of a pull request", pull)
			}
		}
	}
}

// lineProblem returns what is wrong with a text that stands in a table or a list, or "".
func lineProblem(text string, most int) string {
	switch {
	case text == "" || strings.Contains(text, "\n"):
		return "is not one line of text"
	case columns(text) > most:
		return fmt.Sprintf("has %d columns, more than %d", columns(text), most)
	case strings.Contains(text, "|"):
		return "has a bar, which divides the columns of a table"
	case strings.Count(text, "`")%2 != 0:
		return "has a backquote without another"
	}
	return ""
}
