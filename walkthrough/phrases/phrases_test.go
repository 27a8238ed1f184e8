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
