package phrases

import (
	"fmt"
	"time"
)

// WalkRows names rows of many stages.
type WalkRows struct {
	MoreLikeThis func(times int) string
	MoreOfFamily func(steps int, family string) string
	More         func(steps int, spans bool) string
	PassedOn     func(filters int) string
	PassedOnOnly func(row, took string) string // says also that they did nothing else
	InAll        func(row, took string) string
	Longest      func(row, names string) string // adds which took longest
}

var walkRowsEnglish = WalkRows{
	MoreLikeThis: func(times int) string { return fmt.Sprintf("%d more like this", times) },
	MoreOfFamily: func(steps int, family string) string { return fmt.Sprintf("%d more: %s…", steps, family) },
	More: func(steps int, spans bool) string {
		return fmt.Sprintf("%d more %s", steps, either("stages", "spans")(spans))
	},
	PassedOn:     func(filters int) string { return counted(filters, "filter") + " passed it on" },
	PassedOnOnly: func(row, took string) string { return row + " and did nothing else with it, " + took + " in all" },
	InAll:        func(row, took string) string { return row + ", " + took + " in all" },
	Longest:      func(row, names string) string { return row + "; longest " + names },
}

var walkRowsChinese = WalkRows{
	MoreLikeThis: func(times int) string { return fmt.Sprintf("同样的还有 %d 次", times) },
	MoreOfFamily: func(steps int, family string) string { return fmt.Sprintf("还有 %d 个：%s…", steps, family) },
	More: func(steps int, spans bool) string {
		return fmt.Sprintf("还有 %d %s", steps, either("个阶段", "个 span")(spans))
	},
	PassedOn:     func(filters int) string { return fmt.Sprintf("%d 个过滤器把它传了下去", filters) },
	PassedOnOnly: func(row, took string) string { return row + "，别的什么都没做，一共 " + took },
	InAll:        func(row, took string) string { return row + "，一共 " + took },
	Longest:      func(row, names string) string { return row + "；最久的是 " + names },
}

// WalkFront is what the page before a walk says beside the notes' own text.
type WalkFront struct {
	ChaptersAhead func(chapters int) string // above the chapters of another program
	// File, Service, Traces, Spans and Time label what a file tells of itself.
	File, Traces, Spans, Time string
	Service                   func(names int) string
	AndMore                   func(names, more string) string
	NoService                 string
	OfOurs, Failed            func(counted, of string) string
	From                      func(begun time.Time, took string) string
}

var walkFrontEnglish = WalkFront{
	ChaptersAhead: func(chapters int) string {
		if chapters == 1 {
			return "It is told in one chapter:"
		}
		return fmt.Sprintf("It is told in %d chapters:", chapters)
	},
	File:   "file",
	Traces: "traces",
	Spans:  "spans",
	Time:   "time",
	Service: func(names int) string {
		if names > 1 {
			return "services"
		}
		return "service"
	},
	AndMore:   func(names, more string) string { return names + " and " + more + " more" },
	NoService: "none is named",
	OfOurs:    func(counted, of string) string { return counted + ", " + of + " of them by apitour's own server" },
	Failed:    func(counted, of string) string { return counted + ", " + of + " of them failed: ! goes there" },
	From: func(begun time.Time, took string) string {
		return begun.UTC().Format("2 January 2006, 15:04:05 UTC") + ", for " + took
	},
}

var walkFrontChinese = WalkFront{
	ChaptersAhead: func(chapters int) string { return fmt.Sprintf("它有 %d 章：", chapters) },
	File:          "文件",
	Traces:        "trace",
	Spans:         "span",
	Time:          "时间",
	Service:       func(int) string { return "服务" },
	AndMore:       func(names, more string) string { return names + "，还有 " + more + " 个" },
	NoService:     "都没有名字",
	OfOurs: func(counted, of string) string {
		return counted + "，其中 " + of + " 个来自 apitour 自己的服务器"
	},
	Failed: func(counted, of string) string { return counted + "，其中 " + of + " 个失败：! 去那里" },
	From: func(begun time.Time, took string) string {
		return begun.UTC().Format("2006-01-02 15:04:05 UTC") + "，历时 " + took
	},
}

// WalkMarks is said of a person's marks on steps.
type WalkMarks struct {
	Label                        string // in front of the line that is typed
	NothingToMark, Removed, None string
	MarkedForNow, Marked         string
	NoneYet                      func(spans bool) string
}

var walkMarksEnglish = WalkMarks{
	Label:         "mark:",
	NothingToMark: "nothing to mark yet",
	Removed:       "mark removed",
	None:          "no mark: an empty text sets none",
	MarkedForNow:  "marked, until you leave: this recording has no file",
	Marked:        "marked: ' lists the marks",
	NoneYet:       either("no marks yet: M sets one at this step", "no marks yet: M sets one at this span"),
}

var walkMarksChinese = WalkMarks{
	Label:         "标记：",
	NothingToMark: "还没有可以标记的",
	Removed:       "标记已去掉",
	None:          "没有做标记：文字是空的",
	MarkedForNow:  "已标记，离开之前有效：这份录制没有文件",
	Marked:        "已标记：' 列出所有标记",
	NoneYet:       either("还没有标记：按 M 给这一步做一个", "还没有标记：按 M 给这个 span 做一个"),
}

