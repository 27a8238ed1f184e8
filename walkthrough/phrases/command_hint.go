package phrases

// Hint is what to type next, where a call was wrong or something failed.
type Hint struct {
	Meant         string
	Commands      string
	Flags         string // %s is a command
	Shells        string
	ServerFlags   string // %s is a command
	Takes         string // a flag and its values
	Or            string // stands between two values
	LeaveASCIIOut string // %s is a language
	OneBrokenBoot string
	BrokenBoots   string
	LeaveOneOut   string
	StepInPipe    string // %s is a broken boot
	InputFirst    string // %s is a command
	InputOnce     string
	TourAlone     string // %s is a file
	ShowsOne      string
	ListsThem     string
	ShowTakesOne  string
	Notes         string
	NotesCommands string
	HowToWrite    string
	Paths         string
	WalkPlainly   string
	WalkOrPart    string
	BesideTheWalk string
	// ListsBoot, ListsRecording and ListsRequest say what lists the stages or spans.
	ListsBoot, ListsRecording, ListsRequest func(spans bool) string
	QuizTakesOne                            string
	QuizAbout                               string
	RecordTo                                string
	StableOut                               string
	FormatsCompare                          string
	ListTakesNone                           string
	Inside                                  string
	MakeRecording                           string // %s is a file
	FileInFolder                            string // %s is Inside
	MoreMemory                              string // %s is a size
	WriteToFile                             string
	OutputInFolder                          string
	OutputFolderExists                      string
	MakeRoom                                string
	LargerFiles                             string
	WritableOutput                          string
	TemporaryFolder                         string
	InstalledShell                          string
	UpstreamAlone                           string
	MarkdownOfAll                           string
	InstallGo                               string
	GoListsReleases                         string
	NetworkOrCheckout                       string
	UpstreamTakes                           string
	MendOrServer                            string
}

var hintEnglish = Hint{
	Meant:         "did you mean %q?",
	Commands:      "apitour --help lists the commands",
	Flags:         "%s --help lists the flags",
	Shells:        "apitour completion --help lists the shells",
	ServerFlags:   "flags for the server stand after --: %s -- --secure-port 6443",
	Takes:         "%s takes %s",
	Or:            " or ",
	LeaveASCIIOut: "leave --ascii out and set LANG to a locale with UTF-8, or --lang %s",
	OneBrokenBoot: "apitour break takes one name; apitour break list lists them",
	BrokenBoots:   "apitour break list lists the broken boots",
	LeaveOneOut:   "leave one of them out",
	StepInPipe:    "apitour break %s --step --plain takes commands from a pipe",
	InputFirst:    "name the one on standard input first: %s - FILE",
	InputOnce:     "standard input can be read once",
	TourAlone:     "apitour play %s tours it alone; recordings are compared that are of the same program",
	ShowsOne:      "apitour notes show NAME shows one",
	ListsThem:     "apitour notes list lists them",
	ShowTakesOne:  "apitour notes show takes one name",
	Notes:         "apitour notes list lists the notes",
	NotesCommands: "apitour notes --help lists its commands",
	HowToWrite: "a note is a file NAME.md in the folder; docs/notes.md in apitour's " +
		"repository tells how to write one",
	Paths:         "--path short, --path main or --path all",
	WalkPlainly:   "add --plain to walk line by line",
	WalkOrPart:    "add --plain to walk line by line; apitour render --stage prints a part",
	BesideTheWalk: "-o FILE writes it beside the walk",
	ListsBoot: either("apitour render --format text lists the stages",
		"apitour render --format text lists the spans"),
	ListsRecording: either("apitour render FILE --format text lists the stages",
		"apitour render FILE --format text lists the spans"),
	ListsRequest: either("-o FILE keeps the recording, and apitour render FILE --format text lists the stages",
		"-o FILE keeps the recording, and apitour render FILE --format text lists the spans"),
	QuizTakesOne: "apitour quiz takes one name at most",
	QuizAbout: "apitour quiz boot, apitour quiz request and apitour quiz break ask about " +
		"these; so do the names of guided requests and broken boots",
	RecordTo:       "apitour record -o boot.jsonl, or -o - for standard output",
	StableOut:      "leave --stable out, or name one recording",
	FormatsCompare: "--format markdown and --format text compare recordings",
	ListTakesNone:  "apitour request --list takes no arguments",
	Inside:         "apitour play without a file shows the recording inside apitour",
	MakeRecording: "apitour record -o %s makes a recording; apitour play without a file shows " +
		"the one inside apitour",
	FileInFolder: "name a file in it; %s",
	MoreMemory: "--max-memory %s lets it take more; the first lines of a file take less: " +
		"head -n 1000 FILE | apitour play -",
	WriteToFile:        "write the recording to a file, and name it: apitour play FILE",
	OutputInFolder:     "name a file in that folder with -o",
	OutputFolderExists: "name a file in a folder that exists with -o",
	MakeRoom:           "make room on that disk, or name a file on another one with -o",
	LargerFiles:        "allow larger files with ulimit -f",
	WritableOutput:     "name a file that you may write to with -o",
	TemporaryFolder:    "see that the folder that TMPDIR names can be written to",
	InstalledShell:     "name a shell that is installed in SHELL",
	UpstreamAlone:      "leave out FILE and --fresh, or --upstream",
	MarkdownOfAll:      "--output markdown goes with --upstream all",
	InstallGo:          "install Go, or name the folder of a checkout of kubernetes/kubernetes with --upstream",
	GoListsReleases:    "go list -m -versions k8s.io/apiserver lists releases: v0.37.2 there is v1.37.2 here",
	NetworkOrCheckout: "see that the network and GOPROXY work, or name the folder of a checkout; " +
		"apitour notes verify --upstream all lists the releases that need no network",
	UpstreamTakes: "--upstream takes a release, such as v1.37.2, the folder of a checkout of " +
		"kubernetes/kubernetes, or all",
	MendOrServer: "each line above names a note, its line and what the recording has instead: " +
		"mend the note or the server",
}

