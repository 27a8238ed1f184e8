// Package phrases holds what the program itself says, in each language: labels, help, status lines, errors, hints. What
// is said of a stage is a note, and stands in package notes.
//
// Each part of the program has a type of its own here, in a file of its own: tour.go has [Tour] with its English and its
// Chinese. A text that never varies is a string. One that does is a function of what varies, so that each language has
// its own order of words, and no call can give it too little:
//
//	type Tour struct {
//		Keys      string
//		StepsLeft func(steps int) string
//	}
//
// Of sentences with many values, such as answers and reports, only a [Format] is kept: with places for values, which a
// language may put into another order. A test sees that all languages use the same values.
//
// To say something new, add a field, and its words in each language. A field that a language lacks fails a test; a
// field that is misspelt, or a value of another type, does not compile. Terms in Chinese are those of
// walkthrough/notes/terms.yaml. Names of stages, flags, commands and keys stay as they are in every language.
//
// Reading order:
//
//	phrases.go         Phrases and In: all parts, in each language
//	format.go          Format: a sentence with places for values, and the spaces of Chinese
//	say.go             how values of fields are made: counted, joined
//	words.go           Words: what all views share; words_odd.go, words_requests.go, words_times.go are its parts
//	walk.go            Walk
//	tour.go            Tour
//	plain.go           Plain
//	page.go            Page
//	find.go            Find
//	why.go             Why; its parts, by what is asked: why_failed.go, why_open.go, why_begun.go, why_waited.go,
//	                   why_took.go, why_lane.go, why_request.go, why_check.go
//	predict.go         Predict: choices, and the quiz
//	claims.go          Claims: what there is instead of what a note claims
//	recorded.go        Recorded: what our server writes into a recording
//	command.go         Command
//	requests.go        Requests: guided requests, and the way of a request
//	broken.go          Broken: boots with one thing wrong
//
// Nothing here knows about spans or notes: views give values, phrases make sentences of them.
package phrases
