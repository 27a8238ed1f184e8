package main

import (
	"strings"
	"testing"

	"apitour/walkthrough/phrases"
)

func TestLanguageOfTheLocale(t *testing.T) {
	for variables, want := range map[string]string{
		"":                             "en",
		"LANG=C.UTF-8":                 "en",
		"LANG=en_US.UTF-8":             "en",
		"LANG=de_DE.UTF-8":             "en",
		"LANG=zh_CN.UTF-8":             "zh",
		"LANG=zh":                      "zh",
		"LANG=zh-Hans":                 "zh",
		"LANG=zh.UTF-8":                "zh",
		"LANG=zha_CN.UTF-8":            "en",
		"LC_MESSAGES=zh_TW LANG=en_US": "zh",
		"LC_MESSAGES=en_US LANG=zh_CN": "en",
		"LC_ALL=zh_CN LC_MESSAGES=en":  "zh",
		"LC_ALL=C LANG=zh_CN.UTF-8":    "en",
		"LC_ALL= LANG=zh_CN.UTF-8":     "zh",
	} {
		environment := make(map[string]string)
		for variable := range strings.FieldsSeq(variables) {
			name, value, _ := strings.Cut(variable, "=")
			environment[name] = value
		}
		if got := languageOf(func(name string) string { return environment[name] }); got != want {
			t.Errorf("%s: %q, want %q", variables, got, want)
		}
	}
}

// TestLanguageHere looks at which notes a terminal gets: Chinese has no ASCII.
func TestLanguageHere(t *testing.T) {
	for _, c := range []struct {
		locale, lang string
		how          manner
		ascii        bool
		want         string // "" for an error
	}{
		{"zh_CN.UTF-8", "", drawn, false, "zh"},
		{"zh_CN.UTF-8", "", plain, true, "en"},
		{"zh_CN", "", plain, false, "en"},
		{"zh_CN", "", printed, false, "zh"},
		{"zh_CN.UTF-8", "en", plain, false, "en"},
		{"C.UTF-8", "zh", plain, false, "zh"},
		{"C.UTF-8", "zh", drawn, true, ""},
		{"C", "zh", plain, false, ""},
		{"C", "zh", printed, true, "zh"},
		{"C", "en", drawn, true, "en"},
	} {
		t.Setenv("LC_ALL", c.locale)
		t.Setenv("TERM", "xterm-256color")
		library, err := terminal{say: &phrases.In("en").Command, ascii: &c.ascii, lang: &c.lang}.libraryHere(c.how)
		got := ""
		if err == nil {
			got = library.All()[0].Lang
		}
		if got != c.want {
			t.Errorf(
				"locale %s, --lang %q, manner %d, ASCII %t: %q, %v, want %q",
				c.locale,
				c.lang,
				c.how,
				c.ascii,
				got,
				err,
				c.want,
			)
		}
	}
}
