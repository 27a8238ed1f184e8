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
//	lesson.go        Lesson: the steps of a trace; step.go
//	timeline.go      one trace of several
//	plan.go          the stages that are ahead, from another boot
//	view.go          a lesson at a moment: states and times
//	navigation.go    from a step to another
//	path.go          the critical path to ready; waited.go, its longest stages
//	facts.go         what notes say of stages
//	chapter.go       chapters; stops.go, where the paths stop; repeats.go, what comes again
//	request.go       how a request went, and who decided it
//	address.go       the name of a step that is the same in every boot, in stableorder.go
package lesson
