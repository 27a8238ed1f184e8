package phrases

// TourKeys are the words beside the keys of the last line, each for what the key does at that place.
type TourKeys struct {
	// Of lists, texts and pages.
	Choose, Take, Close, Scroll, Page, Keys string
	// Of the panes.
	Sideways, Edit, Fold, FoldAll, Pane, Zoom string
	Stages                                    func(spans bool) string // back to them
	// Of the walk.
	Search, GoTo, NextMatch, MatchBefore, EndSearch string
	// Language is the language to which a key leads, in its own words.
	Language string
	Live     TourLiveKeys
	Front    TourFrontKeys
	Prompt   TourPromptKeys
	Chapter  TourChapterKeys
	Pages    TourPageKeys
}

// TourLiveKeys are those beside a server.
type TourLiveKeys struct {
	TheFailure, AFailure, LastWords                  string
	Request, StopIt, TheAnswer, Health, TheEnd       string
	HoldIt, Step, Over, NextLane, RunFree            string
	RunToHere, BackToLive, ToLive, CopyLine, ToStage string
}

// TourFrontKeys are those of the page before a walk.
type TourFrontKeys struct{ ToSpans, Begin, ThisPageLater string }

// TourPromptKeys are those of a line that is being typed.
type TourPromptKeys struct {
	Answer, Cancel, Earlier, Go, Complete, Search, Send, SetMark string
	KeepThese, AllWords                                          string
}

// TourChapterKeys are those of the page that heads a chapter.
type TourChapterKeys struct{ GoOn, FirstPage, Overviews string }

// TourPageKeys are those of other pages.
type TourPageKeys struct {
	Read, AllOverviews, Narrow string
	ToAStage                   func(spans bool) string // of the glossary
	AQuestion                  string
	ToTheStage                 func(spans bool) string // of an answer
}

var tourKeysEnglish = TourKeys{
	Choose: "choose", Take: "take", Close: "close", Scroll: "scroll", Page: "page", Keys: "keys",
	Sideways: "sideways", Edit: "edit", Fold: "fold", FoldAll: "fold all", Pane: "pane", Zoom: "zoom",
	Stages: ofSteps("stages"),
	Search: "search", GoTo: "go to", NextMatch: "next match", MatchBefore: "before", EndSearch: "end search",
	Language: "中文",
	Live: TourLiveKeys{
		TheFailure: "the failure", AFailure: "a failure", LastWords: "its last words",
		Request: "request", StopIt: "stop it", TheAnswer: "the answer", Health: "health", TheEnd: "the end",
		HoldIt: "hold it", Step: "step", Over: "over", NextLane: "next lane", RunFree: "run free",
		RunToHere: "run to here", BackToLive: "back to live", ToLive: "to live", CopyLine: "copy the line",
		ToStage: "the stages",
	},
	Front: TourFrontKeys{ToSpans: "to the spans", Begin: "begin", ThisPageLater: "this page, later"},
	Prompt: TourPromptKeys{
		Answer: "answer", Cancel: "cancel", Earlier: "earlier ones", Go: "go there", Complete: "complete",
		Search: "search", Send: "send", SetMark: "set the mark; an empty one goes",
		KeepThese: "keep these", AllWords: "all words",
	},
	Chapter: TourChapterKeys{GoOn: "go on", FirstPage: "the first page", Overviews: "overviews"},
	Pages: TourPageKeys{
		Read: "read", AllOverviews: "all overviews", Narrow: "narrow",
		ToAStage: ofSteps("go to a stage about it"), AQuestion: "a question", ToTheStage: ofSteps("to the stage"),
	},
}

