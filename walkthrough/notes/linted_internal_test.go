package notes

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/notes/typography"
)

// readTerms reads the table of terms.
func readTerms(t *testing.T) []typography.Forbidden {
	t.Helper()
	all, err := typography.ReadTerms("terms.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTranslationsKeepTheRules holds every text of the translation against the English.
func TestTranslationsKeepTheRules(t *testing.T) {
	tree, terms := os.DirFS("."), readTerms(t)
	if len(table(terms)) < 10 {
		t.Fatalf("the table forbids %q alone", table(terms))
	}
	english, err := Load(tree, Original)
	if err != nil {
		t.Fatal(err)
	}
	report := func(file string, found []string) {
		for _, text := range found {
			t.Errorf("%s: %s", file, text)
		}
	}
	for _, n := range english.notes {
		file := "zh/" + n.ID + ".md"
		if own, ok := readOwn[noteWords](t, tree, file); ok {
			report(file, lintNote(n, own, terms))
		}
	}
	for _, c := range english.allChapters() {
		file := c.file("zh")
		if own, ok := readOwn[chapterWords](t, tree, file); ok {
			report(file, lintText("title", c.Title, own.words.Title, terms))
			report(file, lintText("sentence", c.Sentence, own.words.Sentence, terms))
			report(file, lintBody(c.Body, own.body, terms))
			if n := columns(own.words.Sentence); n > 60 && c.Kind == BootChapters {
				t.Errorf("%s: the sentence has %d columns, and a line of the first page has 60", file, n)
			}
		}
	}
	l, err := Load(tree, "zh")
	if err != nil {
		t.Fatal(err)
	}
	for i, term := range l.glossary.terms {
		report("zh/glossary.yaml", lintText(term.key, english.glossary.terms[i].Means, term.Means, terms))
		report("zh/glossary.yaml", typography.Wrong(term.Name, terms))
	}
	own := l.front.parts()
	for i, p := range english.front.parts() {
		report("zh/front.yaml", lintText(p.name, p.english, own[i].english, terms))
	}
}

func table(terms []typography.Forbidden) (words []string) {
	for _, t := range terms {
		words = append(words, t.Word)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// readOwn reads a file of the translation; one that is missing fails another test.
func readOwn[W any](t *testing.T, tree fs.FS, file string) (own translated[W], ok bool) {
	t.Helper()
	if _, err := fs.Stat(tree, file); err != nil {
		return own, false
	}
	own, problems := readTranslated[W](tree, file)
	for _, p := range problems {
		t.Errorf("%s: %v", file, p)
	}
	return own, len(problems) == 0
}

// TestEachRuleFindsWhatBreaksIt changes a translation that keeps all rules.
func TestEachRuleFindsWhatBreaksIt(t *testing.T) {
	terms := readTerms(t)
	const english = "## Why\nSee `Run` and `Run` at [x](https://x.io): 20 of 1,024.\n\n### Deep\n" +
		"```sh\necho 1 # one\n```\n```text\na box\n┌─┐ 1\n```\n"
	const own = "## 为什么\n见 `Run` 和 `Run`，在 [x](https://x.io)：1,024 里的 20 个。\n\n### 深处\n" +
		"```sh\necho 1 # one\n```\n```text\n一个框\n┌─┐ 1\n```\n"
	if found := lintBody(english, own, terms); len(found) > 0 {
		t.Fatalf("it keeps all rules: %q", found)
	}
	for _, c := range []struct{ old, now, want string }{
		{"# one", "# 一", "code block 1 is another"},
		{"```sh\necho 1 # one\n```\n", "", "1 code blocks for 2"},
		{"┌─┐ 1", "┌─┬┐ 1", "code block 2 is another"},
		{"┌─┐ 1", "┌─┐ 2", "code block 2 is another"},
		{"一个框", strings.Repeat("框", 39), "a line of code block 2 has 78 columns"},
		{"和 `Run`，", "，", "the code \"`Run`\" is missing"},
		{"和 `Run`", "和 `Ran`", "the code \"`Ran`\" is not in the English"},
		{"https://x.io", "https://y.io", `the link "https://x.io" is missing`},
		{"20 个", "二十个", "the number 20 is missing"},
		{"1,024", "1024", "the number 1,024 is missing"},
		{"### 深处", "## 深处", "the heading \"## 深处\""},
		{"### 深处\n", "", "1 headings for 2"},
		{"## 为什么", "## 原因", "the heading \"## 原因\""},
		{"见 `Run`", "见`Run`", "no space between Chinese and Latin"},
		{"20 个", "20个", "no space between Chinese and Latin"},
		{"`Run`，", "`Run`, ", "half-width punctuation"},
		{"个。", "个.", "half-width punctuation"},
		{"`Run`，", "`Run` ，", "a space beside full-width punctuation"},
		{"`Run`，在", "`Run`， 在", "a space beside full-width punctuation"},
		{"在 [x]", "在命名空间 [x]", `"命名空间" for namespace, which is 名字空间`},
	} {
		changed := strings.Replace(own, c.old, c.now, 1)
		found := strings.Join(lintBody(english, changed, terms), "\n")
		if changed == own || !strings.Contains(found, c.want) {
			t.Errorf("%q for %q: %q, want %s", c.now, c.old, found, c.want)
		}
	}
}

func TestRulesOfTheFrontMatter(t *testing.T) {
	terms := readTerms(t)
	english := &Note{
		Title: "Run: 20 ways",
		Links: []Link{{"Runs", "https://x.io"}},
		Questions: []*Question{
			{ID: "q", Ask: "2 or 3?", Why: "So.", Wrong: "No.", But: map[string]string{"A": "Late."}},
		},
	}
	good := func() translated[noteWords] {
		return translated[noteWords]{words: noteWords{
			Title: "Run：20 种", Links: []string{"运行"},
			Questions: map[string]questionWords{
				"q": {Ask: "2 还是 3？", Why: "如此。", Wrong: "不。", But: map[string]string{"A": "太晚。"}},
			},
		}}
	}
	if found := lintNote(english, good(), terms); len(found) > 0 {
		t.Fatalf("it keeps all rules: %q", found)
	}
	question := func(change func(*questionWords)) func(*noteWords) {
		return func(w *noteWords) {
			q := w.Questions["q"]
			change(&q)
			w.Questions["q"] = q
		}
	}
	for want, change := range map[string]func(*noteWords){
		"the number 20 is missing":           func(w *noteWords) { w.Title = "Run：二十种" },
		"0 titles of links for 1":            func(w *noteWords) { w.Links = nil },
		"half-width punctuation":             func(w *noteWords) { w.Links[0] = "运行, 停止" },
		`question "p" is not in the English`: func(w *noteWords) { w.Questions["p"] = questionWords{} },
		`question "q": but is about ["B"]`:   question(func(q *questionWords) { q.But = map[string]string{"B": "晚。"} }),
		"has 0 columns":                      question(func(q *questionWords) { q.Why = "" }),
		"has 232 columns":                    question(func(q *questionWords) { q.Why = strings.Repeat("长", 116) }),
		"the number 3 is missing":            question(func(q *questionWords) { q.Ask = "2 还是三？" }),
		"no space between Chinese and Latin": question(func(q *questionWords) { q.Wrong = "不在etcd。" }),
	} {
		own := good()
		change(&own.words)
		if found := strings.Join(lintNote(english, own, terms), "\n"); !strings.Contains(found, want) {
			t.Errorf("%q, want %s", found, want)
		}
	}
}
