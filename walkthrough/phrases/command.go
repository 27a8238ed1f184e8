package phrases

import "fmt"

// Command is what the commands say: help, progress, errors and hints. Errors of the packages behind them, and of the
// server, are in English in every language, as logs are.
type Command struct {
	// Help has the commands by their paths without the program's name, which is "" itself: "notes verify".
	Help map[string]Help
	// Flags says what the flags do, by their names. One that means something else in a single command has that
	// command's path in front: "render output". A word between backquotes names the value.
	Flags map[string]string
	Page  HelpPage
	Said  Said
	Wrong Wrong
	Hint  Hint
}

// Help is what a command's help page says.
type Help struct {
	Short string // one line
	Long  string // "" where Short says it all
	// Example has a command in each line, and what it does beside it.
	Example string
}

// HelpPage is what surrounds the help of every command.
type HelpPage struct {
	Usage, Aliases, Examples, Commands, Flags, GlobalFlags, More string
	// Command stands for the name of a command, and Default is behind what a flag does.
	Command, Default string
	// OfCommand is said of --help, and OfVersion of --version; %s is the command.
	OfCommand, OfVersion string
}

// Said is what commands say beside their output.
type Said struct {
	Error, Hint, Warning string // in front of each
	Booting              string
	BootingBroken        string
	Stopping             string
	// Reading says how far a file is; the share is between 0 and 1, and 0 when it is not known.
	Reading         func(file string, share float64, spans string) string
	FromTerminal    string // a recording is read from the terminal
	StandardInput   string
	StandardOutput  string
	Ready           string // %s is the server's address, for the shell
	WalkAsText      string
	Mistakes        func(n int) string // in the notes of a folder
	RightIsUsed     string             // %s is Mistakes
	SeeMistakes     string             // %s is Mistakes, in the status line of a tour
	And             string             // stands between two folders
	ExplainsNothing string
	NothingHere     string // ExplainsNothing, in the status line of a tour
	// Known lists what the spans of a recording have: services, scopes, functions.
	Services, Scopes, Functions string
	More                        string // %s is how many more lines there are
	Recorded                    func(RecordedBoot) string
	NextBroken                  func(more, next string) string
	WalksThere, HoldsEveryStage string // %s is the name of a broken boot
	Claims                      string // above the claims of a note
	FreshDecides                string
	Downloading                 string // %s is a release
	Undecided                   string
	ClaimsInNotes               func(claims, notes, hold, fail, undecided int) string
	ClaimsFail                  func(fail, claims int) string
	InRecording                 string // %s is a recording, and then what was found there
	TheBoot                     string
	TheRequest, TheBroken       string // %s is its name
}

// RecordedBoot is a recording that has been made.
type RecordedBoot struct {
	Spans     int
	Ready     bool
	Took      string
	Explained float64 // the part of the time, up to 1
	In        string
}

func (r RecordedBoot) english() string {
	outcome := "not ready after"
	if r.Ready {
		outcome = "ready after"
	}
	return fmt.Sprintf("recorded %d spans, %s %s, %.1f %% of it explained by stages, in %s",
		r.Spans, outcome, r.Took, 100*r.Explained, r.In)
}

func (r RecordedBoot) chinese() string {
	outcome := "后未就绪"
	if r.Ready {
		outcome = "后就绪"
	}
	return fmt.Sprintf("录下了 %d 个 span，%s %s，其中 %.1f %% 的时间由各个阶段解释，写入 %s",
		r.Spans, r.Took, outcome, 100*r.Explained, r.In)
}

