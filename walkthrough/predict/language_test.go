package predict_test

import (
	"testing"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/predict"
	"apitour/walkthrough/recording"
)

// TestOrderInEveryLanguage asks all questions in two languages: what is right has the same place.
func TestOrderInEveryLanguage(t *testing.T) {
	recorded, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	asked := make(map[string][]predict.Asked)
	for _, language := range notes.Languages() {
		library, err := notes.Embedded(language)
		if err != nil {
			t.Fatal(err)
		}
		record := predict.NewRecord(recorded.Tree(), library)
		for _, q := range library.Questions() {
			for _, seed := range []string{"a", "b", "c"} {
				if a, ok := record.Ask(q, seed); ok {
					asked[q.ID+seed] = append(asked[q.ID+seed], a)
				}
				if a, ok := record.AskAhead(q, seed); ok {
					asked[q.ID+seed+" ahead"] = append(asked[q.ID+seed+" ahead"], a)
				}
			}
		}
	}
	differ := 0
	for id, in := range asked {
		if len(in) != 2 || len(in[0].Options) != len(in[1].Options) || in[0].Right() != in[1].Right() {
			t.Errorf("%s is asked as %+v", id, in)
			continue
		}
		for i, option := range in[0].Options {
			if option != in[1].Options[i] {
				differ++
			}
		}
	}
	if len(asked) < 30 || differ == 0 {
		t.Errorf("%d questions are asked, and %d choices differ in words", len(asked), differ)
	}
}
