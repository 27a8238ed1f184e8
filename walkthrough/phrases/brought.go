package phrases

// Brought is what the first page of a walk says around a learner's own notes.
type Brought struct {
	Step, Over, Keys string // what keys do
	Question         string // which path the learner wants
	Short, Main, All string // what the paths are called
}

var broughtEnglish = Brought{
	Step: "one step on", Over: "over what is inside", Keys: "all keys",
	Question: "How much of it today?",
	Short:    "in short", Main: "all that has a note", All: "every span",
}

var broughtChinese = Brought{
	Step: "往前一步", Over: "跨过里面的一切", Keys: "所有按键",
	Question: "今天走多少？",
	Short:    "简短", Main: "凡有讲解的", All: "每个 span",
}
