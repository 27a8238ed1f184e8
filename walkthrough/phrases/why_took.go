package phrases

// WhyTook says where the time of a stage went.
type WhyTook struct {
	HowLong      Format
	Why          Format // the stage, how long
	WhySoFar     Format // the same, of one that runs
	Untold       Format // the word for a stage
	NoTime       Format // when
	OwnWork      Format
	OwnUntold    Format
	OwnAndParts  Format // how much is its own, its parts
	PartsWere    func(parts int) string
	Wait         Format // for what
	HealthChecks string // for which a stage waits
	Largest      Format // the part, its time, its share
	Share        Format // of the whole, in percent
	Inside       Format // a part of that part, its time
	InsideWait   Format // … for what it waits
	InsideOwn    Format // … and how much of its time is its own

	OfTheBoot    string
	OfTheRequest string
	OfTheTrace   string
	ToReady      string
	SoFar        Format // the boot
	LittleOf     Format // of what, how long that is
	PercentOf    Format // the share, of what, how long that is

	HeldWithin  Format // for how long
	HeldWithout Format // the same, of times without pauses
}

var whyTookEnglish = WhyTook{
	HowLong:     "How long did %s take?",
	Why:         "Why did %s take %s?",
	WhySoFar:    "Why has %s taken %s so far?",
	Untold:      "The recording does not tell: it lacks a time of this %s.",
	NoTime:      "It took no time that the clock could measure: it began and ended %s.",
	OwnWork:     "It has no parts: all of it is its own work.",
	OwnUntold:   "How much of it is its own is not known: a time of one of its parts is missing.",
	OwnAndParts: "%s of it is its own; in the rest %s at work.",
	PartsWere: func(parts int) string {
		if parts == 1 {
			return "its one part was"
		}
		return "its " + counted(parts, "part") + " were"
	},
	Wait: "It waits for %s, and has no parts: the recording does not tell how much of it was waiting, and how " +
		"much work.",
	HealthChecks: "the health checks",
	Largest:      "The largest part is %s: %s%s.",
	Share:        " (%s %%)",
	Inside:       "Most of that is %s, inside it: %s.",
	InsideWait:   "Most of that is %s, inside it: %s, a wait for %s.",
	InsideOwn:    "Most of that is %s, inside it: %s, %s of it its own.",

	OfTheBoot:    "the boot",
	OfTheRequest: "the request",
	OfTheTrace:   "the trace",
	ToReady:      "the time to ready",
	SoFar:        "%s so far",
	LittleOf:     "That is less than 1 %% of %s, %s.",
	PercentOf:    "That is %.0f %% of %s, %s.",

	HeldWithin:  "It was held for %s at its beginning, which is in that time.",
	HeldWithout: "By a watch it was held for %s at its beginning; the boot's own clock leaves pauses out.",
}

var whyTookChinese = WhyTook{
	HowLong:     "%s 用了多久？",
	Why:         "%s 为什么用了 %s？",
	WhySoFar:    "%s 为什么到现在已经用了 %s？",
	Untold:      "录制没有说明：这个 %s 缺少开始时间或结束时间。",
	NoTime:      "它用的时间短得时钟量不出来：它 %s 开始，也在那时结束。",
	OwnWork:     "它里面没有别的：全都是它自己的工作。",
	OwnUntold:   "不知道其中有多少是它自己的：它的某个部分缺少开始时间或结束时间。",
	OwnAndParts: "其中 %s 是它自己的；其余时间是 %s 在工作。",
	PartsWere: func(parts int) string {
		if parts == 1 {
			return "它唯一的那个部分"
		}
		return Format("它的 %d 个部分").With(parts)
	},
	Wait:         "它在等 %s，里面没有别的：录制没有说明其中有多少在等，有多少在工作。",
	HealthChecks: "健康检查",
	Largest:      "最大的部分是 %s：%s%s。",
	Share:        "（%s %%）",
	Inside:       "其中大半在它里面的 %s：%s。",
	InsideWait:   "其中大半在它里面的 %s：%s，是在等 %s。",
	InsideOwn:    "其中大半在它里面的 %s：%s，有 %s 是它自己的。",

	OfTheBoot:    "整个启动",
	OfTheRequest: "整个请求",
	OfTheTrace:   "整个 trace",
	ToReady:      "从开始到就绪的时间",
	SoFar:        "迄今为止的 %s",
	LittleOf:     "这还不到 %s（%s）的 1 %%。",
	PercentOf:    "这占 %[2]s（%[3]s）的 %.0[1]f %%。",

	HeldWithin:  "它一开始暂停了 %s，这算在那段时间里。",
	HeldWithout: "按挂钟时间算，它一开始暂停了 %s；启动自己的时钟不含暂停。",
}

// WhyPath says whether a stage is on the critical path.
type WhyPath struct {
	Is          Format
	None        Format
	NotYet      Format
	Computing   Format
	WhyNot      Format
	AfterReady  Format // when
	OthersMany  Format // how many stages are on the path
	Meanwhile   Format // another stage, how much of the path is there
	NotSooner   Format
	OnlyIt      Format
	Why         Format
	There       Format // how much of the path is there, the length of the path
	OwnAndParts Format // how much is its own
	AllInParts  Format
	GoesOn      Format // to which stage
}

var whyPathEnglish = WhyPath{
	Is:          "Is %s on the critical path?",
	None:        "There is no critical path: it leads to ready, and the server was not ready.",
	NotYet:      "There is no critical path yet: it is known when the server is ready.",
	Computing:   "The critical path of this recording is still being computed.",
	WhyNot:      "Why is %s not on the critical path?",
	AfterReady:  "It began when the server was ready already, %s.",
	OthersMany:  "While it was at work, ready waited for others of the %s stages on the path.",
	Meanwhile:   "While it was at work, ready waited for %s: %s of the path are there.",
	NotSooner:   "Had %s been quicker, the server would not have been ready sooner.",
	OnlyIt:      "The path, stage after stage, leaves no time that only %s explains.",
	Why:         "Why is %s on the critical path?",
	There:       "%s of the %s to ready are there: had that been less, the server would have been ready sooner.",
	OwnAndParts: "%s of it is its own, the rest is in its parts.",
	AllInParts:  "All of that is in its parts.",
	GoesOn:      "From it the path goes on to %s.",
}

var whyPathChinese = WhyPath{
	Is:          "%s 在关键路径上吗？",
	None:        "没有关键路径：它通向就绪，而服务器没有就绪。",
	NotYet:      "还没有关键路径：服务器就绪之后才知道。",
	Computing:   "这份录制的关键路径还在计算。",
	WhyNot:      "%s 为什么不在关键路径上？",
	AfterReady:  "它 %s 才开始，那时服务器已经就绪。",
	OthersMany:  "它工作的时候，就绪等的是路径上 %s 个阶段里的其他阶段。",
	Meanwhile:   "它工作的时候，就绪等的是 %s：路径上有 %s 在那里。",
	NotSooner:   "即使 %s 更快，服务器也不会更早就绪。",
	OnlyIt:      "沿着路径一个阶段接一个阶段，没有哪段时间只能由 %s 来解释。",
	Why:         "%s 为什么在关键路径上？",
	There:       "从开始到就绪的 %[2]s 里有 %[1]s 在这里：这段时间要是短些，服务器就会更早就绪。",
	OwnAndParts: "其中 %s 是它自己的，其余在它的各个部分里。",
	AllInParts:  "这些时间全在它的各个部分里。",
	GoesOn:      "路径从它接着走到 %s。",
}
