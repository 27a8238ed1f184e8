package phrases

import "fmt"

// PlainNews is what the walk says unasked: how the boot goes, what a search has found.
type PlainNews struct {
	// Recording begins a line about a recording.
	Recording      string
	ReadyIn        func(took string) string
	ReadyAndRuns   func(took string) string
	Stopping       string
	Stopped        func(took, reason string) string // the reason may be ""
	Took           func(took string) string
	OtherTook      func(trace, took string) string
	FailedIn       func(stage, took string) string
	NotReady       func(took string) string
	ThisTrace      string
	Trace          func(number, of int, program string) string // the program may be ""
	InNote         func(stage string) string
	Stage          func(name string, spans bool) string
	Found          func(match PlainMatch) string
	ReadyHint      string // that the server is
	OutsideHint    string
	OnItsWay       func(stage string) string
	Done           func(what string) string
	NeedsScreen    func(command string) string
	NoSuchCommand  func(name, meant string) string // meant may be ""
	AnswersLooking string
}

// PlainMatch is what a search has found, and where the learner stands in that. More says that it goes on.
type PlainMatch struct {
	Number, Found        int
	More, Spans          bool
	Names, Notes, Source int
	Place                string
}

// more is the mark of a search that goes on.
func (m PlainMatch) more() string {
	if m.More {
		return "+"
	}
	return ""
}

var plainNewsEnglish = PlainNews{
	Recording:    "recording · ",
	ReadyIn:      func(took string) string { return "ready in " + took },
	ReadyAndRuns: func(took string) string { return "ready in " + took + " · the server is running" },
	Stopping:     "the server is stopping",
	Stopped: func(took, reason string) string {
		said := "ready in " + took + " · the server has stopped"
		if reason != "" {
			said += ": " + reason
		}
		return said
	},
	Took:      func(took string) string { return "took " + took },
	OtherTook: func(trace, took string) string { return trace + " took " + took },
	FailedIn:  func(stage, took string) string { return "failed in " + stage + " after " + took },
	NotReady:  func(took string) string { return "not ready after " + took },
	ThisTrace: "this trace",
	Trace: func(number, of int, program string) string {
		said := fmt.Sprintf("trace %d of %d", number, of)
		if program != "" {
			said += ", " + program + ","
		}
		return said
	},
	InNote: func(stage string) string { return "in the note of " + stage },
	Stage:  func(name string, spans bool) string { return "the " + plainSteps("stage ")(spans) + name },
	Found: func(m PlainMatch) string {
		return fmt.Sprintf("%d/%d%s · %s %d, notes %d, source %d: %s", m.Number, m.Found, m.more(),
			plainSteps("stages")(m.Spans), m.Names, m.Notes, m.Source, m.Place)
	},
	ReadyHint:   "(\"ready\" says what it waited for, and what to do now.)",
	OutsideHint: "(Requests have come from outside: \"requests\" lists them.)",
	OnItsWay:    func(stage string) string { return "On its way to " + stage + "." },
	Done:        func(what string) string { return "Done: " + what + "." },
	NeedsScreen: func(command string) string { return fmt.Sprintf("%q needs a screen.", command) },
	NoSuchCommand: func(name, meant string) string {
		if meant == "" {
			return fmt.Sprintf("No command is called %q: help lists them.", name)
		}
		return fmt.Sprintf("No command is called %q: did you mean %q?", name, meant)
	},
	AnswersLooking: "The answers are still looked for: ask again.",
}

