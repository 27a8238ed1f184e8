package notes

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	englishNote = `---
title: "Run: it runs"
spans: [Run]
links:
  - {title: "Runs", url: "https://example.com/runs"}
questions:
  - id: what-runs
    kind: starts-next
    ask: "What runs?"
    of: [Run, Walk]
    why: "It runs."
    wrong: "It does not walk."
    but:
      Walk: "It is too slow."
---
Before all.

## What happens
It runs.

Then it ends.

## By hand
Like this.
`
	chineseNote = `---
title: "Run：运行"
links: ["运行的事"]
questions:
  what-runs:
    ask: "什么运行？"
    why: "它运行。"
    wrong: "它不走。"
    but:
      Walk: "太慢。"
---
先说一句。

## 发生了什么
它运行。

然后结束。

## 手工
像这样。
`
	englishChapter = "---\ntitle: \"Options: a choice\"\nkind: boot\nsentence: \"One chooses.\"\nstages: [Run]\n" +
		"---\nWatch.\n"
	chineseChapter = "---\ntitle: \"选项：选择\"\nsentence: \"选一个。\"\n---\n看。\n"

	englishTerms = "- {term: hook, forms: [hook, hooks], means: A function., see: [run]}\n" +
		"- {term: stage, means: A part., see: [run]}\n"
	chineseTerms = "- term: stage\n  zh: 阶段\n  forms: [阶段]\n  means: 一部分。\n" +
		"- term: hook\n  zh: 钩子\n  forms: [钩子]\n  means: 函数。\n"

	englishFront = "boot: {title: A boot, live: It boots., recorded: It has booted., chapters: \"Chapters:\"}\n" +
		"request: {title: A request, recorded: It went., chapters: \"Chapters:\"}\n" +
		"keys:\n- {key: space, does: on}\n- {key: o, does: over}\n" +
		"paths: {question: \"How much?\", short: little, main: some, all: all}\n"
	chineseFront = "boot: {title: 启动, live: 在启动。, recorded: 启动了。, chapters: \"章：\"}\n" +
		"request: {title: 请求, recorded: 走过了。, chapters: \"章：\"}\n" +
		"keys:\n- {key: o, does: 跨过}\n- {key: space, does: 往前}\n" +
		"paths: {question: \"多少？\", short: 少, main: 一些, all: 全部}\n"
)

// bothLanguages returns files with a note, a chapter, two terms and a first page in both languages, all stamped.
func bothLanguages(t *testing.T) fstest.MapFS {
	t.Helper()
	tree := fstest.MapFS{}
	for file, text := range map[string]string{
		"en/run.md": englishNote, "en/chapters/boot-01-options.md": englishChapter,
		"en/glossary.yaml": englishTerms, "en/front.yaml": englishFront,
		"zh/run.md": chineseNote, "zh/chapters/boot-01-options.md": chineseChapter,
		"zh/glossary.yaml": chineseTerms, "zh/front.yaml": chineseFront,
	} {
		tree[file] = &fstest.MapFile{Data: []byte(text)}
	}
	stampTree(t, tree)
	return tree
}

// stampTree stamps the translation in the files.
func stampTree(t *testing.T, tree fstest.MapFS) {
	t.Helper()
	english := read(t, tree, Original)
	for name, restamped := range stampedTexts(english, "zh") {
		for _, file := range []string{"zh/" + name + ".md", "zh/" + name + ".yaml"} {
			if f := tree[file]; f != nil {
				f.Data = []byte(restamped(string(f.Data)))
			}
		}
	}
}

func read(t *testing.T, tree fstest.MapFS, lang string) *Library {
	t.Helper()
	l, err := Load(tree, lang)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func replace(t *testing.T, tree fstest.MapFS, file, old, now string) {
	t.Helper()
	text := string(tree[file].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s has no %q:\n%s", file, old, text)
	}
	tree[file] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, old, now))}
}

// said returns all words of a library, by what they are of.
func said(l *Library) map[string]string {
	all := make(map[string]string)
	for _, n := range l.notes {
		for _, p := range n.parts() {
			all[p.name] = p.english
		}
	}
	for _, c := range l.allChapters() {
		for _, p := range c.parts() {
			all["chapter "+p.name] = p.english
		}
	}
	for _, t := range l.glossary.terms {
		all["term "+t.key] = t.part().english
	}
	for _, p := range l.front.parts() {
		all["front "+p.name] = p.english
	}
	return all
}

