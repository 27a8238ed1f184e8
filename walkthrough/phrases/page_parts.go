package phrases

import (
	"fmt"
	"strings"
)

// PageHeadings head the parts of a page.
type PageHeadings struct {
	Recorded, Contents, Times, Walk, Overviews string
	Upstream, ReadOn, Source                   string // in a chapter
}

var pageHeadingsEnglish = PageHeadings{
	Recorded: "What was recorded", Contents: "Contents", Times: "Where the time went", Walk: "The walk",
	Overviews: "Overviews", Upstream: "Upstream", ReadOn: "Read on", Source: "Source",
}

var pageHeadingsChinese = PageHeadings{
	Recorded: "录下了什么", Contents: "目录", Times: "时间用在哪里", Walk: "走一遍",
	Overviews: "总览", Upstream: "上游", ReadOn: "延伸阅读", Source: "源码",
}

// PageStage is what the chapter of a stage says, beside its facts.
type PageStage struct {
	Number func(number, of int) string
	In     func(around string) string
	NoName func(kind PageKind) string
	Level  func(depth string) string // of a stage that is too deep for an indentation
	// Summary puts the idea of a stage behind its name, and Remark a remark behind both.
	Summary, Remark          func(said string) string
	Failed                   string // a remark
	BothAt, NoteAt, SourceAt func(stage string) string
	Its                      func(stages []string) string // of an overview
	Lines                    func(path string, first, last int) string
	Upstream                 func(version, symbol, place string) string
	Calls                    func(stages []string) string // behind the lines
	MoreCalls                func(names int) string
	Labelled                 func(label, text string) string
	Heads                    func(title string) string // of a list
}

var pageStageEnglish = PageStage{
	Number: func(number, of int) string { return fmt.Sprintf("%d of %d", number, of) },
	In:     func(around string) string { return "in " + around },
	NoName: func(kind PageKind) string {
		_, step := kind.english()
		return "(a " + step + " without a name)"
	},
	Level:    func(depth string) string { return "level " + depth + ": " },
	Summary:  func(said string) string { return ": " + said },
	Remark:   func(said string) string { return " (" + said + ")" },
	Failed:   "failed",
	BothAt:   func(stage string) string { return "Its note and its source stand at " + stage + "." },
	NoteAt:   func(stage string) string { return "Its note stands at " + stage + "." },
	SourceAt: func(stage string) string { return "Its source stands at " + stage + "." },
	Its:      func(stages []string) string { return "Its stages: " + strings.Join(stages, ", ") + "." },
	Lines: func(path string, first, last int) string {
		return fmt.Sprintf("%s, lines %d to %d", path, first, last)
	},
	Upstream:  func(version, symbol, place string) string { return version + " " + symbol + " in " + place },
	Calls:     func(stages []string) string { return "; ▶ " + strings.Join(stages, ", ") },
	MoreCalls: func(names int) string { return fmt.Sprintf("%d more", names) },
	Labelled:  func(label, text string) string { return label + ": " + text },
	Heads:     func(title string) string { return title + ":" },
}

var pageStageChinese = PageStage{
	Number: func(number, of int) string { return fmt.Sprintf("%d/%d", number, of) },
	In:     func(around string) string { return "位于 " + around },
	NoName: func(kind PageKind) string {
		_, step := kind.chinese()
		return joined("（没有名字的", step, "）")
	},
	Level:    func(depth string) string { return "第 " + depth + " 层：" },
	Summary:  func(said string) string { return "：" + said },
	Remark:   func(said string) string { return "（" + said + "）" },
	Failed:   "失败",
	BothAt:   func(stage string) string { return "它的讲解和源码在 " + stage + " 那一章。" },
	NoteAt:   func(stage string) string { return "它的讲解在 " + stage + " 那一章。" },
	SourceAt: func(stage string) string { return "它的源码在 " + stage + " 那一章。" },
	Its:      func(stages []string) string { return "相关的阶段：" + strings.Join(stages, "、") + "。" },
	Lines: func(path string, first, last int) string {
		return fmt.Sprintf("%s，第 %d 到 %d 行", path, first, last)
	},
	Upstream:  func(version, symbol, place string) string { return version + " " + symbol + "，在 " + place },
	Calls:     func(stages []string) string { return "；▶ " + strings.Join(stages, "、") },
	MoreCalls: func(names int) string { return fmt.Sprintf("还有 %d 个", names) },
	Labelled:  func(label, text string) string { return label + "：" + text },
	Heads:     func(title string) string { return title + "：" },
}

// PageHooks is about the post-start hooks.
type PageHooks struct {
	Title string
	// Group names hooks in a list by what they wait for: "" for nothing, the name of a stage, or what ItsWork says.
	Group   func(hooks int, what string) string
	Nothing string
	ItsWork func(hook string) string
	// Explained says why they stand as they do, and ByWaits what the list below has.
	Explained func(hooks int) string
	ByWaits   string
	// List is a group with its hooks.
	List func(what string, hooks []string) string
}

