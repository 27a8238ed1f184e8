package phrases

import (
	"fmt"
	"strings"
)

// Then is the table that compares what a note is about from release to release.
type Then struct {
	// Release, Where and Changed are above the columns.
	Release, Where, Changed string
	// AsInNotes is said of the oldest release, and NotYet if it did not have the code.
	AsInNotes, NotYet string
	// Verdict says how a row compares with the one above: same, moved, changed, new, gone or absent.
	Verdict map[string]string
	// Pulls writes the pull requests behind a change.
	Pulls func(numbers []string) string
	// Folders says in which folders the files of the table are.
	Folders func([]Folder) string
}

// Folder is a folder of upstream's source, with the releases from which to which the table has it.
type Folder struct{ Name, From, To string }

var thenEnglish = Then{
	Release: "release", Where: "where", Changed: "since the row above",
	AsInNotes: "what the reading notes read", NotYet: "not there yet",
	Verdict: map[string]string{
		"same": "same text, same line", "moved": "same text, other line", "changed": "another text", "new": "new",
		"gone": "gone", "absent": "not there",
	},
	Pulls: func(numbers []string) string { return " (" + strings.Join(numbers, ", ") + ")" },
	Folders: func(all []Folder) string {
		return "The files are in " + listed(all, ", ", "`%s` (%s)", "`%s` (%s to %s)") + "."
	},
}

var thenChinese = Then{
	Release: "版本", Where: "在哪里", Changed: "与上一行相比",
	AsInNotes: "阅读笔记所读的版本", NotYet: "还没有",
	Verdict: map[string]string{
		"same": "代码相同，行号相同", "moved": "代码相同，行号不同", "changed": "代码不同", "new": "新出现", "gone": "已去掉",
		"absent": "没有",
	},
	Pulls: func(numbers []string) string { return "（" + strings.Join(numbers, "、") + "）" },
	Folders: func(all []Folder) string {
		return "文件在 " + listed(all, "、", "`%s`（%s）", "`%s`（%s 到 %s）") + "。"
	},
}

// listed lists folders: one that the table has in a single release is written with the first format.
func listed(all []Folder, between, once, often string) string {
	texts := make([]string, len(all))
	for i, f := range all {
		texts[i] = fmt.Sprintf(often, f.Name, f.From, f.To)
		if f.From == f.To {
			texts[i] = fmt.Sprintf(once, f.Name, f.From)
		}
	}
	return strings.Join(texts, between)
}
