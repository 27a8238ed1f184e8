// Package phrases holds what the program itself says, in each language: labels, help, status lines, errors, hints. What
// is said of a stage is a note, and stands in package notes.
//
// Each part of the program has a type of its own here, in files of its own: tour.go has [Tour] with its English and its
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
// field that is misspelt, or a value of another type, does not compile. An error that a reader sees is an [Error].
//
// Names of stages, flags, commands and keys stay as they are in every language. Terms in Chinese are those of
// walkthrough/notes/terms.yaml, and its typography is that of the notes: a test reads the source of this package for
// both. It takes a value for a Latin word; use joined where it may be Chinese.
//
// Nothing here knows about spans or notes: views give values, phrases make sentences of them.
//
// Reading order:
//
//	phrases.go          Phrases, and In, which returns those of a language
//	say.go              what phrases share: counting, a space between Chinese and Latin
//	errors.go           errors that speak each language
//	format.go           Format: a sentence with places for values, and the spaces of Chinese around them
//	recorded.go         Recorded: what our server writes into a recording
//	words.go            Words: kinds, states, counts; words_times.go, words_odd.go, words_requests.go
//	walk.go             Walk: what a walk says
//	walk_commands.go    the command table
//	walk_moves.go       answers to commands that walk; chapters, paths, search and jumps
//	walk_server.go      a stepped server: its lanes, its waits, the place to which a boot leads
//	walk_requests.go    requests: the learner's, as they are typed, and those from outside
//	walk_health.go      the health, and when it turned green
//	walk_texts.go       rows, the first page, marks, links, source, predictions
//	why.go              Why: answers to why and why not; by what is asked: why_failed.go, why_open.go, why_begun.go,
//	                    why_waited.go, why_took.go, why_lane.go, why_request.go, why_check.go
//	predict.go          Predict: what surrounds a question, and the quiz
//	claims.go           Claims: what there is instead of what a note claims
//	tour.go             Tour: what the tour draws; tour_keys.go, tour_note.go, tour_pages.go, tour_server.go,
//	                    tour_status.go
//	plain.go            Plain: what the plain walk prints; plain_stage.go, plain_pages.go, plain_news.go
//	page.go             Page: what a generated page says around notes; page_parts.go, page_facts.go
//	cited.go            Cited: the places in upstream's source that a note cites
//	switching.go        Switching: another language, while a walk goes on
//	then.go             Then: the table that compares releases
//	command.go          Command: help, errors, hints; command_help.go, command_help_zh.go, command_hint.go,
//	                    command_wrong.go
//	fresh.go            Fresh: making recordings against which notes are held
//	upstream.go         Upstream: the notes beside a release of Kubernetes
//	requests.go         Requests: guided requests, and the way of a request
//	broken.go           Broken: boots with one thing wrong
//	brought.go          Brought: around a learner's own notes
//	find.go             Find: a message that was found
//	files.go            errors of the files of marks and settings
package phrases
