package claims

import (
	"fmt"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

// say makes a sentence. What it names may come from a file.
func say(format string, values ...any) string { return trace.Clean(fmt.Sprintf(format, values...)) }

// mostNames is how many names a sentence has.
const mostNames = 4

// names lists spans by their names.
func names(nodes []*trace.Node) string {
	if len(nodes) == 0 {
		return "nothing"
	}
	listed := make([]string, 0, mostNames)
	for _, n := range nodes[:min(mostNames, len(nodes))] {
		listed = append(listed, n.Name)
	}
	text := strings.Join(listed, ", ")
	if more := len(nodes) - mostNames; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// about says of which runs a claim speaks that none of the recordings has.
func about(c *notes.Claim) string {
	switch {
	case c.Break != "":
		return say("no recording is of the broken boot %s", c.Break)
	case c.Request != "":
		return say("no recording is of the request %s", c.Request)
	case c.Flag != "":
		return say("no boot was recorded with %s", c.Flag)
	}
	return "no recording has a stage that it names"
}
