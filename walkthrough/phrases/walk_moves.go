package phrases

import (
	"fmt"
	"time"
)

// WalkMoves is said where a command that walks cannot go on, or where it has led.
type WalkMoves struct {
	AlreadyThere                             string
	FirstStep, FirstStop, LastStep           string
	LiveEdge, NewestStep                     string
	NothingFollows, NothingFollowsCaller     string
	NothingDeeper, NothingAround, NoneBefore string
	NothingToFold                            string
	Opened                                   func(steps int, spans bool) string // of a row
	NoneFailed                               func(spans bool) string
	NoneFailedBut                            func(awaits string) string // with what the boot waits for
	NoEarlierPlace, NoLaterPlace             string
	HasNotBegun                              func(stage string) string
	NoneHasBegun                             func(spans bool) string
	LeftHereOn                               func(day time.Time) string
}

var walkMovesEnglish = WalkMoves{
	AlreadyThere:         "you are there",
	FirstStep:            "this is the first step",
	FirstStop:            "this is the first stop",
	LastStep:             "this is the last step",
	LiveEdge:             "this is the live edge",
	NewestStep:           "this is the newest step",
	NothingFollows:       "nothing follows it",
	NothingFollowsCaller: "nothing follows its caller",
	NothingDeeper:        "nothing deeper was recorded",
	NothingAround:        "nothing is around it",
	NoneBefore:           "no part of its caller is before it",
	NothingToFold:        "nothing to fold",
	Opened: func(steps int, spans bool) string {
		return counted(steps, either("stage", "span")(spans)) + " opened: f closes them again"
	},
	NoneFailed:     either("no stage has failed", "no span has failed"),
	NoneFailedBut:  func(awaits string) string { return "no stage has failed: " + awaits },
	NoEarlierPlace: "no earlier place: a jump leaves one behind",
	NoLaterPlace:   "no later place: you have not gone back",
	HasNotBegun:    func(stage string) string { return stage + " has not begun" },
	NoneHasBegun:   either("no stage has begun", "no span has begun"),
	LeftHereOn: func(day time.Time) string {
		return "you were here on " + day.Format("2 Jan") + ": g begins anew"
	},
}

var walkMovesChinese = WalkMoves{
	AlreadyThere:         "你已经在这里",
	FirstStep:            "这是第一步",
	FirstStop:            "这是第一站",
	LastStep:             "这是最后一步",
	LiveEdge:             "这就是前沿",
	NewestStep:           "这是最新的一步",
	NothingFollows:       "它后面什么都没有",
	NothingFollowsCaller: "它的调用方后面什么都没有",
	NothingDeeper:        "没有录下更深的东西",
	NothingAround:        "它外面什么都没有",
	NoneBefore:           "它是调用方的第一部分",
	NothingToFold:        "没有什么可以折叠",
	Opened: func(steps int, spans bool) string {
		return fmt.Sprintf("展开了 %d %s：f 再折叠起来", steps, either("个阶段", "个 span")(spans))
	},
	NoneFailed:     either("没有失败的阶段", "没有失败的 span"),
	NoneFailedBut:  func(awaits string) string { return "没有失败的阶段：" + awaits },
	NoEarlierPlace: "没有更早的位置：跳转之后才有",
	NoLaterPlace:   "没有更晚的位置：你没有往回跳转过",
	HasNotBegun:    func(stage string) string { return stage + " 还没有开始" },
	NoneHasBegun:   either("还没有阶段开始", "还没有 span 开始"),
	LeftHereOn: func(day time.Time) string {
		return fmt.Sprintf("你 %d 月 %d 日走到了这里：g 从头开始", int(day.Month()), day.Day())
	},
}

// WalkPlaces is said of chapters, of paths and of the clock.
type WalkPlaces struct {
	// Chapter counts: the chapter, and the stop in it, which is 0 for a step that is none. ChapterInBrief does so where
	// there is little room. The end of a server has chapters of its own.
	Chapter, ChapterInBrief    func(ends bool, number, of, stop, stops int) string
	FirstChapter, LastChapter  string
	NoChapters                 string
	NotInChapter               func(spans bool) string
	NoPath                     func(name string) string
	PathChosen                 func(path, about string) string
	ShortPath, MainPath        string // where they stop
	AllPath                    string
	ShortOfSpans, ShortLacking string // of another program
	AsItWas, AsItWasFromNow    func(spans bool) string
	KnownByNow                 string
	NothingWasHeld             string
	BootTime, WallTime         string
	PathUnknown, PathBefore    string // the critical path
	PathEnds                   string
	NoHooks                    string
}

