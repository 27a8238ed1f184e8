package phrases

// Phrases is all that the program says, in one language. It is immutable.
type Phrases struct {
	Language string // "en", "zh"
	Words    Words  // for durations, places and states, which all views share
	Walk     Walk
	Why      Why
	Predict  Predict
	Tour     Tour
	Plain    Plain
	Page     Page
	Command  Command
	Find     Find
	Brought  Brought
	Marks    MarksFile
	Settings SettingsFile
	Then     Then
	Upstream Upstream
	Fresh    Fresh
	Recorded Recorded
	Claims   Claims
	Requests Requests
	Broken   Broken
	// Switching is said to a learner who wants another language.
	Switching Switching
	Cited     Cited
}

var english = Phrases{
	Language: "en",
	Words:    wordsEnglish, Walk: walkEnglish, Why: whyEnglish, Predict: predictEnglish,
	Tour: tourEnglish, Plain: plainEnglish, Page: pageEnglish, Command: commandEnglish,
	Find: findEnglish, Brought: broughtEnglish, Cited: citedEnglish,
	Marks: marksFileEnglish, Settings: settingsFileEnglish,
	Then: thenEnglish, Upstream: upstreamEnglish, Fresh: freshEnglish,
	Recorded: recordedEnglish, Claims: claimsEnglish, Requests: requestsEnglish, Broken: brokenEnglish,
	Switching: switchingEnglish,
}

var chinese = Phrases{
	Language: "zh",
	Words:    wordsChinese, Walk: walkChinese, Why: whyChinese, Predict: predictChinese,
	Tour: tourChinese, Plain: plainChinese, Page: pageChinese, Command: commandChinese,
	Find: findChinese, Brought: broughtChinese, Cited: citedChinese,
	Marks: marksFileChinese, Settings: settingsFileChinese,
	Then: thenChinese, Upstream: upstreamChinese, Fresh: freshChinese,
	Recorded: recordedChinese, Claims: claimsChinese, Requests: requestsChinese, Broken: brokenChinese,
	Switching: switchingChinese,
}

// In returns the phrases of a language, those in English when it has none.
func In(language string) *Phrases {
	if language == chinese.Language {
		return &chinese
	}
	return &english
}
