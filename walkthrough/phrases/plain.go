package phrases

import (
	"fmt"
	"strings"
)

// Plain is what the plain walk prints around notes. The steps of our server's traces are stages, those of other
// programs are spans: a text about them asks which.
type Plain struct {
	Opening string
	// Sentence makes a sentence of a few words, Two puts a sentence behind another.
	Sentence func(text string) string
	Two      func(first, second string) string
	// Labelled names what follows, Between stands between the items of a list, and Beside between facts of one line.
	Labelled        func(label, text string) string
	Between, Beside string
	// Step writes an item about a stage by its number, and ToStep one that says what to type to go there.
	Step    func(number int, name, said string) string
	ToStep  func(number int, name string) string
	NoNote  func(spans bool) string
	Front   PlainFront
	Glosses PlainGlosses
	Stage   PlainStage
	Source  PlainSource
	Lanes   PlainLanes
	News    PlainNews
	Outside PlainOutside
	Predict PlainPredict
	Prompt  PlainPrompt
	Help    PlainHelp
	Log     PlainLog
	Health  PlainHealth
	Hooks   PlainHooks
	Ready   PlainReady
	Why     PlainWhy
	// MarkLacks is an item about a mark on a stage that the recording lacks.
	MarkLacks func(address, mark string) string
}

var plainEnglish = Plain{
	Opening:  "apitour as lines of text. \"help\" lists the commands, \"quit\" leaves.",
	Sentence: plainSentence(".", "?"),
	Two:      func(first, second string) string { return first + " " + second },
	Labelled: func(label, text string) string { return label + ": " + text },
	Between:  ", ", Beside: ", ",
	Step:   func(n int, name, said string) string { return fmt.Sprintf("step %d, %s: %s", n, name, said) },
	ToStep: func(n int, name string) string { return fmt.Sprintf("j %d: %s", n, name) },
	NoNote: plainSteps("No note explains this stage."),
	Front:  plainFrontEnglish, Glosses: plainGlossesEnglish, Stage: plainStageEnglish, Source: plainSourceEnglish,
	Lanes: plainLanesEnglish, News: plainNewsEnglish, Outside: plainOutsideEnglish, Predict: plainPredictEnglish,
	Prompt: plainPromptEnglish, Help: plainHelpEnglish, Log: plainLogEnglish, Health: plainHealthEnglish,
	Hooks: plainHooksEnglish, Ready: plainReadyEnglish, Why: plainWhyEnglish,
	MarkLacks: func(address, mark string) string { return address + ", which this recording lacks: " + mark },
}

var plainChinese = Plain{
	Opening:  "apitour 的文字行模式。“help”列出命令，“quit”退出。",
	Sentence: plainSentence("。", "?", "？", "。"),
	Two:      func(first, second string) string { return first + second },
	Labelled: func(label, text string) string { return label + "：" + text },
	Between:  "、", Beside: "，",
	Step:   func(n int, name, said string) string { return fmt.Sprintf("第 %d 步，%s：%s", n, name, said) },
	ToStep: func(n int, name string) string { return fmt.Sprintf("j %d：%s", n, name) },
	NoNote: plainSteps("没有讲解说到这个阶段。", "没有讲解说到这个 span。"),
	Front:  plainFrontChinese, Glosses: plainGlossesChinese, Stage: plainStageChinese, Source: plainSourceChinese,
	Lanes: plainLanesChinese, News: plainNewsChinese, Outside: plainOutsideChinese, Predict: plainPredictChinese,
	Prompt: plainPromptChinese, Help: plainHelpChinese, Log: plainLogChinese, Health: plainHealthChinese,
	Hooks: plainHooksChinese, Ready: plainReadyChinese, Why: plainWhyChinese,
	MarkLacks: func(address, mark string) string { return address + "（这份录制里没有）：" + mark },
}

// plainSteps makes a phrase of a text about stages and of the same about spans. In English the words alone differ.
func plainSteps(stages string, spans ...string) func(spans bool) string {
	ofSpans := strings.NewReplacer("stage", "span", "Stage", "Span").Replace(stages)
	if len(spans) > 0 {
		ofSpans = spans[0]
	}
	return func(spans bool) string {
		if spans {
			return ofSpans
		}
		return stages
	}
}

// plainSentence begins a text with a capital and ends it with a full stop, unless it has one of the other ends.
func plainSentence(stop string, ends ...string) func(string) string {
	return func(text string) string {
		if text == "" {
			return ""
		}
		first := string([]rune(text)[0])
		for _, end := range ends {
			if strings.HasSuffix(text, end) {
				return strings.ToUpper(first) + strings.TrimPrefix(text, first)
			}
		}
		return strings.ToUpper(first) + strings.TrimPrefix(text, first) + stop
	}
}

// PlainFront is the page before a walk, the headings of chapters, and the overviews.
type PlainFront struct {
	Chain     func(servers []string) string // the way of a request
	Chapter   func(number int, title, sentence string) string
	Path      func(path, name, stops, words string, spans, chosen bool) string
	Keys      func(overviews bool) string
	Heading   func(number, of int, title string) string
	Stages    func(spans bool, names []string) string
	FirstPage string
	GoesOn    func(stage string) string // the next step, past a chapter that has been headed
	Overview  string                    // how to ask for one
	ReadOn    func(number int, stage string) string
	NoSection func(named, titles string) string
	MoreIntro string
	TellsMore string
}

