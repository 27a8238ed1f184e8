package claims

import (
	"strings"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// say makes a sentence. What it names may come from a file.
func say(format phrases.Format, values ...any) string { return trace.Clean(format.With(values...)) }

// mostNames is how many names a sentence has.
const mostNames = 4

// names lists spans by their names.
func (j *judged) names(nodes []*trace.Node) string {
	if len(nodes) == 0 {
		return j.in.Nothing
	}
	listed := make([]string, 0, mostNames)
	for _, n := range nodes[:min(mostNames, len(nodes))] {
		listed = append(listed, n.Name)
	}
	text := strings.Join(listed, j.in.Comma)
	if more := len(nodes) - mostNames; more > 0 {
		return j.in.AndMore.With(text, more)
	}
	return text
}

// about says of which runs a claim speaks that none of the recordings has.
func about(in *phrases.Claims, c *notes.Claim) string {
	switch {
	case c.Break != "":
		return say(in.NoBreak, c.Break)
	case c.Request != "":
		return say(in.NoRequest, c.Request)
	case c.Flag != "":
		return say(in.NoFlag, c.Flag)
	}
	return in.NoStage
}
