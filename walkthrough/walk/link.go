package walk

import (
	"strings"
	"unicode"
)

// Origin is where the trace of a walk is from.
type Origin struct {
	// File is the recording's file as the learner named it, "" when there is none: of a watched server, of a request
	// that was followed, of standard input.
	File string
	// Shipped says that it is the recording inside apitour.
	Shipped bool
}

// shippedPages are the pages about the shipped recording, in the repository and on the web, by their languages.
var shippedPages = map[string]string{"en": "docs/startup.md", "zh": "docs/startup.zh.md"}

// copyLink hands out the link to the learner's step.
func (w *Walk) copyLink() Reply {
	link, why := w.Link()
	w.notice = why
	return Reply{Copy: link}
}

// Link returns the line that leads to the learner's step when it is typed into a shell, or why there is none. In a
// comment it has the place of the step on the page about the shipped recording.
func (w *Walk) Link() (link, why string) {
	step := w.Step()
	if step == nil {
		return "", w.say().Link.NothingYet
	}
	address := w.lesson.Address(step)
	switch {
	case w.origin.Shipped:
		return "apitour play --at " + address + "  # " + shippedPages[w.Phrases().Language] + "#" + address, ""
	case w.origin.File != "":
		return "apitour play " + shellWord(w.origin.File) + " --at " + address, ""
	case w.follower != nil:
		return "", w.say().Link.OfBoot
	case w.IsRequest():
		return "", w.say().Link.OfRequest
	}
	return "", w.say().Link.OfUnsaved(address)
}

// shellWord quotes a text for a shell, where it needs that.
func shellWord(text string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/._-+,:@%=", r)
	}
	strange := strings.ContainsFunc(text, func(r rune) bool { return !plain(r) })
	if text != "" && !strings.HasPrefix(text, "-") && !strange {
		return text
	}
	quoted := "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	if strings.HasPrefix(text, "-") {
		return "./" + quoted // not a flag
	}
	return quoted
}
