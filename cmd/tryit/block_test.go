package tryit

import (
	"regexp"
	"strings"
	"testing"

	"apitour/walkthrough/notes"
)

// block is what a reader copies out of a note, and what the note says will come of it.
type block struct {
	note     string
	commands string // lines for a POSIX shell
	want     string // the whole output; … stands for any text in a line, and for any lines on a line of its own
}

// blocks returns the blocks of every note. It reports a section to try that has none, and a block without output. Every
// note but the overviews has such a section, which a test of package notes demands.
func blocks(t *testing.T) (all []block) {
	t.Helper()
	library, err := notes.Embedded(notes.Original)
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range library.All() {
		for _, section := range note.Sections() { // of which only an overview may have none to try
			if section.Name != notes.TryIt {
				continue
			}
			blocks, problem := blocksOf(note.ID, section.Body+"\n")
			if problem != "" {
				t.Errorf("note %q: %s", note.ID, problem)
			}
			all = append(all, blocks...)
		}
	}
	return all
}

// fences are the code blocks of a section, with their language.
var fences = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

func blocksOf(note, section string) (found []block, problem string) {
	code := fences.FindAllStringSubmatch(section, -1)
	if len(code) == 0 || len(code)%2 != 0 {
		return nil, "under Try it stand blocks of commands (```sh), each with its output (```text) after it"
	}
	for i := 0; i < len(code); i += 2 {
		if code[i][1] != "sh" || code[i+1][1] != "text" {
			return nil, "under Try it, a block ```sh is followed by a block ```text"
		}
		found = append(found, block{note: note, commands: code[i][2], want: code[i+1][2]})
	}
	return found, ""
}

// oneShell is a block that is one command, to which the rest is a script.
var oneShell = regexp.MustCompile(`(?s)^apitour shell[^\n]* <<'END'\n.*\nEND\n$`)

// isOneCommand reports whether the block is one command, to which it makes no difference whether its lines come from a
// terminal or from a file.
func (b block) isOneCommand() bool {
	return strings.Count(b.commands, "\n") == 1 ||
		oneShell.MatchString(b.commands) && strings.Count(b.commands, "\nEND\n") == 1
}

// matches reports whether the output is what the note shows. Blanks at the ends of lines do not count, nor do empty
// lines at the end; so nothing may stand where a line ends in a blank and an ellipsis.
func matches(want, got string) bool {
	var pattern strings.Builder
	for line := range strings.Lines(trimmed(want)) {
		if strings.TrimSpace(line) == "…" {
			pattern.WriteString(`(?:[^\n]*\n)*?`)
			continue
		}
		escaped := regexp.QuoteMeta(line)
		if start, ok := strings.CutSuffix(escaped, " …\n"); ok {
			escaped = start + "(?: …)?\n"
		}
		pattern.WriteString(strings.ReplaceAll(escaped, "…", `[^\n]*`))
	}
	return regexp.MustCompile(`\A` + pattern.String() + `\z`).MatchString(trimmed(got))
}

var trailing = regexp.MustCompile(`[ \t\r]+\n`)

func trimmed(text string) string {
	text = strings.TrimRight(trailing.ReplaceAllString(text+"\n", "\n"), "\n")
	if text == "" {
		return ""
	}
	return text + "\n"
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		want, got string
		matches   bool
	}{
		{"a\nb\n", "a  \nb", true},
		{"a\n", "a\nb\n", false},
		{"a\nb\n", "a\n", false},
		{"a\n…\n", "a\n", true},
		{"…\nb\n", "x\ny\nb\n", true},
		{"…\nb\n", "x\nby\n", false},
		{"took … s\n", "took 1.5 s\n", true},
		{"id: …\nb\n", "id: \nb\n", true},
		{"id: …\nb\n", "id: 5\nb\n", true},
		{"id: …\nb\n", "idle\nb\n", false},
		{"took … s\n", "took 1.5\n s\n", false},
		{"[+]ping ok\n", "[+]ping ok\n", true},
		{"", "", true},
		{"", "error: no\n", false},
	} {
		if matches(c.want, c.got) != c.matches {
			t.Errorf("%q shown as %q: %t", c.got, c.want, !c.matches)
		}
	}
}
