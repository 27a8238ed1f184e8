package notes

import (
	"fmt"
	"slices"
	"strings"

	"apitour/walkthrough/phrases"
)

// Sign is what an operator has in hand when something goes wrong at the note's stage, or seems to.
type Sign struct {
	Kind SignKind
	// Says is what is seen, with … for what differs: of a log line, its message; of a health check, its line; of an
	// exit, its code; of silence, how long and after what.
	Says string
	// At is where a program has the text. Only the kinds that have a text have a place.
	At SignPlace
	// Means is what it says of the server, and Next what to look at then: a sentence each.
	Means, Next string
	// See are the notes at which to read on.
	See []string
	// Line is that of the note's file.
	Line int
}

// SignKind says where a sign is seen.
type SignKind string

// The kinds of signs.
const (
	LogSign     SignKind = "log"     // a line of the server's log
	HealthSign  SignKind = "health"  // a line of /livez or /readyz
	ExitSign    SignKind = "exit"    // the code with which the process ends
	ClientSign  SignKind = "client"  // what a client is told
	SilenceSign SignKind = "silence" // that nothing is seen, for how long
)

var signKinds = []SignKind{LogSign, HealthSign, ExitSign, ClientSign, SilenceSign}

// SignPlace is where the text of a sign stands: at a line of upstream's source at the release of go.mod, or in one of
// our functions.
type SignPlace struct {
	Module   string // "k8s.io/apiserver"; "std" for Go's own library
	File     string // "pkg/server/hooks.go"
	Line     int
	Function string // "apitour/apiserver.(*Options).Validate"
}

type signMatter struct {
	Log     string `yaml:"log"`
	Health  string `yaml:"health"`
	Exit    string `yaml:"exit"`
	Client  string `yaml:"client"`
	Silence string `yaml:"silence"`
	At      struct {
		Module   string `yaml:"module"`
		File     string `yaml:"file"`
		Line     int    `yaml:"line"`
		Function string `yaml:"function"`
	} `yaml:"at"`
	Means string   `yaml:"means"`
	Next  string   `yaml:"next"`
	See   []string `yaml:"see"`
}

// sign returns the sign; its kind is "" unless exactly one is given.
func (m signMatter) sign(line int) Sign {
	s := Sign{
		At: SignPlace(m.At), Means: strings.TrimSpace(m.Means), Next: strings.TrimSpace(m.Next), See: m.See, Line: line,
	}
	for i, says := range []string{m.Log, m.Health, m.Exit, m.Client, m.Silence} {
		switch {
		case says == "":
		case s.Says != "":
			s.Kind = ""
			return s
		default:
			s.Kind, s.Says = signKinds[i], strings.TrimSpace(says)
		}
	}
	return s
}

// mostSays is how many columns a sentence of a sign has at most.
const mostSays = 230

// signProblems reports signs that nobody could look up.
func (n *Note) signProblems(wrong func(line int, format string, args ...any)) {
	for _, s := range n.Diagnosis {
		if s.Kind == "" {
			wrong(s.Line, "a sign is one of log, health, exit, client, silence")
			continue
		}
		for name, text := range map[string]string{string(s.Kind): s.Says, "means": s.Means, "next": s.Next} {
			if problem := lineProblem(strings.ReplaceAll(text, "|", ""), mostSays); problem != "" {
				wrong(s.Line, "%s %s", name, problem)
			}
		}
		upstream, ours := s.At.File != "" && s.At.Line > 0 && s.At.Module != "", s.At.Function != ""
		needed := slices.Contains([]SignKind{LogSign, ClientSign}, s.Kind)
		switch {
		case needed && upstream == ours:
			wrong(s.Line, "at: names a module, a file and a line, or a function of ours, where the text stands")
		case !needed && s.At != (SignPlace{}):
			wrong(s.Line, "at: is for the text of a log line or of an answer")
		}
	}
}

// signs writes the signs as a list, with a line above it.
func (n *Note) signs() string {
	if len(n.Diagnosis) == 0 {
		return ""
	}
	say := &phrases.In(n.Lang).Find.Sign
	var b strings.Builder
	b.WriteString(say.Lead + "\n\n")
	for _, s := range n.Diagnosis {
		says, see := s.Says, make([]string, len(s.See))
		if s.Kind != SilenceSign { // what is seen is a text; of silence it is said in words
			says = code(says)
		}
		for i, id := range s.See {
			see[i] = code(id)
		}
		fmt.Fprintf(&b, "- %s\n", say.Item(say.Kind[string(s.Kind)], says, s.Means, s.Next, see))
	}
	return b.String()
}

// code writes a text between backquotes, more of them than it has in a row.
func code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if fence == "`" {
		return fence + text + fence
	}
	return fence + " " + text + " " + fence
}
