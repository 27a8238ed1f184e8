package notes

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"apitour/trace/nearest"
)

// Claim is a statement of a note about the trace that a machine can check: see package claims, which holds it against
// recordings.
type Claim struct {
	Kind ClaimKind
	// A and B are the names of spans that it speaks of, a star at the end for any rest. For [WaitsFor] B may be words,
	// for [Fails] A may be a health check or [Nothing]. B is "" for the kinds that speak of one.
	A, B  string
	Count int    // of [Count]
	Check string // of [Turns]
	// When is what stands behind the word: a flag, a guided request or a broken boot; "" without one.
	When string
	// Flag, Request and Break say in which runs of the server the claim is checked; at most one of them is not "".
	// They come from When, from the name behind "decides", or else from the note of a request or a broken boot.
	Flag, Request, Break string
	Note                 *Note
	Line                 int // of the note's file
}

// ClaimKind says what is claimed.
type ClaimKind string

// The kinds of claims. The list is closed: package claims checks each.
const (
	Calls         ClaimKind = "calls"
	Before        ClaimKind = "before"
	Within        ClaimKind = "within"
	SameGoroutine ClaimKind = "same-goroutine"
	Parallel      ClaimKind = "parallel"
	WaitsFor      ClaimKind = "waits-for"
	Count         ClaimKind = "count"
	Skipped       ClaimKind = "skipped"
	Fails         ClaimKind = "fails"
	Turns         ClaimKind = "turns"
	Decides       ClaimKind = "decides"
)

// Nothing is what fails in a broken boot of which the server itself reports nothing: it becomes ready.
const Nothing = "nothing"

// The words of a form that stand for something, and the word before the runs that a claim speaks of.
const (
	wordA       = "A"
	wordB       = "B"
	wordN       = "n"
	wordCheck   = "CHECK"
	wordRequest = "REQUEST"
	wordFlag    = "FLAG"
	wordBreak   = "BREAK"
	when        = "when"
)

// claimForms say what stands behind each kind.
var claimForms = map[ClaimKind][]string{
	Calls: {wordA, wordB}, Before: {wordA, wordB}, Within: {wordA, wordB}, SameGoroutine: {wordA, wordB},
	Parallel: {wordA, wordB}, WaitsFor: {wordA, wordB},
	Count: {wordA, wordN}, Turns: {wordCheck, wordA}, Decides: {wordRequest, wordA},
	Skipped: {wordA, when, wordFlag}, Fails: {wordA, when, wordBreak},
}

