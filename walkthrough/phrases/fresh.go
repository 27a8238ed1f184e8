package phrases

import "strings"

// Fresh is what is said while recordings are made, against which the notes are held.
type Fresh struct {
	Recording string // %s is one of the names below
	Stopping  string
	Boot      func(flags []string) string
	Broken    string // %s is the name of a broken boot
}

var freshEnglish = Fresh{
	Recording: "recording %s …",
	Stopping:  "stopping the servers, which takes 15 s at most; Ctrl-C again ends it at once",
	Boot: func(flags []string) string {
		if len(flags) == 0 {
			return "a fresh boot"
		}
		return "a fresh boot with " + strings.Join(flags, " ")
	},
	Broken: "the broken boot %s",
}

var freshChinese = Fresh{
	Recording: "正在录制：%s …",
	Stopping:  "正在停止各个服务器，最多需要 15 s；再按一次 Ctrl-C 立刻结束",
	Boot: func(flags []string) string {
		if len(flags) == 0 {
			return "一次新的启动"
		}
		return "一次带 " + strings.Join(flags, " ") + " 的新的启动"
	},
	Broken: "出错的启动 %s",
}
