package tour

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"

	"apitour/trace"
	"apitour/walkthrough/source"
)

// highlighter cuts excerpts into the words of Go, each excerpt once.
type highlighter struct {
	lines map[*source.Excerpt][][]chroma.Token
}

// Excerpts stay as they are, but a tour of a large trace passes many of them.
const rememberedExcerpts = 64

const tabSize = 4

// tokens returns the words of each line of the excerpt.
func (h *highlighter) tokens(e *source.Excerpt) [][]chroma.Token {
	if lines, ok := h.lines[e]; ok {
		return lines
	}
	if h.lines == nil || len(h.lines) >= rememberedExcerpts {
		h.lines = make(map[*source.Excerpt][][]chroma.Token)
	}
	lines := tokenise(e.Lines)
	h.lines[e] = lines
	return lines
}

func tokenise(code []string) [][]chroma.Token {
	clean := make([]string, len(code))
	plain := make([][]chroma.Token, len(code))
	for i, line := range code {
		clean[i] = trace.Clean(expandTabs(line, tabSize))
		plain[i] = []chroma.Token{{Type: chroma.Text, Value: clean[i]}}
	}
	words, err := chroma.Tokenise(chroma.Coalesce(lexers.Go), nil, strings.Join(clean, "\n")+"\n")
	if err != nil {
		return plain
	}
	lines := chroma.SplitTokensIntoLines(words)
	if len(lines) < len(code) {
		return plain
	}
	for _, line := range lines {
		for i := range line {
			line[i].Value = strings.TrimSuffix(line[i].Value, "\n")
		}
	}
	return lines[:len(code)]
}

// word returns the style of a word of Go.
func (s *styles) word(kind chroma.TokenType) style {
	switch {
	case kind.InCategory(chroma.Comment):
		return s.comment
	case kind == chroma.KeywordType || kind == chroma.NameBuiltin:
		return s.kind
	case kind.InCategory(chroma.Keyword):
		return s.keyword
	case kind.InCategory(chroma.Literal):
		return s.literal
	case kind == chroma.NameFunction:
		return s.name
	}
	return s.plain
}
