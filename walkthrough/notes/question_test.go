package notes_test

import (
	"strings"
	"testing"

	"apitour/walkthrough/notes"
)

// question returns a note with one question, whose first line is line 5 of the file.
func question(fields ...string) string {
	return start + "questions:\n  - " + strings.Join(fields, "\n    ") + "\n---\n"
}

// aQuestion is one without mistakes.
var aQuestion = []string{
	"id: first-server", "kind: starts-next", "ask: Which?", "of: [a, b]", "why: Because.", "wrong: No.",
	"but: {b: Not b.}",
}

// with returns the question with fields of these names replaced.
func with(fields ...string) string {
	changed := append([]string(nil), aQuestion...)
	for _, field := range fields {
		name, _, _ := strings.Cut(field, ":")
		for i := range changed {
			if strings.HasPrefix(changed[i], name+":") {
				changed[i], field = field, ""
			}
		}
		if field != "" {
			changed = append(changed, field)
		}
	}
	return question(changed...)
}

func TestLoadReadsQuestions(t *testing.T) {
	library, err := load(t, map[string]string{
		"en/a.md": with(),
		"en/b.md": strings.NewReplacer("first-server", "second", "spans: [a]", "spans: [b]").Replace(with("before: x")),
	})
	if err != nil {
		t.Fatal(err)
	}
	all := library.Questions()
	if len(all) != 2 {
		t.Fatalf("there are %d questions", len(all))
	}
	q := all[0]
	if q.ID != "first-server" || q.Kind != notes.StartsNext || q.Before != "a" || q.Note.ID != "a" || len(q.Of) != 2 {
		t.Errorf("got %+v", q)
	}
	if all[1].Before != "x" {
		t.Errorf("the question says before which stage it is asked, and is asked before %q", all[1].Before)
	}
	same := func(choice string) string { return choice }
	if got := q.WrongFor("b", same); got != "Not b." {
		t.Errorf("to b is said %q", got)
	}
	if got := q.WrongFor("a", same); got != "No." {
		t.Errorf("to a is said %q", got)
	}
}

func TestLoadNamesFileAndLineOfAQuestion(t *testing.T) {
	long := strings.Repeat("x", 231)
	for _, m := range []mistake{
		{"unknown field", with("answer: a"), `en/a.md:12: there is no field "answer"`},
		{"id", with("id: First Server"), `en/a.md:5: the question's id "First Server" is not small letters`},
		{
			"kind", with("kind: which-colour"),
			`en/a.md:5: the question's kind "which-colour" is unknown: write one of ends-`,
		},
		{"no question", with("ask: ''"), `en/a.md:5: ask "" is not one line of text`},
		{"no reason", with("why: ''"), `en/a.md:5: why "" is not one line of text`},
		{"nothing to a wrong choice", with("wrong: ''"), `en/a.md:5: wrong "" is not one line of text`},
		{"a long question", with("ask: " + long), "en/a.md:5: ask has 231 characters, more than 230"},
		{"but of no choice", with("but: {c: No.}"), `en/a.md:5: but speaks of "c", which is not one of the choices`},
		{
			"one choice", with("of: [a]", "but: {}"),
			"en/a.md:5: of has 1 choices, and a question of kind starts-next takes 2 to 6",
		},
		{"a choice twice", with("of: [a, a]", "but: {}"), `en/a.md:5: the choice "a" is not a name, named once`},
		{"about nothing", with("kind: how-long", "of: []", "but: {}"), "en/a.md:5: about is missing"},
		{"about what", with("about: a"), `en/a.md:5: about "a" has no meaning in a question of kind starts-next`},
		{
			"choices that it finds itself", with("kind: how-long", "about: a"),
			"en/a.md:5: of has no meaning in a question of kind how-long",
		},
		{
			"before nothing", strings.Replace(with(), "spans: [a]", "functions: [a.F]", 1),
			"en/a.md:5: before is missing, and the note names no stage",
		},
	} {
		m.check(t)
	}
	_, err := load(t, map[string]string{
		"en/a.md": with(), "en/b.md": strings.Replace(with(), "spans: [a]", "spans: [b]", 1),
	})
	const want = `read note en/b.md:5: the question's id "first-server" is already one of note "a"`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got the error %v, want %s", err, want)
	}
}
