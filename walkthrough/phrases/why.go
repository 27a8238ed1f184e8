package phrases

import "strings"

// Why is the answers to why and why not. Its formats get names of stages, lengths of time and what a recording says;
// package why cleans them, and remembers the stages as places to go.
type Why struct {
	Parts   WhyParts
	Failed  WhyFailed
	Open    WhyOpen
	Begun   WhyBegun
	Waited  WhyWaited
	Took    WhyTook
	Path    WhyPath
	Lane    WhyLane
	Request WhyRequest
	Server  WhyServer
	Check   WhyCheck
	Ready   WhyReady
}

var whyEnglish = Why{
	Parts: whyPartsEnglish, Failed: whyFailedEnglish, Open: whyOpenEnglish, Begun: whyBegunEnglish,
	Waited: whyWaitedEnglish, Took: whyTookEnglish, Path: whyPathEnglish, Lane: whyLaneEnglish,
	Request: whyRequestEnglish, Server: whyServerEnglish, Check: whyCheckEnglish, Ready: whyReadyEnglish,
}

var whyChinese = Why{
	Parts: whyPartsChinese, Failed: whyFailedChinese, Open: whyOpenChinese, Begun: whyBegunChinese,
	Waited: whyWaitedChinese, Took: whyTookChinese, Path: whyPathChinese, Lane: whyLaneChinese,
	Request: whyRequestChinese, Server: whyServerChinese, Check: whyCheckChinese, Ready: whyReadyChinese,
}

// WhyParts are parts of sentences, and what is said where nothing is known.
type WhyParts struct {
	List        func(names []string) string // "a, b and c"
	More        Format                      // the last of a list that is cut: "12 more"
	At          Format                      // "at +352 ms"
	About       Format                      // "about +3 ms"
	UnknownTime string                      // "a time that is not known"
	WhatIsWrong Format                      // with the record of a span
	Oddity      Format                      // a sentence about what is wrong
	OddUntold   Format
	WhatIsKnown Format
	OnlyItsName Format
}

var whyPartsEnglish = WhyParts{
	List: func(names []string) string {
		if len(names) < 2 {
			return strings.Join(names, "")
		}
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	},
	More:        "%s more",
	At:          "at %s",
	About:       "about %s",
	UnknownTime: "a time that is not known",
	WhatIsWrong: "What is wrong with the record of %s?",
	Oddity:      "%s.",
	OddUntold:   "The recording does not tell which of its programs or clocks is wrong.",
	WhatIsKnown: "What is known of %s?",
	OnlyItsName: "The recording does not tell anything of it but its name.",
}

var whyPartsChinese = WhyParts{
	List: func(names []string) string {
		if len(names) < 2 {
			return strings.Join(names, "")
		}
		return Format("%s 和 %s").With(strings.Join(names[:len(names)-1], "、"), names[len(names)-1])
	},
	More:        "另外 %s 个",
	At:          "在 %s",
	About:       "约 %s",
	UnknownTime: "未知的时刻",
	WhatIsWrong: "%s 的记录有什么不对？",
	Oddity:      "%s。",
	OddUntold:   "录制没有说明是哪个程序或哪个时钟出了错。",
	WhatIsKnown: "关于 %s 知道些什么？",
	OnlyItsName: "除了名字，录制没有说明它的任何情况。",
}
