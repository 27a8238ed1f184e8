package notes

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var stamp = flag.String(
	"stamp",
	"",
	"say that the translations in these files, with a comma between them, are those of "+
		"today's English: the ids of notes, chapters/NAME, glossary, front; or all",
)

// TestTranslationsAreComplete demands a translation of every text, made from the English of today.
func TestTranslationsAreComplete(t *testing.T) {
	for _, lang := range Languages()[1:] {
		if *stamp != "" {
			stampFiles(t, lang, *stamp)
		}
		l, err := Load(os.DirFS("."), lang) // and not what was embedded before it was stamped
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range l.gaps {
			t.Error(g)
		}
		if len(l.gaps) > 0 {
			t.Errorf("%d texts are not translated, or changed since: mend them, then go test ./walkthrough/notes "+
				"-run Translations -stamp ID,ID", len(l.gaps))
		}
	}
}

// stampFiles writes into files of a language the hashes of the English.
func stampFiles(t *testing.T, lang, names string) {
	t.Helper()
	english, err := Load(os.DirFS("."), Original)
	if err != nil {
		t.Fatal(err)
	}
	all := stampedTexts(english, lang)
	wanted := strings.Split(names, ",")
	for _, name := range wanted {
		if name != "all" && all[name] == nil {
			t.Fatalf("-stamp: there is no file %q: write the id of a note, chapters/NAME, glossary, front or all", name)
		}
	}
	for name, restamped := range all {
		if !slices.Contains(wanted, name) && !slices.Contains(wanted, "all") {
			continue
		}
		file := filepath.Join(lang, name+".md")
		if name == "glossary" || name == "front" {
			file = filepath.Join(lang, name+".yaml")
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("stamp %q: %v", name, err)
			continue
		}
		if err := os.WriteFile(file, []byte(restamped(string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// stampedTexts returns for each file of a translation what puts the hashes of the English into its text.
func stampedTexts(english *Library, lang string) map[string]func(string) string {
	all := map[string]func(string) string{
		"glossary": func(text string) string { return stampTerms(text, english.glossary) },
		"front":    func(text string) string { return stampYAML(text, english.front.parts()) },
	}
	for _, n := range english.notes {
		all[n.ID] = func(text string) string { return stampFront(text, n.parts()) }
	}
	for _, c := range english.allChapters() {
		name := strings.TrimSuffix(strings.TrimPrefix(c.file(lang), lang+"/"), ".md")
		all[name] = func(text string) string { return stampFront(text, c.parts()) }
	}
	return all
}

var oldStamps = regexp.MustCompile(`(?m)^from:\n(?:[ -].*\n)*`)

// stampYAML puts the hashes at the end of YAML, in the place of those that are there.
func stampYAML(text string, parts []part) string {
	text = strings.TrimRight(oldStamps.ReplaceAllString(text, ""), "\n") + "\nfrom:\n"
	for _, p := range parts {
		text += fmt.Sprintf("  - %q\n", p.stamp())
	}
	return text
}

// stampFront puts the hashes into the front matter of a file.
func stampFront(text string, parts []part) string {
	front, body, wrong := cut(text)
	if wrong != nil {
		return text // which fails when it is read
	}
	return dashes + strings.TrimPrefix(stampYAML(front+"\n", parts), "\n") + dashes + body
}

var (
	termBegins = regexp.MustCompile(`(?m)^- term: (.*)$`)
	oldStamp   = regexp.MustCompile(`(?m)^  from: .*\n`)
)

// stampTerms puts the hash of each term behind its name.
func stampTerms(text string, g *Glossary) string {
	return termBegins.ReplaceAllStringFunc(oldStamp.ReplaceAllString(text, ""), func(line string) string {
		name := strings.Trim(strings.TrimPrefix(line, "- term: "), `"`)
		for _, t := range g.terms {
			if t.key == name {
				line += fmt.Sprintf("\n  from: %q", t.part().hash())
			}
		}
		return line
	})
}
