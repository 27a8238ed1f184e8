package page

import (
	"bytes"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// inline escapes clean text for the inside of a line of Markdown. It covers Markdown's own characters, HTML's, the
// dollar of formulas, and the colon of addresses that GitHub would turn into links. An escaped @ is an @ again before
// GitHub looks for mentions and for addresses of mail and xmpp, so a comment divides the text there. Jekyll, Hugo and
// other programs that make sites look for the braces of templates before they read Markdown.
var inline = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `|`, `\|`,
	`~`, `\~`, `#`, `\#`, `!`, `\!`, `$`, `\$`, `@`, `@<!-- -->`,
	`<`, "&lt;", `>`, "&gt;", `&`, "&amp;", "://", "&#58;//", "www.", "www&#46;", "\n", " ",
	"{{", "&#123;&#123;", "{%", "&#123;%", "{#", `&#123;\#`,
).Replace

// preformatted escapes clean text for the inside of HTML's pre, where Markdown's characters mean nothing.
var preformatted = strings.NewReplacer(
	`<`, "&lt;", `>`, "&gt;", `&`, "&amp;", "{{", "&#123;&#123;", "{%", "&#123;%", "{#", "&#123;#",
).Replace

// isTemplate reports whether a program that makes sites would replace a part of the text. Nothing in a code span or a
// code block can be escaped, so such text is set in HTML's code and pre.
func isTemplate(text string) bool {
	for {
		at := strings.IndexByte(text, '{')
		if at < 0 || at+1 == len(text) {
			return false
		}
		if next := text[at+1]; next == '{' || next == '%' || next == '#' {
			return true
		}
		text = text[at+1:]
	}
}

// codeSpan shows clean text letter by letter. A code span ends at as many backticks as it began with, so it gets more
// of them than any run in the text, and a space where one would touch the text.
func codeSpan(text string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	switch {
	case strings.TrimSpace(text) == "":
		return inline(text)
	case isTemplate(text):
		return "<code>" + inline(text) + "</code>"
	}
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if len(fence) > 1 || text[0] == ' ' && text[len(text)-1] == ' ' {
		text = " " + text + " "
	}
	return fence + text + fence
}

// block is what stands around and in a block of code.
type block struct {
	open, end string
	escape    func(string) string
}

// newBlock returns the block for lines in which these texts are all that is not known. Its fence is longer than all
// fences inside.
func newBlock(language string, texts iter.Seq[string]) block {
	longest := 0
	for text := range texts {
		if isTemplate(text) {
			return block{"<pre lang=\"" + language + "\">\n", "</pre>\n", preformatted}
		}
		longest = max(longest, longestRun(text, '`'))
	}
	fence := strings.Repeat("`", max(3, longest+1))
	return block{fence + language + "\n", fence + "\n", func(line string) string { return line }}
}

// around returns the block with its lines.
func (b block) around(lines iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(b.open) {
			return
		}
		for line := range lines {
			if !yield(b.escape(line) + "\n") {
				return
			}
		}
		yield(b.end)
	}
}

// codeBlock shows clean lines as they are.
func codeBlock(language string, lines []string) string {
	var b strings.Builder
	for piece := range newBlock(language, slices.Values(lines)).around(slices.Values(lines)) {
		b.WriteString(piece)
	}
	return b.String()
}

// longestRun returns the length of the longest run of c.
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

// link makes a link of an escaped text and a clean address.
func link(text, address string) string {
	return "[" + text + "](" + addressInLink(address) + ")"
}

// addressInLink escapes the characters that would end an address.
var addressInLink = strings.NewReplacer(
	" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "\n", "", "{", "%7B", "}", "%7D",
).Replace

// autolink is the one text in angle brackets that is Markdown and not HTML.
var autolink = regexp.MustCompile(`^<https?://[^\s<>]+>`)

// withoutHTML escapes the angle brackets of HTML in clean Markdown, but not those in code. An escaped bracket can turn
// the text around it into something else, such as the definition of a link, and code into text. So the result is read
// again until every bracket that is left is code, escaped, or an address.
func withoutHTML(markdown string) string {
	for {
		escaped := escapedHTML(markdown)
		if escaped == markdown {
			return escaped
		}
		markdown = escaped
	}
}

func escapedHTML(markdown string) string {
	source := []byte(markdown)
	code, joints := codeRanges(source)
	var b strings.Builder
	for i := 0; i < len(source); {
		if len(joints) > 0 && i == joints[0].start {
			b.WriteByte(' ')
			i, joints = joints[0].stop, joints[1:]
			continue
		}
		for len(code) > 0 && i >= code[0].stop {
			code = code[1:]
		}
		inCode := len(code) > 0 && i >= code[0].start
		if source[i] == '<' && !inCode && !isEscaped(source, i) {
			tag := autolink.Find(source[i:])
			if tag == nil {
				b.WriteString("&lt;")
				i++
				continue
			}
			b.Write(tag)
			i += len(tag)
			continue
		}
		b.WriteByte(source[i])
		i++
	}
	return b.String()
}

// isEscaped reports whether the character has an odd number of backslashes before it.
func isEscaped(source []byte, at int) bool {
	before := source[:at]
	return (len(before)-len(bytes.TrimRight(before, `\\`)))%2 == 1
}

// span is a range of a source.
type span struct{ start, stop int }

// codeRanges returns the ranges of Markdown that are code, in order. A line of a code span that begins with an angle
// bracket would begin a block of HTML: joints are the ranges between such a line and the one before it.
func codeRanges(source []byte) (code, joints []span) {
	_ = ast.Walk(readMarkdown(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				code = append(code, span{line.Start, line.Stop})
			}
		case *ast.CodeSpan:
			for child := n.FirstChild(); child != nil; child = child.NextSibling() {
				line := child.(*ast.Text).Segment
				before := child.PreviousSibling()
				if before != nil && bytes.HasPrefix(bytes.TrimLeft(line.Value(source), " \t"), []byte("<")) {
					stop := before.(*ast.Text).Segment.Stop
					joints = append(joints, span{stop - len("\n"), line.Start})
				}
				code = append(code, span{line.Start, line.Stop})
			}
		}
		return ast.WalkContinue, nil
	})
	slices.SortFunc(code, func(a, b span) int { return a.start - b.start })
	slices.SortFunc(joints, func(a, b span) int { return a.start - b.start })
	return code, joints
}
