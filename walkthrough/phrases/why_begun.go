package phrases

// WhyBegun says why a stage has not begun, and why it never did.
type WhyBegun struct {
	WhyNotBegun     Format
	BeginsLater     Format // when
	ThenWaitsFor    Format // for what
	PartOfAhead     Format // the stage around it
	SeveralAhead    Format // how many stages around it, counted, and the outermost
	ComerIsHeld     Format // here and below: the stage that comes to it
	ComerIsIn       Format // … and the one in which it still is
	BeginsHooks     Format
	AnotherAtWork   Format // the word for a stage, another stage
	NothingAround   Format // the word for a stage
	GotAsFarAs      Format // … and the last of its parts that has ended
	BeforeFirstPart Format
	UsuallyBefore   func(n int) Format // so many parts

	WhySkipped      Format
	EndedWithout    Format
	RecordingOver   Format // the stage that would have come to it
	ComerFailed     Format // … and the message
	ComerDidWithout Format // … and what of it did not begin
	UsuallyComes    Format
	Says            Format // the stage, what it says
	Semicolon       string // between two things that it says
	Untold          Format
	SameNoFlags     Format
	SameFlags       Format
	OtherFlags      Format // of the boot in which it began, of this one
	NoFlags         string
}

var whyBegunEnglish = WhyBegun{
	WhyNotBegun:  "Why has %s not begun?",
	BeginsLater:  "At this moment it had not begun: it begins %s.",
	ThenWaitsFor: "Once it has begun, it waits for %s.",
	PartOfAhead:  "It is a part of %s, which has not begun either.",
	SeveralAhead: "The %s around it have not begun either, up to %s.",
	ComerIsHeld:  "%s, which comes to it, is held.",
	ComerIsIn:    "%s, which comes to it, is still in %s.",
	BeginsHooks:  "%s begins the hooks, each in a goroutine of its own, in an order that luck decides.",
	AnotherAtWork: "It is inside of no %s that has begun. %s is at work; the recording does not tell whether one " +
		"waits for the other.",
	NothingAround:   "No %s around it has begun, and the recording does not tell what starts it.",
	GotAsFarAs:      "%s, which comes to it, has got as far as the end of %s.",
	BeforeFirstPart: "%s, which comes to it, is at work before its first part.",
	UsuallyBefore: func(n int) Format {
		if n == 1 {
			return "Usually %s comes before it."
		}
		return "Usually %s come before it."
	},

	WhySkipped:      "Why was %s skipped?",
	EndedWithout:    "Everything that has begun ended without it.",
	RecordingOver:   "The recording ended before %s came to it.",
	ComerFailed:     "%s, which would have come to it, failed before: %s.",
	ComerDidWithout: "%s, which would have come to it, ended without %s.",
	UsuallyComes:    "%s, which usually comes to it, ended without it.",
	Says:            "%s says: %s.",
	Semicolon:       "; ",
	Untold:          "The recording does not tell why: it is in the flags or in the program.",
	SameNoFlags: "Both boots had no flags, this one and the one in which it began: the recording does not tell " +
		"why.",
	SameFlags: "Both boots had the flags %s, this one and the one in which it began: the recording does not tell " +
		"why.",
	OtherFlags: "The boot in which it began had the flags %s, this one has %s. The recording does not tell whether " +
		"that is the reason.",
	NoFlags: "(none)",
}

var whyBegunChinese = WhyBegun{
	WhyNotBegun:     "%s 为什么还没有开始？",
	BeginsLater:     "此刻它还没有开始：它 %s 开始。",
	ThenWaitsFor:    "开始之后，它还要等 %s。",
	PartOfAhead:     "它是 %s 的一部分，后者也还没有开始。",
	SeveralAhead:    "在它外面，一直到 %[2]s，共有 %[1]s 也还没有开始。",
	ComerIsHeld:     "%s 会走到它，但现在暂停着。",
	ComerIsIn:       "%s 会走到它，但现在还在 %s 里。",
	BeginsHooks:     "%s 会启动各个钩子，每个都在自己的 goroutine 里，先后次序是偶然的。",
	AnotherAtWork:   "在它外面没有哪个 %s 已经开始。%s 正在工作；录制没有说明两者是不是一个等着另一个。",
	NothingAround:   "在它外面没有哪个 %s 已经开始，录制也没有说明是什么启动它。",
	GotAsFarAs:      "%s 会走到它，现在刚走到 %s 结束的地方。",
	BeforeFirstPart: "%s 会走到它，但现在还没有走到自己的第一个部分。",
	UsuallyBefore:   func(int) Format { return "通常 %s 排在它前面。" },

	WhySkipped:      "%s 为什么被跳过了？",
	EndedWithout:    "凡是开始了的都已经结束，而它没有开始。",
	RecordingOver:   "%s 还没有走到它，录制就结束了。",
	ComerFailed:     "%s 本来会走到它，但在那之前就失败了：%s。",
	ComerDidWithout: "%s 本来会走到它，但没有经过 %s 就结束了。",
	UsuallyComes:    "%s 通常会走到它，这一次没有经过它就结束了。",
	Says:            "%s 说：%s。",
	Semicolon:       "；",
	Untold:          "录制没有说明原因：原因在标志里，或者在程序里。",
	SameNoFlags:     "这一次启动，和它开始了的那一次，都没有标志：录制没有说明原因。",
	SameFlags:       "这一次启动，和它开始了的那一次，标志都是 %s：录制没有说明原因。",
	OtherFlags:      "它开始了的那一次启动，标志是 %s；这一次是 %s。录制没有说明原因是不是在此。",
	NoFlags:         "（无）",
}