var plainFrontEnglish = PlainFront{
	Chain:   func(servers []string) string { return "a request > " + strings.Join(servers, " > ") },
	Chapter: func(n int, title, sentence string) string { return fmt.Sprintf("%d. %s. %s", n, title, sentence) },
	Path: func(path, name, stops, words string, spans, chosen bool) string {
		steps := plainSteps("stages")(spans)
		said := fmt.Sprintf("path %s: %s, %s %s, %s words to read", path, name, stops, steps, words)
		if chosen {
			said += " (chosen)"
		}
		return said
	},
	Keys: func(overviews bool) string {
		keys := "\"next\" goes one step on, \"over\" past what is inside, \"intro\" comes back here"
		if overviews {
			keys += ", \"overviews\" lists what no one stage tells"
		}
		return keys + "."
	},
	Heading: func(n, of int, title string) string { return fmt.Sprintf("Chapter %d of %d. %s", n, of, title) },
	Stages: func(spans bool, names []string) string {
		return plainSteps("Stages: ")(spans) + strings.Join(names, ", ")
	},
	FirstPage: "(\"intro front\" prints the first page.)",
	GoesOn:    func(stage string) string { return "(\"next\" again goes on from " + stage + ".)" },
	Overview:  "\"overviews NAME\" prints one.",
	ReadOn:    func(n int, stage string) string { return fmt.Sprintf("read on: j %d, %s", n, stage) },
	NoSection: func(named, titles string) string {
		return fmt.Sprintf("The note has no section %q: %s.", named, titles)
	},
	MoreIntro: "(\"intro\" tells more.)",
	TellsMore: "(\"more\" tells more, \"source\" shows the source.)",
}

var plainFrontChinese = PlainFront{
	Chain:   func(servers []string) string { return "请求 > " + strings.Join(servers, " > ") },
	Chapter: func(n int, title, sentence string) string { return fmt.Sprintf("%d. %s。%s", n, title, sentence) },
	Path: func(path, name, stops, words string, spans, chosen bool) string {
		said := "path " + path + "：" + joined(name, "，", stops, "个", plainSteps("阶段", "span")(spans), "，要读", words, "字")
		if chosen {
			said += "（已选）"
		}
		return said
	},
	Keys: func(overviews bool) string {
		keys := "“next”往前走一步，“over”跨过里面的一切，“intro”回到这里"
		if overviews {
			keys += "，“overviews”列出跨越多个阶段的总览"
		}
		return keys + "。"
	},
	Heading: func(n, of int, title string) string { return fmt.Sprintf("第 %d 章，共 %d 章。%s", n, of, title) },
	Stages: func(spans bool, names []string) string {
		return plainSteps("阶段：", "span：")(spans) + strings.Join(names, "、")
	},
	FirstPage: "（“intro front”打印第一页。）",
	GoesOn:    func(stage string) string { return "（再来一次“next”，就从 " + stage + " 往前走。）" },
	Overview:  "“overviews NAME”打印其中一篇。",
	ReadOn:    func(n int, stage string) string { return fmt.Sprintf("接着读：j %d，%s", n, stage) },
	NoSection: func(named, titles string) string {
		return fmt.Sprintf("这篇讲解没有名为“%s”的一节：%s。", named, titles)
	},
	MoreIntro: "（“intro”讲得更多。）",
	TellsMore: "（“more”讲得更多，“source”显示源码。）",
}

// PlainGlosses are the words of the glossary.
type PlainGlosses struct {
	// Name is a word with the English one, which may be the same, and Term the word explained.
	Name     func(word, english string) string
	Term     func(name, means string) string
	At       func(number int, stage string) string // where to read on
	Words    func(names []string) string
	Explains string
	NewWords func(names []string) string
}

var plainGlossesEnglish = PlainGlosses{
	Name:     func(word, _ string) string { return word },
	Term:     func(name, means string) string { return name + ": " + means },
	At:       func(n int, stage string) string { return fmt.Sprintf(" (j %d: %s)", n, stage) },
	Words:    func(names []string) string { return "Words: " + strings.Join(names, ", ") },
	Explains: "\"glossary WORD\" explains one.",
	NewWords: func(names []string) string {
		return "(New words: " + strings.Join(names, ", ") + ". \"glossary WORD\" explains one.)"
	},
}

var plainGlossesChinese = PlainGlosses{
	Name:     withEnglish,
	Term:     func(name, means string) string { return name + "：" + means },
	At:       func(n int, stage string) string { return fmt.Sprintf("（j %d：%s）", n, stage) },
	Words:    func(names []string) string { return "词汇：" + strings.Join(names, "、") },
	Explains: "“glossary WORD”解释其中一个。",
	NewWords: func(names []string) string {
		return "（新词：" + strings.Join(names, "、") + "。“glossary WORD”解释其中一个。）"
	},
}

// withEnglish puts the English word beside another. A word that has the English one in it already needs none.
func withEnglish(word, english string) string {
	if english == "" || strings.Contains(strings.ToLower(word), strings.ToLower(english)) {
		return word
	}
	return word + "（" + english + "）"
}
