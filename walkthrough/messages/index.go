package messages

import "slices"

// entry is a pattern that is looked for in texts: that of a message, or that of a sign.
type entry struct {
	pattern
	weight  int
	words   int      // how many words it has
	message *Message // or:
	sign    *Sign
}

const (
	leastWeight = 8 // letters of a pattern that is looked for beside other text
	leastWords  = 2
	leastOfSign = 6 // letters of a sign
)

// isFindable takes the measure of the pattern, and reports whether it says enough to be looked for.
func (e *entry) isFindable() bool {
	e.weight = e.pattern.weight()
	for _, piece := range e.pieces {
		e.words += len(wordsOf(piece))
	}
	whole := len(e.pieces) == 1 && e.open && e.ended
	return e.weight > 0 && (whole || e.isLong() || e.sign != nil && e.weight >= leastOfSign)
}

func (e *entry) isLong() bool { return e.words >= leastWords && e.weight >= leastWeight }

// explains reports whether the pattern, found at a place in a text of so many letters, says enough. A short one is most
// of the text, or that of a sign with which the text begins.
func (e *entry) explains(letters, at int) bool {
	const all, most = 10, 6 // tenths
	return e.isLong() || e.weight*all >= letters*most || e.sign != nil && at == 0
}

// wordIndex finds the patterns that a text may have. Each is known by one of its words, the one that fewest others
// have, so that a line of a log is held against few of them.
type wordIndex struct {
	byWord   map[string][]*entry
	wordless []*entry // of which no word is whole: a verb touches it
}

func newWordIndex(entries []*entry) *wordIndex {
	count := make(map[string]int)
	for _, e := range entries {
		for _, word := range e.wholeWords() {
			count[word]++
		}
	}
	index := &wordIndex{byWord: make(map[string][]*entry)}
	for _, e := range entries {
		words := e.wholeWords()
		if len(words) == 0 {
			index.wordless = append(index.wordless, e)
			continue
		}
		rarest := slices.MinFunc(words, func(a, b string) int { return count[a] - count[b] })
		index.byWord[rarest] = append(index.byWord[rarest], e)
	}
	return index
}

// of returns the patterns that the text may have.
func (x *wordIndex) of(text string) []*entry {
	found := slices.Clone(x.wordless)
	seen := make(map[string]bool)
	for _, word := range wordsOf(text) {
		if !seen[word] {
			seen[word] = true
			found = append(found, x.byWord[word]...)
		}
	}
	return found
}

// wholeWords returns the words of the pattern that are whole in every text that has it.
func (p pattern) wholeWords() (words []string) {
	for i, piece := range p.pieces {
		all := wordsOf(piece)
		runes := []rune(piece)
		if len(all) > 0 && isWord(runes[0]) && (i > 0 || !p.open) {
			all = all[1:]
		}
		if len(all) > 0 && isWord(runes[len(runes)-1]) && (i < len(p.pieces)-1 || !p.ended) {
			all = all[:len(all)-1]
		}
		words = append(words, all...)
	}
	return words
}