var tourKeysChinese = TourKeys{
	Choose: "选择", Take: "选定", Close: "关闭", Scroll: "滚动", Page: "翻页", Keys: "按键",
	Sideways: "左右", Edit: "编辑", Fold: "折叠", FoldAll: "全部折叠", Pane: "窗格", Zoom: "放大",
	Stages: ofStepsChinese("阶段"),
	Search: "搜索", GoTo: "前往", NextMatch: "下一处", MatchBefore: "上一处", EndSearch: "结束搜索",
	Language: "English",
	Live: TourLiveKeys{
		TheFailure: "失败处", AFailure: "一处失败", LastWords: "最后的日志",
		Request: "请求", StopIt: "停止它", TheAnswer: "应答", Health: "健康", TheEnd: "末尾",
		HoldIt: "暂停它", Step: "走一步", Over: "跨过", NextLane: "下一条泳道", RunFree: "自由运行",
		RunToHere: "运行到这里", BackToLive: "回到前沿", ToLive: "到前沿", CopyLine: "复制这行",
		ToStage: "回到阶段",
	},
	Front: TourFrontKeys{ToSpans: "看 span", Begin: "开始", ThisPageLater: "以后再看本页"},
	Prompt: TourPromptKeys{
		Answer: "回答", Cancel: "取消", Earlier: "以前的", Go: "前往", Complete: "补全",
		Search: "搜索", Send: "发送", SetMark: "做标记；留空则去掉",
		KeepThese: "留下这些", AllWords: "所有词",
	},
	Chapter: TourChapterKeys{GoOn: "继续", FirstPage: "第一页", Overviews: "总览"},
	Pages: TourPageKeys{
		Read: "阅读", AllOverviews: "所有总览", Narrow: "筛选",
		ToAStage: ofStepsChinese("到讲它的阶段"), AQuestion: "选问题", ToTheStage: ofStepsChinese("到那个阶段"),
	},
}

// TourSigns explain what the panes draw.
type TourSigns struct {
	Title                           string // of the page of keys
	InTree, InSource                string // head the lists
	HowFar                          func(spans bool) string
	YouAreHere, Breakpoint, Mark    string
	HasParts, NoStop, Stop          string
	ManyInARow, OwnGoroutine, OnWay string
	Decided, Odd                    string
	AtWork, PartAtWork, OverSoon    string
	StillRunning                    string
	FunctionBegins, CallsNext       string
	CallState, CallFailed           string
	NoMark                          string
	State                           TourStates
}

// TourStates say how far a stage has got.
type TourStates struct{ Ahead, Held, Running, Done, Failed, Skipped string }

var tourSignsEnglish = TourSigns{
	Title:          "Keys and signs",
	InTree:         "In the tree and its waterfall",
	InSource:       "In the source",
	HowFar:         ofSteps("How far a stage has got"),
	YouAreHere:     "you are here",
	Breakpoint:     "a breakpoint",
	Mark:           "a mark, with words",
	HasParts:       "has parts: open, folded",
	NoStop:         "the same, but no stop",
	Stop:           "a stop, without parts",
	ManyInARow:     "times of many in one row",
	OwnGoroutine:   "in its own goroutine",
	OnWay:          "what readiness waited for",
	Decided:        "a request is decided here",
	Odd:            "an odd record: see the facts",
	AtWork:         "at work itself",
	PartAtWork:     "a part of it is at work",
	OverSoon:       "over in a moment",
	StillRunning:   "still running",
	FunctionBegins: "the function begins",
	CallsNext:      "calls the next step",
	CallState:      "ahead, held, runs, is done",
	CallFailed:     "has failed, was skipped",
	NoMark:         "no mark",
	State: TourStates{
		Ahead: "ahead, not begun", Held: "held before its work", Running: "running", Done: "done", Failed: "failed",
		Skipped: "skipped, will not come",
	},
}

var tourSignsChinese = TourSigns{
	Title:          "按键和记号",
	InTree:         "树和它的瀑布图",
	InSource:       "源码",
	HowFar:         ofStepsChinese("阶段进行到哪里"),
	YouAreHere:     "你在这里",
	Breakpoint:     "断点",
	Mark:           "标记，附有文字",
	HasParts:       "有下级：展开，折叠",
	NoStop:         "同上，但不是站",
	Stop:           "站，没有下级",
	ManyInARow:     "一行里许多个的时间",
	OwnGoroutine:   "在自己的 goroutine 里",
	OnWay:          "就绪所等的",
	Decided:        "请求在这里得到决定",
	Odd:            "记录有异：见讲解上方",
	AtWork:         "自身在工作",
	PartAtWork:     "下级在工作",
	OverSoon:       "一瞬间就结束",
	StillRunning:   "还在运行",
	FunctionBegins: "函数从这里开始",
	CallsNext:      "调用下一步",
	CallState:      "未开始，暂停，运行，完成",
	CallFailed:     "失败，跳过",
	NoMark:         "无记号",
	State: TourStates{
		Ahead: "未开始", Held: "暂停，还没有开始工作", Running: "在运行", Done: "完成", Failed: "失败",
		Skipped: "跳过，不会再开始",
	},
}
