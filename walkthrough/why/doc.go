// Package why answers questions about a stage or a health check, at a moment of a boot or a request: why it waits, who
// let it go on, why it has not begun, why it failed, why it took so long, who decided a request.
//
//	Facts (a lesson at a moment, what is held, what the server says of its checks) ──► Ask(step) ──► []Answer
//
// It knows what a recording tells: names, times, parents, attributes and events of spans; the plan of a boot; facts in
// the front matter of notes. It knows nothing of upstream beside that, and asks nobody. Where the recording does not
// tell, the answer says so, and what would tell. An answer never names a cause that the times of the spans contradict.
//
// It draws nothing, keeps nothing, and knows no keys: sentences come with the steps that they name, so that each way to
// show them can lead there. All its texts are cleaned, and in the language of the lesson: the sentences stand in
// [phrases.Why], and a sentence numbers its places in the order in which a reader meets them.
//
// Reading order:
//
//	why.go      Facts, Answer, Ask: the questions, the most pressing first
//	say.go      how a sentence is made of a format, and how it remembers the steps that it names
//	failed.go   why a stage failed; what is wrong with the record of a span
//	open.go     why a stage has not ended: held, waiting, at work in a part
//	begun.go    why a stage has not begun, and why it was skipped
//	waited.go   what a wait waited for, and what ended it; who let a held stage go on
//	took.go     why a stage took so long; the critical path
//	lane.go     why a stage runs in its goroutine
//	request.go  why a server passed a request on, what a filter did, who decided the request
//	checks.go   why a health check is red, and what turned it green
package why
