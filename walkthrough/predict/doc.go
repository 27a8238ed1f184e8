// Package predict asks the learner to predict what a server does, before it does it. Learners who commit to an answer
// before they see it learn more than those who only watch, and most of all when the answer surprises them.
//
// The words of a question are data in the front matter of a note ([notes.Question]). Everything else is read from a
// trace: which choice is right, which others there are. So a question cannot grow stale unnoticed: where a trace does
// not give exactly one right answer, the question is not asked ([Record.Ask]). What luck decides in a boot, such as
// the order in which hooks begin, has no right answer by this rule: a kind looks at what one thing waits for, or at
// the order of one goroutine, and never at times that another boot may turn round.
//
//	notes   ask: "Which server is made first?"   of: [createAPIExtensionsServer, CreateKubeAPIServer, …]
//	trace   createAPIExtensionsServer began first, in the same goroutine as the others
//	        ──────────────────────────────────────────────────────────────────────────────────────────
//	Asked   the question, the choices in an order of their own, and which of them is right
//
// The package knows no walk, no terminal and no server. It does not know when to ask either: a question names the
// stage before which it belongs, and a walk asks for those ([For]). What a learner knows from one day to the
// next is a [Memory]; [Quiz] asks again.
//
// Reading order:
//
//	record.go   Record: what a question is answered from, which is package evidence's
//	ask.go      Ask: the question with its choices; Verdict: what is said to an answer
//	answers.go  the right answer of each kind, and the wrong ones
//	requests.go those of the kinds about a request or a broken boot
//	memory.go   Memory: what the learner knows, and when to ask again
//	quiz.go     Quiz: asking again, another day
package predict
