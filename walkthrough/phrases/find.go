package phrases

// Find is what is said of a message that was found, and of what a reader sees at a stage.
type Find struct{}

var findEnglish = Find{}

var findChinese = Find{}
