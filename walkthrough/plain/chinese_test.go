package plain

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/trace/tracetest"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// strangerInChinese joins a trace with notes in Chinese about other programs, for a reader of Chinese.
func strangerInChinese(t *trace.Trace) *lesson.Lesson {
	return lesson.New(t, walktest.JoinChinese(t).Library().Speaking("zh"), nil, nil)
}

// joinForChinese is [walktest.Join] for a reader of Chinese. Its notes are in English.
func joinForChinese(t *trace.Trace) *lesson.Lesson {
	sources := source.New(map[string]fs.FS{"apiserver/": walktest.Source()})
	return lesson.New(t, walktest.Join(t).Library().Speaking("zh"), sources, nil)
}

// TestChineseNotes walks through a recording that Chinese notes explain.
func TestChineseNotes(t *testing.T) {
	w, err := walk.New(walk.Options{
		Lesson: strangerInChinese, Trace: tracetest.Stranger(), Path: walk.Main, Front: true, Headings: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, w, Options{}, "n", "more", "n", "glossary 结账", "q")
	golden.RequireEqual(t, got)
	_, note, _ := strings.Cut(got, "\n\nmain：")
	note, _, found := strings.Cut(note, "（新词：")
	if !found {
		t.Fatal("the walk has no note")
	}
	for line := range strings.Lines(note) {
		if width := ansi.StringWidth(line); width > 100 {
			t.Errorf("%q takes %d columns", line, width)
		}
	}
}

// TestChineseWalk keeps the text of walks through a boot for a reader of Chinese: all that the walk itself says is said
// in Chinese.
func TestChineseWalk(t *testing.T) {
	for name, c := range map[string]struct {
		options  walk.Options
		commands []string
	}{
		"walk": {walk.Options{}, []string{
			"n", "", "p", "into", "over", "u", "where", "j StartEtcd", "note", "source", "parts", "more",
			"more nothing", "j nowhere", "nonsense", "whre", "zoom", "lanes", "log", "health", "hooks", "slices",
			"ready", "requests", "why", "/", "etcd", "q",
		}},
		"guide": {walk.Options{Front: true, Headings: true, Path: walk.Main}, []string{
			"path short", "j Run", "next", "glossary", "glossary hooks", "intro", "intro front", "help", "q",
		}},
		"predicts": {walk.Options{Predict: true}, []string{"j StartEtcd", "1", "", "next", "skip", "q"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.options.Lesson, c.options.Trace = joinForChinese, walktest.Recording()
			w, err := walk.New(c.options)
			if err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, said(t, w, Options{}, c.commands...))
		})
	}
}

// TestChineseServer keeps the text of a walk beside a server that has ended, for a reader of Chinese.
func TestChineseServer(t *testing.T) {
	live := walktest.Step()
	updates := append(live.Until(walktest.Boot(), 700), feed.Answer{Method: "GET", Path: "/api", Status: "200 OK"})
	out := make(chan feed.Update, 1000)
	for _, u := range updates {
		out <- u
	}
	close(out)
	w, err := walk.New(walk.Options{Lesson: joinForChinese, Feed: out, Controls: new(walktest.Controls)})
	if err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, said(t, w, Options{}, "answer", "log", "ready", "lanes", "requests", "marks", "q"))
}

// TestTermsHaveTheirEnglish finds the English word beside each Chinese one.
func TestTermsHaveTheirEnglish(t *testing.T) {
	library, err := notes.Embedded("zh")
	if err != nil {
		t.Fatal(err)
	}
	join := func(t *trace.Trace) *lesson.Lesson { return lesson.New(t, library, nil, nil) }
	w, err := walk.New(walk.Options{Lesson: join, Trace: walktest.Shipped()})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.ToLower(withoutSpace(said(t, w, Options{}, "glossary")))
	for _, term := range library.Glossary().Terms() {
		english := strings.ToLower(withoutSpace(term.Original()))
		if !strings.Contains(got, english) {
			t.Errorf("the glossary has %q without %q", term.Name, english)
		}
	}
}

// latin finds an English sentence in what stands around notes.
var latin = regexp.MustCompile(`[A-Za-z]+(,? [a-z]+){2,}`)

// TestEveryChineseText looks through the phrases of the plain walk for texts without Chinese, and for English stops
// behind Chinese.
func TestEveryChineseText(t *testing.T) {
	say := phrases.In("zh").Plain
	for _, text := range []string{
		say.Opening, say.Front.FirstPage, say.Front.Keys(true), say.Front.Overview, say.Front.MoreIntro,
		say.Front.Chapter(1, "选项", "先有默认值。"), say.Front.Path("main", "主线", "3", "1,200", true, true),
		say.Glosses.Term(say.Glosses.Name("启动", "boot"), "一切的开始。"), say.NoNote(true), say.Sentence("服务器停了"),
		say.News.Stopped("1 s", "killed"), say.News.NoSuchCommand("x", "y"), say.Help.Jump(true),
		say.Health.NotAnswered,
	} {
		if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%q has no Chinese", text)
		}
		if latin.MatchString(text) || strings.Contains(text, "。。") || hanBeforeStop.MatchString(text) {
			t.Errorf("%q has English, or a wrong stop", text)
		}
	}
}

// hanBeforeStop is a stop of English behind Chinese.
var hanBeforeStop = regexp.MustCompile(`\p{Han}[.,:;?!]( |$)`)

// TestPlacesBesideANote prints what has become of the places that a note cites below the section about the source, in
// each language, and nothing of it where no review is given.
func TestPlacesBesideANote(t *testing.T) {
	review, err := anchors.Newest()
	if err != nil {
		t.Fatal(err)
	}
	for lang, section := range map[string]string{"en": "more in the", "zh": "more 在源码里"} {
		library, err := notes.Embedded(lang)
		if err != nil {
			t.Fatal(err)
		}
		join := func(t *trace.Trace) *lesson.Lesson { return lesson.New(t, library, nil, nil) }
		saidOf := func(command string, o Options) string {
			w, err := walk.New(walk.Options{Lesson: join, Trace: walktest.Shipped()})
			if err != nil {
				t.Fatal(err)
			}
			return said(t, w, o, "j CreateServerChain", command)
		}
		became := phrases.In(lang).Cited.OfNote(review.OfNote(library.ByID("create-server-chain")))
		for _, command := range []string{section, "more", "note"} {
			got := saidOf(command, Options{Review: anchors.Newest})
			if n := strings.Count(withoutSpace(got), withoutSpace(became)); became == "" || n != 1 {
				t.Errorf("%q says %d times %q:\n%s", command, n, became, got)
			}
			if got := saidOf(command, Options{}); strings.Contains(got, review.Upstream) {
				t.Errorf("without a review %q says:\n%s", command, got)
			}
		}
	}
}

func withoutSpace(s string) string { return strings.Join(strings.Fields(s), "") }