var walkPlacesEnglish = WalkPlaces{
	Chapter: func(ends bool, number, of, stop, stops int) string {
		said := fmt.Sprintf("chapter %d of %d", number, of)
		if ends {
			said = fmt.Sprintf("end %d of %d", number, of)
		}
		if stop > 0 {
			said += fmt.Sprintf(" · %d of %d", stop, stops)
		}
		return said
	},
	ChapterInBrief: func(ends bool, number, of, stop, stops int) string {
		if ends {
			return inBrief("end ", " · ", number, of, stop, stops)
		}
		return inBrief("ch ", " · ", number, of, stop, stops)
	},
	FirstChapter:   "this is the first chapter",
	LastChapter:    "this is the last chapter",
	NoChapters:     "no chapters: they are for boots and requests of apitour's own server",
	NotInChapter:   either("no chapter has this stage", "no chapter has this span"),
	NoPath:         func(name string) string { return "no path is called " + name + ": short, main or all" },
	PathChosen:     func(path, about string) string { return path + " path: " + about },
	ShortPath:      "the stages of the classic text",
	MainPath:       "everything with a note, repeats once",
	AllPath:        "every span",
	ShortOfSpans:   "the spans that the chapters name",
	ShortLacking:   "no chapter names spans for it, so it is the main path",
	AsItWas:        either(asItWas("stage"), asItWas("span")),
	AsItWasFromNow: either(asItWasFromNow("stages"), asItWasFromNow("spans")),
	KnownByNow:     "all that is known by now",
	NothingWasHeld: "nothing was held: wall time is the boot's time",
	BootTime:       "the boot's own time: pauses are left out",
	WallTime:       "wall time: pauses are in it",
	PathUnknown:    "still computing the critical path",
	PathBefore:     "no critical path before the server is ready",
	PathEnds:       "the critical path ends here: ready",
	NoHooks:        "no post-start hook is known here",
}

var walkPlacesChinese = WalkPlaces{
	Chapter: func(ends bool, number, of, stop, stops int) string {
		said := fmt.Sprintf("第 %d/%d 章", number, of)
		if ends {
			said = fmt.Sprintf("停止过程第 %d/%d 章", number, of)
		}
		if stop > 0 {
			said += fmt.Sprintf(" · 第 %d/%d 站", stop, stops)
		}
		return said
	},
	ChapterInBrief: func(ends bool, number, of, stop, stops int) string {
		if ends {
			return inBrief("停止 ", " · 站 ", number, of, stop, stops)
		}
		return inBrief("章 ", " · 站 ", number, of, stop, stops)
	},
	FirstChapter:   "这是第一章",
	LastChapter:    "这是最后一章",
	NoChapters:     "这里没有章：apitour 自己的服务器的启动和请求才有",
	NotInChapter:   either("没有哪一章有这个阶段", "没有哪一章有这个 span"),
	NoPath:         func(name string) string { return "没有名为 " + name + " 的路径：只有 short、main、all" },
	PathChosen:     func(path, about string) string { return path + " 路径：" + about },
	ShortPath:      "经典文章讲到的阶段",
	MainPath:       "凡有讲解的都走，重复的只走一次",
	AllPath:        "每一个 span",
	ShortOfSpans:   "各章提到的 span",
	ShortLacking:   "没有哪一章为它提到 span，所以就是 main 路径",
	AsItWas:        either("这个阶段开始时的样子：A 显示现在已知的一切", "这个 span 开始时的样子：A 显示现在已知的一切"),
	AsItWasFromNow: either("从现在起，更早的阶段显示成当时的样子", "从现在起，更早的 span 显示成当时的样子"),
	KnownByNow:     "现在已知的一切",
	NothingWasHeld: "没有暂停过：挂钟时间就是启动自己的时间",
	BootTime:       "启动自己的时间：不算暂停",
	WallTime:       "挂钟时间：暂停也算在内",
	PathUnknown:    "还在计算关键路径",
	PathBefore:     "服务器就绪之前没有关键路径",
	PathEnds:       "关键路径到此为止：就绪",
	NoHooks:        "这里没有已知的启动后钩子",
}

func inBrief(what, then string, number, of, stop, stops int) string {
	said := fmt.Sprintf("%s%d/%d", what, number, of)
	if stop > 0 {
		said += fmt.Sprintf("%s%d/%d", then, stop, stops)
	}
	return said
}

func asItWas(step string) string {
	return "as it was when this " + step + " began: A shows all that is known"
}

func asItWasFromNow(steps string) string {
	return "earlier " + steps + " are now shown as they were at that moment"
}

