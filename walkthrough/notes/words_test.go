package notes_test

import (
	"testing"

	"apitour/walkthrough/notes"
)

func TestCountWords(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "It runs.": 2, "a — b": 3, "它运行。": 3, "在 `Run` 之前，etcd 启动": 7, "共 26 个": 3, "`hooks.go:195`（钩子）": 5,
	} {
		if got := notes.CountWords(text); got != want {
			t.Errorf("%q has %d words, want %d", text, got, want)
		}
	}
}

func TestCutTitle(t *testing.T) {
	for title, want := range map[string][2]string{
		"Run: it runs": {"Run", "it runs"}, "Run：运行": {"Run", "运行"}, "a::b: c": {"a::b", "c"}, "Run": {"Run", ""},
		"甲：乙: c": {"甲", "乙: c"}, "A: 乙：丙": {"A", "乙：丙"},
	} {
		about, idea, found := notes.CutTitle(title)
		if about != want[0] || idea != want[1] || found != (idea != "") {
			t.Errorf("%q is cut into %q and %q", title, about, idea)
		}
	}
}
