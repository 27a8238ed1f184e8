package page

import (
	"regexp"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

// prose sets the body of a note as plain text: paragraphs and lists are wrapped, tables are drawn in columns, code stays
// as it is. It knows the Markdown that notes are written in, and shows the rest as it stands.
func prose(note *notes.Note, margin string) string {
	p := &proseWriter{margin: margin}
	for _, line := range note.Lines() {
		p.line(notes.Line{Text: trace.CleanLines(line.Text), Kind: line.Kind})
	}
	p.flush()
	return p.out.String()
}

// proseWriter gathers lines until it knows where their paragraph, list item or table ends.
type proseWriter struct {
	out    strings.Builder
	margin string
	text   []string // of the paragraph or list item that is open
	first  string   // what its first line begins with
	rest   string   // and the others
	table  [][]string
	gap    bool // whether a blank line comes before the next block
}

var (
	listItem     = regexp.MustCompile(`^([ \t]*)([-*+]|[0-9]{1,9}[.)])[ \t]+(.*)$`)
	tableRow     = regexp.MustCompile(`^\s*\|.*\|\s*$`)
	tableDivider = regexp.MustCompile(`^[\s|:-]+$`)
)

func (p *proseWriter) line(line notes.Line) {
	text := line.Text
	switch {
	case line.Kind == notes.Fence:
		p.flush()
		p.gap = true
	case line.Kind == notes.Code:
		p.code(text)
	case strings.TrimSpace(text) == "":
		p.flush()
		p.gap = true
	case tableRow.MatchString(text) && len(cells(text)) <= mostCells:
		p.flushText()
		if !tableDivider.MatchString(text) {
			p.table = append(p.table, cells(text))
		}
	case headingLevel(text) > 0:
		p.flush()
		p.gap = true
		margin := p.margin
		if headingLevel(text) > 2 {
			margin += indent
		}
		p.open(margin, margin, strings.TrimSpace(strings.Trim(text, "#")))
		p.flush()
		p.gap = true
	default:
		p.prose(text)
	}
}

// prose takes a line of a paragraph, a list item or a quote.
func (p *proseWriter) prose(text string) {
	p.flushTable()
	body := p.margin + indent
	if item := listItem.FindStringSubmatch(text); item != nil {
		p.flushText()
		marker := item[2] + " "
		if strings.Contains("-*+", item[2]) {
			marker = "• "
		}
		nested := body + strings.Repeat(" ", min(deepest, width(strings.ReplaceAll(item[1], "\t", "    "))))
		p.open(nested+marker, nested+strings.Repeat(" ", len([]rune(marker))), item[3])
		return
	}
	if quote, ok := strings.CutPrefix(text, ">"); ok {
		if bar := body + "│ "; p.first != bar || len(p.text) == 0 {
			p.flushText()
			p.open(bar, bar, quote)
			return
		}
		text = quote
	}
	if len(p.text) == 0 {
		p.open(body, body, text)
		return
	}
	p.text = append(p.text, text)
}

func (p *proseWriter) open(first, rest, text string) {
	p.space()
	p.first, p.rest, p.text = first, rest, []string{text}
}

// space writes the blank line that separates a block from the one before, if there is to be one.
func (p *proseWriter) space() {
	if p.gap {
		p.out.WriteByte('\n')
	}
	p.gap = false
}

func (p *proseWriter) flush() {
	p.flushText()
	p.flushTable()
}

func (p *proseWriter) flushText() {
	if len(p.text) > 0 {
		p.out.WriteString(joined(wrap(plain(strings.Join(p.text, "\n")), p.first, p.rest, columns)))
	}
	p.text = nil
}

// code writes a line of a code block. One that is too long goes on in the next line, further in.
func (p *proseWriter) code(text string) {
	p.space()
	text = strings.ReplaceAll(text, "\t", "    ")
	margin := p.margin + indent
	for text != "" {
		var line string
		line, text = split(text, columns-width(margin))
		p.out.WriteString(margin + line + "\n")
		margin = p.margin + indent + indent
	}
}

var (
	markdownLink = regexp.MustCompile(`^!?\[([^\]]*)\]\(([^()\s]*)\)`)
	strong       = regexp.MustCompile("^\\*\\*(" + emphasized + ")\\*\\*")
	emphasis     = regexp.MustCompile("^\\*(" + emphasized + ")\\*")
)

// emphasized is text between asterisks: code spans, which may hold asterisks, and everything else, which does not, and no
// space at its begin.
const emphasized = "(?:[^*`\\s]|`[^`]*`)(?:[^*`]|`[^`]*`)*"

// plain takes the marks of links, emphasis and escapes out of a paragraph. Code spans keep theirs: they tell a name from
// a word.
func plain(text string) string {
	var b strings.Builder
	for text != "" {
		special := strings.IndexAny(text, "`![*\\")
		if special < 0 {
			special = len(text)
		}
		b.WriteString(text[:special])
		if text = text[special:]; text == "" {
			break
		}
		shown, length := plainMark(text)
		b.WriteString(shown)
		text = text[length:]
	}
	return b.String()
}

// plainMark returns what is shown of the mark with which the text begins, and how much of the text that was.
func plainMark(text string) (shown string, length int) {
	if n := len(text) - len(strings.TrimLeft(text, "`")); n > 0 {
		end := codeSpanEnd(text, n)
		return text[:end], end
	}
	if m := markdownLink.FindStringSubmatch(text); m != nil {
		return plain(m[1]) + " (" + m[2] + ")", len(m[0])
	}
	if m := firstMatch(text, strong, emphasis); m != nil {
		return plain(m[1]), len(m[0])
	}
	if len(text) > 1 && text[0] == '\\' && strings.IndexByte("\\`*_{}[]()#+-.!|<>~", text[1]) >= 0 {
		return text[1:2], 2
	}
	return text[:1], 1
}

func firstMatch(text string, patterns ...*regexp.Regexp) []string {
	for _, pattern := range patterns {
		if m := pattern.FindStringSubmatch(text); m != nil {
			return m
		}
	}
	return nil
}
