package phrases

// Plain is what the plain walk prints around notes.
type Plain struct{}

var plainEnglish = Plain{}

var plainChinese = Plain{}