var commandEnglish = Command{
	Help: helpEnglish, Flags: flagsEnglish, Wrong: wrongEnglish, Hint: hintEnglish,
	Page: HelpPage{
		Usage: "Usage:", Aliases: "Aliases:", Examples: "Examples:", Commands: "Available Commands:", Flags: "Flags:",
		GlobalFlags: "Global Flags:", More: `Use "%s [command] --help" for more information about a command.`,
		Command: "[command]", Default: " (default %q)", OfCommand: "help for %s", OfVersion: "version for %s",
	},
	Said: Said{
		Error: "error: ", Hint: "hint: ", Warning: "warning: ",
		Booting:       "booting the server …",
		BootingBroken: "booting the server, with one thing wrong …",
		Stopping:      "stopping the server …",
		Reading: func(file string, share float64, spans string) string {
			if share > 0 {
				return fmt.Sprintf("reading %s: %.0f %%, %s spans", file, 100*share, spans)
			}
			return fmt.Sprintf("reading %s: %s spans", file, spans)
		},
		FromTerminal:  "reading a recording from the terminal; Ctrl-D ends it",
		StandardInput: "standard input", StandardOutput: "standard output",
		Ready:      "ready: kubectl speaks to %s; exit stops the server",
		WalkAsText: "this is the walk as text; run apitour in a terminal for the tour",
		Mistakes: func(n int) string {
			if n == 1 {
				return "1 mistake in the notes"
			}
			return fmt.Sprintf("%d mistakes in the notes", n)
		},
		RightIsUsed:     "%s; what is right is used",
		SeeMistakes:     "%s: q shows them",
		And:             " and ",
		ExplainsNothing: "the notes explain no span of the recording",
		NothingHere:     "the notes explain nothing here: q says why",
		Services:        "its services: ", Scopes: "its scopes: ", Functions: "its functions: ",
		More:     "and %s more",
		Recorded: RecordedBoot.english,
		NextBroken: func(more, next string) string {
			return more + "; the next one is apitour break " + next
		},
		WalksThere:      "in a terminal, apitour break %s walks to where it shows",
		HoldsEveryStage: "apitour break %s --step holds it at every stage",
		Claims:          "Claims about the trace",
		FreshDecides:    "apitour notes verify --fresh records all that the claims speak of",
		Downloading:     "downloading what is missing of Kubernetes %s …",
		Undecided:       "Undecided:",
		ClaimsInNotes: func(claims, notes, hold, fail, undecided int) string {
			return fmt.Sprintf("%d claims in %d notes: %d hold, %d fail, %d are undecided", claims, notes, hold, fail,
				undecided)
		},
		ClaimsFail: func(fail, claims int) string {
			verb := "fail"
			if fail == 1 {
				verb = "fails"
			}
			return fmt.Sprintf("verify the notes: %d of %d claims %s", fail, claims, verb)
		},
		InRecording: "in %s: %s",
		TheBoot:     "the boot in apitour", TheRequest: "the request %s in apitour",
		TheBroken: "the broken boot %s in apitour",
	},
}

var commandChinese = Command{
	Help: helpChinese, Flags: flagsChinese, Wrong: wrongChinese, Hint: hintChinese,
	Page: HelpPage{
		Usage: "用法：", Aliases: "别名：", Examples: "示例：", Commands: "可用命令：", Flags: "标志：",
		GlobalFlags: "全局标志：", More: `用“%s [命令] --help”查看某个命令的更多说明。`,
		Command: "[命令]", Default: "（默认 %q）", OfCommand: "%s 的帮助", OfVersion: "%s 的版本",
	},
	Said: Said{
		Error: "错误：", Hint: "提示：", Warning: "警告：",
		Booting:       "正在启动服务器 …",
		BootingBroken: "正在启动服务器，故意弄错一处 …",
		Stopping:      "正在停止服务器 …",
		Reading: func(file string, share float64, spans string) string {
			if share > 0 {
				return fmt.Sprintf("正在读取 %s：%.0f %%，%s 个 span", file, 100*share, spans)
			}
			return fmt.Sprintf("正在读取 %s：%s 个 span", file, spans)
		},
		FromTerminal:  "正在从终端读取录制；Ctrl-D 结束",
		StandardInput: "标准输入", StandardOutput: "标准输出",
		Ready:           "已就绪：kubectl 访问的是 %s；exit 会停止服务器",
		WalkAsText:      "这是文本形式的导览；在终端里运行 apitour，才能一步一步走",
		Mistakes:        func(n int) string { return fmt.Sprintf("讲解里有 %d 处错误", n) },
		RightIsUsed:     "%s；正确的部分照常使用",
		SeeMistakes:     "%s：按 q 退出后可见",
		And:             " 和 ",
		ExplainsNothing: "这些讲解没有讲到录制里的任何 span",
		NothingHere:     "这些讲解在这里什么也没有讲到：按 q 退出后可见原因",
		Services:        "它的服务：", Scopes: "它的 scope：", Functions: "它的函数：",
		More:     "还有 %s 行",
		Recorded: RecordedBoot.chinese,
		NextBroken: func(more, next string) string {
			return more + "；下一个是 apitour break " + next
		},
		WalksThere:      "在终端里，apitour break %s 会走到错误出现的地方",
		HoldsEveryStage: "apitour break %s --step 让服务器暂停在每个阶段",
		Claims:          "对 trace 的断言",
		FreshDecides:    "apitour notes verify --fresh 会把断言讲到的全都录下来",
		Downloading:     "正在下载 Kubernetes %s 中还缺的部分 …",
		Undecided:       "未能判定：",
		ClaimsInNotes: func(claims, notes, hold, fail, undecided int) string {
			return fmt.Sprintf("%[2]d 篇讲解里有 %[1]d 条断言：%[3]d 条成立，%[4]d 条不成立，%[5]d 条未能判定",
				claims, notes, hold, fail, undecided)
		},
		ClaimsFail: func(fail, claims int) string {
			return fmt.Sprintf("核对讲解：%[2]d 条断言里有 %[1]d 条不成立", fail, claims)
		},
		InRecording: "在 %s 中：%s",
		TheBoot:     "apitour 内置的启动录制", TheRequest: "apitour 内置的请求 %s", TheBroken: "apitour 内置的出错的启动 %s",
	},
}
