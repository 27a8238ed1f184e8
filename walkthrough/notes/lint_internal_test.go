package notes

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"apitour/walkthrough/notes/typography"
)

// The rules to which translations are held: what must be the same as in the English, and how Chinese is set. Each
// returns what is wrong, for an author to mend.

// lintNote returns what is wrong with the translation of a note.
func lintNote(english *Note, own translated[noteWords], terms []typography.Forbidden) (found []string) {
	found = append(found, lintText(Original, english.Title, own.words.Title, terms)...)
	if len(own.words.Links) != len(english.Links) {
		found = append(found, fmt.Sprintf("%d titles of links for %d", len(own.words.Links), len(english.Links)))
	}
	for _, title := range own.words.Links {
		found = append(found, typography.Wrong(title, terms)...)
	}
	asked := make(map[string]bool)
	for _, q := range english.Questions {
		asked[q.ID] = true
		found = append(found, lintQuestion(q, own.words.Questions[q.ID], terms)...)
	}
	for id := range own.words.Questions {
		if !asked[id] {
			found = append(found, fmt.Sprintf("question %q is not in the English", id))
		}
	}
	found = append(found, lintThen(english, own.words.Then, terms)...)
	found = append(found, lintDiagnosis(english, own.words.Diagnosis, terms)...)
	return append(found, lintBody(english.Body, own.body, terms)...)
}

func lintThen(english *Note, own map[string]string, terms []typography.Forbidden) (found []string) {
	for _, c := range english.Then {
		found = append(found, lintLine("the change since "+c.Since, c.Text, own[c.Since], mostChange, terms)...)
	}
	if len(own) != len(english.Then) {
		found = append(found, fmt.Sprintf("%d changes for %d", len(own), len(english.Then)))
	}
	return found
}

func lintDiagnosis(english *Note, own []signWords, terms []typography.Forbidden) (found []string) {
	if len(own) != len(english.Diagnosis) {
		return append(found, fmt.Sprintf("%d signs for %d", len(own), len(english.Diagnosis)))
	}
	for i, s := range english.Diagnosis {
		what := fmt.Sprintf("sign %d", i+1)
		if s.Kind == SilenceSign {
			found = append(found, lintLine(what, s.Says, own[i].Silence, mostSays, terms)...)
		}
		found = append(found, lintLine(what, s.Means, own[i].Means, mostSays, terms)...)
		found = append(found, lintLine(what, s.Next, own[i].Next, mostSays, terms)...)
	}
	return found
}

// lintLine returns what is wrong with a text that stands in a table or a list.
func lintLine(what, english, own string, most int, terms []typography.Forbidden) (found []string) {
	if text := lineProblem(own, most); text != "" {
		found = append(found, what+" "+text)
	}
	a, b := codeSpans(english), codeSpans(own)
	for _, code := range append(lost(a, b), lost(b, a)...) {
		found = append(found, fmt.Sprintf("%s: the code %s is not in both languages", what, code))
	}
	return append(found, lintText(what, english, own, terms)...)
}

// mostColumns is how wide a question is at most, or what is said to an answer: as wide as the longest in English.
const mostColumns = longestSentence

func lintQuestion(q *Question, own questionWords, terms []typography.Forbidden) (found []string) {
	if !slices.Equal(slices.Sorted(maps.Keys(q.But)), slices.Sorted(maps.Keys(own.But))) {
		found = append(found, fmt.Sprintf("question %q: but is about %q", q.ID, slices.Sorted(maps.Keys(own.But))))
	}
	type pair struct{ english, own string }
	pairs := []pair{{q.Ask, own.Ask}, {q.Why, own.Why}, {q.Wrong, own.Wrong}}
	for choice, text := range q.But {
		pairs = append(pairs, pair{text, own.But[choice]})
	}
	for _, p := range pairs {
		if n := columns(p.own); n > mostColumns || p.own == "" {
			found = append(
				found,
				fmt.Sprintf("question %q: %q has %d columns, want 1 to %d", q.ID, p.own, n, mostColumns),
			)
		}
		found = append(found, lintText("question "+q.ID, p.english, p.own, terms)...)
	}
	return found
}

// lintText returns what is wrong with a short text, in which only numbers and style count.
func lintText(what, english, own string, terms []typography.Forbidden) (found []string) {
	for _, number := range lost(numbers(english), numbers(own)) {
		found = append(found, fmt.Sprintf("%s: the number %s is missing in %q", what, number, own))
	}
	return append(found, typography.Wrong(own, terms)...)
}

