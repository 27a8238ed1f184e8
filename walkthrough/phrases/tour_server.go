package phrases

import "fmt"

// TourHealth is the page of health, and the health in a few words.
type TourHealth struct {
	Title, Moments         string
	ItAnswers, PortIsBound string
	ReadyzOf               func(green, checks int) string
}

// TourHooks is the page of the post-start hooks.
type TourHooks struct {
	Title string
	Done  func(done, hooks int) string
	// Readyz stands before the gauge of /readyz, At behind it: how far the boot is.
	Readyz string
	At     func(since string) string
	// For what a hook waits.
	IsAsked, WaitsForNothing                    string
	WaitsForHeld, HasWaited, WaitsFor, WillWait func(stage string) string
	// The titles of the columns, which have a width each: 5, 5, 6 (37 for the long one), 5 and 8.
	Hook, State, Held, Runs, Waits, WaitsForWhat, DoneTitle, Took string
	States                                                        TourHookStates
}

// TourHookStates are the states of a hook in a word of at most 7 columns.
type TourHookStates struct{ Ahead, Held, Runs, Waits, Done, Failed, Skipped string }

// TourLanes is the row of lanes.
type TourLanes struct {
	Next                  string
	OthersWait, OthersRun string
	More                  func(lanes int) string
}

var tourHealthEnglish = TourHealth{
	Title: "Health", Moments: "Moments",
	ItAnswers: "it answers", PortIsBound: "port bound",
	ReadyzOf: func(green, checks int) string { return fmt.Sprintf("readyz %d/%d", green, checks) },
}

var tourHealthChinese = TourHealth{
	Title: "健康状况", Moments: "时刻",
	ItAnswers: "有应答了", PortIsBound: "端口已绑定",
	ReadyzOf: func(green, checks int) string { return fmt.Sprintf("readyz %d/%d", green, checks) },
}

var tourHooksEnglish = TourHooks{
	Title:           "Hooks",
	Done:            func(done, hooks int) string { return fmt.Sprintf("%d of %s done", done, counted(hooks, "hook")) },
	Readyz:          "readyz",
	At:              func(since string) string { return "at +" + since },
	IsAsked:         "for what it waits is asked",
	WaitsForNothing: "waits for nothing",
	WaitsForHeld:    func(stage string) string { return "waits for " + stage + ", which is held" },
	HasWaited:       func(stage string) string { return "has waited for " + stage },
	WaitsFor:        func(stage string) string { return "waits for " + stage },
	WillWait:        func(stage string) string { return "will wait for " + stage },
	Hook:            "hook", State: "state", Held: "held", Runs: "runs", Waits: "waits", WaitsForWhat: "waits for",
	DoneTitle: "done", Took: "took",
	States: TourHookStates{
		Ahead: "ahead", Held: "held", Runs: "runs", Waits: "waits", Done: "done", Failed: "failed", Skipped: "skipped",
	},
}

var tourHooksChinese = TourHooks{
	Title:           "钩子",
	Done:            func(done, hooks int) string { return fmt.Sprintf("%d/%d 个钩子已完成", done, hooks) },
	Readyz:          "readyz",
	At:              func(since string) string { return "在 +" + since },
	IsAsked:         "它等什么，正是问题要问的",
	WaitsForNothing: "什么也不等",
	WaitsForHeld:    func(stage string) string { return "在等 " + stage + "，后者暂停着" },
	HasWaited:       func(stage string) string { return joined("等过", stage) },
	WaitsFor:        func(stage string) string { return joined("在等", stage) },
	WillWait:        func(stage string) string { return joined("之后要等", stage) },
	Hook:            "钩子", State: "状态", Held: "暂停", Runs: "运行", Waits: "等待", WaitsForWhat: "等什么",
	DoneTitle: "完成", Took: "耗时",
	States: TourHookStates{
		Ahead: "未开始", Held: "暂停", Runs: "运行", Waits: "等待", Done: "完成", Failed: "失败", Skipped: "跳过",
	},
}

