package phrases

import (
	"fmt"
	"strings"
)

// PlainHelp lists the commands.
type PlainHelp struct {
	Type  string
	Alone string // heads the commands that only lines of text have
	// Command is a row of the walk's table, and Words says what the words of lines of text alone do, by their names.
	Command func(name string, keys []string, help string) string
	Words   map[string]func(spans bool) string
	Jump    func(spans bool) string
	Empty   string
}

var plainHelpEnglish = PlainHelp{
	Type:  "Type a name, or one of the keys of a screen.",
	Alone: "In lines of text alone",
	Command: func(name string, keys []string, help string) string {
		return fmt.Sprintf("%s (%s): %s", name, strings.Join(keys, ", "), help)
	},
	Words: map[string]func(spans bool) string{
		"where":  plainSteps("where you are"),
		"note":   plainSteps("the whole note of the stage"),
		"more":   plainSteps("the rest of the note, or its section of that name"),
		"source": plainSteps("the source of the stage"),
		"parts":  plainSteps("the parts of the stage"),
		"ready":  plainSteps("what readiness waited for, and what to do now"),
		"lanes":  plainSteps("what runs at the same time, and what is held"),
		"skip":   plainSteps("go on without an answer to the question"),
	},
	Jump: plainSteps("j STAGE: go to the stage of that name or number",
		"j SPAN: go to the span of that name or number"),
	Empty: "an empty line: the last command again",
}

var plainHelpChinese = PlainHelp{
	Type:  "请输入命令的名字，或者屏幕模式下的按键。",
	Alone: "文字行模式特有的命令",
	Command: func(name string, keys []string, help string) string {
		return fmt.Sprintf("%s（%s）：%s", name, strings.Join(keys, "、"), help)
	},
	Words: map[string]func(spans bool) string{
		"where":  plainSteps("你在哪里"),
		"note":   plainSteps("这个阶段的整篇讲解", "这个 span 的整篇讲解"),
		"more":   plainSteps("讲解的其余部分，或者叫这个名字的一节"),
		"source": plainSteps("这个阶段的源码", "这个 span 的源码"),
		"parts":  plainSteps("这个阶段的各个部分", "这个 span 的各个部分"),
		"ready":  plainSteps("就绪等了什么，现在可以做什么"),
		"lanes":  plainSteps("同时运行的，以及暂停着的"),
		"skip":   plainSteps("不回答问题，继续走"),
	},
	Jump:  plainSteps("j STAGE：前往叫这个名字或有这个编号的阶段", "j SPAN：前往叫这个名字或有这个编号的 span"),
	Empty: "空行：重复上一个命令",
}

// PlainLog is the server's log.
type PlainLog struct {
	NoLog, NothingSince, NothingYet string
	During                          func(step int, stage string) string
}

var plainLogEnglish = PlainLog{
	NoLog:        "A recording has no log.",
	NothingSince: "The server has logged nothing since.",
	NothingYet:   "The server has not logged anything yet.",
	During:       func(step int, stage string) string { return fmt.Sprintf("During step %d, %s:", step, stage) },
}

var plainLogChinese = PlainLog{
	NoLog:        "录制里没有日志。",
	NothingSince: "此后服务器没有新的日志。",
	NothingYet:   "服务器还没有写过日志。",
	During:       func(step int, stage string) string { return fmt.Sprintf("第 %d 步 %s 期间：", step, stage) },
}

// PlainHealth is the health checks.
type PlainHealth struct {
	NotAnswered string
	Red, Green  string
}

var plainHealthEnglish = PlainHealth{NotAnswered: "No check has been answered yet.", Red: "red", Green: "green"}

var plainHealthChinese = PlainHealth{NotAnswered: "还没有任何检查得到应答。", Red: "红", Green: "绿"}

// PlainHooks is the post-start hooks, and what ready waited for.
type PlainHooks struct {
	Done     func(done, hooks int) string
	Readyz   func(green, checks int) string // behind it
	At       func(since string) string      // behind that
	AreAsked string
	WaitNone string
	WaitFor  func(what string) string
	States   map[string]string
	Kept     func(state, by string) string // a hook that waits for one that is held
	WillWait func(state, by string) string
	Slices   string
	Slice    func(took string, percent float64, waitsFor string) string // which may be ""
}

