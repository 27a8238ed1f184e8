package page

import (
	"regexp"
	"strings"
)

// inline escapes clean text for the inside of a line of Markdown, so that it reads there as it is. Beyond Markdown's own
// characters these are HTML's, the dollar of formulas, and the colon of addresses that GitHub would make links of.
var inline = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `|`, `\|`, `~`, `\~`, `#`, `\#`, `!`, `\!`, `$`, `\$`,
	`@`, `\@`, `<`, "&lt;", `>`, "&gt;", `&`, "&amp;", "://", "&#58;//", "www.", "www&#46;", "\n", " ",
).Replace

// codeSpan shows clean text letter by letter. A code span ends at as many backticks as it began with, so it gets more
// than there are together anywhere in the text, and a space where one would touch them.
func codeSpan(text string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if strings.TrimSpace(text) == "" {
		return inline(text)
	}
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if len(fence) > 1 || text[0] == ' ' && text[len(text)-1] == ' ' {
		text = " " + text + " "
	}
	return fence + text + fence
}

// codeBlock shows clean lines as they are. Its fence is longer than any inside.
func codeBlock(language string, lines []string) string {
	longest := 0
	for _, line := range lines {
		longest = max(longest, longestRun(line, '`'))
	}
	fence := strings.Repeat("`", max(3, longest+1))
	return fence + language + "\n" + strings.Join(lines, "\n") + "\n" + fence + "\n"
}

// longestRun returns how often c comes in a row at most.
func longestRun(text string, c byte) int {
	longest, run := 0, 0
	for i := range len(text) {
		run++
		if text[i] != c {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// link leads from an escaped text to a clean address.
func link(text, address string) string {
	return "[" + text + "](" + addressInLink(address) + ")"
}

// addressInLink escapes in an address what would end it.
var addressInLink = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "\n", "").Replace

// autolink is the one thing in angle brackets that is Markdown and not HTML.
var autolink = regexp.MustCompile(`^<https?://[^\s<>]+>`)

// withoutHTML escapes the angle brackets of HTML in a line of Markdown, but not those in code spans.
func withoutHTML(line string) string {
	var b strings.Builder
	for len(line) > 0 {
		switch {
		case line[0] == '`':
			n := len(line) - len(strings.TrimLeft(line, "`"))
			end := codeSpanEnd(line, n)
			b.WriteString(line[:end])
			line = line[end:]
		case line[0] == '\\' && len(line) > 1:
			// An escaped backtick begins no code span, and an escaped bracket no tag.
			b.WriteString(line[:2])
			line = line[2:]
		case line[0] == '<':
			tag := autolink.FindString(line)
			if tag == "" {
				b.WriteString("&lt;")
				line = line[1:]
			}
			b.WriteString(tag)
			line = line[len(tag):]
		default:
			b.WriteByte(line[0])
			line = line[1:]
		}
	}
	return b.String()
}

// codeSpanEnd returns where the code span ends that begins the line with n backticks, or n when it does not end.
func codeSpanEnd(line string, n int) int {
	for i := n; i < len(line); {
		run := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
		if run == n {
			return i + n
		}
		i += max(run, 1)
	}
	return n
}
