package tour

import (
	"fmt"
	"regexp"
	"strings"
)

// Glamour ends a line of an item where the source does, puts the second paragraph of an item right behind the first,
// and begins all lines of an item below its mark. So the outermost lists of a text are taken apart, each item is laid
// out as a text of its own, and the lines stand beside the item's mark. The lists inside an item are its outermost.

// block is a part of a Markdown text: an item of a list, or all that stands between two lists.
type block struct {
	mark  string // as it is shown; "" for what is no item
	kind  string // of the list: items of one list have the same
	apart bool   // an empty line stands before it
	lines []string
}

// itemMark is the beginning of an item: the spaces before the mark, the mark, and the spaces behind it.
var itemMark = regexp.MustCompile(`^( {0,3})([-*+]|(\d{1,9})[.)])( {1,4})\S`)

// definition is a link's address for a whole text, which a part of it would not have.
var definition = regexp.MustCompile(`(?m)^ {0,3}\[[^\]]+\]:`)

// reader takes a text apart, line by line.
type reader struct {
	blocks  []block
	indent  int    // of the open item's text; 0 when no item is open
	number  int    // of the items of an ordered list so far
	fence   string // of the code that is open, "" when none is
	inItem  bool   // the code is inside the item
	isBlank bool   // the last line was
	isProse bool   // the last line was of a paragraph, which the next one may continue
}

// blocksOf takes a text apart. A text that defines links for the whole of it is one block.
func blocksOf(markdown string) []block {
	if definition.MatchString(markdown) {
		return []block{{lines: strings.Split(markdown, "\n")}}
	}
	var r reader
	for line := range strings.SplitSeq(markdown, "\n") {
		r.read(expandTabs(strings.TrimSuffix(line, "\r"), tabSize))
	}
	return r.blocks
}

func (r *reader) read(line string) {
	text := strings.TrimLeft(line, " ")
	indent := len(line) - len(text)
	switch {
	case text == "":
		r.isBlank, r.isProse = true, false
		r.add("")
		return
	case r.indent > 0 && indent >= r.indent:
		line = line[r.indent:]
	case r.fence != "" && !r.inItem:
	default:
		r.fence = "" // of an item that ends here
		if r.begins(line) {
			return
		}
		if r.indent > 0 {
			if isText := !r.isBlank && r.isProse && isProse(text); !isText {
				r.indent = 0
				r.blocks = append(r.blocks, block{})
			} else {
				line = text
			}
		}
	}
	r.add(line)
	r.isBlank = false
	r.follow(strings.TrimLeft(line, " "))
}

// follow finds out whether code begins or ends with a line, and whether the line is of a paragraph.
func (r *reader) follow(text string) {
	fence := fenceOf(text)
	switch {
	case r.fence == "":
		r.fence, r.inItem = fence, r.indent > 0
	case strings.HasPrefix(fence, r.fence) && strings.Trim(text, fence[:1]) == "":
		r.fence = ""
	}
	r.isProse = r.fence == "" && fence == "" && isProse(text)
}

// begins opens an item when the line begins one.
func (r *reader) begins(line string) bool {
	m := itemMark.FindStringSubmatch(line)
	if m == nil || isRule(line) {
		return false
	}
	if r.indent == 0 && r.isProse && m[3] != "" && m[3] != "1" {
		return false // a number at the beginning of a paragraph's line
	}
	b := block{mark: "• ", kind: m[2]}
	if m[3] != "" {
		b.kind = m[2][len(m[3]):]
	}
	if n := len(r.blocks); n == 0 || r.blocks[n-1].kind != b.kind {
		r.number = 0
		_, _ = fmt.Sscan(m[3], &r.number)
	} else {
		r.number++
	}
	if m[3] != "" {
		b.mark = fmt.Sprintf("%d. ", r.number)
	}
	r.indent = len(m[1]) + len(m[2]) + len(m[4])
	text := line[r.indent:]
	for _, task := range []string{"[ ] ", "[x] "} {
		if rest, ok := strings.CutPrefix(text, task); ok {
			b.mark, text = task, rest
		}
	}
	b.lines, b.apart = []string{text}, r.isBlank
	r.blocks = append(r.blocks, b)
	r.isBlank = false
	r.follow(text)
	return true
}

func (r *reader) add(line string) {
	if len(r.blocks) == 0 {
		r.blocks = append(r.blocks, block{})
	}
	last := &r.blocks[len(r.blocks)-1]
	last.lines = append(last.lines, line)
}

// fenceOf returns the marks with which code begins or ends, "" when the line has none.
func fenceOf(text string) string {
	for _, mark := range []string{"`", "~"} {
		if n := len(text) - len(strings.TrimLeft(text, mark)); n >= 3 {
			return strings.Repeat(mark, n)
		}
	}
	return ""
}

// isRule reports whether a line is drawn across the page.
func isRule(line string) bool {
	marks := strings.ReplaceAll(line, " ", "")
	return len(marks) >= 3 && (strings.Trim(marks, "-") == "" || strings.Trim(marks, "*") == "")
}

// isProse reports whether a line can be of a paragraph that began before it.
func isProse(text string) bool {
	return !strings.HasPrefix(text, "#") && !strings.HasPrefix(text, ">") && !strings.HasPrefix(text, "|") &&
		fenceOf(text) == "" && !isRule(text)
}
