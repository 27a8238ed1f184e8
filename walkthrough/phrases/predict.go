package phrases

import "fmt"

// Predict is what surrounds a question: its choices, and the quiz.
type Predict struct {
	Choices   PredictChoices
	Goroutine PredictGoroutine
	HowLong   PredictHowLong
	Answers   PredictAnswers
	Decides   PredictDecides
	Quiz      PredictQuiz
}

var predictEnglish = Predict{
	Choices: predictChoicesEnglish, Goroutine: predictGoroutineEnglish, HowLong: predictHowLongEnglish,
	Answers: predictAnswersEnglish, Decides: predictDecidesEnglish, Quiz: predictQuizEnglish,
}

var predictChinese = Predict{
	Choices: predictChoicesChinese, Goroutine: predictGoroutineChinese, HowLong: predictHowLongChinese,
	Answers: predictAnswersChinese, Decides: predictDecidesChinese, Quiz: predictQuizChinese,
}

// PredictChoices are choices that are no names.
type PredictChoices struct {
	Ready string // no stage fails
	Hook  Format // a post-start hook
}

var predictChoicesEnglish = PredictChoices{Ready: "none: the server becomes ready", Hook: "the hook %s"}

var predictChoicesChinese = PredictChoices{Ready: "都没有：服务器会就绪", Hook: "钩子 %s"}

// PredictGoroutine says in which goroutine a stage runs, or all of several stages.
type PredictGoroutine struct {
	Same       Format // the stage around it
	Callers    string // instead of that stage, where it is not the same for all
	SameInTurn Format // of several: the stage around them
	Own        string
	EachItsOwn string
	OneBeside  string // of several
}

var predictGoroutineEnglish = PredictGoroutine{
	Same:       "in the goroutine of %s",
	Callers:    "their callers",
	SameInTurn: "in the goroutine of %s, one after the other",
	Own:        "in a goroutine of its own",
	EachItsOwn: "each in a goroutine of its own",
	OneBeside:  "all in one goroutine beside it, one after the other",
}

var predictGoroutineChinese = PredictGoroutine{
	Same:       "在 %s 的 goroutine 里",
	Callers:    "各自调用方",
	SameInTurn: "在 %s 的 goroutine 里，一个接一个",
	Own:        "在自己的 goroutine 里",
	EachItsOwn: "各在自己的 goroutine 里",
	OneBeside:  "都在旁边的同一个 goroutine 里，一个接一个",
}

// PredictHowLong are orders of magnitude.
type PredictHowLong struct{ Under1, From1To10, From10To100, Over100 string } // ms

var predictHowLongEnglish = PredictHowLong{
	Under1: "less than 1 ms", From1To10: "1 to 10 ms", From10To100: "10 to 100 ms", Over100: "more than 100 ms",
}

var predictHowLongChinese = PredictHowLong{
	Under1: "不到 1 ms", From1To10: "1 到 10 ms", From10To100: "10 到 100 ms", Over100: "超过 100 ms",
}

// PredictAnswers says which server answers a request.
type PredictAnswers struct{ Filter, Aggregator, Kube, APIExtensions, Extension, NotFound string }

var predictAnswersEnglish = PredictAnswers{
	Filter:        "no server: a filter ends it",
	Aggregator:    "the aggregator itself",
	Kube:          "the kube server",
	APIExtensions: "the apiextensions server",
	Extension:     "an extension server, for which the aggregator is a proxy",
	NotFound:      "no server: it is passed on to the end of the chain, 404",
}

var predictAnswersChinese = PredictAnswers{
	Filter:        "没有服务器应答：请求止于一个过滤器",
	Aggregator:    "聚合器自己",
	Kube:          "kube 服务器",
	APIExtensions: "apiextensions 服务器",
	Extension:     "一个扩展服务器，聚合器是它的代理",
	NotFound:      "没有服务器应答：请求一直传到链的末端，404",
}

// PredictDecides says what decides a request, where that is no filter and no plugin.
type PredictDecides struct{ Admission, Storage, Nobody, Extension string }

