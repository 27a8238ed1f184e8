// Package messages finds the notes of what an operator has in hand: a line of a log, an answer of /readyz?verbose, a
// client's error, an exit code.
//
// It knows the messages in upstream's source, release by release: where each stands, and its format. They come from
// the packages in which notes are anchored. Of our own server it knows messages by their functions, and which functions
// call these. All of that is a table in the program, messages.json, which has facts and nothing else. A test compares
// it with the source at each run. Nothing is asked of the network.
//
// A format becomes a pattern: its fixed words, with gaps for its verbs. A pattern is looked for as plain text, without
// regular expressions, in lines whose quotes and blanks have been undone. So it is known what a hostile text can cost.
// What explains more letters of a line comes first. What is left of the line may be explained by other patterns: errors
// are wrapped. Signs of notes (diagnosis) are patterns of the same kind, and come before messages.
//
// Read the files in this order:
//
//	literal.go    the messages in a Go file
//	table.go      the table of messages
//	tabulate.go   makes the table out of upstream's source and ours
//	pattern.go    what of a text a format explains
//	index.go      which patterns a line may have
//	text.go       a line without what is around the message: klog's header, quotes; lines of checks and exit codes
//	find.go       what was found, and the notes that explain it
//	search.go     looks through a text
//	report.go     the answer for people and for machines
//	review.go     what has become at a release of the messages on which signs rest
package messages
