package phrases

// WhyWaited says what a wait that is over waited for, what ended it, and who let a stage go on that was held.
type WhyWaited struct {
	What         Format
	Until        Format // for what, until when
	NotCovered   Format // the word for a stage: what was waited for is words
	NoSuchStage  Format // the word for a stage: what was waited for is a name
	NotBegunThen Format // here and below: what it waited for
	NotEndedThen Format
	EndedBefore  Format // … how long before
	WentOnAfter  Format // … when it ended, how long the wait went on
	WaitedFor    Format // … when it ended, how much later the wait ended
	HooksWork    Format // the hook, the word for a stage, the stage twice, when it ended
	EndUntold    Format // when it ended

	WhoLetGoOn     Format
	WhyNotHeld     Format
	NeverHeld      Format // the reason, a sentence
	CommandOf      Format // whose, for how long it was held
	ReleasedBy     Format // by whom, how long after it began
	You            string
	Yours          string
	Learner        string
	PauseIsInIt    Format
	PauseIsLeftOut Format
}

var whyWaitedEnglish = WhyWaited{
	What:        "What did %s wait for, and what ended the wait?",
	Until:       "It waited for %s, until %s.",
	NotCovered:  "No %s covers that, so the recording does not tell what ended the wait.",
	NoSuchStage: "No %s of that name is in the recording, so the recording does not tell what ended the wait.",
	NotBegunThen: "It names %s, which had not begun when the wait ended, so that cannot have ended it. The recording " +
		"does not tell what did.",
	NotEndedThen: "It names %s, which had not ended when the wait did. The recording does not tell what ended the " +
		"wait.",
	EndedBefore: "It names %s, which had ended %s before it began.",
	WentOnAfter: "It names %s, which ended %s; it went on for another %s.",
	WaitedFor:   "It waited for %s, which ended %s. It ended %s later.",
	HooksWork: "So it waited for the work that %s had begun. No %s covers that work, and %s may work itself too: " +
		"the recording does not tell when the wait was over, only that %s ended %s.",
	EndUntold: "The recording does not tell what ended the wait, %s.",

	WhoLetGoOn:     "Who let %s go on?",
	WhyNotHeld:     "Why was %s not held?",
	NeverHeld:      "It is never held. %s.",
	CommandOf:      "A command of %s, given before it began: it was held for %s only.",
	ReleasedBy:     "It was released by %s, %s after it began.",
	You:            "you",
	Yours:          "yours",
	Learner:        "the learner who stepped this server",
	PauseIsInIt:    "The times that are shown contain that pause.",
	PauseIsLeftOut: "The times that are shown are by the boot's own clock, which leaves pauses out.",
}

var whyWaitedChinese = WhyWaited{
	What:         "%s 等的是什么？等待是怎么结束的？",
	Until:        "它等的是 %s，一直等到 %s。",
	NotCovered:   "没有哪个 %s 涵盖那件事，所以录制没有说明等待是怎么结束的。",
	NoSuchStage:  "录制里没有叫这个名字的 %s，所以录制没有说明等待是怎么结束的。",
	NotBegunThen: "它说在等 %s，但等待结束时后者还没有开始，所以不可能是后者结束了等待。录制没有说明等待是怎么结束的。",
	NotEndedThen: "它说在等 %s，但等待结束时后者还没有结束。录制没有说明等待是怎么结束的。",
	EndedBefore:  "它说在等 %s，但它开始之前 %s，后者就已经结束了。",
	WentOnAfter:  "它说在等 %s，后者 %s 结束；它又继续了 %s。",
	WaitedFor:    "它等的是 %s，后者 %s 结束。再过 %s，它也结束了。",
	HooksWork: "所以它等的是 %s 所启动的工作。没有哪个 %s 涵盖那项工作，而且 %s 自己可能也在工作：" +
		"录制没有说明等待何时结束，只说明 %s %s 结束了。",
	EndUntold: "它 %s 结束，录制没有说明等待是怎么结束的。",

	WhoLetGoOn:     "是谁放行了 %s？",
	WhyNotHeld:     "%s 为什么没有暂停？",
	NeverHeld:      "它从不暂停。%s。",
	CommandOf:      "是 %s 在它开始之前给出的一条命令：它只暂停了 %s。",
	ReleasedBy:     "是 %s 在它开始 %s 之后放行的。",
	You:            "你",
	Yours:          "你",
	Learner:        "让这个服务器单步运行的学习者",
	PauseIsInIt:    "显示的时间包含这次暂停。",
	PauseIsLeftOut: "显示的时间按启动自己的时钟计算，不含暂停。",
}
