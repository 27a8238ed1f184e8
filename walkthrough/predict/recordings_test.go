package predict_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
)

func library(t *testing.T) *notes.Library {
	t.Helper()
	l, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// bootQuestions returns the questions about a boot of the server as it should be.
func bootQuestions(l *notes.Library) []*notes.Question {
	return slices.DeleteFunc(l.Questions(), func(q *notes.Question) bool {
		return q.Note.Request != "" || q.Note.Break != ""
	})
}

// checkAsked holds a question to what every question must be on a recording that it is asked of.
func checkAsked(t *testing.T, r *predict.Record, q *notes.Question, seed string) {
	t.Helper()
	asked, ok := r.Ask(q, seed)
	if !ok {
		t.Errorf("%s: there is not exactly one right answer", q.ID)
		return
	}
	rights := 0
	for i, option := range asked.Options {
		if slices.Contains(asked.Options[:i], option) || option == "" {
			t.Errorf("%s: the option %q is there twice, or empty", q.ID, option)
		}
		verdict, ok := asked.Verdict(i, r)
		switch {
		case !ok || verdict.Why == "" || verdict.Truth == "":
			t.Errorf("%s: of %q is said %+v", q.ID, option, verdict)
		case verdict.Right:
			rights++
		case verdict.Wrong == "":
			t.Errorf("%s: nothing is said to %q", q.ID, option)
		}
	}
	if rights != 1 || len(asked.Options) < 2 {
		t.Errorf("%s: %d of the options %q are right", q.ID, rights, asked.Options)
	}
}

// TestBootQuestions asks all questions of the shipped boot: there are 8 to 12, in every chapter, and few on the short
// path.
func TestBootQuestions(t *testing.T) {
	l := library(t)
	shipped, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	r := predict.NewRecord(shipped.Tree(), l)
	questions := bootQuestions(l)
	short, chapters, before := 0, map[string]int{}, map[string]bool{}
	for _, q := range questions {
		checkAsked(t, r, q, shipped.Spans[0].TraceID)
		if before[q.Before] {
			t.Errorf("two questions are asked before %s", q.Before)
		}
		before[q.Before] = true
		node := firstNamed(shipped.Tree(), q.Before)
		if node == nil {
			t.Errorf("%s is asked before %q, which the boot does not have", q.ID, q.Before)
			continue
		}
		c := chapterOf(l, node)
		chapters[c.ID]++
		if c.StopsShort(q.Before) {
			short++
		}
	}
	if n := len(questions); n < 8 || n > 12 || short < 3 || short > 5 {
		t.Errorf("a boot has %d questions, %d of them on the short path", n, short)
	}
	for _, c := range l.Chapters(notes.BootChapters) {
		if chapters[c.ID] == 0 {
			t.Errorf("chapter %q has no question", c.ID)
		}
	}
}

func firstNamed(roots []*trace.Node, name string) (found *trace.Node) {
	trace.Walk(roots, func(n *trace.Node) {
		if found == nil && n.Name == name {
			found = n
		}
	})
	return found
}

func chapterOf(l *notes.Library, n *trace.Node) *notes.Chapter {
	for ; n != nil; n = n.Parent {
		if c := l.ChapterOf(n.Span, notes.BootChapters); c != nil {
			return c
		}
	}
	return &notes.Chapter{}
}

// TestRequestQuestions asks the questions about every guided request of its shipped recording.
func TestRequestQuestions(t *testing.T) {
	l := library(t)
	for _, name := range namesOfNotes(t, recording.Requests(), "request-") {
		t.Run(name, func(t *testing.T) {
			recorded, err := recording.Request(name)
			if err != nil {
				t.Fatal(err)
			}
			checkAllAsked(t, recorded, l, l.Request(name).Questions)
		})
	}
}

// TestBrokenBootQuestions asks those about every broken boot of its shipped recording, without the health that a tour
// polls.
func TestBrokenBootQuestions(t *testing.T) {
	l := library(t)
	for _, name := range namesOfNotes(t, recording.BrokenBoots(), "break-") {
		t.Run(name, func(t *testing.T) {
			recorded, err := recording.Broken(name)
			if err != nil {
				t.Fatal(err)
			}
			checkAllAsked(t, recorded, l, l.Break(name).Questions)
		})
	}
}

// namesOfNotes returns the names of recordings, of which there must be one for each of the notes.
func namesOfNotes(t *testing.T, names []string, prefix string) []string {
	t.Helper()
	files, err := filepath.Glob("../notes/en/" + prefix + "*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d notes, %v", len(files), err)
	}
	var noted []string
	for _, file := range files {
		noted = append(noted, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), prefix), ".md"))
	}
	if !slices.Equal(names, noted) {
		t.Errorf("there are notes of %q, and recordings of %q (make recordings)", noted, names)
	}
	return names
}

// checkAllAsked asks the questions of a note of its recording: one to three, each of them before another stage.
func checkAllAsked(t *testing.T, recorded *trace.Trace, l *notes.Library, questions []*notes.Question) {
	t.Helper()
	if len(questions) < 1 || len(questions) > 3 {
		t.Errorf("it has %d questions", len(questions))
	}
	r := predict.NewRecord(recorded.Tree(), l)
	before := map[string]bool{}
	for _, q := range questions {
		checkAsked(t, r, q, recorded.Spans[0].TraceID)
		if before[q.Before] || q.Before != "" && firstNamed(recorded.Tree(), q.Before) == nil {
			t.Errorf("%s is asked before %q, which does not come, or is taken", q.ID, q.Before)
		}
		before[q.Before] = true
	}
}

// TestBrokenBootsHaveQuestions looks at the notes: what is right is held against real broken boots in cmd/broken.
func TestBrokenBootsHaveQuestions(t *testing.T) {
	l := library(t)
	files, err := filepath.Glob("../notes/en/break-*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d notes, %v", len(files), err)
	}
	empty := predict.NewRecord(nil, l)
	for _, file := range files {
		name, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(file), "break-"), ".")
		questions := l.Break(name).Questions
		if n := len(questions); n < 1 || n > 3 {
			t.Errorf("%s has %d questions", name, n)
		}
		for _, q := range questions {
			asked, ok := empty.AskAhead(q, "a")
			if !ok || len(asked.Options) < 3 || asked.Right() != -1 {
				t.Errorf("%s: asked is %+v", q.ID, asked)
			}
			if _, ok := asked.Verdict(0, empty); ok {
				t.Errorf("%s: before the boot there is a verdict", q.ID)
			}
		}
	}
}
