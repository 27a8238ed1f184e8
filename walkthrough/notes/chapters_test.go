package notes_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/walkthrough/notes"
)

const aNote = "---\ntitle: A note\nspans: [main]\n---\n"

// chapter is the text of a chapter's file.
func chapter(front string) string { return "---\n" + front + "---\nWatch this.\n" }

// TestTheShippedChapters holds the chapters to what the stages are: those of the recorded boot and of the lists of
// requests and terminations.
func TestTheShippedChapters(t *testing.T) {
	library := embedded(t)
	for kind, want := range map[notes.ChapterKind]string{
		notes.BootChapters:        "options config chain groups prepare hooks ready",
		notes.RequestChapters:     "filters routing admission storage",
		notes.TerminationChapters: "leaving closing",
	} {
		var ids []string
		for _, c := range library.Chapters(kind) {
			ids = append(ids, c.ID)
			if words := len(strings.Fields(c.Body)); words < 60 || words > 150 {
				t.Errorf("chapter %q has %d words, want 60 to 150", c.ID, words)
			}
			if strings.Count(c.Sentence, ". ") > 0 || !strings.HasSuffix(c.Sentence, ".") {
				t.Errorf("chapter %q is said in %q, want one sentence", c.ID, c.Sentence)
			}
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("a %s has the chapters %q, want %q", kind, got, want)
		}
	}
}

func TestChaptersNameStagesThatExist(t *testing.T) {
	library := embedded(t)
	stages := readRecording(t)
	// A boot has these with --insecure-port only, and is recorded without.
	stages = append(stages, stage{span: "BuildInsecureHandlerChain"}, stage{span: "insecureServingInfo.Serve"})
	for kind, known := range map[notes.ChapterKind][]stage{
		notes.BootChapters:        stages,
		notes.RequestChapters:     readLists(t, lists, "requestStages"),
		notes.TerminationChapters: readLists(t, lists, "termination"),
	} {
		for _, c := range library.Chapters(kind) {
			for _, name := range slices.Concat(c.Stages, c.Short) {
				if !slices.ContainsFunc(known, func(s stage) bool { return s.answersTo(name) }) {
					t.Errorf("chapter %q names %q, which no %s has", c.ID, name, kind)
				}
			}
			for _, s := range known {
				own := library.ChapterOf(&trace.Span{Name: s.span}, kind)
				if c.StopsShort(s.span) && own != nil && own != c {
					t.Errorf("chapter %q stops at %q, which belongs to chapter %q", c.ID, s.span, own.ID)
				}
			}
		}
	}
}

// TestEveryStageBelongsToAChapter asks for the nearest enclosing span that a chapter names.
func TestEveryStageBelongsToAChapter(t *testing.T) {
	library := embedded(t)
	count := make(map[string]int)
	trace.Walk(recordedBoot(t).Tree(), func(n *trace.Node) {
		for around := n; around != nil; around = around.Parent {
			if c := library.ChapterOf(around.Span, notes.BootChapters, notes.TerminationChapters); c != nil {
				count[c.ID]++
				return
			}
		}
		t.Errorf("%q belongs to no chapter", n.Name)
	})
	for _, c := range library.Chapters(notes.BootChapters) {
		if count[c.ID] == 0 {
			t.Errorf("no stage of the recorded boot belongs to chapter %q", c.ID)
		}
	}
	for _, s := range readLists(t, lists, "termination") {
		if library.ChapterOf(&trace.Span{Name: s.span}, notes.BootChapters, notes.TerminationChapters) == nil {
			t.Errorf("%q belongs to no chapter", s.span)
		}
	}
}

// classic are the stages of the text with which the tour began, in its order.
var classic = []string{
	"main", "NewAPIServerCommand", "NewServerRunOptions", "PrintAndExitIfRequested", "PrintFlags", "Complete",
	"Validate", "SetupSignalHandler", "Run", "logVersion", "CreateServerChain", "CreateNodeDialer",
	"CreateKubeAPIServerConfig", "createAPIExtensionsConfig", "NewEmptyDelegate", "createAPIExtensionsServer",
	"CreateKubeAPIServer", "createAggregatorConfig", "createAggregatorServer", "BuildInsecureHandlerChain",
	"insecureServingInfo.Serve", "PrepareRun", "prepared.Run",
}

func TestTheShortPathIsTheClassicTextAndReady(t *testing.T) {
	var short []string
	for _, c := range embedded(t).Chapters(notes.BootChapters) {
		short = append(short, c.Short...)
	}
	if want := append(slices.Clone(classic), "WaitForReady"); !slices.Equal(short, want) {
		t.Errorf("the short path has\n\t%q, want\n\t%q", short, want)
	}
}