func TestATranslationHasAllWordsOfItsOwn(t *testing.T) {
	tree := bothLanguages(t)
	l := read(t, tree, "zh")
	if len(l.gaps) > 0 {
		t.Fatalf("it is stamped, and has the gaps %v", l.gaps)
	}
	for name, text := range said(l) {
		if !strings.ContainsFunc(text, isHan) {
			t.Errorf("%s is %q", name, text)
		}
	}
	n := l.ByID("run")
	var titles, names []string
	for _, s := range n.Sections() {
		titles, names = append(titles, s.Title), append(names, s.Name)
	}
	if !slices.Equal(titles, []string{"", "发生了什么", "手工"}) ||
		!slices.Equal(names, []string{"", WhatHappens, "By hand"}) {
		t.Errorf("the sections are called %q, and their names are %q", titles, names)
	}
	if layers := n.Layers(true); layers[0].Title != "" || layers[1].Title != "发生了什么" {
		t.Errorf("in a hurry the layers are %v", layers)
	}
	if q := n.Questions[0]; q.Ask != "什么运行？" || q.But["Walk"] != "太慢。" || q.Kind != StartsNext || q.Note != n {
		t.Errorf("the question is %+v", q)
	}
	if terms := l.glossary.Terms(); terms[0].Name != "钩子" || l.glossary.Term("Hook") != terms[0] ||
		l.glossary.Term("钩子") != terms[0] || l.glossary.Term("hooks") != nil {
		t.Error("words are not in the original's order, or not found by both names")
	}
	if f := l.Front(); f.Keys[0].Key != "space" || f.Keys[0].Does != "往前" {
		t.Errorf("the keys are %v", f.Keys)
	}
}

// TestChangedEnglishMarksExactlyItsTranslation changes one text of the English after another.
func TestChangedEnglishMarksExactlyItsTranslation(t *testing.T) {
	for _, c := range []struct{ file, old, now, part string }{
		{"en/run.md", "Run: it runs", "Run: it ran", "title"},
		{"en/run.md", `title: "Runs"`, `title: "Races"`, "links"},
		{"en/run.md", "It is too slow.", "It is slow.", "question what-runs"},
		{"en/run.md", "Before all.", "Before it.", "lead"},
		{"en/run.md", "Then it ends.", "Then it stops.", "section What happens"},
		{"en/run.md", "Like this.", "Like that.", "section By hand"},
		{"en/chapters/boot-01-options.md", "a choice", "choices", "chapter title"},
		{"en/chapters/boot-01-options.md", "One chooses.", "You choose.", "chapter sentence"},
		{"en/chapters/boot-01-options.md", "Watch.", "Look.", "chapter text"},
		{"en/glossary.yaml", "A function.", "Functions.", "term hook"},
		{"en/front.yaml", "It boots.", "It is booting.", "front boot.live"},
		{"en/front.yaml", "does: over", "does: past", "front key o"},
	} {
		tree := bothLanguages(t)
		before := said(read(t, tree, "zh"))
		replace(t, tree, c.file, c.old, c.now)
		l := read(t, tree, "zh")
		for name, text := range said(l) {
			want := before[name]
			isStale := strings.Contains(text, tongues["zh"].stale)
			if isStale != (name == c.part) || isStale && strings.ReplaceAll(text, tongues["zh"].stale, "") == text ||
				!isStale && text != want {
				t.Errorf("%s is %q in English now, and so %s is %q", c.part, c.now, name, text)
			}
		}
		if len(l.gaps) != 1 || !l.gaps[0].stale {
			t.Errorf("%s has changed: %v", c.part, l.gaps)
		}
		stampTree(t, tree)
		if l := read(t, tree, "zh"); len(l.gaps) > 0 {
			t.Errorf("stamped anew: %v", l.gaps)
		}
	}
}

// TestBrokenLinesChangeNothing breaks the lines of the English at other places.
func TestBrokenLinesChangeNothing(t *testing.T) {
	tree := bothLanguages(t)
	replace(t, tree, "en/run.md", "Then it ends.", "Then\n  it\n\n\nends.")
	replace(t, tree, "en/front.yaml", "It boots.", "It\n boots.")
	if l := read(t, tree, "zh"); len(l.gaps) > 0 {
		t.Error(l.gaps)
	}
}

// TestWhatIsNotTranslatedIsEnglish takes one text of the translation out after another.
func TestWhatIsNotTranslatedIsEnglish(t *testing.T) {
	for _, c := range []struct{ file, old, now, part string }{
		{"zh/run.md", "title: \"Run：运行\"\n", "", "title"},
		{"zh/run.md", "links: [\"运行的事\"]\n", "", "links"},
		{"zh/run.md", "    but:\n      Walk: \"太慢。\"\n", "", "question what-runs"},
		{"zh/run.md", "    why: \"它运行。\"\n", "", "question what-runs"},
		{"zh/run.md", "先说一句。\n", "", "lead"},
		{"zh/run.md", "## 手工\n像这样。\n", "", "section By hand"},
		{"zh/run.md", "## 发生了什么\n它运行。\n\n然后结束。\n", "", "section What happens"},
		{"zh/chapters/boot-01-options.md", "sentence: \"选一个。\"\n", "", "chapter sentence"},
		{"zh/chapters/boot-01-options.md", "看。\n", "", "chapter text"},
		{"zh/glossary.yaml", "  means: 函数。\n", "", "term hook"},
		{"zh/front.yaml", "live: 在启动。, ", "", "front boot.live"},
		{"zh/front.yaml", "- {key: o, does: 跨过}\n", "", "front key o"},
		{"en/run.md", "## By hand", "## By the way\nNew.\n\n## By hand", "section By the way"},
	} {
		tree := bothLanguages(t)
		replace(t, tree, c.file, c.old, c.now)
		l := read(t, tree, "zh")
		english := said(read(t, tree, Original))
		for name, text := range said(l) {
			if isEnglish := text == english[name]; isEnglish != (name == c.part) {
				t.Errorf("%q taken out of %s: %s is %q", c.old, c.file, name, text)
			}
		}
		if len(l.gaps) != 1 || l.gaps[0].stale {
			t.Errorf("%q taken out of %s: %v", c.old, c.file, l.gaps)
		}
	}
}

