// Package walk is a walk through a lesson without a screen. It knows where the learner stands, what is folded, where
// the server is, what was searched for, how healthy the server says it is; it takes commands by name and holds its
// whole state as plain data. It knows no widths, no styles and no terminal, so that a screen, lines of text, a page in
// a browser and a class can all show the same walk.
//
//	commands ── Do("into") ─┐                       ┌─ Status, Step, Lanes, Health …  to draw from
//	                        ▼                       │
//	feed ── Span, Log … ► Walk ── Reply ────────────┴─ State()                        all of it, as plain data
//	                        ▲       │
//	                        └ Take ─┘ Work: what is slow runs outside and comes back as an event
//
// A Walk belongs to one goroutine. Nothing in it waits: what takes long (joining a lesson, searching, reading the feed)
// is a [Work] that the driver runs beside it. The terminal drives a Walk from Bubble Tea's loop; a [Driver] is a loop
// for everything else, and may be used from any goroutine.
//
// Reading order:
//
//	walk.go          Walk: the lesson, the learner's place in it, events
//	commands.go      the one table of commands: names, keys, help
//	do.go            Do: from a name to what it does; Reply
//	steps.go         the commands that walk
//	phrases.go       in which language the walk speaks
//	path.go          Path: short, main or all
//	stops.go         which steps are stops on a path, and what the path hides
//	chapters.go      the learner's place among the chapters, and the keys between them
//	folds.go         which steps are rows, and which are hidden in folded ones or stand in one row
//	rest.go          a row of many stages: its name, its times
//	habits.go        what stays folded from one day to the next
//	moment.go        the boot as it was, or as it is; the time that a waterfall spans
//	status.go        Status: the one place that works out how the boot stands
//	feed.go          what is received of a watched server, and the lesson joined with it
//	log.go           the server's log, and during which stage each line was written
//	clock.go         the boot's time and wall time
//	language.go      the learner's language, and all that is said in it
//	edge.go          the live edge: where a stepped server is held, and the commands that move it
//	awaited.go       the stage for which a boot waits that hangs
//	coming.go        where the next step leads, and for what the stepped lane waits
//	alongpath.go     the command with which a server goes on to the next stop
//	at.go            where a walk begins
//	breakpoints.go   stages at which a run stops
//	lanes.go         the goroutines of a stepped server
//	health.go        the checks of /livez and /readyz, and what turned each of them green
//	turns.go         when they turned, and by which witness
//	hooks.go         the post-start hooks side by side
//	milestones.go    the health in words, the same for every way to show it
//	healthsaid.go    all that there is to say of it, of a recording as well
//	front.go         the page before the walk
//	heading.go       what is read before a chapter, and when
//	glossary.go      the words of the tour
//	overviews.go     what no single stage tells, and where to read on
//	ready.go         the place to which a boot leads: what it waited for, what to do now
//	requesttext.go   a request as a learner types it; outside.go, requests of other clients
//	passedon.go      the filters that did nothing with a request, in one row
//	request.go       requests, and the end of the server
//	prediction.go    what the learner is asked to predict; luck.go, when; verdict.go, what comes of it
//	question.go      what the learner is asked for: a text to search, a place to go, a request
//	why.go           why a stage or a check is as it is: package why's answers, and which of them is open
//	search.go        search in names, notes and source; query.go
//	jump.go          where a typed text may lead
//	trail.go         back and forward through the places that jumps have left
//	criticalpath.go  along the critical path
//	link.go          where a trace is from, and the line that leads to a step of it
//	marks.go         marks on steps
//	compare.go       several recordings of the same program
//	resume.go        where the learner has left a recording
//	sourcefile.go    where the source of a stage is on the disk
//	settings.go      the breakpoints of earlier days
//	state.go         State: everything as plain data
//	driver.go        Driver: a walk in a goroutine of its own
package walk
