package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// quizOn runs the quiz on a day, with the lines that a learner types.
func quizOn(t *testing.T, day string, lines string, flags ...string) string {
	t.Helper()
	now, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	var out, talk bytes.Buffer
	ascii := false
	command := newQuizCommand(
		terminal{stdin: strings.NewReader(lines), stdout: &out, stderr: &talk, ascii: &ascii},
		func() time.Time { return now },
	)
	command.SetArgs(append([]string{}, flags...)) // nil would be the test's own arguments
	if err := command.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if talk.Len() > 0 {
		t.Errorf("on %s it complains: %s", day, talk.String())
	}
	return out.String()
}

// TestQuizOnLaterDays answers on one day, and comes back before and on the day on which the questions are due.
func TestQuizOnLaterDays(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("LANG", "C.UTF-8")
	want := func(said string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(said, part) {
				t.Errorf("%q is not in\n%s", part, said)
			}
		}
	}
	want(quizOn(t, "2026-11-29", "", "--due"), "Nothing is due: no question has been answered yet.")
	said := quizOn(t, "2026-11-29", "1\nnonsense\n9\n\nq\n")
	want(said, "11 questions.", "1 of 11, before Complete: ", "2 of 11, before ", "3 of 11, before ",
		"Type a number from 1 to 3, nothing to skip", "of 1 right. The next question is due on 2026-11-30")
	if strings.Contains(said, "4 of 11") {
		t.Errorf("q does not end it:\n%s", said)
	}
	want(quizOn(t, "2026-11-29", "1\n", "--due"), "Nothing is due today. The next question is due on 2026-11-30")
	said = quizOn(t, "2026-11-30", "1\n2\n3\n4\n", "--due")
	want(said, "One question.", "1 of 1, before Complete")
	info, err := os.Stat(filepath.Join(dir, "apitour", "settings.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the settings are %v, %v", info, err)
	}
}
