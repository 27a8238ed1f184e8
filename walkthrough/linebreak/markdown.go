package linebreak

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// edit replaces a part of a source.
type edit struct {
	start, stop int
	with        string
}

func edited(source string, edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	var out strings.Builder
	done := 0
	for _, e := range edits {
		out.WriteString(source[done:e.start] + e.with)
		done = e.stop
	}
	return out.String() + source[done:]
}

// place is a character that a reader of a block sees, or the code of a span, which counts as one.
type place struct {
	node        ast.Node // of text, or of a span of code
	start, stop int      // in the source; -1 where that is not known
	first, last rune
}

// reading follows the text of a block from one place to the next.
type reading struct {
	source string
	room   int
	last   place // its node is nil after a space
	unseen int   // where the characters without a width begin that follow it, -1 where there are none
	ended  bool  // a line of the source ends after it
	edits  []edit
	wide   bool // the block is Chinese
	cell   bool // of a table, where a span of code has less room
	pass   func(*reading, place)
}

// Joined joins the lines of Markdown that end between two characters of Chinese, because who shows a paragraph, as
// GitHub does, takes the end of a line for a space. Other text stays as it is, byte by byte.
func Joined(markdown string) string {
	return rewritten(markdown, 0, func(r *reading, next place) {
		if !r.ended || next.start < 0 || !needNoSpace(r.last.last, next.first) {
			return
		}
		// The paragraph's line begins at its text, after the indentation and the marks of quotes.
		begin := next.start
		for begin > 0 && r.source[begin-1] != '\n' && !isBlank(r.source[begin-1]) {
			begin--
		}
		end := strings.LastIndexByte(r.source[:begin], '\n')
		if end < 0 || end < r.last.stop {
			return
		}
		line := strings.TrimSuffix(r.source[:end], "\r")
		if strings.HasSuffix(line, "  ") || strings.HasSuffix(line, `\`) || strings.HasSuffix(line, ">") {
			return // the line ends on purpose, or with an address
		}
		r.edits = append(r.edits, edit{len(strings.TrimRight(line, " \t")), begin, ""})
	})
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// rewritten reads the text of each block of Markdown and makes the edits that pass asks for.
func rewritten(markdown string, room int, pass func(*reading, place)) string {
	if !HasWide(markdown) {
		return markdown
	}
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	document := parser.Parse(text.NewReader([]byte(markdown)))
	var edits []edit
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() != ast.TypeBlock || n.FirstChild() == nil || n.FirstChild().Type() != ast.TypeInline {
			return ast.WalkContinue, nil
		}
		_, cell := n.(*east.TableCell)
		r := &reading{source: markdown, room: room, unseen: -1, cell: cell, pass: pass}
		r.wide = r.isWide(n)
		r.block(n)
		edits = append(edits, r.edits...)
		return ast.WalkSkipChildren, nil
	})
	return edited(markdown, edits)
}

func (r *reading) isWide(block ast.Node) (wide bool) {
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering && HasWide(r.source[t.Segment.Start:t.Segment.Stop]) {
			wide = true
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return wide
}

func (r *reading) block(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			r.text(n)
		case *ast.CodeSpan:
			r.code(n)
		case *ast.AutoLink, *ast.RawHTML, *ast.Image:
			r.see(place{node: n, start: -1, stop: -1, first: 'x', last: 'x'})
		default:
			r.block(n)
		}
	}
}

// see takes the next place in.
func (r *reading) see(next place) {
	if r.last.node != nil {
		r.pass(r, next)
	}
	r.last, r.unseen, r.ended = next, -1, false
}

func (r *reading) text(n *ast.Text) {
	for at := n.Segment.Start; at < n.Segment.Stop; {
		cluster, _ := ansi.FirstGraphemeCluster(r.source[at:n.Segment.Stop], ansi.GraphemeWidth)
		first, last := ends(cluster)
		switch {
		case unicode.IsSpace(first):
			r.last = place{}
		case isInvisible(first):
			if r.unseen < 0 {
				r.unseen = at
			}
		default:
			r.see(place{n, at, at + len(cluster), first, last})
		}
		at += len(cluster)
	}
	if n.HardLineBreak() {
		r.last = place{}
	}
	r.ended = r.ended || n.SoftLineBreak()
}

// code takes a span of code in, whose first and last character are its marks.
func (r *reading) code(n *ast.CodeSpan) {
	seen := place{n, -1, -1, '`', '`'}
	width := 0
	var held []edit
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		t, ok := child.(*ast.Text)
		if !ok {
			continue
		}
		if seen.start < 0 {
			seen.start = t.Segment.Start
		}
		seen.stop = t.Segment.Stop
		code := r.source[t.Segment.Start:t.Segment.Stop]
		width += ansi.StringWidth(code)
		held = append(held, edit{t.Segment.Start, t.Segment.Stop, hold(code)})
	}
	if seen.start >= 0 {
		seen.start = len(strings.TrimRight(strings.TrimSuffix(r.source[:seen.start], " "), "`"))
		rest := strings.TrimPrefix(r.source[seen.stop:], " ")
		seen.stop = len(r.source) - len(strings.TrimLeft(rest, "`"))
	}
	r.see(seen)
	if r.room > 0 && r.wide && !r.cell && width <= r.room-beside {
		r.edits = append(r.edits, held...)
	}
}

// Marks for a program that sets lines itself and knows nothing of Chinese, as ansi.Wrap, which breaks a line at any
// space, also at one without a width, and after a hyphen. Text that is shown never has the first: trace.Clean replaces
// it.
const (
	mayBreak   = "\u2028"
	heldSpace  = "\u00a0"
	heldHyphen = "\u2011"
)

// beside is how many columns a line has for what stands beside a span of code and cannot leave it: the indentation of
// an item, brackets, a comma.
const beside = 8

var (
	hold   = strings.NewReplacer(" ", heldSpace, "-", heldHyphen).Replace
	unmark = strings.NewReplacer(mayBreak, "", heldSpace, " ", heldHyphen, "-").Replace
)

// MarkMarkdown returns Markdown with a mark wherever a line may end without a space, for [Unmark] to remove once a
// renderer has set it into lines of so many columns.
func MarkMarkdown(markdown string, columns int) string {
	return rewritten(markdown, columns, func(r *reading, next place) {
		if r.ended || !isBreak(r.last.last, next.first) {
			return
		}
		if at := r.between(next); at >= 0 {
			r.edits = append(r.edits, edit{at, at, mayBreak})
		}
	})
}

// wordBegins is a character without a width that belongs to what follows it.
const wordBegins = '\u2060'

// between returns where a mark may stand between the last place and the next, -1 if nowhere. Inside emphasis it must
// not touch the asterisks, which would then no longer end it.
func (r *reading) between(next place) int {
	last := r.last
	switch {
	case last.start >= 0 && (last.node == next.node || encloses(last.node.Parent(), next.node)):
		if first, _ := utf8.DecodeRuneInString(r.source[max(0, r.unseen):]); r.unseen < 0 || first == wordBegins ||
			last.node != next.node {
			return last.stop
		}
		return next.start
	case next.start >= 0 && encloses(next.node.Parent(), last.node):
		return next.start
	}
	return -1
}

func encloses(outer, inner ast.Node) bool {
	for n := inner.Parent(); n != nil; n = n.Parent() {
		if n == outer {
			return true
		}
	}
	return false
}

// Mark returns plain text with a mark wherever a line may end without a space, for [Unmark] to remove once it has been
// set into lines of so many columns.
func Mark(plain string, columns int) string {
	if !HasWide(plain) {
		return plain
	}
	var out strings.Builder
	last := ' '
	for at := 0; at < len(plain); {
		unit := nextUnit(plain[at:], columns-beside)
		first, end := ends(unit)
		if !unicode.IsSpace(last) && !unicode.IsSpace(first) && !isInvisible(first) && isBreak(last, first) {
			out.WriteString(mayBreak)
		}
		at += len(unit)
		if unit[0] == '`' {
			unit = hold(unit)
		}
		out.WriteString(unit)
		if !isInvisible(end) {
			last = end
		}
	}
	return out.String()
}

// Unmark removes the marks from lines that are set.
func Unmark(lines []string) {
	for i, line := range lines {
		lines[i] = unmark(line)
	}
}
