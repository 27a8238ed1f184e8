package walk_test

import (
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// headed does commands one by one, and returns the chapters that were headed.
func headed(w *walk.Walk, commands ...string) (ids []string) {
	for _, c := range commands {
		do(w, c)
		state := w.State().Heading
		if w.Headed() {
			if state == nil || state.ID != w.Heading().ID {
				ids = append(ids, "a state without the heading of")
			}
			ids = append(ids, w.Heading().ID)
		}
		if w.Headed() || w.State().Heading != nil {
			ids = append(ids, "again")
		}
	}
	return ids
}

// TestChaptersAreHeadedOnce walks through the shipped boot by the short path, back and forward again: each chapter but
// the first, at which the walk begins, is headed when it is walked into for the first time. The short path has no stop
// among the hooks: their chapter is headed before the step that would pass them.
func TestChaptersAreHeadedOnce(t *testing.T) {
	recorded, join := walktest.Shipped(), walktest.Explain
	walked := func() *walk.Walk {
		return begin(t, walk.Options{Lesson: join, Trace: recorded, Path: walk.Short, Headings: true})
	}
	spaces := strings.Fields(strings.Repeat("next ", 30))
	w := walked()
	const want = "config chain groups prepare hooks ready"
	if got := strings.Join(headed(w, spaces...), " "); got != want {
		t.Errorf("chapters %q are headed, want %q", got, want)
	}
	if got := headed(w, append([]string{"first"}, spaces...)...); len(got) > 0 {
		t.Errorf("the second time %q are headed", got)
	}
	for commands, want := range map[string]string{
		"chapter-next,chapter-next,chapter-before,chapter-next": "config chain",
		"last":                                 "",
		"go CreateServerChain":                 "", // a jump is no walk
		"go SetupSignalHandler,next,next,next": "config",
		"go PrepareRun,next,next":              "hooks",
		"go PrepareRun,next,next,next":         "hooks ready",
		"go PrepareRun,next,next,back,last":    "hooks",
		"go PrepareRun,next,over":              "",
	} {
		w := walked()
		got := strings.Join(headed(w, strings.Split(commands, ",")...), " ")
		if got != want {
			t.Errorf("%q heads %q, want %q", commands, got, want)
		}
	}
	silent := begin(t, walk.Options{Lesson: join, Trace: recorded, Path: walk.Short})
	if got := headed(silent, spaces...); len(got) > 0 {
		t.Errorf("%q are headed in a walk without headings", got)
	}
}

// TestHeadingNamesStages looks at what a heading tells: the stages to stop at, else the outermost ones.
func TestHeadingNamesStages(t *testing.T) {
	recorded, join := walktest.Shipped(), walktest.Explain
	w := begin(t, walk.Options{Lesson: join, Trace: recorded})
	if h := w.Heading(); h.ID != "options" || h.Number != 1 || h.Of != 7 || !slices.Contains(h.Stages, "Validate") {
		t.Errorf("the first chapter is headed %+v", h)
	}
	w.GoTo("PostStartHook/rbac/bootstrap-roles")
	if h := w.Heading(); h.ID != "hooks" || len(h.Stages) < 20 || !slices.Contains(h.Stages, "rbac/bootstrap-roles") {
		t.Errorf("the hooks are headed %+v", h)
	}
}

// TestHeadingsOfALiveServer steps a server into another chapter. What was typed ahead is dropped, so that the server is
// held while the heading is read. A server that runs free heads nothing.
func TestHeadingsOfALiveServer(t *testing.T) {
	start := func() *walktest.Live {
		l := walktest.StepWith(walk.Options{Headings: true})
		happened(l, walktest.Boot(), 320.35)
		l.Receive(l.HeldAt("Complete"))
		do(l.Walk, "last") // to the edge
		return l
	}
	l := start()
	do(l.Walk, "next", "next", "next")
	told := len(l.Controls.Told)
	if l.Headed() {
		t.Error("a server that is on its way is headed")
	}
	l.Receive(l.HeldAt("StartEtcd"))
	if !l.Headed() || l.Heading().ID != "chain" {
		t.Errorf("the chapter %q is not headed", l.Heading().ID)
	}
	if len(l.Controls.Told) != told {
		t.Errorf("while a heading is read the server is told %q", l.Controls.Told[told:])
	}
	l = start()
	do(l.Walk, "free")
	l.Receive(l.HeldAt("StartEtcd"))
	if l.Headed() {
		t.Error("a server that ran free to a breakpoint is headed")
	}
	l = start()
	do(l.Walk, "next")
	l.Keyed() // a click
	l.MoveTo(len(l.Lesson().Steps)-1, "")
	l.Receive(l.HeldAt("StartEtcd"))
	if l.Headed() {
		t.Error("a click into a chapter heads it")
	}
}

// TestIntroduction goes from a chapter's page to the page before the walk.
func TestIntroduction(t *testing.T) {
	recorded, join := walktest.Shipped(), walktest.Explain
	w := begin(t, walk.Options{Lesson: join, Trace: recorded})
	if r := do(w, "intro"); r.Show != walk.FrontView {
		t.Errorf("at the first stage the introduction is %q", r.Show)
	}
	w.GoTo("CreateServerChain")
	if r := do(w, "intro"); r.Show != walk.ChapterView {
		t.Errorf("inside a chapter the introduction is %q", r.Show)
	}
	if r := do(w, "intro front"); r.Show != walk.FrontView {
		t.Errorf("behind a chapter's page the introduction is %q", r.Show)
	}
}

// TestGlossaryHere asks for the words of a note, for one word, and for one that does not exist.
func TestGlossaryHere(t *testing.T) {
	recorded, join := walktest.Shipped(), walktest.Explain
	w := begin(t, walk.Options{Lesson: join, Trace: recorded})
	w.GoTo("CreateServerChain")
	if r := do(w, "glossary"); r.Show != walk.GlossaryView || w.Glossary().Asked != nil {
		t.Errorf("all words: %q, %v", r.Show, w.Glossary().Asked)
	}
	g := w.Glossary()
	if len(g.Here) < 5 || len(g.All()) != len(w.Lesson().Glossary().Terms()) {
		t.Errorf("%d words are in the note, %d in all", len(g.Here), len(g.All()))
	}
	do(w, "glossary hooks")
	hook := w.Glossary().Asked
	if hook == nil || hook.Name != "post-start hook" {
		t.Fatalf("asked for hooks: %v", hook)
	}
	w.GoReadOn(hook)
	if note := w.Step().Note(); note == nil || !slices.Contains(hook.See, note.ID) {
		t.Errorf("reading on about hooks leads to %s", w.Step().Node.Name)
	}
	if r := do(w, "glossary flux"); r.Show != "" || !strings.Contains(w.Notice(), "flux") {
		t.Errorf("a word that does not exist: %q, %q", r.Show, w.Notice())
	}
}
