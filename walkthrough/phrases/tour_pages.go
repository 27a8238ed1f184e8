package phrases

import (
	"fmt"
	"strings"
)

// TourFront is the page before a walk.
type TourFront struct {
	Title    string // where the notes have none, and of an introduction
	ARequest string // at the beginning of the chain
	// ToRead says how much a path has. The numbers are written already.
	ToRead func(stops, words string, spans bool) string
}

var tourFrontEnglish = TourFront{
	Title: "Before you walk", ARequest: "a request",
	ToRead: func(stops, words string, spans bool) string {
		return fmt.Sprintf("%s %s, %s words to read", stops, ofSteps("stages")(spans), words)
	},
}

var tourFrontChinese = TourFront{
	Title: "开始之前", ARequest: "请求",
	ToRead: func(stops, words string, spans bool) string {
		return joined(stops, "个", ofStepsChinese("阶段")(spans), "，要读", words, "字")
	},
}

// TourChapter is the page that heads a chapter.
type TourChapter struct {
	Title     string // of a page without a chapter
	Number    func(chapter, chapters int) string
	Overviews func(names []string) string
	// OneStage and Stages head the names of its stages, Names joins those, and More counts the ones that have no room.
	OneStage, Stages func(spans bool) string
	Between          string
	More             func(names int) string
}

var tourChapterEnglish = TourChapter{
	Title:     "Chapter",
	Number:    func(chapter, chapters int) string { return fmt.Sprintf("Chapter %d of %d", chapter, chapters) },
	Overviews: func(names []string) string { return "Its overviews (V): " + strings.Join(names, ", ") },
	OneStage:  ofSteps("Its stage: "),
	Stages:    ofSteps("Its stages: "),
	Between:   ", ",
	More:      func(names int) string { return fmt.Sprintf("and %d more", names) },
}

var tourChapterChinese = TourChapter{
	Title:     "章",
	Number:    func(chapter, chapters int) string { return fmt.Sprintf("第 %d 章，共 %d 章", chapter, chapters) },
	Overviews: func(names []string) string { return "它的总览（V）：" + strings.Join(names, "、") },
	OneStage:  ofStepsChinese("它的阶段："),
	Stages:    ofStepsChinese("它的阶段："),
	Between:   "、",
	More:      func(names int) string { return fmt.Sprintf("还有 %d 个", names) },
}

// TourGlossary is the page of words.
type TourGlossary struct {
	Title, InThisNote string
	// Name is a word as it heads its explanation and as it is listed, with the English word, which may be the same.
	Name                   func(word, english string) string
	NothingMore            func(spans bool) string
	LeadsTo                func(stage string) string
	WhichWords, PartOfWord string // asks, and says what may be typed
	Have                   func(found, words int, text string) string
}

var tourGlossaryEnglish = TourGlossary{
	Title: "Glossary", InThisNote: "in this note",
	Name:        func(word, _ string) string { return word },
	NothingMore: ofSteps("no stage here tells more of it"),
	LeadsTo:     func(stage string) string { return "enter: " + stage },
	WhichWords:  "which words?", PartOfWord: "a word, or a part of one",
	Have: func(found, words int, text string) string {
		return fmt.Sprintf("%d of %d words have \"%s\"", found, words, text)
	},
}

var tourGlossaryChinese = TourGlossary{
	Title: "词汇表", InThisNote: "在这篇讲解里",
	Name:        withEnglish,
	NothingMore: ofStepsChinese("这里没有阶段讲到它"),
	LeadsTo:     func(stage string) string { return "enter：" + stage },
	WhichWords:  "哪些词？", PartOfWord: "一个词，或者它的一部分",
	Have: func(found, words int, text string) string {
		return fmt.Sprintf("%d 个词里有 %d 个含有“%s”", words, found, text)
	},
}

// TourOverview is the pages of overviews.
type TourOverview struct {
	Title, List, Heads string
	// OfThisChapter says of an overview by its title that it goes with the learner's chapter.
	OfThisChapter func(title string) string
	ReadOn        func(stages []string) string
}

var tourOverviewEnglish = TourOverview{
	Title: "Overview", List: "Overviews", Heads: "What no single stage tells:",
	OfThisChapter: func(title string) string { return title + ". It goes with this chapter." },
	ReadOn: func(stages []string) string {
		return "Read on at " + strings.Join(stages, ", ") + " (: goes to a stage by its name)."
	},
}

var tourOverviewChinese = TourOverview{
	Title: "总览", List: "总览", Heads: "跨越多个阶段的内容：",
	OfThisChapter: func(title string) string { return title + "。它属于这一章。" },
	ReadOn: func(stages []string) string {
		return "接着读 " + strings.Join(stages, "、") + "（按 : 可以用名字前往阶段）。"
	},
}

// TourMarks is the page of marks.
type TourMarks struct {
	Title   string
	NotHere func(address string) string
}

var tourMarksEnglish = TourMarks{
	Title: "Marks", NotHere: func(address string) string { return "not here: " + address },
}

var tourMarksChinese = TourMarks{
	Title: "标记", NotHere: func(address string) string { return "不在这里：" + address },
}

// TourWhy is the page of questions about a stage.
type TourWhy struct{ Title, Looking string }

var (
	tourWhyEnglish = TourWhy{Title: "Why, and why not", Looking: "looking for answers …"}
	tourWhyChinese = TourWhy{Title: "为什么，为什么不", Looking: "正在找答案 …"}
)

// TourPredict is the box with a question before a stage.
type TourPredict struct {
	WhatDoYouThink, OnceMore, TheAnswer, WalkOn string
	HowToAnswer                                 func(options int) string
	// Two puts a sentence behind another.
	Two func(first, second string) string
}

var tourPredictEnglish = TourPredict{
	WhatDoYouThink: "What do you think?", OnceMore: "Once more", TheAnswer: "The answer", WalkOn: "walk on",
	HowToAnswer: func(options int) string { return fmt.Sprintf("1–%d or ↑↓ enter · esc skips", options) },
	Two:         func(first, second string) string { return first + " " + second },
}

var tourPredictChinese = TourPredict{
	WhatDoYouThink: "你觉得呢？", OnceMore: "再问一次", TheAnswer: "答案", WalkOn: "往前走",
	HowToAnswer: func(options int) string { return fmt.Sprintf("1–%d，或 ↑↓ enter · esc 跳过", options) },
	Two:         func(first, second string) string { return first + second },
}

// TourPrompt is the line that is being typed, and the list above it.
type TourPrompt struct {
	Step     func(step int) string
	ToChoose func(answers int) string
	NoMatch  string
	Looking  string
}

var tourPromptEnglish = TourPrompt{
	Step:     func(step int) string { return fmt.Sprintf("step %d", step) },
	ToChoose: func(answers int) string { return fmt.Sprintf("%d to choose from", answers) },
	NoMatch:  "no match", Looking: "looking …",
}

var tourPromptChinese = TourPrompt{
	Step:     func(step int) string { return fmt.Sprintf("第 %d 步", step) },
	ToChoose: func(answers int) string { return fmt.Sprintf("有 %d 个可选", answers) },
	NoMatch:  "没有匹配", Looking: "正在找 …",
}
