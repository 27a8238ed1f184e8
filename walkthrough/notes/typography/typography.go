// Package typography holds how Chinese is set and which words it has, for the tests of the notes and of the program's
// phrases. Nothing else imports it.
package typography

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Forbidden is a word that the table of terms does not allow, with the term that stands for its meaning.
type Forbidden struct{ Word, English, Own string }

// ReadTerms reads the forbidden words of a table of terms. Its error names what is wrong with the table.
func ReadTerms(path string) (all []Forbidden, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var table []struct {
		En  string   `yaml:"en"`
		Zh  string   `yaml:"zh"`
		Not []string `yaml:"not"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&table); err != nil {
		return nil, fmt.Errorf("read the table of terms: %w", err)
	}
	for _, term := range table {
		if term.En == "" || term.Zh == "" {
			return nil, fmt.Errorf("the term %+v has no word in one language", term)
		}
		for _, word := range term.Not {
			all = append(all, Forbidden{word, term.En, term.Zh})
		}
	}
	for _, term := range table {
		for _, f := range all {
			if strings.Contains(term.Zh, f.Word) {
				return nil, fmt.Errorf("%q is %q, and %q is forbidden", term.En, term.Zh, f.Word)
			}
		}
	}
	return all, nil
}

// styles are what no text in Chinese has. Code is written Q in it.
var styles = []struct {
	what string
	has  *regexp.Regexp
}{
	{"no space between Chinese and Latin", regexp.MustCompile(`\p{Han}[A-Za-z0-9]|[A-Za-z0-9%]\p{Han}`)},
	{
		"half-width punctuation",
		regexp.MustCompile("[\\p{Han}`Q)）」”][,;:!?](?:\\s|\\p{Han}|$)|\\p{Han}\\.(?:\\s|\\p{Han}|$)"),
	},
	{"a space beside full-width punctuation", regexp.MustCompile(` [，。；：！？、）]|[，。；：！？、（] (?:[^ ]|$)`)},
}

var (
	codeSpan      = regexp.MustCompile("`[^`]*`")
	inlineAddress = regexp.MustCompile(`\]\(([^)]*)\)`)
)

// Wrong returns where a text breaks the rules, or has a word that is forbidden. Code and addresses of links in it count
// as Latin words.
func Wrong(text string, terms []Forbidden) (found []string) {
	text = inlineAddress.ReplaceAllString(codeSpan.ReplaceAllString(text, "Q"), "]")
	for _, style := range styles {
		for _, at := range style.has.FindAllStringIndex(text, -1) {
			found = append(found, fmt.Sprintf("%s: …%s…", style.what, around(text, at[0], at[1])))
		}
	}
	for _, t := range terms {
		if at := strings.Index(text, t.Word); at >= 0 {
			found = append(found, fmt.Sprintf("%q for %s, which is %s: …%s…", t.Word, t.English, t.Own,
				around(text, at, at+len(t.Word))))
		}
	}
	return found
}

// around returns a part of a text with some characters beside it.
func around(text string, start, end int) string {
	before, after := []rune(text[:start]), []rune(text[end:])
	part := string(before[max(0, len(before)-8):]) + text[start:end] + string(after[:min(8, len(after))])
	return strings.ReplaceAll(part, "\n", "⏎")
}
