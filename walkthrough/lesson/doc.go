// Package lesson joins what happened, what it means and where it is written: every span of a boot becomes a step with
// its note and its source. It draws nothing; page and tour do.
//
//	trace    main ─ RunE ─ Run ─ CreateServerChain      what happened, and when
//	notes                        CreateServerChain.md   what it means
//	source                       apiserver/chain.go     where it is written, and on which lines it calls its children
//	         ─────────────────────────────────────────
//	lesson   Steps[0] … Steps[3]                        one after the other
//
// A lesson is a snapshot. When spans arrive from a boot that is still running, a new lesson takes its place, and the
// learner finds their step again by its [Step.Key]. Lessons are rebuilt often, for traces of a million spans too, so a
// step's note, source and calls are loaded lazily.
//
// Reading order:
//
//	lesson.go        Lesson: all steps of a trace; timeline.go, each of the traces in a file
//	step.go          Step: a span with its note and its source; facts.go, what else is known of it
//	plan.go          what is ahead, from an earlier boot
//	view.go          the lesson as it was at a moment
//	navigation.go    from a step to the next one, over it, out of it
//	chapter.go       the chapters; stops.go, what is worth a stop; repeats.go, what comes again
//	hooks.go         the post-start hooks, by what they wait for; stableorder.go
//	path.go          the critical path to ready
//	request.go       one request: who decided it, and which filters passed it on
//	address.go       a name for each step that is the same in every boot; named.go, the steps that a text means
package lesson
