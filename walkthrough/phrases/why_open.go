package phrases

// WhyOpen says why a stage that has begun has not ended.
type WhyOpen struct {
	WhyHeld     Format
	WhyWaiting  Format
	WhyNotEnded Format

	InARing           Format
	WasHeldThen       Format // the stage, for how long
	HeldFor           Format // the stage, for how long, who steps it
	Held              Format // the stage, who steps it
	YouStep           string
	LearnerSteps      string
	StepIt            Format             // what to press
	WaitForIt         func(n int) Format // of so many stages
	HasWaited         Format             // the stage, how long, for what
	NotCovered        Format             // the word for a stage: what is waited for is words
	NoSuchStage       Format             // the word for a stage: what is waited for is a name
	WaitsForHeld      Format             // here and below: the stage, what it waits for
	WaitsForHeldFor   Format             // … for how long
	WaitsForAhead     Format
	WaitsForSkipped   Format
	WaitsForRunning   Format // … when it began
	WaitsForFailed    Format // … when, the message
	WaitsForHooksWork Format // … when the hook ended
	WaitsForEnded     Format // … when it ended
	HooksWorkUntold   Format // the word for a stage
	StillWaitsUntold  Format
	OthersHeld        func(n int) Format // the stages that are held

	IsIn          Format             // the stage, the part in which it is
	IsDeepIn      Format             // … and the one inside that
	PartsOpen     func(n int) Format // the stage, its open parts
	RecordingOver Format             // when, the stage
	AtWork        Format             // the stage, for how long
}

var whyOpenEnglish = WhyOpen{
	WhyHeld:     "Why is %s held?",
	WhyWaiting:  "Why is %s waiting?",
	WhyNotEnded: "Why has %s not ended?",

	InARing:      "%s waits in a ring: it was named before.",
	WasHeldThen:  "%s was held at this moment, before its work: it was let go on %s later.",
	HeldFor:      "%s has been held for %s, before its work begins: %s.",
	Held:         "%s is held before its work begins: %s.",
	YouStep:      "you step the server",
	LearnerSteps: "the learner of the recording steps the server",
	StepIt:       "Step it: %s",
	WaitForIt: func(n int) Format {
		if n == 1 {
			return "%s waits for it."
		}
		return "%s wait for it."
	},
	HasWaited:         "%s has waited %s for %s.",
	NotCovered:        "No %s covers that, so the recording does not tell how far that is.",
	NoSuchStage:       "No %s of that name is in the recording, so the recording does not tell how far that is.",
	WaitsForHeld:      "%s waits for %s, which is held.",
	WaitsForHeldFor:   "%s waits for %s, which has been held for %s.",
	WaitsForAhead:     "%s waits for %s, which has not begun.",
	WaitsForSkipped:   "%s waits for %s, which was skipped: it never began.",
	WaitsForRunning:   "%s waits for %s, which has not ended either: it began %s.",
	WaitsForFailed:    "%s waits for %s, which has failed %s: %s.",
	WaitsForHooksWork: "%s waits for the work that %s has begun; that hook itself ended %s.",
	WaitsForEnded:     "%s waits for %s, which ended %s.",
	HooksWorkUntold:   "No %s covers that work, so the recording does not tell how far it is.",
	StillWaitsUntold:  "The recording does not tell for what it still waits.",
	OthersHeld: func(n int) Format {
		if n == 1 {
			return "%s is held meanwhile; the recording does not tell whether that is the reason."
		}
		return "%s are held meanwhile; the recording does not tell whether that is the reason."
	},

	IsIn:     "%s is in %s, which has not ended.",
	IsDeepIn: "%s is in %s, and there in %s.",
	PartsOpen: func(n int) Format {
		if n == 1 {
			return "Of the parts of %s, %s, in other goroutines, has not ended. The recording does not tell whether " +
				"it waits for it."
		}
		return "Of the parts of %s, %s, in other goroutines, have not ended. The recording does not tell whether it " +
			"waits for them."
	},
	RecordingOver: "The recording ended %s, while %s was at work: it does not tell when that ends.",
	AtWork:        "%s has been at work itself for %s: none of its parts is open, and nothing says that it waits.",
}

var whyOpenChinese = WhyOpen{
	WhyHeld:     "%s 为什么暂停着？",
	WhyWaiting:  "%s 为什么在等？",
	WhyNotEnded: "%s 为什么还没有结束？",

	InARing:           "%s 处在一个互相等待的环里：前面已经提到过它。",
	WasHeldThen:       "%s 此刻暂停着，还没有开始工作：过了 %s 才放行。",
	HeldFor:           "%s 已经暂停了 %s，还没有开始工作：%s。",
	Held:              "%s 暂停着，还没有开始工作：%s。",
	YouStep:           "你在让服务器单步运行",
	LearnerSteps:      "录制时，学习者在让服务器单步运行",
	StepIt:            "让它走一步：%s",
	WaitForIt:         func(int) Format { return "%s 在等它。" },
	HasWaited:         "%s 等了 %s，等的是 %s。",
	NotCovered:        "没有哪个 %s 涵盖那件事，所以录制没有说明它进行到了哪里。",
	NoSuchStage:       "录制里没有叫这个名字的 %s，所以录制没有说明它进行到了哪里。",
	WaitsForHeld:      "%s 在等 %s，后者暂停着。",
	WaitsForHeldFor:   "%s 在等 %s，后者已经暂停了 %s。",
	WaitsForAhead:     "%s 在等 %s，后者还没有开始。",
	WaitsForSkipped:   "%s 在等 %s，后者被跳过了：它从未开始。",
	WaitsForRunning:   "%s 在等 %s，后者也还没有结束：它 %s 开始。",
	WaitsForFailed:    "%s 在等 %s，后者 %s 失败了：%s。",
	WaitsForHooksWork: "%s 在等 %s 所启动的工作；那个钩子自己 %s 就结束了。",
	WaitsForEnded:     "%s 在等 %s，后者 %s 结束了。",
	HooksWorkUntold:   "没有哪个 %s 涵盖那项工作，所以录制没有说明它进行到了哪里。",
	StillWaitsUntold:  "录制没有说明它还在等什么。",
	OthersHeld: func(int) Format {
		return "这时 %s 暂停着；录制没有说明原因是不是在此。"
	},

	IsIn:     "%s 正在 %s 里，后者还没有结束。",
	IsDeepIn: "%s 正在 %s 里，具体是在其中的 %s 里。",
	PartsOpen: func(n int) Format {
		if n == 1 {
			return "%s 的各个部分里，在别的 goroutine 中的 %s 还没有结束。录制没有说明它是不是在等这一个。"
		}
		return "%s 的各个部分里，在别的 goroutine 中的 %s 还没有结束。录制没有说明它是不是在等这些。"
	},
	RecordingOver: "录制 %s 结束，当时 %s 还在工作：录制没有说明后者何时结束。",
	AtWork:        "%s 自己已经工作了 %s：它没有哪个部分还在进行，也没有迹象说明它在等什么。",
}
