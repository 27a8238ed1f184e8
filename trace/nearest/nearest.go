// Package nearest finds the name that was meant by one that does not exist: of a command, a flag, a stage.
package nearest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Name returns the one of the names that was most likely meant, "" when none is near enough. It is the one with the
// fewest slips of typing; else one that begins as the typed name does, or has it as one of its words; of several the
// first.
func Name(typed string, names []string) string {
	lower := strings.ToLower(typed)
	best, fewest := "", most(utf8.RuneCountInString(typed))+1
	if lower == "" || fewest == 1 {
		return ""
	}
	for _, name := range names {
		if name == typed {
			continue
		}
		if d := slips(lower, strings.ToLower(name), fewest); d < fewest {
			best, fewest = name, d
		}
	}
	if best != "" {
		return best
	}
	const enough = 3 // letters, to tell more than that two names begin alike
	for _, name := range names {
		n := strings.ToLower(name)
		part := strings.HasPrefix(n, lower) || strings.HasSuffix(n, "/"+lower) || slices.Contains(wordsOf(n), lower)
		if len(lower) >= enough && part {
			return name
		}
	}
	return ""
}

// most returns how many slips are too few to make another name of one with that many letters.
func most(letters int) int {
	switch {
	case letters < 2:
		return 0
	case letters < 6:
		return 1
	case letters < 9:
		return 2
	}
	return 3
}

func wordsOf(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '/' || r == '_' || r == ' ' })
}

// slips returns how many slips lead from one text to the other: a letter too many, too few or wrong, or two in the
// wrong order. It is the distance of Damerau and Levenshtein in its restricted form (optimal string alignment). It
// returns at least the limit when there are as many slips as that. It looks only at pairs of letters whose places
// differ by the limit or less, because more letters too many are more slips: so a long text costs its length, not its
// square.
func slips(a, b string, limit int) int {
	from, to := []rune(a), []rune(b)
	if long := len(from) - len(to); long >= limit || -long >= limit {
		return limit
	}
	before, above, row := make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, f := range from {
		before, above, row = above, row, before
		first, last := max(0, i-limit), min(len(to), i+1+limit)
		row[first] = limit // outside, unless it is the edge of the table
		least := limit + 1
		if first == 0 {
			row[0] = i + 1
			least = row[0]
		}
		if i+1+limit <= len(to) {
			above[last] = limit // outside of the row above
		}
		for j := first; j < last; j++ {
			t, changed := to[j], above[j]
			if f != t {
				changed++
			}
			row[j+1] = min(changed, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && f == to[j-1] && from[i-1] == t {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > limit { // two letters in the wrong order look back one row further
			return limit
		}
	}
	return row[len(to)]
}
