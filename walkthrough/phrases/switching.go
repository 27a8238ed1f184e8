package phrases

import "strings"

// Switching is what is said to a learner who wants another language.
type Switching struct {
	// OnlyASCII says why a terminal cannot show a language whose letters are not Latin.
	OnlyASCII string
	Unknown   func(language string, known []string) string
	// Speaks says that everything is in this language from now on, where nothing is drawn that shows it.
	Speaks string
}

var switchingEnglish = Switching{
	OnlyASCII: "no Chinese in ASCII: LANG has to name UTF-8",
	Unknown: func(language string, known []string) string {
		return "no language is called " + language + ": there is " + strings.Join(known, " and ")
	},
	Speaks: "everything is in English now",
}

var switchingChinese = Switching{
	OnlyASCII: "ASCII 显示不了中文：LANG 要用 UTF-8",
	Unknown: func(language string, known []string) string {
		return "没有名为 " + language + " 的语言：可用的有 " + strings.Join(known, " 和 ")
	},
	Speaks: "从现在起都用中文显示",
}
