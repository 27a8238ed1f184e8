package phrases

// Wrong is what is wrong with a call: formats of errors, in lower case.
type Wrong struct {
	UnexpectedArgument string // %q is what was typed, here and below
	UnknownCommand     string
	UnknownShell       string
	UnknownFlag        string
	FlagNeedsValue     string
	InvalidValue       string // the value, the flag, and what is wrong
	NoLanguage         string
	NotInASCII         string
	NoBrokenBoot       string
	StepAndOutput      string
	StepNeedsTerminal  string
	InputNotFirst      string
	InputTwice         string
	InRecording        string // what is wrong, and the recording
	NoteMissing        string
	NoNote             string
	NoPath             string
	LeadsAWalk         string // %s is WholeWalk, ReportOnly or RecordingOnly
	WholeWalk          string
	ReportOnly         string
	RecordingOnly      string
	NoQuestions        string
	OutputMissing      string
	UnknownFormat      string
	UnknownOutput      string
	StableCompared     string
	FormatOfOne        string
	Interrupted        string // %s is what was being read: ReadTrace or ReadNotes
	ReadTrace          string
	ReadNotes          string
	NoKeys             string
	AllMistaken        string // %s is the folders
	NoNoteIn           string
	UpstreamWithFiles  string
	OutputOfUpstream   string
}

var wrongEnglish = Wrong{
	UnexpectedArgument: "unexpected argument %q",
	UnknownCommand:     "unknown command %q",
	UnknownShell:       "unknown shell %q",
	UnknownFlag:        "unknown flag: %s",
	FlagNeedsValue:     "flag needs an argument: %s",
	InvalidValue:       "invalid argument %q for %q flag: %s",
	NoLanguage:         "no notes are in the language %q",
	NotInASCII:         "notes in the language %q cannot be shown in ASCII",
	NoBrokenBoot:       "no broken boot is called %q",
	StepAndOutput:      "--step and -o cannot be used together",
	StepNeedsTerminal:  "--step needs a terminal",
	InputNotFirst:      "- is not the first recording",
	InputTwice:         "- is named twice",
	InRecording:        "%s, in %q",
	NoteMissing:        "the name of a note is required",
	NoNote:             "no note is called %q",
	NoPath:             "no path is called %q",
	LeadsAWalk:         "--path and --at lead a walk, and here %s",
	WholeWalk:          "the whole walk is printed",
	ReportOnly:         "a report is printed",
	RecordingOnly:      "the recording alone is written",
	NoQuestions:        "no questions are about %q",
	OutputMissing:      "-o FILE is required",
	UnknownFormat:      "unknown format %q",
	UnknownOutput:      "unknown output %q",
	StableCompared:     "--stable leaves out the times and the luck by which recordings are compared",
	FormatOfOne:        "--format %s shows one recording",
	Interrupted:        "%s: interrupted",
	ReadTrace:          "read trace",
	ReadNotes:          "read notes",
	NoKeys:             "read keys: there is no terminal, and standard input was the recording",
	AllMistaken:        "read notes: each file in %s has a mistake",
	NoNoteIn:           "read notes: there is no note in %s",
	UpstreamWithFiles:  "--upstream compares with source, and not with recordings",
	OutputOfUpstream:   "--output %s cannot be used with --upstream %s",
}

var wrongChinese = Wrong{
	UnexpectedArgument: "多余的参数 %q",
	UnknownCommand:     "未知的命令 %q",
	UnknownShell:       "未知的 shell %q",
	UnknownFlag:        "未知的标志 %s",
	FlagNeedsValue:     "标志 %s 缺少值",
	InvalidValue:       "标志 %[2]q 的值 %[1]q 无效：%[3]s",
	NoLanguage:         "没有语言 %q 的讲解",
	NotInASCII:         "语言 %q 的讲解不能用 ASCII 显示",
	NoBrokenBoot:       "没有名为 %q 的出错的启动",
	StepAndOutput:      "--step 和 -o 不能一起使用",
	StepNeedsTerminal:  "--step 需要终端",
	InputNotFirst:      "- 不是第一份录制",
	InputTwice:         "- 给了两次",
	InRecording:        "%[2]q：%[1]s",
	NoteMissing:        "需要给出一篇讲解的名字",
	NoNote:             "没有名为 %q 的讲解",
	NoPath:             "没有名为 %q 的路径",
	LeadsAWalk:         "--path 和 --at 用来引导导览；%s",
	WholeWalk:          "这里会打印整趟导览",
	ReportOnly:         "这里会打印一份报告",
	RecordingOnly:      "这里只写出录制",
	NoQuestions:        "没有关于 %q 的问题",
	OutputMissing:      "需要 -o FILE",
	UnknownFormat:      "未知的格式 %q",
	UnknownOutput:      "未知的输出格式 %q",
	StableCompared:     "--stable 略去了时间和偶然的先后，而录制正是按它们比较的",
	FormatOfOne:        "--format %s 只显示一份录制",
	Interrupted:        "%s：已中断",
	ReadTrace:          "读取 trace",
	ReadNotes:          "读取讲解",
	NoKeys:             "读取按键：没有终端，而标准输入已经用来读录制",
	AllMistaken:        "读取讲解：%s 里的每个文件都有错误",
	NoNoteIn:           "读取讲解：%s 里没有讲解",
	UpstreamWithFiles:  "--upstream 与源码比较，不与录制比较",
	OutputOfUpstream:   "--output %s 不能和 --upstream %s 一起使用",
}
