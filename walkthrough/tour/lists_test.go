package tour

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk/walktest"
)

// shownIn lays a text out, and returns its lines without what is not seen.
func shownIn(markdown string, width int) (lines []string) {
	for _, line := range renderMarkdown(markdown, newTheme(true), width) {
		lines = append(lines, strings.TrimRight(ansi.Strip(line), " "))
	}
	return lines
}

// TestLists lays lists out: lines of the source are joined, and lines of the screen stand beside the item's mark.
func TestLists(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, markdown string
		want           []string
	}{
		{"lines are joined", "- one item that\n  goes on `here`\n- two", []string{"• one item that goes", "  on here", "• two"}},
		{"a lazy line", "text\n- one item\ngoes on\n\nmore", []string{"text", "", "• one item goes on", "", "more"}},
		{"numbers", "7. seven\n   and on\n3. eight\n\n1) one", []string{"7. seven and on", "8. eight", "", "1. one"}},
		{"items inside", "- a\n  - b\n    and\n  - c\n- d", []string{"• a", "  • b and", "  • c", "• d"}},
		{"paragraphs", "- a\n  b\n\n  c\n  d", []string{"• a b", "", "  c d"}},
		{"code", "- a:\n\n  ```sh\n  - b\n  1. c\n  ```\n- d", []string{"• a:", "", "    - b", "    1. c", "• d"}},
		{"code alone", "```\n- a\n  b\n```", []string{"  - a", "    b"}},
		{"a rule", "- a\n\n- - -\nb", []string{"• a", "", "────", "", "b"}},
		{"a task", "- [x] a\n  b", []string{"[x] a b"}},
		{"a number in a paragraph", "it was in\n2026. Then", []string{"it was in 2026. Then"}},
		{
			"Chinese", "- 一个进程变成三个服务器，\n  最里层的最先\n- 二",
			[]string{"• 一个进程变成三个服", "  务器，最里层的最先", "• 二"},
		},
		{"a heading ends it", "- a\n# b", []string{"• a", "", "b"}},
		{"links of the whole", "- [a][x]\n  b\n\n[x]: https://a.cn", []string{"• a https://a.cn", "b"}},
	} {
		body := linebreak.Joined(test.markdown)
		if got := shownIn(body, 20); !slices.Equal(got, test.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

// TestListsLoseNothing lays all notes out in some widths. What can be read is what glamour makes of the whole text, and
// no line is too wide but one with code or of a table.
func TestListsLoseNothing(t *testing.T) {
	t.Parallel()
	bare := func(lines []string) string {
		return strings.NewReplacer("•", "", "│", "", "\u2028", "").Replace(
			strings.Join(strings.Fields(ansi.Strip(strings.Join(lines, " "))), ""))
	}
	for _, library := range []*notes.Library{walktest.Notes(), walktest.NotesInChinese()} {
		lists := 0
		for _, note := range library.All() {
			for _, s := range note.Sections() {
				body := linebreak.Joined(trace.CleanLines(s.Body))
				width := 56 + len(body)%48
				lines := renderMarkdown(body, newTheme(true), width)
				if got, want := bare(lines), bare(wholeText(body, width)); got != want {
					t.Errorf("%s, %s: got %q\nwant %q", note.ID, s.Title, got, want)
				}
				if strings.Contains(body, "\n- ") {
					lists++
				}
				if !strings.Contains(body, "```") && !strings.Contains(body, "|--") && longest(lines) > width {
					t.Errorf("%s, %s: a line has %d columns, of %d", note.ID, s.Title, longest(lines), width)
				}
			}
		}
		if lists < 20 {
			t.Errorf("only %d sections have lists", lists)
		}
	}
}

// wholeText has glamour lay a text out as a whole.
func wholeText(body string, width int) []string {
	lines := renderers{theme: newTheme(true)}.rendered(linebreak.MarkMarkdown(body, width), width)
	linebreak.Unmark(lines)
	return lines
}
