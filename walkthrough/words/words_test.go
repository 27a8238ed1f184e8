package words_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// TestCut cuts texts between their characters, and says how long they were.
func TestCut(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"GET":                       "GET",
		"four":                      "four",
		"a\nb":                      "a␊b",
		"启动":                        "启…(6 bytes)",
		"\xff\xff\xff\xff\xff\xff":  "\ufffd\ufffd\ufffd\ufffd…(6 bytes)",
		strings.Repeat("x", 12_345): "xxxx…(12,345 bytes)",
	} {
		if got := words.Cut(text, 4); got != want {
			t.Errorf("%.20q became %q, want %q", text, got, want)
		}
	}
}

// TestAround names what is around spans of a deep recursion.
func TestAround(t *testing.T) {
	const deepest = 1020
	var nodes []*trace.Node
	for depth := range deepest + 1 {
		n := &trace.Node{Span: &trace.Span{Name: string(rune('a' + depth%26))}, Depth: depth}
		if depth > 0 {
			n.Parent = nodes[depth-1]
		}
		nodes = append(nodes, n)
	}
	for depth, want := range map[int]string{
		0:       "",
		1:       "a",
		8:       "a b c d e f g h",
		11:      "a b c d e f g h i j k",
		12:      "a b c|… 1 more …|e f g h i j k l",
		deepest: "a b c|… 1,009 more …|" + "y z a b c d e f",
	} {
		var list []string
		for part := range strings.SplitSeq(want, "|") {
			if strings.Contains(part, "more") {
				list = append(list, part)
			} else {
				list = append(list, strings.Fields(part)...)
			}
		}
		if got := words.Around(&phrases.In("en").Words, nodes[depth]); !slices.Equal(got, list) {
			t.Errorf("around depth %d are %q, want %q", depth, got, list)
		}
	}
}
