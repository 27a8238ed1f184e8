package phrases

// WhyCheck says why a health check is red, or what turned it green.
type WhyCheck struct {
	WhyNotGreen Format // here and below: the check
	WhyRed      Format
	WhenGreen   Format

	HookNotBegun   Format
	ServerSays     Format // the server's reason
	ReasonWithheld Format
	NoGreenAnswer  Format
	TurnsWithHook  Format // here and below: the stage that turns it green
	FollowsFrom    Format
	NotBegun       Format
	Failed         Format // … when, its message
	NeverBegan     Format
	HasEnded       Format // … when
	NotSeenSince   Format
	MayGoOn        Format
	NotesSay       Format // what the notes say of the check

	InFirstAnswer Format // the stage that waits for readiness, when
	FirstSeen     Format // the same
	AllWereGreen  Format // the same
	GreenNow      Format
	NotEndedYet   Format // here and below: the stage that turns it green
	EndedAfter    Format // … when
	HookTurned    Format // … when
	EndedBefore   Format // … when, the stage that waits for readiness, when that began
	Ended         Format // … when
	LagUntold     Format // the time between
}

var whyCheckEnglish = WhyCheck{
	WhyNotGreen: "Why is the check %s not green?",
	WhyRed:      "Why is the check %s red?",
	WhenGreen:   "When did the check %s turn green?",

	HookNotBegun:   "It is the check of a hook that has not begun, or of which there is no stage.",
	ServerSays:     "The server says: %s.",
	ReasonWithheld: "The server withholds its reason from clients; its log has it.",
	NoGreenAnswer:  "The recording does not tell: no answer of /readyz in which it is green is recorded.",
	TurnsWithHook:  "It turns green when its hook, %s, ends.",
	FollowsFrom:    "It follows from %s.",
	NotBegun:       "%s has not begun.",
	Failed:         "%s failed %s: %s.",
	NeverBegan:     "%s never began.",
	HasEnded:       "%s has ended %s.",
	NotSeenSince:   "Nobody has seen the check green since: an answer comes every few milliseconds at best.",
	MayGoOn:        "What it has begun may go on; the recording does not tell how far that is.",
	NotesSay:       "Of this check the notes say: %s.",

	InFirstAnswer: "It was green in the first answer that %s got, %s.",
	FirstSeen:     "%s first saw it green %s, and in no answer before.",
	AllWereGreen: "The recording does not tell when: %s has no event of it. Every check of /readyz was green when " +
		"that ended, %s.",
	GreenNow: "It is green now. The recording does not tell since when: the event of that comes when the stage that " +
		"waits for readiness ends.",
	NotEndedYet: "It follows from %s, which has not ended: the recording does not tell what turned it.",
	EndedAfter:  "It follows from %s, which ended only after that, %s: the recording does not tell what turned it.",
	HookTurned:  "Its hook, %s, ended %s, which turned it.",
	EndedBefore: "It follows from %s, which ended %s, before %s began to ask %s.",
	Ended:       "It follows from %s, which ended %s.",
	LagUntold: "The %s between are those of what it had begun, or of the server that did not answer yet: the " +
		"recording does not tell which.",
}