// WalkJumps is said where a typed text leads nowhere: of a search, of a place or a command, of a word.
type WalkJumps struct {
	NothingMatches         func(text string) string
	NoSearch               string
	StillSearching         string
	Wrapped                string
	StepsGoTo              func(last int) string
	NoStage                func(name string, spans bool) string
	NoStageAndNoCommand    func(name string, spans bool) string
	DidYouMean             func(name string) string // is added to one of these
	NoCommand              func(name string) string
	CommandOfBoots         func(name string) string
	NoGlossary             string
	NoWord                 func(word string) string
	SeeWord                func(word string) string // is added to that
	NoneTellsMore          func(word string, spans bool) string
	NoOverviews            string
	NoOverview             func(name string) string
	NoIntroduction         string
	StillBooting           string // quitting has to be asked for twice
	BootHeldAt             func(stage string) string
	NoQuestion             string
	BreakpointOn           func(stage string) string
	BreakpointRemoved      func(stage string) string
	StoppedAtTheBreakpoint func(stage string) string
}

var walkJumpsEnglish = WalkJumps{
	NothingMatches: func(text string) string { return "nothing matches " + text },
	NoSearch:       "no search yet: press /",
	StillSearching: "still searching",
	Wrapped:        "search wrapped",
	StepsGoTo:      func(last int) string { return fmt.Sprintf("steps go from 1 to %d", last) },
	NoStage: func(name string, spans bool) string {
		return fmt.Sprintf("no %s is called %q", either("stage", "span")(spans), name)
	},
	NoStageAndNoCommand: func(name string, spans bool) string {
		return fmt.Sprintf("no %s and no command is called %q", either("stage", "span")(spans), name)
	},
	DidYouMean:     func(name string) string { return fmt.Sprintf(": did you mean %q?", name) },
	NoCommand:      func(name string) string { return "no command is called " + name },
	CommandOfBoots: func(name string) string { return name + " is for boots: this trace is of another program" },
	NoGlossary:     "there is no glossary",
	NoWord:         func(word string) string { return "the glossary has no word " + word },
	SeeWord:        func(word string) string { return ": see " + word },
	NoneTellsMore: func(word string, spans bool) string {
		return "no " + either("stage", "span")(spans) + " here tells more of " + word
	},
	NoOverviews:       "there are no overviews",
	NoOverview:        func(name string) string { return "there is no overview " + name },
	NoIntroduction:    "this walk has no introduction",
	StillBooting:      "the server is still booting: q again ends it",
	BootHeldAt:        func(stage string) string { return "the boot is held at " + stage + ": q again ends it" },
	NoQuestion:        "no question is asked",
	BreakpointOn:      func(stage string) string { return "breakpoint on " + stage },
	BreakpointRemoved: func(stage string) string { return "breakpoint removed from " + stage },
	StoppedAtTheBreakpoint: func(stage string) string {
		return "stopped at the breakpoint on " + stage
	},
}

var walkJumpsChinese = WalkJumps{
	NothingMatches: func(text string) string { return joined("找不到", text) },
	NoSearch:       "还没有搜索：按 /",
	StillSearching: "还在搜索",
	Wrapped:        "搜索又从头开始",
	StepsGoTo:      func(last int) string { return fmt.Sprintf("步的编号从 1 到 %d", last) },
	NoStage: func(name string, spans bool) string {
		return fmt.Sprintf(either("没有名为 %q 的阶段", "没有名为 %q 的 span")(spans), name)
	},
	NoStageAndNoCommand: func(name string, spans bool) string {
		return fmt.Sprintf(either("没有名为 %q 的阶段或命令", "没有名为 %q 的 span 或命令")(spans), name)
	},
	DidYouMean:     func(name string) string { return fmt.Sprintf("：是指 %q 吗？", name) },
	NoCommand:      func(name string) string { return "没有名为 " + name + " 的命令" },
	CommandOfBoots: func(name string) string { return name + " 只用于启动：这个 trace 是另一个程序的" },
	NoGlossary:     "没有词汇表",
	NoWord:         func(word string) string { return joined("词汇表里没有", word, "这个词") },
	SeeWord:        func(word string) string { return "：参见 " + word },
	NoneTellsMore: func(word string, spans bool) string {
		return joined("这里没有", either("阶段", "span")(spans), "进一步讲", word)
	},
	NoOverviews:       "没有总览",
	NoOverview:        func(name string) string { return joined("没有总览", name) },
	NoIntroduction:    "这趟导览没有开篇",
	StillBooting:      "服务器还在启动：再按一次 q 就结束它",
	BootHeldAt:        func(stage string) string { return "启动暂停在 " + stage + "：再按一次 q 就结束它" },
	NoQuestion:        "现在没有问题",
	BreakpointOn:      func(stage string) string { return "断点：" + stage },
	BreakpointRemoved: func(stage string) string { return "去掉了断点：" + stage },
	StoppedAtTheBreakpoint: func(stage string) string {
		return "停在断点 " + stage
	},
}
