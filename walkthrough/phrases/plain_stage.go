package phrases

import (
	"fmt"
	"strings"
)

// PlainStage says where the learner stands, and what was recorded of the stage.
type PlainStage struct {
	WaitsForFirst string
	Heading       func(number, of int, title []string) string
	From          func(row, first string) string // a row of many stages, by the first of them
	Mark          func(text string) string
	In            func(around []string) string
	Failed        func(why string) string
	NeverHeld     func(why string) string
	Parts         func(parts int) string
	WaitIsHeld    func(wait string) string
	Each          func(chart string) string
	IntoOpens     string
	Service       func(name string) string
	Odd           func(what string) string
	Exception     func(when, what string) string
	Held          string // at the live edge, like the next
	Idle, Live    string
	Behind        func(stages int) string
	AsItWas       func(stages int) string
	NoParts       string
	Part          func(number int, name, state string) string
	LengthUnknown string
}

var plainStageEnglish = PlainStage{
	WaitsForFirst: "Waiting for the first stage.",
	Heading: func(n, of int, title []string) string {
		return fmt.Sprintf("step %d of %d: %s", n, of, strings.Join(title, ", "))
	},
	From:       func(row, first string) string { return row + ", from " + first },
	Mark:       func(text string) string { return "mark: " + text },
	In:         func(around []string) string { return "in " + strings.Join(around, " > ") },
	Failed:     func(why string) string { return "failed: " + why },
	NeverHeld:  func(why string) string { return "never held: " + why },
	Parts:      func(n int) string { return counted(n, "part") },
	WaitIsHeld: func(wait string) string { return wait + ", which is held" },
	Each:       func(chart string) string { return "each: |" + chart + "|" },
	IntoOpens:  "\"into\" opens them",
	Service:    func(name string) string { return "service " + name },
	Odd:        func(what string) string { return "odd: " + what },
	Exception:  func(when, what string) string { return "exception, " + when + ": " + what },
	Held:       "live, held",
	Idle:       "ready: r sends a request, x stops the server",
	Live:       "live",
	Behind:     func(n int) string { return fmt.Sprintf("%d behind live", n) },
	AsItWas: func(n int) string {
		return fmt.Sprintf("%d behind live, as it was then: A shows what is known by now", n)
	},
	NoParts:       "It has no parts.",
	Part:          func(n int, name, state string) string { return fmt.Sprintf("step %d: %s, %s", n, name, state) },
	LengthUnknown: "how long it took is not known",
}

var plainStageChinese = PlainStage{
	WaitsForFirst: "正在等第一个阶段。",
	Heading: func(n, of int, title []string) string {
		return fmt.Sprintf("第 %d 步，共 %d 步：%s", n, of, strings.Join(title, "，"))
	},
	From:       func(row, first string) string { return row + "，从 " + first + " 起" },
	Mark:       func(text string) string { return "标记：" + text },
	In:         func(around []string) string { return "位于 " + strings.Join(around, " > ") },
	Failed:     func(why string) string { return "失败：" + why },
	NeverHeld:  func(why string) string { return "从不暂停：" + why },
	Parts:      func(n int) string { return fmt.Sprintf("%d 个部分", n) },
	WaitIsHeld: func(wait string) string { return wait + "，后者暂停着" },
	Each:       func(chart string) string { return "逐个：|" + chart + "|" },
	IntoOpens:  "“into”展开它们",
	Service:    func(name string) string { return "服务 " + name },
	Odd:        func(what string) string { return "记录有异：" + what },
	Exception:  func(when, what string) string { return "异常，" + when + "：" + what },
	Held:       "在前沿，已暂停",
	Idle:       "已就绪：r 发送请求，x 停止服务器",
	Live:       "在前沿",
	Behind:     func(n int) string { return fmt.Sprintf("落后前沿 %d 个阶段", n) },
	AsItWas: func(n int) string {
		return fmt.Sprintf("落后前沿 %d 个阶段，显示的是当时的样子：A 显示现在已知的", n)
	},
	NoParts:       "它里面没有别的部分。",
	Part:          func(n int, name, state string) string { return fmt.Sprintf("第 %d 步：%s，%s", n, name, state) },
	LengthUnknown: "耗时未知",
}

// PlainSource is the source of a stage, or where it is.
type PlainSource struct {
	NoStage   string
	Calls     func(names []string) string // behind a line
	NotKnown  func(spans bool) string
	NotAtHand string
	Opened    func(path string, line int) string
}

var plainSourceEnglish = PlainSource{
	NoStage:   "There is no stage yet.",
	Calls:     func(names []string) string { return "   (calls " + strings.Join(names, ", ") + ")" },
	NotKnown:  plainSteps("The recording does not say where the source of this stage is."),
	NotAtHand: "The source is not at hand. It begins here:",
	Opened:    func(path string, line int) string { return fmt.Sprintf("The source is in %s, line %d.", path, line) },
}

var plainSourceChinese = PlainSource{
	NoStage:   "还没有阶段。",
	Calls:     func(names []string) string { return "   （调用 " + strings.Join(names, "、") + "）" },
	NotKnown:  plainSteps("录制没有说明这个阶段的源码在哪里。", "录制没有说明这个 span 的源码在哪里。"),
	NotAtHand: "手头没有这段源码。它从这里开始：",
	Opened:    func(path string, line int) string { return fmt.Sprintf("源码在 %s，第 %d 行。", path, line) },
}

// PlainLanes lists what runs at the same time.
type PlainLanes struct {
	NotStepped            string
	Runs                  func(inner string) string
	Held                  func(stage, duration string) string
	Stepped               string // behind what a lane does
	Lane                  func(id int, name, does string) string
	OthersWait, OthersRun string
}

var plainLanesEnglish = PlainLanes{
	NotStepped: "No server is stepped.",
	Runs:       func(inner string) string { return "runs, in " + inner },
	Held:       func(stage, duration string) string { return "held at " + stage + " for " + duration },
	Stepped:    "; this one is stepped",
	Lane:       func(id int, name, does string) string { return fmt.Sprintf("lane %d, %s: %s", id, name, does) },
	OthersWait: "Other lanes wait at their next stage while one is stepped.",
	OthersRun:  "Other lanes run while one is stepped.",
}

var plainLanesChinese = PlainLanes{
	NotStepped: "没有正在单步运行的服务器。",
	Runs:       func(inner string) string { return "在运行，在 " + inner + " 里" },
	Held:       func(stage, duration string) string { return "暂停在 " + stage + "，已有 " + duration },
	Stepped:    "；正在单步走的是这一条",
	Lane:       func(id int, name, does string) string { return fmt.Sprintf("泳道 %d，%s：%s", id, name, does) },
	OthersWait: "单步走一条泳道时，其他泳道在各自的下一个阶段等着。",
	OthersRun:  "单步走一条泳道时，其他泳道照常运行。",
}
