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

// TestEveryLanguageHasTheSameKeys compares the keys of maps, which name what programs look up.
func TestEveryLanguageHasTheSameKeys(t *testing.T) {
	sameKeys(t, "phrases", reflect.ValueOf(*phrases.In("en")), reflect.ValueOf(*phrases.In("zh")))
}

func sameKeys(t *testing.T, name string, one, other reflect.Value) {
	t.Helper()
	switch one.Kind() {
	case reflect.Struct:
		for i := range one.NumField() {
			sameKeys(t, name+"."+one.Type().Field(i).Name, one.Field(i), other.Field(i))
		}
	case reflect.Map:
		for _, pair := range [][2]reflect.Value{{one, other}, {other, one}} {
			for _, key := range pair[0].MapKeys() {
				if !pair[1].MapIndex(key).IsValid() {
					t.Errorf("%s has %q in one language only", name, key)
				}
			}
		}
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