var pageHooksEnglish = PageHooks{
	Title: "Post-start hooks",
	Group: func(hooks int, what string) string {
		if what == "" {
			what = "nothing"
		}
		if hooks == 1 {
			return "1 hook that waits for " + what
		}
		return fmt.Sprintf("%d hooks that wait for %s", hooks, what)
	},
	Nothing: "nothing",
	ItsWork: func(hook string) string { return "the work that " + hook + " begins" },
	Explained: func(hooks int) string {
		return fmt.Sprintf("Upstream gives the %d hooks no order: the server takes them from a Go map and starts each "+
			"in a goroutine of its own, so it is an accident which of them begins first.", hooks)
	},
	ByWaits: " On this page they stand by what they wait for:",
	List:    func(what string, hooks []string) string { return what + ": " + strings.Join(hooks, ", ") },
}

var pageHooksChinese = PageHooks{
	Title: "启动后钩子",
	Group: func(hooks int, what string) string {
		if what == "" {
			return fmt.Sprintf("%d 个什么也不等的钩子", hooks)
		}
		return joined(fmt.Sprintf("%d 个钩子等待", hooks), what)
	},
	Nothing: "什么也不等",
	ItsWork: func(hook string) string { return hook + " 启动的工作" },
	Explained: func(hooks int) string {
		return fmt.Sprintf("上游没有给这 %d 个钩子顺序：服务器从一个 Go map 里取出它们，每个都在自己的 goroutine "+
			"里启动，所以哪个先开始纯属偶然。", hooks)
	},
	ByWaits: "在本页里，它们按所等待的内容排列：",
	List:    func(what string, hooks []string) string { return what + "：" + strings.Join(hooks, "、") },
}

// PageTimes heads the list of times.
type PageTimes struct {
	Step      func(kind PageKind) string
	Trace     func(number, of int) string
	Took, Own string // of columns, 9 wide
}

var pageTimesEnglish = PageTimes{
	Step: func(kind PageKind) string {
		_, step := kind.english()
		return step
	},
	Trace: func(number, of int) string { return fmt.Sprintf("trace %d of %d", number, of) },
	Took:  "took", Own: "own",
}

var pageTimesChinese = PageTimes{
	Step: func(kind PageKind) string {
		_, step := kind.chinese()
		return step
	},
	Trace: func(number, of int) string { return fmt.Sprintf("trace %d/%d", number, of) },
	Took:  "耗时", Own: "自身",
}

// PageCompared compares several recordings.
type PageCompared struct {
	Title     func(recordings string) string
	Explained func(kind PageKind) string
	// Recordings, Ready, Law and Luck label facts, and so does Stage of a stage.
	Recordings, Ready, Law, Luck, Stage string
	TheFirst                            func(recordings string) string
	// Within counts stages, and those that lie in the same one.
	Within  func(kind PageKind, stages, several string, parts []string) string
	AtRoot  func(stages string) string
	InStage func(stages, parent string) string
	Others  func(stages string) string
	InSome  func(seen, recordings string) string
	// The columns: 17, 9 and 9 wide, and the column of orders.
	Median, Shortest, Longest, Order string
}

var pageComparedEnglish = PageCompared{
	Title: func(recordings string) string { return "In all " + recordings + " recordings" },
	Explained: func(kind PageKind) string {
		_, step := kind.english()
		return fmt.Sprintf("Of each %[1]s first the median of its times, and how far from it they are in the median; "+
			"then the shortest and the longest of them. Its order is law where its place among its siblings is the "+
			"same in all recordings, and luck where it differs. A last column says in how many recordings a %[1]s is "+
			"that some lack.", step)
	},
	Recordings: "recordings", Ready: "ready", Law: "law", Luck: "luck", Stage: "compared",
	TheFirst: func(recordings string) string { return recordings + ", of which this page is about the first" },
	Within: func(kind PageKind, stages, several string, parts []string) string {
		_, step := kind.english()
		return stages + " " + step + several + ": " + strings.Join(parts, ", ")
	},
	AtRoot:  func(stages string) string { return stages + " at the root" },
	InStage: func(stages, parent string) string { return stages + " in " + parent },
	Others:  func(stages string) string { return stages + " elsewhere" },
	InSome:  func(seen, recordings string) string { return "in " + seen + " of " + recordings },
	Median:  "median ±", Shortest: "shortest", Longest: "longest", Order: "order",
}

var pageComparedChinese = PageCompared{
	Title: func(recordings string) string { return "在全部 " + recordings + " 份录制里" },
	Explained: func(kind PageKind) string {
		_, step := kind.chinese()
		return joined("各列依次是：每个", step, "各次耗时的中位数，以及各次与它相差多少（也取中位数），然后是最短和最长的耗时。一个", step,
			"在同级中的位置，如果在所有录制里都一样，顺序就是必然的；不一样，就是偶然的。有的录制里没有的", step, "，最后一列说明几份录制里有它。")
	},
	Recordings: "录制", Ready: "就绪", Law: "必然", Luck: "偶然", Stage: "比较",
	TheFirst: func(recordings string) string { return recordings + " 份，本页讲的是第一份" },
	Within: func(kind PageKind, stages, _ string, parts []string) string {
		_, step := kind.chinese()
		return joined(stages, "个", step, "："+strings.Join(parts, "，"))
	},
	AtRoot:  func(stages string) string { return stages + " 个在根上" },
	InStage: func(stages, parent string) string { return stages + " 个在 " + parent + " 里" },
	Others:  func(stages string) string { return stages + " 个在别处" },
	InSome:  func(seen, recordings string) string { return seen + "/" + recordings + " 份里有" },
	Median:  "中位数 ±", Shortest: "最短", Longest: "最长", Order: "顺序",
}
