package phrases

import "fmt"

// MarksFile is errors of the file with a person's marks: what is wrong with it, and why a mark cannot be kept.
type MarksFile struct {
	Unreadable               func(file, why string) string
	NoFile, TooLarge, NoText string
	NoMark                   func(line int, text string) string
	TooMany                  func(most int) string
	NotKept                  string
	Full                     func(most int) string
	CannotKeep               func(why string) string
}

var marksFileEnglish = MarksFile{
	Unreadable: func(file, why string) string {
		return "the marks in " + file + " cannot be read, and stay as they are: " + why
	},
	NoFile:   "it is no file",
	TooLarge: "it is too large for marks",
	NoText:   "it is no text",
	NoMark: func(line int, text string) string {
		return fmt.Sprintf("line %d is no address with a text: %q", line, text)
	},
	TooMany:    func(most int) string { return fmt.Sprintf("it has more than %d marks", most) },
	NotKept:    "marks are not kept here",
	Full:       func(most int) string { return fmt.Sprintf("there are %d marks already", most) },
	CannotKeep: func(why string) string { return "keep the marks: " + why },
}

var marksFileChinese = MarksFile{
	Unreadable: func(file, why string) string { return file + " 里的标记读不出来，原样留着：" + why },
	NoFile:     "它不是文件",
	TooLarge:   "它太大，不会是标记文件",
	NoText:     "它不是文本",
	NoMark: func(line int, text string) string {
		return fmt.Sprintf("第 %d 行不是带文字的地址：%q", line, text)
	},
	TooMany:    func(most int) string { return fmt.Sprintf("里面的标记超过 %d 个", most) },
	NotKept:    "这里不保存标记",
	Full:       func(most int) string { return fmt.Sprintf("已经有 %d 个标记", most) },
	CannotKeep: func(why string) string { return "保存标记时出错：" + why },
}

// SettingsFile is errors of the file with the learner's settings.
type SettingsFile struct{ Unreadable, CannotKeep func(why string) string }

var settingsFileEnglish = SettingsFile{
	Unreadable: func(why string) string { return "the settings cannot be read, and stay as they are: " + why },
	CannotKeep: func(why string) string { return "remember the settings: " + why },
}

var settingsFileChinese = SettingsFile{
	Unreadable: func(why string) string { return "设置读不出来，原样留着：" + why },
	CannotKeep: func(why string) string { return "保存设置时出错：" + why },
}
