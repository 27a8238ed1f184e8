package phrases

// Why is the answers to why and why not.
type Why struct{}

var whyEnglish = Why{}

var whyChinese = Why{}