var predictDecidesEnglish = PredictDecides{
	Admission: "admission",
	Storage:   "the handler, with its storage",
	Nobody:    "the end of the chain: no server has it",
	Extension: "the extension server",
}

var predictDecidesChinese = PredictDecides{
	Admission: "准入",
	Storage:   "处理器和它的存储",
	Nobody:    "链的末端：哪个服务器都没有它",
	Extension: "扩展服务器",
}

// PredictQuiz is what the quiz says around its questions.
type PredictQuiz struct {
	HowTo        string
	One          Format             // how to answer
	Several      Format             // how many, how to answer
	SeveralAbout Format             // how many, about what
	AboutBoot    func(n int) string // so many of them
	AboutRequest func(n int) string
	AboutBreak   func(n int) string
	Comma        string // between those
	OfRequest    Format // where the question belongs: the name of a request
	OfBreak      Format // the name of a broken boot
	Before       Format // a stage
	Asks         Format // its number, how many there are, where it belongs, the question
	TypeNumber   Format // how many choices there are
	Right        Format // the truth, a sentence about it
	Truth        Format // the same, after a wrong answer
	YouSaid      Format // the choice, a sentence about it
	Score        Format // how many were right, of how many; the next day, the command that asks then
	NothingToday Format // the next day, the command that asks all of them
	NeverAsked   Format // the command
}

var predictQuizEnglish = PredictQuiz{
	HowTo:        "Type the number of an answer, nothing to skip it, q to end.",
	One:          "One question. %s",
	Several:      "%d questions. %s",
	SeveralAbout: "%d questions: %s.",
	AboutBoot:    func(n int) string { return fmt.Sprintf("%d about the boot", n) },
	AboutRequest: func(n int) string { return fmt.Sprintf("%d about requests", n) },
	AboutBreak:   func(n int) string { return fmt.Sprintf("%d about broken boots", n) },
	Comma:        ", ",
	OfRequest:    "request %s",
	OfBreak:      "broken boot %s",
	Before:       "before %s",
	Asks:         "%d of %d, %s: %s",
	TypeNumber:   "Type a number from 1 to %d, nothing to skip the question, or q to end.",
	Right:        "Right: %s. %s",
	Truth:        "It is %s. %s",
	YouSaid:      "You said %s. %s",
	Score:        "%d of %d right. The next question is due on %s: %s --due",
	NothingToday: "Nothing is due today. The next question is due on %s; %s asks all of them now.",
	NeverAsked:   "Nothing is due: no question has been answered yet. %s asks all of them now.",
}

var predictQuizChinese = PredictQuiz{
	HowTo:        "输入答案的编号；直接回车跳过；q 结束。",
	One:          "1 个问题。%s",
	Several:      "%d 个问题。%s",
	SeveralAbout: "%d 个问题：%s。",
	AboutBoot:    func(n int) string { return fmt.Sprintf("关于启动 %d 个", n) },
	AboutRequest: func(n int) string { return fmt.Sprintf("关于请求 %d 个", n) },
	AboutBreak:   func(n int) string { return fmt.Sprintf("关于出错的启动 %d 个", n) },
	Comma:        "，",
	OfRequest:    "请求 %s",
	OfBreak:      "出错的启动 %s",
	Before:       "在 %s 之前",
	Asks:         "第 %d/%d 题，%s：%s",
	TypeNumber:   "请输入 1 到 %d 的数字，直接回车跳过这个问题，或输入 q 结束。",
	Right:        "正确：%s。%s",
	Truth:        "答案是：%s。%s",
	YouSaid:      "你选的是：%s。%s",
	Score:        "答了 %[2]d 个，答对 %[1]d 个。下一个问题 %[3]s 到期：%[4]s --due",
	NothingToday: "今天没有到期的问题。下一个问题 %s 到期；%s 现在就问全部问题。",
	NeverAsked:   "没有到期的问题：你还没有回答过任何问题。%s 现在就问全部问题。",
}