// WalkLink says why there is no link to a step.
type WalkLink struct {
	NothingYet, OfBoot, OfRequest string
	OfUnsaved                     func(address string) string
}

var walkLinkEnglish = WalkLink{
	NothingYet: "nothing to link to yet",
	OfBoot:     "no file to link to: apitour record -o FILE makes one",
	OfRequest:  "no file to link to: apitour request NAME -o FILE makes one",
	OfUnsaved: func(address string) string {
		return "no file to link to: save it, then apitour play FILE --at " + address
	},
}

var walkLinkChinese = WalkLink{
	NothingYet: "还没有可以链接的",
	OfBoot:     "没有可以链接的文件：用 apitour record -o FILE 写一个",
	OfRequest:  "没有可以链接的文件：用 apitour request NAME -o FILE 写一个",
	OfUnsaved: func(address string) string {
		return "没有可以链接的文件：先保存，再用 apitour play FILE --at " + address
	},
}

// WalkSource says why no file can be opened.
type WalkSource struct {
	Unknown                 func(spans bool) string
	OtherVersion, InApitour string
	NotInCache              func(link string) string
	NoFile                  func(why string) string
}

var walkSourceEnglish = WalkSource{
	Unknown: either("the recording does not say where the source of this stage is",
		"the recording does not say where the source of this span is"),
	OtherVersion: "the checkout has another version of this file than apitour: build apitour there",
	InApitour:    "this source is inside apitour: start it in its checkout to edit it",
	NotInCache:   func(link string) string { return "not in the module cache (go mod download): " + link },
	NoFile:       func(why string) string { return "no file to open: " + why },
}

var walkSourceChinese = WalkSource{
	Unknown:      either("录制没有说明这个阶段的源码在哪里", "录制没有说明这个 span 的源码在哪里"),
	OtherVersion: "检出的这个文件和 apitour 里的版本不同：请在那里构建 apitour",
	InApitour:    "这份源码在 apitour 里面：要编辑它，请在检出的目录里启动 apitour",
	NotInCache:   func(link string) string { return "不在模块缓存里（go mod download）：" + link },
	NoFile:       func(why string) string { return "没有可以打开的文件：" + why },
}

// WalkWhy is said of a question why that cannot be asked, or of an answer that leads nowhere.
type WalkWhy struct {
	QuestionsGoTo     func(last int) string
	NoStageAndNoCheck func(name string, spans bool) string
	NothingKnown      string
	LeadsNowhere      func(spans bool) string
}

var walkWhyEnglish = WalkWhy{
	QuestionsGoTo: func(last int) string { return fmt.Sprintf("the questions go from 1 to %d", last) },
	NoStageAndNoCheck: func(name string, spans bool) string {
		return fmt.Sprintf("no %s and no check is called %q", either("stage", "span")(spans), name)
	},
	NothingKnown: "nothing is known of any health check",
	LeadsNowhere: either("this answer leads to no stage", "this answer leads to no span"),
}

var walkWhyChinese = WalkWhy{
	QuestionsGoTo: func(last int) string { return fmt.Sprintf("问题的编号从 1 到 %d", last) },
	NoStageAndNoCheck: func(name string, spans bool) string {
		return fmt.Sprintf(either("没有名为 %q 的阶段或检查", "没有名为 %q 的 span 或检查")(spans), name)
	},
	NothingKnown: "没有任何健康检查的记录",
	LeadsNowhere: either("这个答案不通向任何阶段", "这个答案不通向任何 span"),
}

// WalkPredict surrounds what the learner is asked to predict.
type WalkPredict struct {
	Waits                   string // until the server has shown the answer
	Right, ItIs, YouSaid    func(option string) string
	AnswersOrSkips, Numbers func(options int) string
	ChooseFirst             string
}

var walkPredictEnglish = WalkPredict{
	Waits:          "The server goes on, and what it does will be the answer.",
	Right:          func(truth string) string { return "Right: " + truth + "." },
	ItIs:           func(truth string) string { return "It is " + truth + "." },
	YouSaid:        func(option string) string { return "You said " + option + "." },
	AnswersOrSkips: func(options int) string { return fmt.Sprintf("1 to %d answers, esc skips it", options) },
	Numbers:        func(options int) string { return fmt.Sprintf("answer with a number from 1 to %d", options) },
	ChooseFirst:    "choose an answer first",
}

var walkPredictChinese = WalkPredict{
	Waits:          "服务器继续往前走，它怎么做，答案就是什么。",
	Right:          func(truth string) string { return "正确：" + truth + "。" },
	ItIs:           func(truth string) string { return "答案是：" + truth + "。" },
	YouSaid:        func(option string) string { return "你选的是：" + option + "。" },
	AnswersOrSkips: func(options int) string { return fmt.Sprintf("按 1 到 %d 回答，esc 跳过", options) },
	Numbers:        func(options int) string { return fmt.Sprintf("请用 1 到 %d 的数字回答", options) },
	ChooseFirst:    "请先选一个答案",
}
