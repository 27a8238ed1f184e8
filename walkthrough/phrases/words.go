package phrases

import "fmt"

// Words is durations, places and states, for every view. Texts here are parts of sentences: [Words.Comma] stands
// between two of them.
type Words struct {
	Comma    string                     // between the parts of a sentence, as ", "
	List     string                     // between the members of a list
	LeftOut  func(number string) string // stands for that many names of a row: "… 97 more …"
	Counted  WordsCounted
	Kinds    WordsKinds
	States   WordsStates
	Times    WordsTimes
	Odd      WordsOdd
	Event    WordsEvent
	Requests WordsRequests
	Compared WordsCompared
	Called   WordsCalled
}

var wordsEnglish = Words{
	Comma:   ", ",
	List:    ", ",
	LeftOut: func(number string) string { return "… " + number + " more …" },
	Counted: wordsCountedEnglish, Kinds: wordsKindsEnglish, States: wordsStatesEnglish, Times: wordsTimesEnglish,
	Odd: wordsOddEnglish, Event: wordsEventEnglish, Requests: wordsRequestsEnglish, Compared: wordsComparedEnglish,
	Called: wordsCalledEnglish,
}

var wordsChinese = Words{
	Comma:   "，",
	List:    "、",
	LeftOut: func(number string) string { return "… 还有 " + number + " 个 …" },
	Counted: wordsCountedChinese, Kinds: wordsKindsChinese, States: wordsStatesChinese, Times: wordsTimesChinese,
	Odd: wordsOddChinese, Event: wordsEventChinese, Requests: wordsRequestsChinese, Compared: wordsComparedChinese,
	Called: wordsCalledChinese,
}

// WordsCounted are numbers of things: "1 part", "2 parts".
type WordsCounted struct {
	Parts, Stages, Spans, Traces, Recordings, Filters, Hooks func(n int) string
}

var wordsCountedEnglish = WordsCounted{
	Parts:      func(n int) string { return counted(n, "part") },
	Stages:     func(n int) string { return counted(n, "stage") },
	Spans:      func(n int) string { return counted(n, "span") },
	Traces:     func(n int) string { return counted(n, "trace") },
	Recordings: func(n int) string { return counted(n, "recording") },
	Filters:    func(n int) string { return counted(n, "filter") },
	Hooks:      func(n int) string { return counted(n, "hook") },
}

var wordsCountedChinese = WordsCounted{
	Parts:      func(n int) string { return fmt.Sprintf("%d 个部分", n) },
	Stages:     func(n int) string { return fmt.Sprintf("%d 个阶段", n) },
	Spans:      func(n int) string { return fmt.Sprintf("%d 个 span", n) },
	Traces:     func(n int) string { return fmt.Sprintf("%d 个 trace", n) },
	Recordings: func(n int) string { return fmt.Sprintf("%d 份录制", n) },
	Filters:    func(n int) string { return fmt.Sprintf("%d 个过滤器", n) },
	Hooks:      func(n int) string { return fmt.Sprintf("%d 个钩子", n) },
}

// Kind is the words for one kind of what is walked through.
type Kind struct {
	Whole  string             // "boot"
	Step   string             // "stage"
	Steps  string             // "stages"
	AStep  string             // "a stage"
	OfStep func(n int) string // "3 stages"
}

// WordsKinds has a boot, a request, and the trace of another program.
type WordsKinds struct{ Boot, Request, Other Kind }

var wordsKindsEnglish = WordsKinds{
	Boot:    Kind{"boot", "stage", "stages", "a stage", wordsCountedEnglish.Stages},
	Request: Kind{"request", "stage", "stages", "a stage", wordsCountedEnglish.Stages},
	Other:   Kind{"trace", "span", "spans", "a span", wordsCountedEnglish.Spans},
}

var wordsKindsChinese = WordsKinds{
	Boot:    Kind{"启动", "阶段", "阶段", "一个阶段", wordsCountedChinese.Stages},
	Request: Kind{"请求", "阶段", "阶段", "一个阶段", wordsCountedChinese.Stages},
	Other:   Kind{"trace", "span", "span", "一个 span", wordsCountedChinese.Spans},
}

// WordsStates says how far a stage has got.
type WordsStates struct{ Ahead, Held, Running, Done, Failed, Skipped, EndUnknown string }

var wordsStatesEnglish = WordsStates{
	Ahead: "ahead", Held: "held", Running: "running", Done: "done", Failed: "failed", Skipped: "skipped",
	EndUnknown: "end unknown",
}

var wordsStatesChinese = WordsStates{
	Ahead: "未开始", Held: "已暂停", Running: "运行中", Done: "已完成", Failed: "已失败", Skipped: "已跳过", EndUnknown: "结束未知",
}

// WordsCalled says that a name that a learner gave is no name of a step.
type WordsCalled struct{ NoStage, NoSpan func(name string) string }

var wordsCalledEnglish = WordsCalled{
	NoStage: func(name string) string { return fmt.Sprintf("no stage is called %q", name) },
	NoSpan:  func(name string) string { return fmt.Sprintf("no span is called %q", name) },
}

var wordsCalledChinese = WordsCalled{
	NoStage: func(name string) string { return fmt.Sprintf("没有名为 %q 的阶段", name) },
	NoSpan:  func(name string) string { return fmt.Sprintf("没有名为 %q 的 span", name) },
}
