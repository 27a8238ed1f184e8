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
// To say something new, add a field, and its words in each language. A field that a language lacks fails a test; a
// field that is misspelt, or a value of another type, does not compile. Terms in Chinese are those of
// walkthrough/notes/terms.yaml. Names of stages, flags, commands and keys stay as they are in every language.
//
// Nothing here knows about spans or notes: views give values, phrases make sentences of them.
package phrases
