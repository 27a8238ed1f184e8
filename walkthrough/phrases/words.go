package phrases

// Words is durations, places and states, for every view.
type Words struct{}

var wordsEnglish = Words{}

var wordsChinese = Words{}
