package phrases

import "fmt"

// WalkHealth is what there is to say of the health of a server, and when it turned green.
type WalkHealth struct {
	// By is until when something had turned, At when it did, Between where a witness is coarse.
	By, At                                    func(at string) string
	Between                                   func(from, at string) string
	TurnedBy                                  func(turned, stage string) string
	PortBound, FirstAnswer                    string // what turned
	Green                                     func(path string) string
	PortAt                                    func(turned, address, stage string) string
	NotYet, NotTold, LivezUntold, NotByTheEnd string
	HookNotStarted                            string
	HookIs                                    func(state string) string
	HookEnded                                 func(turned string) string
	GreenAtFirst                              string
	NoneAnswered                              string // a title, as the next two
	InBoth                                    func(livez, ofLivez, readyz, ofReadyz int) string
	ByTheEnd                                  func(green, of int) string
	AsRecorded                                func(readyStage string) string
	Untold                                    func(checks, readyStage string) string
	NoneTold                                  string
	Checks                                    string // the title of questions about them
}

var walkHealthEnglish = WalkHealth{
	By:             func(at string) string { return "by +" + at },
	At:             func(at string) string { return "at +" + at },
	Between:        func(from, at string) string { return "between +" + from + " and +" + at },
	TurnedBy:       func(turned, stage string) string { return turned + ", by " + stage },
	PortBound:      "port bound",
	FirstAnswer:    "first answer",
	Green:          func(path string) string { return path + " green" },
	PortAt:         func(turned, address, stage string) string { return turned + ", " + address + ", by " + stage },
	NotYet:         "not yet",
	NotTold:        "not told",
	LivezUntold:    "not told: only /readyz was asked",
	NotByTheEnd:    "not by the end of the recording",
	HookNotStarted: "its hook has not started",
	HookIs:         func(state string) string { return "its hook is " + state },
	HookEnded:      func(turned string) string { return "its hook ended " + turned },
	GreenAtFirst:   "green when first asked",
	NoneAnswered:   "Checks: none has been answered yet",
	InBoth: func(livez, ofLivez, readyz, ofReadyz int) string {
		return fmt.Sprintf("Checks: %d of %d green in /livez, %d of %d in /readyz", livez, ofLivez, readyz, ofReadyz)
	},
	ByTheEnd: func(green, of int) string {
		return fmt.Sprintf("Checks: %d of %d green in /readyz by the end", green, of)
	},
	AsRecorded: func(readyStage string) string {
		return "As the recording tells it: a hook's check turns when the hook ends, the others between two " +
			"questions of " + readyStage + "."
	},
	Untold: func(checks, readyStage string) string {
		return "Not told: " + checks + ". " + readyStage + " has seen no such check green."
	},
	NoneTold: "this recording tells of no health check",
	Checks:   "health checks",
}

var walkHealthChinese = WalkHealth{
	By:          func(at string) string { return "最迟 +" + at },
	At:          func(at string) string { return "在 +" + at },
	Between:     func(from, at string) string { return "在 +" + from + " 和 +" + at + " 之间" },
	TurnedBy:    func(turned, stage string) string { return turned + "，因为 " + stage },
	PortBound:   "端口已绑定",
	FirstAnswer: "第一次应答",
	Green:       func(path string) string { return path + " 变绿" },
	PortAt: func(turned, address, stage string) string {
		return turned + "，" + address + "，由 " + stage + " 绑定"
	},
	NotYet:         "还没有",
	NotTold:        "录制没有说明",
	LivezUntold:    "录制没有说明：只问了 /readyz",
	NotByTheEnd:    "到录制结束还没有",
	HookNotStarted: "它的钩子还没有开始",
	HookIs:         func(state string) string { return "它的钩子：" + state },
	HookEnded:      func(turned string) string { return joined("它的钩子", turned, "结束") },
	GreenAtFirst:   "第一次问就是绿的",
	NoneAnswered:   "检查：还没有一项有应答",
	InBoth: func(livez, ofLivez, readyz, ofReadyz int) string {
		return fmt.Sprintf("检查：/livez 有 %d/%d 项变绿，/readyz 有 %d/%d 项变绿", livez, ofLivez, readyz, ofReadyz)
	},
	ByTheEnd: func(green, of int) string {
		return fmt.Sprintf("检查：到录制结束时 /readyz 有 %d/%d 项变绿", green, of)
	},
	AsRecorded: func(readyStage string) string {
		return "以下据录制：钩子的检查在钩子结束时变绿，其余的在 " + readyStage + " 的两次询问之间变绿。"
	},
	Untold: func(checks, readyStage string) string {
		return "录制没有说明：" + checks + "。" + readyStage + " 没有看到这些检查变绿。"
	},
	NoneTold: "这份录制里没有健康检查的记录",
	Checks:   "健康检查",
}