// ClaimKinds returns the kinds, sorted.
func ClaimKinds() []ClaimKind {
	kinds := make([]ClaimKind, 0, len(claimForms))
	for kind := range claimForms {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// form returns how a claim of the kind is written: "calls A B".
func (k ClaimKind) form() string { return string(k) + " " + strings.Join(claimForms[k], " ") }

// takesWhen reports whether a claim of the kind may say of which runs it speaks. The others say it in their form.
func (k ClaimKind) takesWhen() bool {
	return k != Decides && !slices.Contains(claimForms[k], when)
}

// parseClaim reads the text of a claim. The problem is what is wrong with it and what to write instead, or "".
func parseClaim(text string) (c *Claim, wrong string) {
	words, wrong := claimWords(text)
	if wrong != "" {
		return nil, wrong
	}
	c = &Claim{Kind: ClaimKind(words[0])}
	form, known := claimForms[c.Kind]
	if !known {
		return nil, unknownClaim(text, words[0])
	}
	words = words[1:]
	if i := slices.Index(words, when); c.Kind.takesWhen() && i >= 0 {
		if len(words) != i+2 {
			return nil, fmt.Sprintf("in %q a flag, a request or a broken boot belongs behind when, and nothing else",
				text)
		}
		c.When, words = words[i+1], words[:i]
	}
	if len(words) != len(form) {
		return nil, fmt.Sprintf("the claim %q is not complete, or too long: write %s; a name with a space in double "+
			"quotes", text, c.Kind.form())
	}
	for i, word := range form {
		if wrong := c.take(word, words[i]); wrong != "" {
			return nil, fmt.Sprintf("in the claim %q %s: write %s", text, wrong, c.Kind.form())
		}
	}
	return c, c.whenProblem(text)
}

// unknownClaim is said of a kind that does not exist.
func unknownClaim(text, kind string) string {
	var names []string
	for _, k := range ClaimKinds() {
		names = append(names, string(k))
	}
	said := fmt.Sprintf("the claim %q begins with %q: write one of %s", text, kind, strings.Join(names, ", "))
	if meant := nearest.Name(kind, names); meant != "" {
		said += fmt.Sprintf("; did you mean %q?", ClaimKind(meant).form())
	}
	return said
}

// take takes the value that stands for a word of the form, and says what is wrong with it, or "".
func (c *Claim) take(word, value string) (wrong string) {
	switch word {
	case wordA, wordB:
		if !isSpanName(value) {
			return fmt.Sprintf("%q is not the name of a span, or its beginning and a star", value)
		}
		if word == wordA {
			c.A = value
		} else {
			c.B = value
		}
	case wordN:
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || strconv.Itoa(n) != value {
			return fmt.Sprintf("%q is not a number", value)
		}
		c.Count = n
	case wordCheck:
		if !checkName.MatchString(value) {
			return fmt.Sprintf("%q is not the name of a health check", value)
		}
		c.Check = value
	case when:
		if value != when {
			return fmt.Sprintf("%q stands where the word when belongs", value)
		}
	default:
		c.When = value
	}
	return ""
}

var serverFlag = regexp.MustCompile(`^--[a-z][a-z0-9-]*(=[A-Za-z0-9=,./:_-]+)?$`)

// whenProblem returns the mistake in what the claim says of the runs, as far as the claim alone shows it, or "".
func (c *Claim) whenProblem(text string) string {
	isFlag := serverFlag.MatchString(c.When)
	switch {
	case c.Kind == Skipped && !isFlag:
		return fmt.Sprintf("in the claim %q %q is not a flag, such as --authorization-mode=AlwaysAllow: write %s",
			text, c.When, c.Kind.form())
	case c.Kind == WaitsFor && strings.HasSuffix(c.B, "*"):
		return fmt.Sprintf("in the claim %q %q is a beginning and a star: a stage waits for one thing", text, c.B)
	case c.When != "" && !isFlag && !guidedName.MatchString(c.When):
		return fmt.Sprintf("in the claim %q %q is neither a flag, a guided request nor a broken boot", text, c.When)
	}
	return ""
}

// claimWords divides the text at spaces. Words in double quotes may have spaces inside.
func claimWords(text string) (words []string, wrong string) {
	rest := strings.TrimSpace(text)
	for rest != "" {
		word, quoted := "", strings.HasPrefix(rest, `"`)
		if quoted {
			ok := false
			if word, rest, ok = strings.Cut(rest[1:], `"`); !ok {
				return nil, fmt.Sprintf("in the claim %q no quote ends what the last one begins", text)
			}
		} else if end := strings.IndexAny(rest, " \""); end >= 0 {
			word, rest = rest[:end], rest[end:]
		} else {
			word, rest = rest, ""
		}
		if rest != "" && rest[0] != ' ' || strings.TrimSpace(word) == "" {
			return nil, fmt.Sprintf("in the claim %q quotes stand around no name: they belong around a whole one", text)
		}
		words, rest = append(words, word), strings.TrimLeft(rest, " ")
	}
	if len(words) == 0 {
		return nil, "a claim is empty: write " + Calls.form()
	}
	return words, ""
}

// String returns the claim as a note writes it.
func (c *Claim) String() string {
	words := []string{string(c.Kind)}
	for _, word := range claimForms[c.Kind] {
		switch word {
		case wordA:
			words = append(words, quotedName(c.A))
		case wordB:
			words = append(words, quotedName(c.B))
		case wordN:
			words = append(words, strconv.Itoa(c.Count))
		case wordCheck:
			words = append(words, c.Check)
		case wordRequest:
			words = append(words, c.When)
		}
	}
	if c.Kind != Decides && c.When != "" {
		words = append(words, when, c.When)
	}
	return strings.Join(words, " ")
}

// quotedName puts a name between quotes that would otherwise be taken for several words.
func quotedName(name string) string {
	if strings.Contains(name, " ") {
		return `"` + name + `"`
	}
	return name
}

// Names returns the names of spans that the claim speaks of, in the order in which it does.
func (c *Claim) Names() []string {
	names := []string{c.A}
	if c.B != "" {
		names = append(names, c.B)
	}
	return names
}

// readClaims parses the claims of the note. Line gives the line of each.
func (n *Note) readClaims(texts []string, line func(i int) int) (problems []problem) {
	for i, text := range texts {
		c, wrong := parseClaim(text)
		if wrong == "" &&
			slices.ContainsFunc(n.Claims, func(other *Claim) bool { return other.String() == c.String() }) {
			wrong = fmt.Sprintf("the claim %q is there twice", c)
		}
		if wrong != "" {
			problems = append(problems, problem{line(i), wrong})
			continue
		}
		c.Note, c.Line = n, line(i)
		n.Claims = append(n.Claims, c)
	}
	return problems
}

// placeClaims finds out in which runs the claims of all notes are checked, which only all notes together tell: a guided
// request or a broken boot has a note.
func (l *Library) placeClaims() (errs []error) {
	for _, c := range l.Claims() {
		if wrong := c.place(l); wrong != "" {
			errs = append(errs, fmt.Errorf("read note %s/%s.md:%d: %s", c.Note.Lang, c.Note.ID, c.Line, wrong))
		}
	}
	return errs
}

func (c *Claim) place(l *Library) (wrong string) {
	c.Flag, c.Request, c.Break = "", "", ""
	switch {
	case c.When == "":
		c.Request, c.Break = c.Note.Request, c.Note.Break
	case strings.HasPrefix(c.When, "--") && c.Kind != Decides && c.Kind != Fails:
		c.Flag = c.When
	case l.byBreak[c.When] != nil:
		c.Break = c.When
	case l.byRequest[c.When] != nil && c.Kind != Fails:
		c.Request = c.When
	default:
		return c.unknownRun(l)
	}
	if c.Kind == Turns {
		if _, known := l.Check(c.Check); !known {
			return fmt.Sprintf("in the claim %q no note says what turns the check %q green: see checks", c, c.Check)
		}
	}
	return ""
}

// unknownRun is said of a claim about a request or a broken boot that does not exist.
func (c *Claim) unknownRun(l *Library) string {
	what, names := "guided request or broken boot", make([]string, 0, len(l.byRequest)+len(l.byBreak))
	for name := range l.byBreak {
		names = append(names, name)
	}
	if c.Kind == Fails {
		what = "broken boot"
	} else {
		for name := range l.byRequest {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	said := fmt.Sprintf("in the claim %q no note is of a %s %q: write one of %s", c, what, c.When,
		cmp.Or(strings.Join(names, ", "), "those that have a note"))
	if meant := nearest.Name(c.When, names); meant != "" {
		said += fmt.Sprintf("; did you mean %q?", meant)
	}
	return said
}

// Claims returns the claims of all notes, by the ids of the notes and in the order in which each has them.
func (l *Library) Claims() (all []*Claim) {
	if l == nil {
		return nil
	}
	for _, note := range l.notes {
		all = append(all, note.Claims...)
	}
	return all
}