// lintBody returns what is wrong with the body of a note or of a chapter.
func lintBody(english, own string, terms []typography.Forbidden) (found []string) {
	blocks, prose := split(english)
	ownBlocks, ownProse := split(own)
	found = append(found, lintBlocks(blocks, ownBlocks)...)
	found = append(found, lintHeadings(prose, ownProse)...)
	for _, same := range []struct {
		what string
		of   func(string) []string
	}{{"code", codeSpans}, {"link", addresses}} {
		a, b := same.of(prose), same.of(ownProse)
		for _, text := range lost(a, b) {
			found = append(found, fmt.Sprintf("the %s %q is missing", same.what, text))
		}
		for _, text := range lost(b, a) {
			found = append(found, fmt.Sprintf("the %s %q is not in the English", same.what, text))
		}
	}
	for _, number := range lost(numbers(prose), numbers(ownProse)) {
		found = append(found, fmt.Sprintf("the number %s is missing, or written as a word", number))
	}
	return append(found, typography.Wrong(ownProse, terms)...)
}

// split divides a body into its code blocks, each with its first fence, and its prose.
func split(body string) (blocks []string, prose string) {
	var text, block []string
	for _, line := range linesOf(strings.TrimRight(body, "\n")) {
		switch {
		case line.Kind == Prose:
			text = append(text, line.Text)
		case line.Kind == Fence && len(block) > 0:
			blocks, block = append(blocks, strings.Join(block, "\n")), nil
		default:
			block = append(block, line.Text)
		}
	}
	return blocks, strings.Join(text, "\n")
}

// widestDrawing is what a pane has room for on a terminal of 80 columns.
const widestDrawing = 76

// lintBlocks compares code blocks. A drawing, which is a block of text, may have other words.
func lintBlocks(english, own []string) (found []string) {
	if len(english) != len(own) {
		return []string{fmt.Sprintf("%d code blocks for %d", len(own), len(english))}
	}
	for i, block := range english {
		isDrawing := strings.HasPrefix(block, "```text") && strings.ContainsFunc(own[i], isHan)
		same := drawn(block) == drawn(own[i]) && len(lost(numbers(block), numbers(own[i]))) == 0
		if block != own[i] && (!isDrawing || !same) {
			found = append(found, fmt.Sprintf("code block %d is another: %q", i+1, own[i]))
		}
		for line := range strings.SplitSeq(own[i], "\n") {
			if n := columns(line); isDrawing && n > widestDrawing {
				found = append(found, fmt.Sprintf("a line of code block %d has %d columns: %q", i+1, n, line))
			}
		}
	}
	return found
}

// drawn returns what of a drawing is no word: its lines, arrows and boxes, each run of one sign as one. A line is as
// long as the words above it.
func drawn(block string) string {
	var last rune
	return strings.Map(func(r rune) rune {
		if r == last || r != '\n' && (r < 0x2190 || r > 0x25ff) {
			return -1
		}
		last = r
		return r
	}, block)
}

var headingLine = regexp.MustCompile(`(?m)^(#+) (.*)$`)

// lintHeadings compares the headings: their number, their depth, and the six that are fixed.
func lintHeadings(english, own string) (found []string) {
	a, b := headingLine.FindAllStringSubmatch(english, -1), headingLine.FindAllStringSubmatch(own, -1)
	if len(a) != len(b) {
		return []string{fmt.Sprintf("%d headings for %d", len(b), len(a))}
	}
	for i, h := range a {
		want := tongues["zh"].headings[h[2]]
		if h[1] != b[i][1] || want != "" && want != b[i][2] {
			found = append(found, fmt.Sprintf("the heading %q for %q", b[i][0], h[0]))
		}
	}
	return found
}

func codeSpans(prose string) (all []string) {
	for _, span := range codeSpan.FindAllString(prose, -1) {
		all = append(all, strings.Join(strings.Fields(span), " "))
	}
	return all
}

var inlineAddress = regexp.MustCompile(`\]\(([^)]*)\)`)

func addresses(prose string) (all []string) {
	for _, link := range inlineAddress.FindAllStringSubmatch(prose, -1) {
		all = append(all, link[1])
	}
	return all
}

var number = regexp.MustCompile(`\d[\d.,]*\d|\d`)

func numbers(prose string) []string {
	return number.FindAllString(inlineAddress.ReplaceAllString(codeSpan.ReplaceAllString(prose, "`"), "]"), -1)
}

// lost returns the texts that are in the first list more often than in the second, sorted.
func lost(first, second []string) (all []string) {
	count := make(map[string]int)
	for _, text := range second {
		count[text]++
	}
	for _, text := range first {
		if count[text]--; count[text] < 0 {
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return all
}
