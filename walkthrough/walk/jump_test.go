package walk_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestGoTo goes to stages by their names and numbers, and does what commands do.
func TestGoTo(t *testing.T) {
	for typed, want := range map[string]string{
		"14":                "CreateServerChain",
		"0":                 "main",
		"99":                "main",
		"CreateServerChain": "CreateServerChain",
		"validate":          "Validate",
		"createserv":        "CreateServerChain",
		"etcd":              "Etcd.ApplyWithStorageFactoryTo",
		"crsch":             "CreateServerChain",
		"last":              "WaitForReady",
		"no such stage":     "main",
		"help":              "main",
		"":                  "main",
	} {
		w := replay(t)
		do(w, "go")
		typing(w, typed)
		r := finish(w, w.Submit(typed))
		if got := nameOf(w); got != want {
			t.Errorf("%q leads to %q, want %q", typed, got, want)
		}
		if typed == "help" && r.Show != walk.HelpView {
			t.Errorf("help shows %q", r.Show)
		}
		if silent := w.Notice() == ""; silent == slices.Contains([]string{"0", "99", "no such stage"}, typed) {
			t.Errorf("%q says %q", typed, w.Notice())
		}
		if w.Question() != nil || w.Destinations().Text != "" {
			t.Errorf("after %q the question is %+v, with %+v", typed, w.Question(), w.Destinations())
		}
	}
}

// TestChoose picks destinations from the list, and goes to the one that was picked last.
func TestChoose(t *testing.T) {
	w := replay(t)
	if w.Choose(1) {
		t.Error("without a question there is something to choose")
	}
	do(w, "go")
	typing(w, "create")
	list := w.Destinations().List
	for _, places := range []int{1, 1, -1, 100, -2, -100, 2} {
		if !w.Choose(places) {
			t.Fatal("nothing can be chosen")
		}
	}
	if at := w.Destinations().Chosen; at != 2 {
		t.Fatalf("row %d is chosen", at)
	}
	finish(w, w.Submit("create"))
	if got := nameOf(w); got != list[2].Name {
		t.Errorf("the third of %+v leads to %s", list, got)
	}
	do(w, "go")
	typing(w, "12")
	if d := w.Destinations(); len(d.List) == 0 || d.List[0].Step != 11 {
		t.Errorf("a number leads to %+v", d)
	}
	w.Choose(0)
	if text := w.Completed("12"); text != w.Lesson().Steps[11].Node.Name {
		t.Errorf("the step that was picked completes to %q", text)
	}
	finish(w, w.Submit(w.Lesson().Steps[11].Node.Name))
	if w.At() != 11 {
		t.Errorf("the completed name leads to step %d", w.At()+1)
	}
}

// TestDestinations lists what a text may mean, and completes it.
func TestDestinations(t *testing.T) {
	w := replay(t)
	do(w, "go")
	typing(w, "create")
	d := w.Destinations()
	if d.Text != "create" || d.Pending || len(d.List) < 2 || d.Chosen != -1 {
		t.Fatalf("the destinations are %+v", d)
	}
	at := slices.IndexFunc(d.List, func(d walk.Destination) bool { return d.Name == "CreateServerChain" })
	if at < 0 || d.List[at].Step != 13 {
		t.Errorf("CreateServerChain is not in %+v", d.List)
	}
	first := w.Completed("create")
	finish(w, w.Typed(first))
	second := w.Completed(first)
	finish(w, w.Typed(second))
	if d := w.Destinations(); d.Chosen != 1 || d.List[1].Name != second || !strings.HasPrefix(second, "Create") {
		t.Errorf("the second completion is %q of %+v", second, d)
	}
	finish(w, w.Submit(second))
	if nameOf(w) != second {
		t.Errorf("the answer leads to %q, want %q", nameOf(w), second)
	}
	do(w, "go")
	if got := w.Question().History; len(got) != 1 || got[0] != second {
		t.Errorf("the history is %q", got)
	}
	w.Cancel()
	if w.Question() != nil || w.Destinations().Text != "" {
		t.Error("the question cannot be cancelled")
	}
	do(w, "go fold")
	if !w.Folds().Folded(w.At()) && w.Notice() == "" {
		t.Error("fold folds nothing")
	}
}

// TestNamesThatWereMeant mistypes stages and commands where a list is shown: nothing in it begins so.
func TestNamesThatWereMeant(t *testing.T) {
	w := replay(t)
	for typed, want := range map[string]string{
		"StratEtcd":        `: did you mean "StartEtcd"?`,
		"creatserverchian": `: did you mean "CreateServerChain"?`,
		"qiut":             `: did you mean "quit"?`,
		"xyzzyx":           "",
	} {
		do(w, "go "+typed)
		want = "no stage and no command is called " + strconv.Quote(typed) + want
		if nameOf(w) != "main" || w.Notice() != want {
			t.Errorf("%q leads to %s, with %q, want %q", typed, nameOf(w), w.Notice(), want)
		}
	}
}

// TestGoToWithoutAList leaves out, without a screen, names that only share some letters with the text: the learner has
// not seen and chosen them.
func TestGoToWithoutAList(t *testing.T) {
	w := begin(t, walk.Options{Lesson: walktest.Join, Trace: walktest.Recording()})
	do(w, "go crsch")
	want := `no stage and no command is called "crsch": did you mean "CreateServerChain"?`
	if nameOf(w) != "main" || w.Notice() != want {
		t.Errorf("letters alone lead to %s, with %q", nameOf(w), w.Notice())
	}
	for typed, want := range map[string]string{
		"StartEtcd": "StartEtcd", "14": "CreateServerChain", "createserv": "CreateServerChain",
		"0": "main", "nö": "main",
	} {
		do(w, "first")
		w.GoTo(typed)
		if nameOf(w) != want {
			t.Errorf("GoTo(%q) leads to %q, want %q", typed, nameOf(w), want)
		}
		if missing := typed == "0" || typed == "nö"; missing != strings.HasPrefix(w.Notice(), "no stage is called") {
			t.Errorf("GoTo(%q) says %q", typed, w.Notice())
		}
	}
}
