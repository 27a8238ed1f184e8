package phrases

// Claims is what a run has instead of what a note claims, and why no run decides a claim. Values are names of spans and
// flags, unless a field says otherwise.
type Claims struct {
	Missing      Format // "there is no X"
	Outermost    Format
	OutermostOf  Format // what should be called is outermost; the caller, what that calls
	CallsOthers  Format // the caller, what it calls; what should be called, what that is called by
	Around       Format // a span, what is around it
	Number       Format // how many there are
	WithFlag     Format // the flag, what is there
	WithoutFlag  Format // the flag, what is not there
	NothingFails string
	Fails        Format
	CheckIsGreen Format // a check
	NotesSay     Format // what turns a check green
	NotSeenGreen Format // the stage that waits for readiness, a check
	NotEndedWell Format // the stage that turns a check green
	GreenBefore  Format // how long before it ends, that stage
	DecidedIt    Format // who, the status code

	IsInside        Format
	BeginsBefore    Format // a span, how long before, another
	NotEndedInOther Format // a span, the one that begins meanwhile
	Goroutines      Format // a span, its goroutine, another, its goroutine
	OneGoroutine    Format // two spans, their goroutine
	DifferentParts  Format
	WaitsForNothing Format
	WaitsFor        Format // a span, what it waits for
	NotEndedWhen    Format // what is waited for, what waits

	Nothing string // instead of names
	Comma   string // between names
	AndMore Format // names, how many more

	But             Format // what there is instead, why the run is not whole
	GivenFlags      Format // what there is instead, the flags
	NotTold         string // which stage fails
	GreenNotTold    string // when checks turn green
	GoroutineUntold Format // two spans
	DeciderUntold   string
	NoBreak         Format // no recording is of the broken boot of a name
	NoRequest       Format // … of the request of a name
	NoFlag          Format // no boot was recorded with a flag
	NoStage         string
	NoAnswer        string // here and below: why a run is not whole
	NoServer        string
	FailedIn        Format // a stage
	NotReady        string
}

var claimsEnglish = Claims{
	Missing:      "there is no %s",
	Outermost:    "%s is outermost",
	OutermostOf:  "%s is outermost, and %s calls %s",
	CallsOthers:  "%s calls %s, and %s is called by %s",
	Around:       "around %s is %s",
	Number:       "there are %d",
	WithFlag:     "with %s there is %s",
	WithoutFlag:  "without %s there is no %s either",
	NothingFails: "nothing fails: the server becomes ready",
	Fails:        "%s fails",
	CheckIsGreen: "the check %s is green",
	NotesSay:     "the notes say that %s turns it green",
	NotSeenGreen: "%s has not seen the check %s green",
	NotEndedWell: "the check is green, and %s has not ended well",
	GreenBefore:  "the check is green %s before %s ends",
	DecidedIt:    "%s decided it, with %d",

	IsInside:        "%s is inside %s",
	BeginsBefore:    "%s begins %s before %s",
	NotEndedInOther: "%s has not ended when %s begins, and runs in another goroutine",
	Goroutines:      "%s ran in goroutine %d, %s in %d",
	OneGoroutine:    "%s and %s ran in one goroutine, %d",
	DifferentParts:  "%s and %s are parts of different stages",
	WaitsForNothing: "%s waits for nothing",
	WaitsFor:        "%s waits for %s",
	NotEndedWhen:    "%s had not ended when %s did",

	Nothing: "nothing",
	Comma:   ", ",
	AndMore: "%s and %d more",

	But:             "%s, and %s",
	GivenFlags:      "%s, and the server was given %s",
	NotTold:         "it does not tell which stage fails or which check stays red",
	GreenNotTold:    "it does not tell when checks turn green",
	GoroutineUntold: "it does not tell in which goroutines %s and %s ran",
	DeciderUntold:   "it does not tell who decided the request",
	NoBreak:         "no recording is of the broken boot %s",
	NoRequest:       "no recording is of the request %s",
	NoFlag:          "no boot was recorded with %s",
	NoStage:         "no recording has a stage that it names",
	NoAnswer:        "the request has no answer",
	NoServer:        "it is no recording of the server",
	FailedIn:        "the boot failed in %s",
	NotReady:        "the boot was not ready",
}

var claimsChinese = Claims{
	Missing:      "没有 %s",
	Outermost:    "%s 在最外面",
	OutermostOf:  "%s 在最外面，而 %s 调用的是 %s",
	CallsOthers:  "%s 调用的是 %s，而 %s 由 %s 调用",
	Around:       "%s 外面是 %s",
	Number:       "有 %d 个",
	WithFlag:     "有 %s 时，有 %s",
	WithoutFlag:  "没有 %s 时，也没有 %s",
	NothingFails: "没有阶段失败：服务器就绪了",
	Fails:        "%s 失败",
	CheckIsGreen: "检查 %s 是绿的",
	NotesSay:     "讲解说，让它变绿的是 %s",
	NotSeenGreen: "%s 没有看到检查 %s 变绿",
	NotEndedWell: "检查是绿的，而 %s 没有正常结束",
	GreenBefore:  "检查变绿，比 %[2]s 结束早 %[1]s",
	DecidedIt:    "作出决定的是 %s，状态码 %d",

	IsInside:        "%s 在 %s 里面",
	BeginsBefore:    "%[1]s 比 %[3]s 早 %[2]s 开始",
	NotEndedInOther: "%s 在 %s 开始时还没有结束，而且运行在另一个 goroutine 里",
	Goroutines:      "%s 在 goroutine %d 里运行，%s 在 %d 里",
	OneGoroutine:    "%s 和 %s 在同一个 goroutine %d 里运行",
	DifferentParts:  "%s 和 %s 分属不同的阶段",
	WaitsForNothing: "%s 没有等什么",
	WaitsFor:        "%s 等的是 %s",
	NotEndedWhen:    "%[2]s 结束时，%[1]s 还没有结束",

	Nothing: "（没有）",
	Comma:   "、",
	AndMore: "%s 和另外 %d 个",

	But:             "%s，而且 %s",
	GivenFlags:      "%s，而且服务器带有标志 %s",
	NotTold:         "它没有说明哪个阶段失败，或者哪项检查一直是红的",
	GreenNotTold:    "它没有说明检查何时变绿",
	GoroutineUntold: "它没有说明 %s 和 %s 在哪些 goroutine 里运行",
	DeciderUntold:   "它没有说明是谁决定了请求",
	NoBreak:         "没有出错的启动 %s 的录制",
	NoRequest:       "没有请求 %s 的录制",
	NoFlag:          "没有带 %s 的启动的录制",
	NoStage:         "没有哪份录制含有它所说的阶段",
	NoAnswer:        "请求没有应答",
	NoServer:        "它不是这个服务器的录制",
	FailedIn:        "启动在 %s 里失败了",
	NotReady:        "启动没有就绪",
}