var plainNewsChinese = PlainNews{
	Recording:    "录制 · ",
	ReadyIn:      func(took string) string { return took + " 后就绪" },
	ReadyAndRuns: func(took string) string { return took + " 后就绪 · 服务器在运行" },
	Stopping:     "服务器正在停止",
	Stopped: func(took, reason string) string {
		said := took + " 后就绪 · 服务器已停止"
		if reason != "" {
			said += "：" + reason
		}
		return said
	},
	Took:      func(took string) string { return "用了 " + took },
	OtherTook: func(trace, took string) string { return joined(trace, "用了", took) },
	FailedIn:  func(stage, took string) string { return took + " 后在 " + stage + " 里失败" },
	NotReady:  func(took string) string { return took + " 后还没有就绪" },
	ThisTrace: "这个 trace",
	Trace: func(number, of int, program string) string {
		said := fmt.Sprintf("第 %d 个 trace（共 %d 个）", number, of)
		if program != "" {
			said += "，" + program + "，"
		}
		return said
	},
	InNote: func(stage string) string { return "在 " + stage + " 的讲解里" },
	Stage:  func(name string, spans bool) string { return plainSteps("阶段 ", "span ")(spans) + name },
	Found: func(m PlainMatch) string {
		return fmt.Sprintf("%d/%d%s · %s %d，讲解 %d，源码 %d：%s", m.Number, m.Found, m.more(),
			plainSteps("阶段", "span")(m.Spans), m.Names, m.Notes, m.Source, m.Place)
	},
	ReadyHint:   "（“ready”说明它等了什么，现在可以做什么。）",
	OutsideHint: "（有外部请求到来：“requests”列出它们。）",
	OnItsWay:    func(stage string) string { return "正在去往 " + stage + "。" },
	Done:        func(what string) string { return "完成：" + what + "。" },
	NeedsScreen: func(command string) string { return "“" + command + "”只能在屏幕模式下使用。" },
	NoSuchCommand: func(name, meant string) string {
		if meant == "" {
			return "没有名为“" + name + "”的命令：help 列出所有命令。"
		}
		return "没有名为“" + name + "”的命令：是不是“" + meant + "”？"
	},
	AnswersLooking: "还在找答案：请稍后再问。",
}

// PlainOutside lists the requests from outside.
type PlainOutside struct {
	None         string
	FollowedFrom func(step string) string // behind what is known of one
	Awaited      func(request string) string
	HowToAwait   string
}

var plainOutsideEnglish = PlainOutside{
	None:         "No request has come from outside yet.",
	FollowedFrom: func(step string) string { return ", followed from step " + step },
	Awaited: func(request string) string {
		return "The next " + request + " is held at its first stage. (\"requests none\" takes that back.)"
	},
	HowToAwait: "(\"requests\" with a number, or with a method and a path, holds the next one like it.)",
}

var plainOutsideChinese = PlainOutside{
	None:         "还没有外部请求。",
	FollowedFrom: func(step string) string { return "，从第 " + step + " 步起跟踪" },
	Awaited: func(request string) string {
		return "下一个 " + request + " 会在它的第一个阶段暂停。（“requests none”撤销。）"
	},
	HowToAwait: "（“requests”加上编号，或者方法和路径，让下一个这样的请求暂停。）",
}

// PlainPredict asks the learner to predict something.
type PlainPredict struct {
	Question   func(ask string, again bool) string
	TypeNumber func(skip string) string
	Skipped    string
	NotAsked   string
}

var plainPredictEnglish = PlainPredict{
	Question: func(ask string, again bool) string {
		if again {
			return "Question once more: " + ask
		}
		return "Question: " + ask
	},
	TypeNumber: func(skip string) string { return fmt.Sprintf("Type a number, or %q.", skip) },
	Skipped:    "the question is skipped",
	NotAsked:   "No question is asked.",
}

var plainPredictChinese = PlainPredict{
	Question: func(ask string, again bool) string {
		if again {
			return "再问一次：" + ask
		}
		return "问题：" + ask
	},
	TypeNumber: func(skip string) string { return "请输入编号，或者“" + skip + "”。" },
	Skipped:    "跳过了这个问题",
	NotAsked:   "现在没有问题要回答。",
}

// PlainPrompt asks for what a command needs.
type PlainPrompt struct {
	Search, Mark string
	Jump         func(spans bool) string
	Request      func(placeholder string) string
}

var plainPromptEnglish = PlainPrompt{
	Search: "Search for which text? An empty line ends the search.",
	Jump:   plainSteps("Go where? Type a stage, a number or a command."),
	Mark:   "Which text? An empty line removes the mark.",
	Request: func(placeholder string) string {
		return "Which request? Type " + placeholder + ". An empty line sends none."
	},
}

var plainPromptChinese = PlainPrompt{
	Search: "搜索什么文字？空行则结束搜索。",
	Jump:   plainSteps("去哪里？请输入阶段、编号或者命令。", "去哪里？请输入 span、编号或者命令。"),
	Mark:   "标记写什么？空行则去掉标记。",
	Request: func(placeholder string) string {
		return "发送什么请求？请输入：" + placeholder + "。空行则不发送。"
	},
}
