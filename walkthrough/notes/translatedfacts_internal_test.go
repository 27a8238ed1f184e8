package notes

import (
	"reflect"
	"slices"
	"testing"
)

// TestFactsAreThoseOfTheOriginal compares all fields of all notes but those with words.
func TestFactsAreThoseOfTheOriginal(t *testing.T) {
	english, err := Embedded(Original)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range Languages()[1:] {
		l, err := Embedded(lang)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range l.notes {
			facts, own := *english.notes[i], *n
			if own.Lang != lang || own.Title == facts.Title || own.Body == facts.Body {
				t.Errorf("note %s of %s is of %s", own.ID, lang, own.Lang)
			}
			for j, q := range own.Questions {
				of := *facts.Questions[j]
				asked := *q
				of.Ask, of.Why, of.Wrong, of.But, of.Note = asked.Ask, asked.Why, asked.Wrong, asked.But, asked.Note
				if !reflect.DeepEqual(of, asked) {
					t.Errorf("question %s: %+v, want %+v", of.ID, asked, of)
				}
			}
			for j, link := range own.Links {
				if link.URL != facts.Links[j].URL {
					t.Errorf("note %s links to %s", own.ID, link.URL)
				}
			}
			for j, c := range own.Claims {
				if c.String() != facts.Claims[j].String() {
					t.Errorf("note %s claims %s", own.ID, c)
				}
			}
			for j, c := range own.Then {
				if c.Since != facts.Then[j].Since || !slices.Equal(c.Pulls, facts.Then[j].Pulls) {
					t.Errorf("note %s changes since %s, %v", own.ID, c.Since, c.Pulls)
				}
			}
			for j, s := range own.Diagnosis {
				of := facts.Diagnosis[j]
				if s.Kind != of.Kind || s.At != of.At || (s.Says != of.Says) != (s.Kind == SilenceSign) {
					t.Errorf("note %s has the sign %s %q", own.ID, s.Kind, s.Says)
				}
			}
			own.Then, own.Diagnosis = facts.Then, facts.Diagnosis
			own.Lang, own.Title, own.Body, own.Links = facts.Lang, facts.Title, facts.Body, facts.Links
			own.Questions, own.Claims, own.names = facts.Questions, facts.Claims, facts.names
			if !reflect.DeepEqual(own, facts) {
				t.Errorf("note %s has other facts in %s:\n%+v, want\n%+v", n.ID, lang, own, facts)
			}
			if got, want := len(n.Sections()), len(english.notes[i].Sections()); got != want {
				t.Errorf("note %s has %d sections in %s, want %d", n.ID, got, lang, want)
			}
		}
	}
}

// unused are terms that no text in Chinese can lead to, each with the reason.
var unused = map[string]string{"storage": "存储 is a store too, and no note says 存储层"}

// TestTermsAreUsedInEveryLanguage finds terms whose forms fit no translation: a term that some note uses in English is
// used by some note in every language.
func TestTermsAreUsedInEveryLanguage(t *testing.T) {
	used := func(lang string) map[string]int {
		l, err := Embedded(lang)
		if err != nil {
			t.Fatal(err)
		}
		count := make(map[string]int)
		for _, n := range l.notes {
			for _, term := range l.glossary.Words(n) {
				count[term.key]++
			}
		}
		return count
	}
	english := used(Original)
	for _, lang := range Languages()[1:] {
		own := used(lang)
		for key, n := range english {
			if (own[key] == 0) != (unused[key] != "") {
				t.Errorf("%d notes use %q in English, and %d in %s: see its forms, and the list unused", n, key,
					own[key], lang)
			}
		}
	}
}