var plainHooksEnglish = PlainHooks{
	Done:     func(done, hooks int) string { return fmt.Sprintf("%d of %s done", done, counted(hooks, "hook")) },
	Readyz:   func(green, checks int) string { return fmt.Sprintf(", readyz %d of %d", green, checks) },
	At:       func(since string) string { return ", at +" + since },
	AreAsked: "Of these it is asked:",
	WaitNone: "Wait for nothing:",
	WaitFor:  func(what string) string { return "Wait for " + what + ":" },
	States: map[string]string{
		"ahead": "ahead", "held": "held", "runs": "runs", "waits": "waits", "done": "done", "failed": "failed",
		"skipped": "skipped",
	},
	Kept:     func(state, by string) string { return state + " for " + by + ", which is held" },
	WillWait: func(state, by string) string { return state + ", will wait for " + by + ", which is held" },
	Slices:   "What ready waited for, the longest first:",
	Slice: func(took string, percent float64, waitsFor string) string {
		said := fmt.Sprintf("%s, %.0f %%", took, percent)
		if waitsFor != "" {
			said += ", waits for " + waitsFor
		}
		return said
	},
}

var plainHooksChinese = PlainHooks{
	Done:     func(done, hooks int) string { return fmt.Sprintf("%d 个钩子里完成了 %d 个", hooks, done) },
	Readyz:   func(green, checks int) string { return fmt.Sprintf("，readyz %d/%d", green, checks) },
	At:       func(since string) string { return "，在 +" + since },
	AreAsked: "问题问的是这些：",
	WaitNone: "什么也不等：",
	WaitFor:  func(what string) string { return joined("等待", what, "：") },
	States: map[string]string{
		"ahead": "未开始", "held": "已暂停", "runs": "运行中", "waits": "等待中", "done": "已完成", "failed": "已失败",
		"skipped": "已跳过",
	},
	Kept:     func(state, by string) string { return state + "，等的是暂停着的 " + by },
	WillWait: func(state, by string) string { return state + "，之后要等暂停着的 " + by },
	Slices:   "就绪等的是这些，最长的在前：",
	Slice: func(took string, percent float64, waitsFor string) string {
		said := fmt.Sprintf("%s，%.0f %%", took, percent)
		if waitsFor != "" {
			said += joined("，等的是", waitsFor)
		}
		return said
	},
}

// PlainReady is the place to which a boot leads.
type PlainReady struct {
	NotYet, WaitedFor, ForKubectl, Now string
	Waited                             func(step int, stage, took string, percent float64) string
}

var plainReadyEnglish = PlainReady{
	NotYet: "The server is not ready yet.", WaitedFor: "It waited for",
	ForKubectl: "For kubectl, in another terminal:", Now: "Now",
	Waited: func(step int, stage, took string, percent float64) string {
		return fmt.Sprintf("step %d: %s, %s, %.0f %%", step, stage, took, percent)
	},
}

var plainReadyChinese = PlainReady{
	NotYet: "服务器还没有就绪。", WaitedFor: "它等的是：",
	ForKubectl: "要用 kubectl，就在另一个终端里输入：", Now: "现在可以：",
	Waited: func(step int, stage, took string, percent float64) string {
		return fmt.Sprintf("第 %d 步：%s，%s，%.0f %%", step, stage, took, percent)
	},
}

// PlainWhy is what can be asked of a stage.
type PlainWhy struct {
	More string
	Ask  func(number int, question string) string
}

var plainWhyEnglish = PlainWhy{
	More: "More to ask:",
	Ask:  func(number int, question string) string { return fmt.Sprintf("why %d: %s", number, question) },
}

var plainWhyChinese = PlainWhy{
	More: "还可以问：",
	Ask:  func(number int, question string) string { return fmt.Sprintf("why %d：%s", number, question) },
}
