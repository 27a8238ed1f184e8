package page

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"apitour/trace"
)

// plain returns the text of a block without the marks of links, emphasis and escapes. Code spans keep theirs: they tell
// a name from a word. The text is clean: a numeric reference such as &#27; is no way around that.
func plain(source []byte, block ast.Node) string {
	var b strings.Builder
	plainInto(&b, source, block)
	return trace.Clean(b.String())
}

func plainInto(b *strings.Builder, source []byte, parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.WriteString(plainText(n, source))
		case *ast.CodeSpan:
			text := codeText(source, n)
			mark := strings.Repeat("`", longestRun(text, '`')+1)
			b.WriteString(mark + text + mark)
		case *ast.Link:
			plainInto(b, source, n)
			b.WriteString(" (" + string(n.Destination) + ")")
		case *ast.Image:
			plainInto(b, source, n)
			b.WriteString(" (" + string(n.Destination) + ")")
		case *ast.AutoLink:
			b.WriteString("<" + string(n.Label(source)) + ">")
		default:
			plainInto(b, source, n)
		}
	}
}

func plainText(n *ast.Text, source []byte) string {
	value := n.Segment.Value(source)
	if !n.IsRaw() {
		value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
	}
	if n.SoftLineBreak() || n.HardLineBreak() {
		return string(value) + " "
	}
	return string(value)
}

// codeText returns the text of a code span, its lines joined.
func codeText(source []byte, span *ast.CodeSpan) string {
	var b strings.Builder
	for n := span.FirstChild(); n != nil; n = n.NextSibling() {
		if text, ok := n.(*ast.Text); ok {
			b.Write(text.Segment.Value(source))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}