func TestAFileThatIsNotThereIsMissing(t *testing.T) {
	for file, want := range map[string]string{
		"zh/run.md":                      "zh/run.md: is not translated",
		"zh/chapters/boot-01-options.md": "zh/chapters/boot-01-options.md: is not translated",
		"zh/glossary.yaml":               "zh/glossary.yaml: hook is not translated",
		"zh/front.yaml":                  "zh/front.yaml: boot.title is not translated",
	} {
		tree := bothLanguages(t)
		tree["en/walk.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Walk\nspans: [Walk]\n---\n## Why\nSo.\n")}
		tree["zh/walk.md"] = &fstest.MapFile{Data: []byte("---\ntitle: 走\n---\n## 为什么\n所以。\n")}
		stampTree(t, tree)
		delete(tree, file)
		l := read(t, tree, "zh")
		if said := fmt.Sprint(l.gaps); !strings.Contains(said, want) {
			t.Errorf("without %s: %s, want %s", file, said, want)
		}
	}
}

// TestNoTextIsLostWithoutItsEnglish removes a question and a section of the English: what is there still has its words.
func TestNoTextIsLostWithoutItsEnglish(t *testing.T) {
	tree := bothLanguages(t)
	replace(t, tree, "en/run.md", "## What happens\nIt runs.\n\nThen it ends.\n", "")
	l := read(t, tree, "zh")
	if s := l.ByID("run").Sections(); len(s) != 2 || s[1].Title != "手工" || s[1].Name != "By hand" {
		t.Errorf("the sections are %+v", s)
	}
	tree = bothLanguages(t)
	replace(t, tree, "en/run.md", "what-runs", "who-runs")
	if q := read(t, tree, "zh").ByID("run").Questions[0]; q.Ask != "What runs?" {
		t.Errorf("a question that is new has the words of another: %q", q.Ask)
	}
}

func TestMistakesInTranslations(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"zh/run.md", "## 发生了什么\n", "read translation zh/run.md:1: the first line is not the three dashes"},
		{"zh/run.md", "---\ntitle: 走\nspans: [Run]\n---\n", `zh/run.md:3: there is no field "spans"`},
		{"zh/run.md", "---\ntitle: 走\n---\n```sh\n", "zh/run.md:4: nothing ends the code block"},
		{"zh/run.md", "---\ntitle: 走\n---\n[a](http://b)\n", "zh/run.md:4: a link leads to"},
		{"zh/run.md", "---\ntitle: 走\n---\n\x1b\n", "zh/run.md:4: '\\x1b' is not a character"},
		{"zh/walk.md", "---\ntitle: 走\n---\n", "zh/walk.md:1: there is no such file in en"},
		{"zh/chapters/boot-02-x.md", "---\ntitle: 走\n---\n", "boot-02-x.md:1: there is no such file in en"},
		{"zh/chapters/boot-01-options.md", "---\nkind: boot\n---\n", `there is no field "kind"`},
		{"zh/glossary.yaml", "- {term: walk, zh: 走}\n", `there is no term "walk" in en`},
		{"zh/glossary.yaml", "- {term: hook, see: [run]}\n", "see"},
		{
			"zh/glossary.yaml",
			"- {term: hook, zh: 甲, forms: [甲], means: 乙。}\n- {term: stage, zh: 甲, forms: [甲], means: 乙。}\n",
			`form "甲" belongs to "甲" already`,
		},
		{"zh/front.yaml", "riddle: {title: 走}\n", "riddle"},
	} {
		tree := bothLanguages(t)
		tree[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		if _, err := Load(tree, "zh"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %q: %v, want %s", c.file, c.text, err, c.want)
		}
	}
	tree := bothLanguages(t)
	maps.DeleteFunc(tree, func(file string, _ *fstest.MapFile) bool { return strings.HasPrefix(file, "zh/") })
	if _, err := Load(tree, "zh"); err == nil || !strings.Contains(err.Error(), `language "zh" has none`) {
		t.Errorf("no files: %v", err)
	}
}

// TestStampingTwiceWritesTheSame stamps what is stamped, and only adds hashes.
func TestStampingTwiceWritesTheSame(t *testing.T) {
	tree := bothLanguages(t)
	before := make(map[string]string)
	for file, f := range tree {
		before[file] = string(f.Data)
	}
	stampTree(t, tree)
	for file, f := range tree {
		if string(f.Data) != before[file] {
			t.Errorf("%s stamped twice:\n%s\nand not\n%s", file, f.Data, before[file])
		}
	}
	if !strings.HasSuffix(before["zh/run.md"], chineseNote[strings.Index(chineseNote, "---\n先"):]) {
		t.Errorf("the text of a stamped note is\n%s", before["zh/run.md"])
	}
}