func TestChapterOfPrefersTheWholeNameThenTheLongestBeginning(t *testing.T) {
	library, err := load(t, map[string]string{
		"en/main.md": aNote,
		"en/chapters/boot-01-a.md": chapter("title: A\nkind: boot\nsentence: A.\nstages: [main, 'Hook/*']\n" +
			"short: [main, 'Hook/*']\n"),
		"en/chapters/boot-02-b.md":    chapter("title: B\nkind: boot\nsentence: B.\nstages: ['Hook/b*', Hook/x]\n"),
		"en/chapters/request-01-c.md": chapter("title: C\nkind: request\nsentence: C.\nstages: [main]\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"main": "a", "Hook/a": "a", "Hook/": "a", "Hook/b": "b", "Hook/bc": "b",
		"Hook/x": "b", "Hook/xy": "a", "Main": "",
	} {
		got := ""
		if c := library.ChapterOf(&trace.Span{Name: name}, notes.BootChapters); c != nil {
			got = c.ID
		}
		if got != want {
			t.Errorf("%q: got chapter %q, want %q", name, got, want)
		}
	}
	first := library.Chapters(notes.BootChapters)[0]
	if first.Body != "Watch this.\n" || first.Number != 1 || !first.StopsShort("Hook/y") || first.StopsShort("mainly") {
		t.Errorf("got %+v", first)
	}
	if c := (*notes.Library)(nil); c.Chapters(notes.BootChapters) != nil || c.ChapterOf(&trace.Span{}, "boot") != nil {
		t.Error("no library has chapters")
	}
}

func TestProblemsOfChapters(t *testing.T) {
	const good = "title: A\nkind: boot\nsentence: A.\nstages: [main]\n"
	for _, c := range []struct{ file, text, want string }{
		{"boot-1-a.md", chapter(good), "boot-1-a.md:1: the file is not named"},
		{"boot-01-a.md", "title: A\n", "boot-01-a.md:1: the first line is not the three dashes"},
		{
			"boot-01-a.md", chapter("title: A\nkind: request\nsentence: A.\nstages: [main]\n"),
			`boot-01-a.md:3: kind "request" is not the one that begins the file's name, "boot"`,
		},
		{"boot-02-a.md", chapter(good), "boot-02-a.md:1: the file has number 2, and the next boot chapter is number 1"},
		{
			"boot-01-a.md", chapter("kind: boot\nsentence: A.\nstages: [main]\n"),
			"boot-01-a.md:1: title is not one line",
		},
		{"boot-01-a.md", chapter("title: A\nkind: boot\nstages: [main]\n"), "boot-01-a.md:1: sentence is not one line"},
		{"boot-01-a.md", chapter("title: A\nkind: boot\nsentence: A.\n"), "boot-01-a.md:1: no stage belongs"},
		{
			"boot-01-a.md", chapter("title: A\nkind: boot\nsentence: A.\nstages:\n- main\n- main\n"),
			`boot-01-a.md:7: "main" is not the name of a span`,
		},
		{"boot-01-a.md", chapter(good + "short: ['*']\n"), `boot-01-a.md:6: "*" is not the name of a span`},
		{"boot-01-a.md", chapter(good + "stops: [main]\n"), `boot-01-a.md:6: there is no field "stops"`},
		{"boot-01-a.md", "---\n" + good + "---\n", "boot-01-a.md:7: the chapter does not say what to watch for"},
		{"boot-01-a.md", chapter(good) + "[here](http://example.com)\n", "boot-01-a.md:8: a link leads to"},
	} {
		_, err := load(t, map[string]string{"en/main.md": aNote, "en/chapters/" + c.file: c.text})
		if err == nil || !strings.Contains(err.Error(), "read chapter en/chapters/"+c.want) {
			t.Errorf("%s\n%s\ngot %v\nwant %q", c.file, c.text, err, c.want)
		}
	}
	_, err := load(t, map[string]string{
		"en/main.md": aNote, "en/chapters/boot-01-a.md": chapter(good), "en/chapters/boot-02-b.md": chapter(good),
	})
	if err == nil || !strings.Contains(err.Error(), `boot-02-b.md:5: "main" already belongs to chapter "a"`) {
		t.Errorf("two chapters with one stage: %v", err)
	}
	if _, err := load(t, map[string]string{"en/main.md": aNote}); err != nil {
		t.Errorf("notes without chapters: %v", err)
	}
}
