package phrases

// WhyFailed says why a stage failed.
type WhyFailed struct {
	Why            Format
	WhyEnded       Format // of the stage in which the server ended
	ServerEnded    Format
	EndUntold      Format // the stage, the word for a stage
	FailedAt       Format // when, the message
	WithoutMessage Format // when
	NoPartFailed   Format // the parts, counted
	OwnError       Format
	FailedLater    Format // a stage inside, how much later
	Innermost      Format // the word for a stage, the stage, when
	InnermostSaid  Format // … and its message
	Spread         Format
	DidNotSpread   Format
	Repeats        Format // a stage beside it, how long before
	FailedBefore   Format // the same
}

var whyFailedEnglish = WhyFailed{
	Why:         "Why did %s fail?",
	WhyEnded:    "Why did the server end in %s?",
	ServerEnded: "The server ended: %s.",
	EndUntold: "%s is the last that it was heard of, and no error of a %s is recorded: the recording does not tell " +
		"what ended the server. Its log may.",
	FailedAt:       "It failed %s: %s.",
	WithoutMessage: "It failed %s without a message: the recording does not tell why.",
	NoPartFailed:   "None of its %s failed: the error is its own.",
	OwnError:       "Nothing is inside it: the error is its own.",
	FailedLater: "%s, inside it, failed as well, but only %s later: that is not the reason, and the recording " +
		"does not tell another.",
	Innermost:     "The innermost %s that failed is %s, %s.",
	InnermostSaid: "The innermost %s that failed is %s, %s: %s.",
	Spread:        "%s, around it, failed after it.",
	DidNotSpread:  "%s, around it, did not fail with it.",
	Repeats:       "It repeats the error of %s, beside it, which had failed %s before.",
	FailedBefore:  "%s, beside it, had failed %s before.",
}

var whyFailedChinese = WhyFailed{
	Why:            "%s 为什么失败了？",
	WhyEnded:       "服务器为什么在 %s 里结束了？",
	ServerEnded:    "服务器结束了：%s。",
	EndUntold:      "服务器最后的消息是 %s，录制里没有哪个 %s 出错：录制没有说明是什么让服务器结束的，它的日志也许会说。",
	FailedAt:       "它 %s 失败了：%s。",
	WithoutMessage: "它 %s 失败了，没有留下消息：录制没有说明原因。",
	NoPartFailed:   "它里面的 %s 没有失败：错误是它自己的。",
	OwnError:       "它里面没有别的：错误是它自己的。",
	FailedLater:    "它里面的 %s 也失败了，但要晚 %s：那不是原因，录制也没有说明别的原因。",
	Innermost:      "失败的 %s 里，最里面的是 %s，%s 失败。",
	InnermostSaid:  "失败的 %s 里，最里面的是 %s，%s 失败：%s。",
	Spread:         "在它外面的 %s 随后也失败了。",
	DidNotSpread:   "在它外面的 %s 没有跟着失败。",
	Repeats:        "它重复了旁边 %s 的错误，后者比它早 %s 失败。",
	FailedBefore:   "它旁边的 %s 比它早 %s 失败。",
}