var whyCheckChinese = WhyCheck{
	WhyNotGreen: "检查 %s 为什么还不是绿的？",
	WhyRed:      "检查 %s 为什么是红的？",
	WhenGreen:   "检查 %s 是什么时候变绿的？",

	HookNotBegun:   "它是某个钩子的检查，而那个钩子还没有开始，或者录制里没有它的阶段。",
	ServerSays:     "服务器说：%s。",
	ReasonWithheld: "服务器不把原因告诉客户端；它的日志里有。",
	NoGreenAnswer:  "录制没有说明：没有录到过它在 /readyz 的应答里是绿的。",
	TurnsWithHook:  "它的钩子 %s 结束，它就变绿。",
	FollowsFrom:    "它取决于 %s。",
	NotBegun:       "%s 还没有开始。",
	Failed:         "%s %s 失败了：%s。",
	NeverBegan:     "%s 从未开始。",
	HasEnded:       "%s 已经 %s 结束。",
	NotSeenSince:   "在那之后还没有谁看到这项检查是绿的：应答最快也要几毫秒才有一次。",
	MayGoOn:        "它启动的工作可能还在继续；录制没有说明进行到了哪里。",
	NotesSay:       "关于这项检查，讲解里说：%s。",

	InFirstAnswer: "%s %s 得到第一个应答，其中它就是绿的。",
	FirstSeen:     "%s %s 第一次看到它是绿的，此前的应答里都不是。",
	AllWereGreen:  "录制没有说明是什么时候：%s 里没有它的事件。后者 %s 结束，那时 /readyz 的每项检查都是绿的。",
	GreenNow:      "它现在是绿的。录制没有说明是从什么时候起：等待就绪的阶段结束时，才会有这个事件。",
	NotEndedYet:   "它取决于 %s，而后者还没有结束：录制没有说明是什么让它变绿的。",
	EndedAfter:    "它取决于 %s，而后者 %s 才结束，比那还晚：录制没有说明是什么让它变绿的。",
	HookTurned:    "它的钩子 %s %s 结束，它就此变绿。",
	EndedBefore:   "它取决于 %s，后者 %s 就已结束，而 %s %s 才开始问。",
	Ended:         "它取决于 %s，后者 %s 结束。",
	LagUntold:     "中间的 %s，要么是它启动的工作所用的，要么是服务器还没有应答：录制没有说明是哪一种。",
}

// WhyReady says for which checks the stage that waits for readiness waited.
type WhyReady struct {
	Checks     string // for which it waits
	HasWaited  Format // the stage, how long, for what
	NoneRed    Format
	NotGreen   Format             // how many checks, of how many
	StagesOpen func(n int) Format // the stages
	Others     Format             // checks

	WhatCameLast Format
	LastUntold   Format // the word for a stage
	LastCame     Format // checks, when
	HadEnded     Format // a stage, how long before
	WhichNot     Format
	AllSeen      Format
	NotSeen      Format // how many, of how many, which
	Was          Format // a stage, its state
}

var whyReadyEnglish = WhyReady{
	Checks:    "the checks of /readyz",
	HasWaited: "%s has waited %s for %s.",
	NoneRed:   "No check is known that is red: the recording does not tell what is missing.",
	NotGreen:  "%d of %d checks are not known to be green.",
	StagesOpen: func(n int) Format {
		if n == 1 {
			return "Of the stages that turn them, %s has not ended."
		}
		return "Of the stages that turn them, %s have not ended."
	},
	Others: "The stages of the others have ended, or none is known: %s.",

	WhatCameLast: "What did %s wait for, and what came last?",
	LastUntold:   "The recording does not tell which check came last: the %s has no event of a check.",
	LastCame:     "It waited until every check of /readyz was green. Last came %s, %s.",
	HadEnded:     "%s had ended %s before.",
	WhichNot:     "Which checks did %s not see green?",
	AllSeen:      "The recording does not tell: it has seen every check green of which anything is known.",
	NotSeen:      "%d of %d: %s.",
	Was:          "%s: %s.",
}

var whyReadyChinese = WhyReady{
	Checks:     "/readyz 的各项检查",
	HasWaited:  "%s 等了 %s，等的是 %s。",
	NoneRed:    "没有已知的红色检查：录制没有说明还缺什么。",
	NotGreen:   "%[2]d 项检查里，有 %[1]d 项还不能确定是绿的。",
	StagesOpen: func(int) Format { return "让它们变绿的阶段里，%s 还没有结束。" },
	Others:     "其余检查的阶段已经结束，或者不知道是哪个阶段：%s。",

	WhatCameLast: "%s 等的是什么？最后变绿的是什么？",
	LastUntold:   "录制没有说明哪项检查最后变绿：这个 %s 没有关于检查的事件。",
	LastCame:     "它一直等到 /readyz 的每项检查都是绿的。最后变绿的是 %s，%s。",
	HadEnded:     "%s 比那早 %s 结束。",
	WhichNot:     "%s 没有看到哪些检查变绿？",
	AllSeen:      "录制没有说明：凡是有记录的检查，它都看到变绿了。",
	NotSeen:      "%[2]d 项里有 %[1]d 项：%[3]s。",
	Was:          "%s：%s。",
}
