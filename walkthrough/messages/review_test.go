package messages_test

import (
	"strings"
	"testing"

	"apitour/walkthrough/anchors"
)

// TestJudgeSigns follows the one sign of the small world that rests on a message of upstream's.
func TestJudgeSigns(t *testing.T) {
	w := smallWorld(t)
	const there = "k8s.io/apiserver/pkg/server/serving.go:8"
	inTree := func(files map[string]string) []anchors.JudgedSign {
		judged, err := w.table.JudgeSignsIn(w.library, treeOf(files))
		if err != nil {
			t.Fatal(err)
		}
		return judged
	}
	for name, test := range map[string]struct {
		judged  []anchors.JudgedSign
		verdict anchors.Verdict
		now     string
	}{
		"an older release of the table": {
			w.table.JudgeSigns(w.library, "v1.17.0"), anchors.Moved, "k8s.io/apiserver/pkg/server/serving.go:4",
		},
		"the present":     {w.table.JudgeSigns(w.library, "v1.37.2"), anchors.Same, there},
		"the same source": {inTree(map[string]string{serving: newServing}), anchors.Same, there},
		"other verbs, elsewhere": {
			inTree(map[string]string{serving: hooks, "pkg/a/b.go": oldServing}), anchors.Moved,
			"k8s.io/apiserver/pkg/a/b.go:4",
		},
		"another text": {
			inTree(map[string]string{serving: strings.ReplaceAll(newServing, "listen on", "bind")}), anchors.Gone, "",
		},
		"no such file": {inTree(map[string]string{"pkg/other/hooks.go": hooks}), anchors.Gone, ""},
	} {
		if len(test.judged) != 1 {
			t.Fatalf("%s: %d signs are judged", name, len(test.judged))
		}
		got := test.judged[0]
		if got.Verdict != test.verdict || got.Now != test.now || got.Then != there || got.Note.ID != "serve" ||
			!strings.HasPrefix(got.Says, "failed to listen on") || got.Line == 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if judged := w.table.JudgeSigns(w.library, "v1.99.0"); judged != nil {
		t.Errorf("a release that the table does not know judges %v", judged)
	}
}
