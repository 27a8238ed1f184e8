package phrases

import (
	"fmt"
	"strings"
)

// Find is what is said of a message that was found, and of what a reader sees at a stage.
type Find struct {
	Sign  FindSign
	Label FindLabel
	// Line begins what is said of a line of the text; the number of the line, and how many others say the same.
	Line func(number, others int) string
	// At says where a program has a message: a file and a line at a release, in a function.
	At func(place, release, function string) string
	// OurServer says in which function of ours.
	OurServer func(function string) string
	// Since says at which releases the message is there. First is "" if it is in the oldest one that is known, and last
	// if it is in the newest; before and after are the releases beside them.
	Since func(first, before, last, after string) string
	// Logged says that the text was logged at a place, and which releases have the message there, if any.
	Logged func(place string, releases []Run) string
	// MorePlaces says how many other places have the same text.
	MorePlaces func(n int) string
	// Near stands behind notes that explain other code of the same file or package.
	Near string
	// NoNote is said of a message that no note explains, and UnknownCheck of a health check.
	NoNote, UnknownCheck string
	// Green says what turns a check green.
	Green func(check, stage string) string
	// Cut says that the text was longer than is looked at.
	Cut string
	// Nothing is the error of a text in which nothing was found, and Empty of an empty one, each with what to do.
	Nothing, NothingHint, Empty, EmptyHint string
	FromTerminal                           string // the text is read from the terminal
}

// FindSign is how a note lists what is seen when its stage goes wrong.
type FindSign struct {
	Lead string // stands above the list
	// Kind has what a sign is called: log, health, exit, client, silence.
	Kind map[string]string
	// Item is an item of the list; see are notes, and may be empty.
	Item func(kind, says, means, next string, see []string) string
}

// Run is releases side by side, the first and the last of them.
type Run struct{ From, To string }

// FindLabel is what stands before each part of what was found, in one column.
type FindLabel struct{ Message, Means, Next, Note, See, Upstream, Ours, Releases, Logged, Check, Exit string }

var findEnglish = Find{
	Sign: FindSign{
		Lead: "What an operator has in hand when it goes wrong here:",
		Kind: map[string]string{
			"log": "Log", "health": "Health", "exit": "Exit code", "client": "Client", "silence": "Silence",
		},
		Item: func(kind, says, means, next string, see []string) string {
			says = strings.TrimSuffix(says, ".")
			text := fmt.Sprintf("**%s:** %s. **Means:** %s **Next:** %s", kind, says, means, next)
			if len(see) > 0 {
				text += " **See:** " + strings.Join(see, ", ") + "."
			}
			return text
		},
	},
	Label: FindLabel{
		Message: "message", Means: "means", Next: "next", Note: "note", See: "see", Upstream: "upstream",
		Ours: "apitour", Releases: "releases", Logged: "logged", Check: "check", Exit: "exit code",
	},
	Line: func(number, others int) string {
		switch others {
		case 0:
			return fmt.Sprintf("line %d: ", number)
		case 1:
			return fmt.Sprintf("line %d and 1 other: ", number)
		}
		return fmt.Sprintf("line %d and %d others: ", number, others)
	},
	At:        func(place, release, function string) string { return place + " of " + release + ", in " + function },
	OurServer: func(function string) string { return "in " + function },
	Since: func(first, before, last, after string) string {
		since, until := "in v1.17 and since", ""
		if first != "" {
			since = "since " + first + ", not yet in " + before
		}
		if last != "" {
			until = "until " + last + ", no longer in " + after
		}
		switch {
		case until == "":
			return since
		case first == "":
			return until
		}
		return since + "; " + until
	},
	Logged: func(place string, releases []Run) string {
		if len(releases) == 0 {
			return "at " + place
		}
		return "at " + place + ": that is its line in " + runs(releases, " to ", ", ")
	},
	MorePlaces: func(n int) string {
		if n == 1 {
			return "1 more place has the same text"
		}
		return fmt.Sprintf("%d more places have the same text", n)
	},
	Near:         " (explains code beside it)",
	NoNote:       "none explains this code",
	UnknownCheck: "no note knows a health check of this name",
	Green:        func(check, stage string) string { return check + ", turned green by " + stage },
	Cut:          "the text is longer than 4 MB; the rest was not looked at",
	Nothing:      "find the notes of a message: apitour knows no message that is in the text",
	NothingHint: "give the message as the server or the client has it, whole lines of it; " +
		"apitour notes list lists the notes",
	Empty:        "a text is required",
	EmptyHint:    "quote the message, or pipe it in: kubectl logs POD | apitour notes find -",
	FromTerminal: "reading a text from the terminal; Ctrl-D ends it",
}

var findChinese = Find{
	Sign: FindSign{
		Lead: "这里出问题时，运维人员手上会有：",
		Kind: map[string]string{
			"log": "日志", "health": "健康检查", "exit": "退出码", "client": "客户端", "silence": "没有动静",
		},
		Item: func(kind, says, means, next string, see []string) string {
			text := fmt.Sprintf("**%s**：%s。**含义**：%s**下一步**：%s", kind, strings.TrimSuffix(says, "。"), means, next)
			if len(see) > 0 {
				text += "**参见**：" + strings.Join(see, "、") + "。"
			}
			return text
		},
	},
	Label: FindLabel{
		Message: "消息", Means: "含义", Next: "下一步", Note: "讲解", See: "参见", Upstream: "上游", Ours: "apitour",
		Releases: "版本", Logged: "记录于", Check: "检查", Exit: "退出码",
	},
	Line: func(number, others int) string {
		if others == 0 {
			return fmt.Sprintf("第 %d 行：", number)
		}
		return fmt.Sprintf("第 %d 行，另有 %d 行相同：", number, others)
	},
	At: func(place, release, function string) string {
		return fmt.Sprintf("%s 的 %s，在 %s 里", release, place, function)
	},
	OurServer: func(function string) string { return "在 " + function + " 里" },
	Since: func(first, before, last, after string) string {
		since, until := "从 v1.17 起就有", ""
		if first != "" {
			since = "从 " + first + " 起，" + before + " 里还没有"
		}
		if last != "" {
			until = "到 " + last + " 为止，" + after + " 里没有了"
		}
		switch {
		case until == "":
			return since
		case first == "":
			return until
		}
		return since + "；" + until
	},
	Logged: func(place string, releases []Run) string {
		if len(releases) == 0 {
			return place
		}
		return place + "：这是它在 " + runs(releases, " 到 ", "、") + " 里的行号"
	},
	MorePlaces:   func(n int) string { return fmt.Sprintf("另有 %d 处也有同样的文字", n) },
	Near:         "（讲的是旁边的代码）",
	NoNote:       "没有讲解讲到这段代码",
	UnknownCheck: "没有讲解讲到这个名字的健康检查",
	Green:        func(check, stage string) string { return check + "，由 " + stage + " 使它变绿" },
	Cut:          "文字超过 4 MB，后面的没有查找",
	Nothing:      "按消息查找讲解：apitour 没有认出这段文字里的任何消息",
	NothingHint:  "请给出服务器或客户端的原文，要整行；apitour notes list 列出讲解",
	Empty:        "需要一段文字",
	EmptyHint:    "把消息放进引号，或者用管道送进来：kubectl logs POD | apitour notes find -",
	FromTerminal: "正在从终端读取文字；Ctrl-D 结束",
}

// runs names runs of releases.
func runs(all []Run, to, between string) string {
	texts := make([]string, len(all))
	for i, run := range all {
		texts[i] = run.From
		if run.To != run.From {
			texts[i] += to + run.To
		}
	}
	return strings.Join(texts, between)
}