var tourLanesEnglish = TourLanes{
	Next: "next", OthersWait: "others wait", OthersRun: "others run",
	More: func(lanes int) string { return fmt.Sprintf("and %d more", lanes) },
}

var tourLanesChinese = TourLanes{
	Next: "下一条", OthersWait: "其余等待", OthersRun: "其余运行",
	More: func(lanes int) string { return fmt.Sprintf("还有 %d 条", lanes) },
}

// TourLog is the page of the server's log.
type TourLog struct {
	Title          string
	During         func(stage string) string
	BeforeTheFirst string
	NoneRecorded   string
	NothingYet     string
}

var tourLogEnglish = TourLog{
	Title:          "The server's log",
	During:         func(stage string) string { return "The server's log · ▶ during " + stage },
	BeforeTheFirst: "written before the first stage",
	NoneRecorded:   "A recording has no log.",
	NothingYet:     "The server has not logged anything yet.",
}

var tourLogChinese = TourLog{
	Title:          "服务器的日志",
	During:         func(stage string) string { return "服务器的日志 · ▶ 写于 " + stage + " 期间" },
	BeforeTheFirst: "写在第一个阶段之前",
	NoneRecorded:   "录制里没有日志。",
	NothingYet:     "服务器还没有写过日志。",
}

// TourOutside is the page of requests that others send.
type TourOutside struct {
	Title, None, EnterHolds string
	Awaited                 func(request string) string
}

var tourOutsideEnglish = TourOutside{
	Title: "Requests from outside",
	None: "No request has come from outside yet. Ask with kubectl in another terminal: the " +
		"page of ready (G) has the line that leads it here.",
	EnterHolds: "enter holds the next request like the chosen one at its first stage, to be stepped filter by filter.",
	Awaited: func(request string) string {
		return "‖ the next " + request + " is held at its first stage: send it again. enter takes that back."
	},
}

var tourOutsideChinese = TourOutside{
	Title:      "外部请求",
	None:       "还没有外部请求。可以在另一个终端里用 kubectl 发送：就绪页（G）上有让它连到这里的那一行命令。",
	EnterHolds: "enter 让下一个与所选相同的请求暂停在它的第一个阶段，好让你一个过滤器一个过滤器地走。",
	Awaited: func(request string) string {
		return "‖ 下一个 " + request + " 会暂停在它的第一个阶段：请再发送一次。enter 撤销。"
	},
}

// TourReady is the page of ready.
type TourReady struct {
	Title, NotYet, WaitedFor, GoesThere, Shell, Copies, Now string
}

var tourReadyEnglish = TourReady{
	Title: "Ready", NotYet: "The server is not ready yet.", WaitedFor: "What it waited for",
	GoesThere: "goes to the stage", Shell: "kubectl, in another terminal", Copies: "copies the first line", Now: "Now",
}

var tourReadyChinese = TourReady{
	Title: "就绪", NotYet: "服务器还没有就绪。", WaitedFor: "它等了什么",
	GoesThere: "到那个阶段", Shell: "kubectl，在另一个终端里", Copies: "复制第一行", Now: "现在可以",
}

// TourSlices is the page of what ready waited for.
type TourSlices struct {
	Title    string
	Has      func(stages int, percent float64) string
	WaitsFor func(stage string) string
}

var tourSlicesEnglish = TourSlices{
	Title: "What ready waited for",
	Has: func(stages int, percent float64) string {
		return fmt.Sprintf("The critical path to ready, in its longest parts: %s have %.0f %% of it. Had one of them "+
			"been shorter, the server would have been ready earlier.", counted(stages, "stage"), percent)
	},
	WaitsFor: func(stage string) string { return "waits for " + stage },
}

var tourSlicesChinese = TourSlices{
	Title: "就绪等了什么",
	Has: func(stages int, percent float64) string {
		return fmt.Sprintf("通往就绪的关键路径上最长的几段：%d 个阶段占了全程的 %.0f %%。其中任何一段短一些，服务器都会更早就绪。",
			stages, percent)
	},
	WaitsFor: func(stage string) string { return joined("等的是", stage) },
}
