package walk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// bilingual are the options of a walk through the boot inside apitour, in English, which may be had in Chinese.
func bilingual() walk.Options {
	return walk.Options{
		Lesson: walktest.Explain, Languages: walktest.Languages(walktest.Notes(), walktest.NotesInChinese()),
		Trace: walktest.Shipped(), Path: walk.Short, Headings: true,
	}
}

// TestLanguage names languages, and goes through them.
func TestLanguage(t *testing.T) {
	w := begin(t, bilingual())
	for _, test := range []struct{ typed, spoken, notice string }{
		{"language en", "en", ""},
		{"language zh", "zh", "从现在起都用中文显示"},
		{"language zh", "zh", ""},
		{"language", "en", "everything is in English now"},
		{"language fr", "en", "no language is called fr: there is en and zh"},
		{"language", "zh", "从现在起都用中文显示"},
	} {
		do(w, test.typed)
		if got := w.Lesson().Phrases().Language; got != test.spoken || w.Notice() != test.notice {
			t.Errorf("%q: the walk is in %q and says %q", test.typed, got, w.Notice())
		}
	}
}

// TestEverythingIsTranslated switches in the middle of a walk: what the walk has kept of notes is in Chinese then, and
// nothing else has changed.
func TestEverythingIsTranslated(t *testing.T) {
	o := bilingual()
	o.Intro = walk.Intro{Lines: []string{"why"}, Note: walktest.Notes().ByID("request-core-resource")}
	o.Retold = func(in *phrases.Phrases) (walk.Intro, []walk.KnownRequest) {
		return walk.Intro{Lines: []string{map[string]string{"en": "why", "zh": "为什么"}[in.Language]}}, nil
	}
	w := begin(t, o)
	do(w, "next", "next", "glossary admission", "overviews three", "fold", "mark here", "search etcd", "match")
	before := w.State()
	do(w, "language")
	for what, text := range map[string]string{
		"the intro": w.Intro().Lines[0], "its note": w.Intro().Note.Title, "the word": w.Glossary().Asked.Name,
		"the overview": w.Overviews().Asked.Title, "the note": w.Step().Note().Title,
		"the front page": w.Lesson().Front().Boot.Title, "the chapter": w.Chapter().Title,
	} {
		if !linebreak.HasWide(text) {
			t.Errorf("%s is %q", what, text)
		}
	}
	after := w.State()
	if after.Step.Index != before.Step.Index || after.Rows != before.Rows || after.Back != before.Back ||
		after.Search.Text != before.Search.Text || after.Path != before.Path {
		t.Errorf("the state was %+v, and is %+v", before, after)
	}
	do(w, "language")
	again := w.State()
	again.Notice = before.Notice
	if a, b := stateText(t, before), stateText(t, again); a != b {
		t.Errorf("the state was\n%s\nand is\n%s", a, b)
	}
}

// TestHeadingsStayRead switches behind a chapter that was headed, and in front of one that is not.
func TestHeadingsStayRead(t *testing.T) {
	headed := func(languages ...string) (ids []string) {
		w := begin(t, bilingual())
		for i := range 40 {
			if do(w, "next"); w.Headed() {
				ids = append(ids, w.Heading().ID)
				do(w, "next")
			}
			if len(languages) > 0 && i%3 == 0 {
				do(w, "language")
			}
		}
		return ids
	}
	if once, often := headed(), headed("zh"); len(once) < 3 || !slices.Equal(once, often) {
		t.Errorf("the chapters %q are headed, and with other languages %q", once, often)
	}
}

// TestMissedInAnotherLanguage asks once more in Chinese what was answered wrongly in English.
func TestMissedInAnotherLanguage(t *testing.T) {
	o := bilingual()
	o.Predict, o.Headings = true, false
	w := begin(t, o)
	missed := ""
	for range 400 {
		p := w.Prediction()
		switch {
		case w.Predicting() && p.Again:
			if p.ID != missed || !linebreak.HasWide(p.Ask) {
				t.Errorf("%s is asked once more: %q, want %s", p.ID, p.Ask, missed)
			}
			return
		case w.Predicting() && missed == "":
			if do(w, "choose 1"); !w.Prediction().Right {
				missed = p.ID
				do(w, "language zh")
			}
		case w.Predicting():
			do(w, "close")
		default:
			do(w, "next")
		}
	}
	t.Error("nothing is asked once more")
}

// TestLiveLanguage switches while a server is watched, and presses the key twice in a moment.
func TestLiveLanguage(t *testing.T) {
	l := walktest.StepWith(walk.Options{
		Languages: walktest.Spoken(walktest.Lesson()),
	})
	l.Receive(l.Until(walktest.Boot(), 30)...)
	do(l.Walk, "language")
	if got := l.Lesson(); got.Phrases().Language != "zh" || got.Count() == 0 {
		t.Errorf("a live walk is in %q, with %d stages", got.Phrases().Language, got.Count())
	}
	if done := l.Do("language", "en"); len(done.Work) != 1 || len(l.Do("language", "").Work) != 0 {
		t.Error("a switch begins while another one is under way")
	}
}

// stateText is the whole state as text.
func stateText(t *testing.T, s walk.State) string {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), ",", ",\n")
}
