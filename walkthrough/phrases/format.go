package phrases

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Format is a sentence with places for values, as package fmt has them. Where a language has another order of words,
// its format says which value stands where: "%[2]s". All languages use the same values.
type Format string

// seam stands at both ends of a value while a sentence is put together. No text that is shown holds it.
const seam = '\x00'

// With fills in the values. In a Chinese sentence it sees to the spaces around texts: one between a Han character and
// another script, and none between two Han characters or beside full-width punctuation, whatever a value begins with.
func (f Format) With(values ...any) string {
	if !strings.ContainsFunc(string(f), isWide) || strings.Contains(string(f), "%q") { // what is quoted is no neighbour
		return fmt.Sprintf(string(f), values...)
	}
	sewn := make([]any, len(values))
	for i, value := range values {
		sewn[i] = value
		if text, isText := value.(string); isText {
			sewn[i] = string(seam) + text + string(seam)
		}
	}
	return smooth(fmt.Sprintf(string(f), sewn...))
}

// Error makes an error of a format with a place for the error that it wraps.
func (f Format) Error(values ...any) error { return fmt.Errorf(string(f), values...) }

// numbered finds the places of values that say which value they take.
var numbered = regexp.MustCompile(`%[-+#0-9.]*\[(\d+)\]`)

// Order returns the numbers of so many values, from 0, in the order in which a sentence first has them.
func (f Format) Order(values int) (order []int) {
	for _, found := range numbered.FindAllStringSubmatch(string(f), -1) {
		if n, err := strconv.Atoi(found[1]); err == nil && n >= 1 && n <= values && !slices.Contains(order, n-1) {
			order = append(order, n-1)
		}
	}
	for n := range values {
		if !slices.Contains(order, n) {
			order = append(order, n)
		}
	}
	return order
}

// smooth sets the spaces at the seams of a text, and removes the seams.
func smooth(text string) string {
	pieces := strings.Split(text, string(seam))
	whole := pieces[0]
	for _, piece := range pieces[1:] {
		left, right := strings.TrimRight(whole, " "), strings.TrimLeft(piece, " ")
		if left == "" || right == "" {
			whole += piece
			continue
		}
		l, _ := utf8.DecodeLastRuneInString(left)
		r, _ := utf8.DecodeRuneInString(right)
		switch {
		case !isWide(l) && !isWide(r):
			whole += piece
		case needsSpace(l, r):
			whole = left + " " + right
		default:
			whole = left + right
		}
	}
	return whole
}

// needsSpace reports whether a space stands between two characters, of which one is wide.
func needsSpace(left, right rune) bool {
	switch {
	case isWide(left) && isWide(right):
		return false
	case isWide(left):
		return isHan(left) && !strings.ContainsRune(",.;:!?)", right)
	}
	return isHan(right) && left != '('
}

// isWide reports whether a character is Han, or punctuation of full width.
func isWide(r rune) bool {
	return isHan(r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60 ||
		r == '“' || r == '”'
}
