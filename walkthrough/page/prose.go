package page

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"apitour/trace"
	"apitour/walkthrough/linebreak"
)

// readMarkdown parses GitHub's Markdown without its HTML: an angle bracket of a note is a character.
func readMarkdown(source []byte) ast.Node {
	blocks := parser.DefaultBlockParsers()
	blocks = without(blocks, parser.NewHTMLBlockParser())
	inlines := without(parser.DefaultInlineParsers(), parser.NewRawHTMLParser())
	paragraphs := append(parser.DefaultParagraphTransformers(),
		util.Prioritized(extension.NewTableParagraphTransformer(), 200))
	p := parser.NewParser(parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(paragraphs...),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)))
	return p.Parse(gtext.NewReader(source))
}

// without returns the parsers except the one. Each of goldmark's constructors for it returns the same value.
func without(parsers []util.PrioritizedValue, one any) []util.PrioritizedValue {
	var kept []util.PrioritizedValue
	for _, p := range parsers {
		if p.Value != one {
			kept = append(kept, p)
		}
	}
	return kept
}

// prose sets Markdown as plain text: paragraphs and lists are wrapped, tables are drawn in columns, code
// stays as it is.
func prose(markdown, margin string) string {
	source := []byte(linebreak.Joined(trace.CleanLines(markdown)))
	p := &proseWriter{source: source, margin: margin}
	p.blocks(readMarkdown(source), prefix{first: margin + indent, rest: margin + indent})
	return p.out.String()
}

// proseWriter writes the blocks of a document, one below the other.
type proseWriter struct {
	out    strings.Builder
	source []byte
	margin string
	gap    bool // a blank line comes before the next block
}

// prefix is the beginning of a block's lines: a list item's first line has its mark there.
type prefix struct{ first, rest string }

// nested returns the prefix of a block inside a list item or a quote. Beyond the deepest indentation it stays, so that
// something of the line remains for text.
func (p prefix) nested(mark, rest string) prefix {
	if width(p.rest) > deepest {
		return p
	}
	return prefix{p.first + mark, p.rest + rest}
}

func (p *proseWriter) blocks(parent ast.Node, at prefix) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		p.gap = p.gap || n.HasBlankPreviousLines() && p.out.Len() > 0
		p.block(n, at)
		at.first = at.rest // the mark of a list item stands on its first line only
	}
}

func (p *proseWriter) block(n ast.Node, at prefix) {
	switch n := n.(type) {
	case *ast.Heading:
		p.heading(n, at)
	case *ast.List:
		p.list(n, at)
	case *ast.Blockquote:
		p.blocks(n, at.nested("│ ", "│ "))
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		p.code(n, at)
	case *east.Table:
		p.table(n, at)
	case *ast.ThematicBreak:
		p.lines([]string{at.first + "────"})
	default:
		p.lines(linebreak.Wrap(plain(p.source, n), at.first, at.rest, columns))
	}
}

// lines writes a block.
func (p *proseWriter) lines(lines []string) {
	if p.gap {
		p.out.WriteByte('\n')
	}
	p.gap = false
	p.out.WriteString(joined(lines))
}

// heading writes a heading of a section at the margin, and a deeper one with the text below it.
func (p *proseWriter) heading(n *ast.Heading, at prefix) {
	if n.Level <= 2 && at.first == p.margin+indent {
		at = prefix{p.margin, p.margin}
	}
	p.gap = true
	p.lines(linebreak.Wrap(plain(p.source, n), at.first, at.rest, columns))
	p.gap = true
}

func (p *proseWriter) list(n *ast.List, at prefix) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		p.gap = p.gap || item.HasBlankPreviousLines() && item.PreviousSibling() != nil
		mark := "• "
		if n.IsOrdered() {
			mark = fmt.Sprintf("%d%c ", number, n.Marker)
			number++
		}
		inside := at.nested(mark, strings.Repeat(" ", width(mark)))
		if item.FirstChild() == nil {
			p.lines([]string{inside.first})
		}
		p.blocks(item, inside)
		at.first = at.rest
	}
}

// code writes a code block. A line that is too long goes on in the next line, further in.
func (p *proseWriter) code(n ast.Node, at prefix) {
	p.gap = true
	var lines []string
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		text := strings.TrimRight(string(segment.Value(p.source)), "\n")
		text = strings.ReplaceAll(text, "\t", "    ")
		margin := at.first
		for text != "" {
			var line string
			line, text = linebreak.Split(text, columns-width(margin))
			lines = append(lines, margin+line)
			margin = at.rest + indent
		}
		at.first = at.rest
	}
	if len(lines) > 0 {
		p.lines(lines)
	}
	p.gap = true
}
