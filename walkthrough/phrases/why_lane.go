package phrases

// WhyLane says why a stage runs in its goroutine.
type WhyLane struct {
	InWhich        Format
	Untold         Format // the word for a stage, the name of an attribute
	Why            Format // the stage, the goroutine
	Outermost      Format // the word for a stage
	CallerUntold   Format // here and below: the stage around it
	Called         Format
	Outlived       Format
	Beside         Format // … and its goroutine
	OfHooks        Format // how many hooks there are
	Shared         Format // how many other parts
	SameTime       Format // those that ran at the same time
	NoneAtSameTime Format
	ReasonUntold   Format
}

var whyLaneEnglish = WhyLane{
	InWhich:      "In which goroutine does %s run?",
	Untold:       "The recording does not tell: the %s has no attribute %s.",
	Why:          "Why does %s run in goroutine %d?",
	Outermost:    "It is the outermost %s: nothing that was recorded has called it.",
	CallerUntold: "The recording does not tell in which goroutine %s, around it, runs.",
	Called:       "%s called it and runs in that goroutine too: it waited until the call returned.",
	Outlived: "%s, around it, runs in that goroutine too, and yet ended before it: the recording does not tell " +
		"why.",
	Beside:         "%s, around it, runs in goroutine %d, and went on beside it.",
	OfHooks:        "Each of the %d hooks has a goroutine of its own: none of them has to wait for the one before.",
	Shared:         "%d others of its parts ran in the same goroutine.",
	SameTime:       "At the same time ran %s.",
	NoneAtSameTime: "No other part of %s ran at the same time.",
	ReasonUntold:   "The recording does not tell why the program starts a goroutine for it; the source may.",
}

var whyLaneChinese = WhyLane{
	InWhich:        "%s 在哪个 goroutine 里运行？",
	Untold:         "录制没有说明：这个 %s 没有属性 %s。",
	Why:            "%s 为什么在 goroutine %d 里运行？",
	Outermost:      "它是最外面的 %s：录下的内容里没有谁调用它。",
	CallerUntold:   "录制没有说明在它外面的 %s 在哪个 goroutine 里运行。",
	Called:         "%s 调用了它，也在那个 goroutine 里运行：一直等到调用返回。",
	Outlived:       "在它外面的 %s 也在那个 goroutine 里运行，却比它先结束：录制没有说明原因。",
	Beside:         "在它外面的 %s 在 goroutine %d 里运行，与它同时继续下去。",
	OfHooks:        "%d 个钩子各有自己的 goroutine：哪个都不必等前一个。",
	Shared:         "它的另外 %d 个部分在同一个 goroutine 里运行。",
	SameTime:       "同时运行的有 %s。",
	NoneAtSameTime: "%s 没有别的部分与它同时运行。",
	ReasonUntold:   "录制没有说明程序为什么给它启动一个 goroutine；源码也许会说。",
}
