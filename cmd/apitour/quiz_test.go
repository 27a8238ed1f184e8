package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/predict"
)

// quizOn runs the quiz on a day, with the lines that a learner types.
func quizOn(t *testing.T, day string, lines string, flags ...string) string {
	t.Helper()
	now, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	var out, talk bytes.Buffer
	ascii, lang := false, ""
	command := newQuizCommand(
		terminal{
			say: &phrases.In("en").Command, stdin: strings.NewReader(lines), stdout: &out, stderr: &talk, ascii: &ascii,
			lang: &lang,
		},
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
	t.Setenv("LC_ALL", "C.UTF-8")
	want := func(said string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(said, part) {
				t.Errorf("%q is not in\n%s", part, said)
			}
		}
	}
	want(quizOn(t, "2026-11-29", "", "--due"),
		"Nothing is due: no question has been answered yet. apitour quiz asks all of them now.")
	said := quizOn(t, "2026-11-29", "1\nnonsense\n9\n\nq\n", "boot")
	want(said, "11 questions.", "1 of 11, before Complete: ", "2 of 11, before ", "3 of 11, before ",
		"Type a number from 1 to 3, nothing to skip",
		"of 1 right. The next question is due on 2026-11-30: apitour quiz boot --due")
	if strings.Contains(said, "4 of 11") {
		t.Errorf("q does not end it:\n%s", said)
	}
	want(quizOn(t, "2026-11-29", "1\n", "--due"), "Nothing is due today. The next question is due on 2026-11-30")
	want(quizOn(t, "2026-11-29", "1\n", "--due", "watch"),
		"Nothing is due: no question has been answered yet. apitour quiz watch asks all of them now.")
	said = quizOn(t, "2026-11-30", "1\n2\n3\n4\n", "--due")
	want(said, "One question.", "1 of 1, before Complete")
	info, err := os.Stat(filepath.Join(dir, "apitour", "settings.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the settings are %v, %v", info, err)
	}
}

// TestQuizAsksWhatToursRemember starts with settings as tours have written them since there are questions: those about
// a request and a broken boot are due, and the answer is remembered beside what else the file has.
func TestQuizAsksWhatToursRemember(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("LC_ALL", "C.UTF-8")
	file := filepath.Join(dir, "apitour", "settings.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	kept := `{"path":"short","quiz":{` +
		`"hook-hangs-check":{"asked":"2026-11-20","due":"2026-11-21","streak":0},` +
		`"watch-filter-time":{"asked":"2026-11-20","due":"2026-11-23","streak":2},` +
		`"complete-before-validate":{"asked":"2026-11-20","due":"2026-12-24","streak":4},` +
		`"of-a-later-version":{"asked":"2026-11-20","due":"2026-11-21","streak":1}}}`
	if err := os.WriteFile(file, []byte(kept), 0o600); err != nil {
		t.Fatal(err)
	}
	said := quizOn(t, "2026-11-29", "1\n\n", "--due")
	for _, part := range []string{
		"2 questions: 1 about requests, 1 about broken boots.\n",
		"1 of 2, broken boot hook-hangs: A post-start hook never returns.",
		"2 of 2, request watch, before WithAuthorization: The client watches for a second.",
	} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not in\n%s", part, said)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var now struct {
		Path string
		Quiz predict.Memory
	}
	if err := json.Unmarshal(text, &now); err != nil {
		t.Fatal(err)
	}
	if now.Path != "short" || len(now.Quiz) != 4 || now.Quiz["hook-hangs-check"].Asked != "2026-11-29" ||
		now.Quiz["watch-filter-time"].Due != "2026-11-23" {
		t.Errorf("the settings are %s", text)
	}
}

// TestQuizIsAboutWhatIsAsked finds every question of the notes in a quiz about everything, and each in the quizzes
// about what its note is about, and in no others.
func TestQuizIsAboutWhatIsAsked(t *testing.T) {
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	questions := func(about string) []*notes.Question {
		t.Helper()
		subjects, err := quizSubjects(about)
		if err != nil {
			t.Fatal(err)
		}
		return predict.NewQuiz(subjects, library, make(predict.Memory), time.Now(), false).Questions()
	}
	all := questions("")
	for _, q := range library.Questions() {
		if !slices.Contains(all, q) {
			t.Errorf("%s is not asked", q.ID)
		}
	}
	if !slices.IsSortedFunc(all, func(a, b *notes.Question) int {
		order := []string{aboutBoot, aboutRequests, aboutBreaks}
		return slices.Index(order, aboutOf(a)) - slices.Index(order, aboutOf(b))
	}) {
		t.Error("they are not in the order of boot, requests, broken boots")
	}
	names := quizNames()
	for i, about := range names {
		if slices.Contains(names[:i], about) {
			t.Errorf("two things are called %q", about)
		}
		asked := questions(about)
		for _, q := range all {
			isAbout := about == aboutOf(q) || about == q.Note.Request || about == q.Note.Break
			if slices.Contains(asked, q) != isAbout {
				t.Errorf("a quiz about %s asks %s: %t", about, q.ID, !isAbout)
			}
		}
		if len(asked) == 0 {
			t.Errorf("nothing is asked about %s", about)
		}
	}
}

// TestQuizInChinese answers one question rightly or wrongly, skips one, and types what is no answer.
func TestQuizInChinese(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("LC_ALL", "zh_CN.UTF-8")
	said := quizOn(t, "2026-11-29", "") + quizOn(t, "2026-11-29", "9\n1\n2\n\nq\n", "boot")
	for _, part := range []string{
		"个问题：关于启动 11 个，关于请求 ", "11 个问题。输入答案的编号；直接回车跳过；q 结束。",
		"第 1/11 题，在 Complete 之前：", "请输入 1 到 ", "第 2/11 题，在 ",
		"下一个问题 2026-11-30 到期：apitour quiz boot --due",
	} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not in\n%s", part, said)
		}
	}
	if !strings.Contains(said, "正确：") && !strings.Contains(said, "答案是：") {
		t.Errorf("no answer is judged in\n%s", said)
	}
	if due := quizOn(t, "2026-11-29", "", "--due", "watch"); !strings.HasPrefix(due, "没有到期的问题：") {
		t.Errorf("of what is due is said %q", due)
	}
}
