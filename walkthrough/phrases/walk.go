package phrases

// Walk is what a walk says: its status, its answers to commands, its commands themselves.
type Walk struct{}

var walkEnglish = Walk{}

var walkChinese = Walk{}
