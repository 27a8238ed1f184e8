package phrases

import "fmt"

// WordsTimes says how far a stage has got, how long that took, and when.
type WordsTimes struct {
	Ahead, Skipped, Held string // states, and what each means
	TookUnknown          string
	StillRunning         func(took string) string
	Own, HeldFor         func(took string) string
	Began, BeganAbout    func(at string) string // counted from the start of the trace
	Ended                func(at string) string
	Goroutine            func(id int64) string
	// OnPath says how much of the critical path lies at a stage. Own is "" where all of it is the stage's own.
	OnPath func(at, whole, own string) string
	// RunningFor, FailedAfter and In are all that is said of a stage where there is little room.
	RunningFor, FailedAfter func(took string) string
	In                      func(state, took string) string
}

var wordsTimesEnglish = WordsTimes{
	Ahead:        "ahead: it has not begun",
	Skipped:      "skipped: its caller ended without calling it",
	Held:         "held, before its work begins",
	TookUnknown:  "how long it took is not known",
	StillRunning: func(took string) string { return took + ", still running" },
	Own:          func(took string) string { return "own " + took },
	HeldFor:      func(took string) string { return "held " + took },
	Began:        func(at string) string { return "began at +" + at },
	BeganAbout:   func(at string) string { return "began at about +" + at },
	Ended:        func(at string) string { return "ended at +" + at },
	Goroutine:    func(id int64) string { return fmt.Sprintf("goroutine %d", id) },
	OnPath: func(at, whole, own string) string {
		said := "on the critical path: " + at + " of " + whole
		if own != "" {
			said += " (own " + own + ")"
		}
		return said
	},
	RunningFor:  func(took string) string { return "running for " + took },
	FailedAfter: func(took string) string { return "failed after " + took },
	In:          func(state, took string) string { return state + " in " + took },
}

var wordsTimesChinese = WordsTimes{
	Ahead:        "未开始",
	Skipped:      "已跳过：调用方没有调用它就结束了",
	Held:         "已暂停，还没有开始工作",
	TookUnknown:  "耗时未知",
	StillRunning: func(took string) string { return took + "，还在运行" },
	Own:          func(took string) string { return "自身 " + took },
	HeldFor:      func(took string) string { return "暂停 " + took },
	Began:        func(at string) string { return "开始于 +" + at },
	BeganAbout:   func(at string) string { return "大约开始于 +" + at },
	Ended:        func(at string) string { return "结束于 +" + at },
	Goroutine:    func(id int64) string { return fmt.Sprintf("goroutine %d", id) },
	OnPath: func(at, whole, own string) string {
		said := "关键路径共 " + whole + "，在这里 " + at
		if own != "" {
			said += "（自身 " + own + "）"
		}
		return said
	},
	RunningFor:  func(took string) string { return "已运行 " + took },
	FailedAfter: func(took string) string { return "失败，耗时 " + took },
	In:          func(state, took string) string { return state + "，耗时 " + took },
}

// WordsCompared says what several recordings tell of a stage.
type WordsCompared struct {
	MedianOf  func(count int, median, least, most string) string
	InSome    func(seen, recordings int) string
	SamePlace func(recordings int) string
	Luck      string
	// Different says that recordings cannot be compared, and why: OtherService or NoStageInCommon.
	Different       func(why string) string
	OtherService    func(service, of string) string
	NoStageInCommon string
	// Ready says when the program was ready, ReadyIn the same behind the word "ready", in so many of the recordings.
	Ready   func(in string) string
	ReadyIn func(median, least, most string, count, recordings int) string
}

var wordsComparedEnglish = WordsCompared{
	MedianOf: func(count int, median, least, most string) string {
		return fmt.Sprintf("median of %d: %s, %s to %s", count, median, least, most)
	},
	InSome: func(seen, recordings int) string { return fmt.Sprintf("in %d of %d recordings", seen, recordings) },
	SamePlace: func(recordings int) string {
		return fmt.Sprintf("its place among its siblings is the same in all %d", recordings)
	},
	Luck:            "its place among its siblings is luck: it differs",
	Different:       func(why string) string { return "compare recordings: they are of different programs: " + why },
	OtherService:    func(service, of string) string { return fmt.Sprintf("its service is %q, not %q", service, of) },
	NoStageInCommon: "no stage of the first is in it",
	Ready:           func(in string) string { return "ready " + in },
	ReadyIn: func(median, least, most string, count, recordings int) string {
		in := counted(recordings, "recording")
		if count < recordings {
			in = fmt.Sprintf("%d of %s", count, in)
		}
		return fmt.Sprintf("in a median of %s, %s to %s, in %s", median, least, most, in)
	},
}

var wordsComparedChinese = WordsCompared{
	MedianOf: func(count int, median, least, most string) string {
		return fmt.Sprintf("%d 次的中位数：%s，从 %s 到 %s", count, median, least, most)
	},
	InSome: func(seen, recordings int) string {
		return fmt.Sprintf("%d 份录制中有 %d 份有它", recordings, seen)
	},
	SamePlace: func(recordings int) string {
		return fmt.Sprintf("在同级中的位置，%d 份录制都一样", recordings)
	},
	Luck:            "在同级中的位置是偶然的：各次不同",
	Different:       func(why string) string { return "这些录制不能比较，它们来自不同的程序：" + why },
	OtherService:    func(service, of string) string { return fmt.Sprintf("它的服务是 %q，而不是 %q", service, of) },
	NoStageInCommon: "第一份录制的阶段，它一个都没有",
	Ready:           func(in string) string { return joined("就绪所需的", in) },
	ReadyIn: func(median, least, most string, count, recordings int) string {
		in := fmt.Sprintf("%d 份录制", recordings)
		if count < recordings {
			in += fmt.Sprintf("中的 %d 份", count)
		}
		return fmt.Sprintf("中位数 %s，从 %s 到 %s，据 %s", median, least, most, in)
	},
}

// WordsEvent says when an event of a span happened.
type WordsEvent struct {
	NoTime      string
	Before      func(took, whole string) string // whole is a [Kind]'s
	AfterEnd    func(took string) string
	BeforeStart func(took string) string
	MoreLines   func(n int) string // of a stack trace
}

var wordsEventEnglish = WordsEvent{
	NoTime:      "no time",
	Before:      func(took, whole string) string { return took + " before the " + whole },
	AfterEnd:    func(took string) string { return took + " after its end" },
	BeforeStart: func(took string) string { return took + " before its start" },
	MoreLines:   func(n int) string { return fmt.Sprintf("and %d more lines", n) },
}

var wordsEventChinese = WordsEvent{
	NoTime:      "没有时间",
	Before:      func(took, whole string) string { return joined("比", whole, "早", took) },
	AfterEnd:    func(took string) string { return "在它结束之后 " + took },
	BeforeStart: func(took string) string { return "在它开始之前 " + took },
	MoreLines:   func(n int) string { return fmt.Sprintf("还有 %d 行", n) },
}
