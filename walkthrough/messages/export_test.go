package messages

// These are for the tests of signs, which read texts that no table has.
var (
	FunctionName = functionName
	Concatenated = concatenated
)

// Weight is how many letters of a format are fixed.
func Weight(format string) int { return ofFormat(format).weight() }

// Matches reports whether a text has the format in it.
func Matches(format, text string) bool { return ofFormat(format).match(squeeze(text)) != nil }
