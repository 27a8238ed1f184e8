package phrases_test

import (
	"reflect"
	"testing"

	"apitour/walkthrough/phrases"
)

// TestEveryLanguageSaysEverything looks for fields that a language leaves empty.
func TestEveryLanguageSaysEverything(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		said := phrases.In(lang)
		if said.Language != lang {
			t.Errorf("the phrases of %q are in %q", lang, said.Language)
		}
		complete(t, lang, reflect.ValueOf(*said))
	}
	if got := phrases.In("fr").Language; got != "en" {
		t.Errorf("a language without phrases is spoken to in %q", got)
	}
}

// TestEveryLanguageHasTheSameTexts looks for texts by a key that a language lacks.
func TestEveryLanguageHasTheSameTexts(t *testing.T) {
	sameKeys(t, "zh", reflect.ValueOf(*phrases.In("en")), reflect.ValueOf(*phrases.In("zh")))
}

func sameKeys(t *testing.T, name string, english, own reflect.Value) {
	t.Helper()
	switch own.Kind() {
	case reflect.Struct:
		for i := range own.NumField() {
			sameKeys(t, name+"."+own.Type().Field(i).Name, english.Field(i), own.Field(i))
		}
	case reflect.Map:
		for _, key := range english.MapKeys() {
			if !own.MapIndex(key).IsValid() {
				t.Errorf("%s has no text for %v", name, key)
			}
		}
		if own.Len() > english.Len() {
			t.Errorf("%s has %d texts for %d", name, own.Len(), english.Len())
		}
	default:
	}
}

func complete(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			complete(t, name+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Map, reflect.Slice:
		if v.Len() == 0 {
			t.Errorf("%s is empty", name)
		}
	default:
		if v.IsZero() {
			t.Errorf("%s is missing", name)
		}
	}
}
