package phrases

import "fmt"

// PageFacts are the labels of what was recorded, and what is said beside its values. Into and those like it say when
// something was, counted from the start of the recorded thing.
type PageFacts struct {
	// Labels of a stage's facts.
	Failed, Status, Odd, Function, WrittenIn, CalledFrom, Goroutine string
	Trace, Service, Took, Held, Ended, Began, Event                 string
	// Labels of what is known of the recording.
	Recorded, Incomplete, Traces, Length, StatusCode, Ready string
	Steps                                                   func(kind PageKind) string
	// Values. TraceOf may have no time.
	OK, NoMessage, NotKnown, Empty, NoStatusCode, NeverReady string
	TraceOf                                                  func(number, of int, begun string) string
	StillRunning                                             func(took string) string
	Outside                                                  func(own string, kind PageKind) string // behind that
	ByLearner                                                func(held string) string
	Into, AboutInto                                          func(since string, kind PageKind) string
	AtStart                                                  func(kind PageKind) string
	With                                                     func(event, exception string) string
	Attribute                                                func(label, value string) string // behind an event
	When                                                     func(said string) string         // behind those
}

var pageFactsEnglish = PageFacts{
	Failed: "failed", Status: "status", Odd: "odd", Function: "function", WrittenIn: "written in",
	CalledFrom: "called from", Goroutine: "goroutine",
	Trace: "trace", Service: "service", Took: "took", Held: "held", Ended: "ended", Began: "began", Event: "event",
	Recorded: "recorded", Incomplete: "incomplete", Traces: "traces", Length: "length", StatusCode: "status code",
	Ready: "ready",
	Steps: func(kind PageKind) string {
		_, step := kind.english()
		return step + "s"
	},
	OK: "ok", NoMessage: "without a message", NotKnown: "not known", Empty: "(empty)",
	NoStatusCode: "none, as far as was recorded", NeverReady: "never, as far as was recorded",
	TraceOf: func(number, of int, begun string) string {
		said := fmt.Sprintf("%d of %d", number, of)
		if begun != "" {
			said += ", begun " + begun
		}
		return said
	},
	StillRunning: func(took string) string { return took + " until the recording ended, and still running" },
	Outside: func(own string, kind PageKind) string {
		_, step := kind.english()
		return fmt.Sprintf("; %s of it outside of the %ss below", own, step)
	},
	ByLearner: func(held string) string { return held + " of that by the learner" },
	Into: func(since string, kind PageKind) string {
		what, _ := kind.english()
		return since + " into the " + what
	},
	AboutInto: func(since string, kind PageKind) string {
		what, _ := kind.english()
		return "about " + since + " into the " + what
	},
	AtStart: func(kind PageKind) string {
		what, _ := kind.english()
		return "at the start of the " + what
	},
	With:      func(event, exception string) string { return event + ": " + exception },
	Attribute: func(label, value string) string { return ", " + label + "=" + value },
	When:      func(said string) string { return " (" + said + ")" },
}

var pageFactsChinese = PageFacts{
	Failed: "失败", Status: "状态", Odd: "记录有异", Function: "函数", WrittenIn: "写在",
	CalledFrom: "调用处", Goroutine: "goroutine",
	Trace: "trace", Service: "服务", Took: "耗时", Held: "暂停", Ended: "结束", Began: "开始", Event: "事件",
	Recorded: "录制于", Incomplete: "不完整", Traces: "trace 数", Length: "长度", StatusCode: "状态码",
	Ready: "就绪",
	Steps: func(kind PageKind) string {
		if kind == PageTrace {
			return "span 数"
		}
		return "阶段数"
	},
	OK: "正常", NoMessage: "没有消息", NotKnown: "未知", Empty: "（空）",
	NoStatusCode: "没有录到", NeverReady: "没有录到",
	TraceOf: func(number, of int, begun string) string {
		said := fmt.Sprintf("%d/%d", number, of)
		if begun != "" {
			said += "，开始于 " + begun
		}
		return said
	},
	StillRunning: func(took string) string { return "到录制结束为止 " + took + "，还在运行" },
	Outside: func(own string, kind PageKind) string {
		if kind == PageTrace {
			return "；其中 " + own + " 不在下级 span 之内"
		}
		return "；其中 " + own + " 不在下级阶段之内"
	},
	ByLearner: func(held string) string { return "其中 " + held + " 是学习者暂停的" },
	Into:      func(since string, kind PageKind) string { return joined(pageBegun(kind), "后", since, "时") },
	AboutInto: func(since string, kind PageKind) string { return joined(pageBegun(kind), "后大约", since, "时") },
	AtStart:   func(kind PageKind) string { return joined(pageBegun(kind), "之时") },
	With:      func(event, exception string) string { return event + "：" + exception },
	Attribute: func(label, value string) string { return "，" + label + "=" + value },
	When:      func(said string) string { return "（" + said + "）" },
}

// pageBegun names the start of the recorded thing in Chinese, from which time is counted.
func pageBegun(kind PageKind) string {
	return [...]string{"启动开始", "请求开始", "trace 开始"}[kind]
}
