package predict_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
)

// askedIn returns the questions of a quiz of all shipped recordings, by their ids.
func askedIn(t *testing.T, l *notes.Library) map[string]predict.Asked {
	t.Helper()
	quiz := predict.NewQuiz(everything(t), l, make(predict.Memory), time.Now(), false)
	all := make(map[string]predict.Asked)
	for a, ok := quiz.Question(); ok; a, ok = quiz.Question() {
		all[a.Question.ID] = a
		quiz.Skip()
	}
	return all
}

// TestChoicesInChinese asks everything in both languages: the same questions with as many choices, and those in Chinese
// that are no names.
func TestChoicesInChinese(t *testing.T) {
	chinese, err := notes.Embedded("zh")
	if err != nil {
		t.Fatal(err)
	}
	english, inChinese := askedIn(t, library(t)), askedIn(t, chinese)
	var shown []string
	for id, want := range english {
		got, ok := inChinese[id]
		if !ok || len(got.Options) != len(want.Options) || got.Right() < 0 {
			t.Errorf("%s is asked in Chinese with %q, and in English with %q", id, got.Options, want.Options)
			continue
		}
		for _, option := range got.Options {
			isName := slices.Contains(want.Options, option)
			hasHan := strings.ContainsFunc(option, func(r rune) bool { return unicode.Is(unicode.Han, r) })
			if hasHan == isName {
				t.Errorf("%s has the choice %q", id, option)
			}
			isOrder := strings.Contains(option, " → ")
			if isName && !isOrder && strings.Contains(option, " ") && !slices.Contains(want.Question.Of, option) {
				t.Errorf("%s has the choice %q in English", id, option)
			}
		}
		options := slices.Sorted(slices.Values(got.Options))
		right := got.Options[got.Right()]
		shown = append(shown, fmt.Sprintf("%s\n  %s\n  -> %s\n", id, strings.Join(options, "\n  "), right))
	}
	slices.Sort(shown)
	golden.RequireEqual(t, strings.Join(shown, ""))
}
