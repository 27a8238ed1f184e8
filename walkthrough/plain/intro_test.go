package plain

import (
	"strings"
	"testing"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/walk"
)

// TestIntro prints the beginning of an introduction first, and all of it when asked.
func TestIntro(t *testing.T) {
	note := &notes.Note{
		ID: "break-port-taken", Title: "port-taken: another process was faster",
		Body: "## What happens\nThe port is *taken*.\n\n## Try it\nAnother port.\n",
	}
	intro := walk.Intro{Lines: []string{"something is \x1b[31mwrong"}, Note: note}
	got := said(t, replay(t, intro), Options{}, "intro", "quit")
	first, _, _ := strings.Cut(got, "step 1 of")
	for _, want := range []string{
		"something is ␛[31mwrong", "port-taken: another process was faster", "The port is taken.",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the walk does not begin with %q:\n%s", want, first)
		}
	}
	if strings.Contains(first, "Another port.") || !strings.Contains(got, "Another port.") {
		t.Errorf("only intro prints the rest:\n%s", got)
	}
	if got := said(t, replay(t, walk.Intro{}), Options{}, "intro"); !strings.HasSuffix(got, "introduction.\n") {
		t.Errorf("a walk without an introduction says %q", got)
	}
}