var hintChinese = Hint{
	Meant:         "你是想输入 %q 吗？",
	Commands:      "apitour --help 列出所有命令",
	Flags:         "%s --help 列出标志",
	Shells:        "apitour completion --help 列出支持的 shell",
	ServerFlags:   "给服务器的标志写在 -- 后面：%s -- --secure-port 6443",
	Takes:         "%s 的值可以是 %s",
	Or:            " 或 ",
	LeaveASCIIOut: "去掉 --ascii，把 LANG 设为带 UTF-8 的区域设置；或者用 --lang %s",
	OneBrokenBoot: "apitour break 只接受一个名字；apitour break list 列出它们",
	BrokenBoots:   "apitour break list 列出各种出错的启动",
	LeaveOneOut:   "去掉其中一个",
	StepInPipe:    "apitour break %s --step --plain 可以从管道读命令",
	InputFirst:    "把标准输入写在最前面：%s - FILE",
	InputOnce:     "标准输入只能读一次",
	TourAlone:     "apitour play %s 单独导览它；只有同一个程序的录制才能比较",
	ShowsOne:      "apitour notes show NAME 显示一篇",
	ListsThem:     "apitour notes list 列出它们",
	ShowTakesOne:  "apitour notes show 只接受一个名字",
	Notes:         "apitour notes list 列出讲解",
	NotesCommands: "apitour notes --help 列出它的命令",
	HowToWrite:    "一篇讲解就是目录里的一个文件 NAME.md；apitour 仓库里的 docs/notes.md 说明怎样写",
	Paths:         "--path short、--path main 或 --path all",
	WalkPlainly:   "加上 --plain 用文字行模式走",
	WalkOrPart:    "加上 --plain 用文字行模式走；apitour render --stage 打印一部分",
	BesideTheWalk: "-o FILE 在导览之外另写一份文件",
	ListsBoot: either("apitour render --format text 列出这些阶段",
		"apitour render --format text 列出这些 span"),
	ListsRecording: either("apitour render FILE --format text 列出这些阶段",
		"apitour render FILE --format text 列出这些 span"),
	ListsRequest: either("-o FILE 留下录制，然后 apitour render FILE --format text 列出这些阶段",
		"-o FILE 留下录制，然后 apitour render FILE --format text 列出这些 span"),
	QuizTakesOne:       "apitour quiz 最多接受一个名字",
	QuizAbout:          "apitour quiz boot、apitour quiz request 和 apitour quiz break 各问一类；也可以给出引导请求或者出错的启动的名字",
	RecordTo:           "apitour record -o boot.jsonl，或者用 -o - 写到标准输出",
	StableOut:          "去掉 --stable，或者只给一份录制",
	FormatsCompare:     "--format markdown 和 --format text 可以比较录制",
	ListTakesNone:      "apitour request --list 不带参数",
	Inside:             "apitour play 不给文件时，显示 apitour 内置的录制",
	MakeRecording:      "apitour record -o %s 会录下一份；apitour play 不给文件时，显示 apitour 内置的那一份",
	FileInFolder:       "给出其中的一个文件；%s",
	MoreMemory:         "--max-memory %s 允许占用更多；文件的前几行占用得少：head -n 1000 FILE | apitour play -",
	WriteToFile:        "先把录制写进文件，再给出文件名：apitour play FILE",
	OutputInFolder:     "用 -o 给出那个目录里的一个文件",
	OutputFolderExists: "用 -o 给出一个已有的目录里的文件",
	MakeRoom:           "给那块磁盘腾出空间，或者用 -o 给出另一块磁盘上的文件",
	LargerFiles:        "用 ulimit -f 允许更大的文件",
	WritableOutput:     "用 -o 给出一个你可以写的文件",
	TemporaryFolder:    "检查 TMPDIR 所指的目录能不能写",
	InstalledShell:     "在 SHELL 里写一个装好了的 shell",
	UpstreamAlone:      "去掉 FILE 和 --fresh，或者去掉 --upstream",
	MarkdownOfAll:      "--output markdown 要和 --upstream all 一起用",
	InstallGo:          "安装 Go，或者用 --upstream 给出检出的 kubernetes/kubernetes 所在的目录",
	GoListsReleases:    "go list -m -versions k8s.io/apiserver 列出各个版本：那里的 v0.37.2 就是这里的 v1.37.2",
	NetworkOrCheckout:  "检查网络和 GOPROXY 是否正常，或者给出检出的仓库所在的目录；apitour notes verify --upstream all 列出不用网络的版本",
	UpstreamTakes:      "--upstream 的值可以是一个版本（比如 v1.37.2）、检出的 kubernetes/kubernetes 所在的目录，或者 all",
	MendOrServer:       "上面每一行指出一篇讲解、它的行，以及录制里是什么样的：改讲解，或者改服务器",
}
