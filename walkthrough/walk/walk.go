package walk

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/marks"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/spread"
	"apitour/walkthrough/words"
)

// Options say what to walk through. Lesson is required, and so is one of Trace and Feed.
type Options struct {
	// Lesson joins a trace with what explains it. For a running boot it is called again and again, never twice at the
	// same time, with traces that do not change.
	Lesson func(*trace.Trace) *lesson.Lesson
	// Languages are those between which the learner may switch, in the order in which a key goes through them: that of
	// Lesson, and others. Without others the command for it is not offered.
	Languages []Language
	// Retold returns the Intro, without its note, and the Requests in another language; nil where neither is given.
	Retold func(in *phrases.Phrases) (Intro, []KnownRequest)
	// Trace is a recording to replay, and Origin where it is from.
	Trace  *trace.Trace
	Origin Origin
	// Compared is the Trace beside more recordings of the same program, nil when there is only one.
	Compared *spread.Comparison
	// Resume has the walk begin where the learner has left the recording, and remember where they leave it now. A
	// script counts on the first stage.
	Resume bool
	// Marks are those of the recording; nil keeps none.
	Marks *marks.File
	// Feed brings the updates of a watched server. Close it after [feed.Ended].
	Feed <-chan feed.Update
	// Controls step the server of the Feed; nil when it cannot be stepped.
	Controls feed.Controls
	// Intro is what the learner reads before the walk; it may be empty.
	Intro Intro
	// Requests are those that a learner can send by their names.
	Requests []KnownRequest
	// Topic is what the walk is about; when it is empty, what the recording is of.
	Topic Topic
	// Settings keeps the breakpoints, the folds and the path; nil keeps nothing.
	Settings *settings.File
	// Path is which steps are stops; all of them when it is zero.
	Path Path
	// Front has the walk begin with the page on which a path is chosen.
	Front bool
	// Headings has chapters headed when the learner walks into them.
	Headings bool
	// At is the stage at which the walk begins, by its name, its number, its span or its address: a server runs there.
	// The walk begins with the first stage when it is "". [New] returns a [lesson.UnknownStepError] for a stage that
	// does not exist.
	At string
	// Screen says that the driver is a screen: it can do the commands that only a screen can do, and shows what a text
	// may mean while it is typed.
	Screen bool
	// Notice is what a walk through a Trace says first, unless there is something wrong with the recording.
	Notice string
	// Predict asks the learner to predict, before the stages of which the notes have a question. The answers are kept
	// in the Settings, for a quiz on another day.
	Predict bool
	// Clock returns the time, time.Now when nil.
	Clock func() time.Time
}

// Walk is a walk through a lesson: see the package. It belongs to one goroutine.
type Walk struct {
	lesson     *lesson.Lesson
	at         int // the step on which the learner stands; a folded stage never hides it
	folds      Folds
	path       Path
	stops      stops     // of the lesson, on the path
	touched    bool      // the learner has walked; until then a screen shows the newest stage by itself
	follow     bool      // the learner stands on the newest stage, and goes along to the next
	asItWas    bool      // the boot is shown as it was when the learner's stage began
	pastAsked  bool      // asked for it, since the server was ready
	commands   []Command // see Commands
	commandsIn *phrases.Walk
	actions    map[string]action
	listed     bool // the driver shows the destinations of a text while it is typed
	notice     string
	intro      Intro
	introduces bool // the walk begins with it

	follower *follower // nil when a recording is replayed
	telling  *telling
	recorded func() *trace.Trace
	ended    bool  // no more updates will come
	err      error // the reason
	log      Log

	live     live
	place    readyPlace
	health   Health
	question *Question
	search   search
	jump     jump
	whyAsked inquiry
	wall     bool // the lesson is by wall time
	spoken   spoken

	predictions predictions
	headings    headings
	fronted     bool        // the learner has not chosen on the page before the walk
	asked       *notes.Term // the word of the glossary that was asked for by its name
	overview    *notes.Note // that was asked for by its name
	trail       trail

	topic    Topic
	origin   Origin
	marks    *marks.File
	spread   *spread.Comparison // nil when one recording is walked through
	resumed  bool               // the walk has begun where the learner had left it
	resumes  bool               // see Options.Resume
	settings *settings.File
	clock    func() time.Time
	work     []Work // of the command or event that is being handled
	known    memory
}

// memory keeps what is derived from the lesson and costs a walk through it.
type memory struct {
	failed          *lesson.Lesson
	failedLine      *lesson.Timeline
	failedAt        int
	held            *lesson.Lesson
	heldBeforeReady bool
	edge            *lesson.Lesson
	edgeKey         trace.Key
	edgeAt          int
	note            *notes.Note
	words           []*notes.Term // of that note
	read            []FrontFact
	readOf          *lesson.Lesson
	paths           []PathChoice
	pathsOf         int // steps
	pathsIn         *phrases.Phrases
	seen            seen
	marks           markAt
	logged          logged
}

// Work is what takes too long for the walk's goroutine: reading the feed, joining a lesson, searching. The driver runs
// it in any goroutine and gives what it returns to [Walk.Take]. It returns nil when the context is done.
type Work func(context.Context) Event

// Event is what a [Work] has found out.
type Event interface{ event() }

// New returns a walk that stands on the first step.
func New(o Options) (*Walk, error) {
	if o.Lesson == nil || (o.Trace == nil) == (o.Feed == nil) {
		return nil, errors.New("begin walk: a lesson and either a trace or a feed are required")
	}
	w := &Walk{
		telling: &telling{lesson: o.Lesson}, intro: o.Intro, listed: o.Screen, topic: o.Topic, settings: o.Settings,
		origin: o.Origin, marks: o.Marks, resumes: o.Resume, clock: o.Clock, spread: o.Compared,
		path:   o.Path,
		live:   live{controls: o.Controls, known: o.Requests, breakpoints: make(map[string]bool)},
		search: search{at: -1}, jump: jump{chosen: -1},
	}
	if w.clock == nil {
		w.clock = time.Now
	}
	w.actions, w.fronted, w.headings.on, w.spoken.languages = actions(), o.Front, o.Headings, o.Languages
	w.spoken.retold = o.Retold
	w.folds.habit.read(w.settings)
	if o.Feed == nil {
		w.recorded = func() *trace.Trace { return o.Trace }
		w.learn(w.telling.join(o.Trace))
		w.notice = words.Shown(cmp.Or(o.Trace.Cut, o.Notice))
	} else {
		w.follower = &follower{feed: o.Feed, join: w.telling.join, clock: w.clock}
		w.recorded = w.follower.recording.Snapshot
		w.learn(w.telling.join(w.follower.recording.Snapshot()))
	}
	w.spoken.now = w.languageOf(w.lesson)
	w.telling.spoken = map[string]joiner{w.spoken.now: o.Lesson}
	w.remember()
	w.predictions.on = o.Predict
	if w.introduces = o.At == "" && !o.Intro.Empty(); w.introduces {
		w.predictBeforeTheWalk()
	}
	return w, w.beginAt(o.At)
}

// Start returns the work with which a walk begins: listening to the feed, or finding the critical path of a recording.
func (w *Walk) Start() Reply {
	if w.follower != nil {
		w.begin(w.follower.listen)
	} else {
		w.findPath()
	}
	return w.reply()
}

// begin hands work to the driver, with the reply.
func (w *Walk) begin(work Work) { w.work = append(w.work, work) }

// Take takes an event in: what a [Work] has returned. A nil event is none.
func (w *Walk) Take(e Event) Reply {
	var r Reply
	switch e := e.(type) {
	case heard:
		w.hear(e)
	case found:
		r.Match = w.hearFound(e)
	case destinations:
		r = w.hearDestinations(e)
	case turned:
		w.hearTurned(e)
	case translated:
		w.hearTranslated(e)
	case saved:
		w.notice = w.shown(e.err)
	case whyAnswered:
		w.hearWhy(e)
	case sourceFile:
		r.Open = w.hearSourceFile(e)
	}
	w.followUp()
	r.Work = append(r.Work, w.reply().Work...)
	return r
}

// followUp begins what a change of the walk asks for: the next piece of a search, a look-up of a typed name.
func (w *Walk) followUp() {
	w.head()
	w.look()
	w.lookForDestinations()
	w.answerWhy()
}

func (w *Walk) reply() Reply {
	work := w.work
	w.work = nil
	return Reply{Work: work}
}

// learn replaces the lesson by a newer one, and finds the stage again on which the learner stood.
func (w *Walk) learn(l *lesson.Lesson) {
	stood, before := w.Step(), w.lesson
	w.lesson = l
	w.speakAnew(before)
	w.stops = stopsOf(w.Path(), l)
	w.folds.show(l, w.stops.hides(w.Path()))
	if stood == nil {
		w.at = 0
		return
	}
	w.stand(find(l, stood, w.at)) // a newer lesson may have put the stage into a folded one
}

// find returns the index that a step of another lesson has in l, or the fallback. Stages that begin come after those
// that have begun before, so most steps keep their index.
func find(l *lesson.Lesson, step *lesson.Step, fallback int) int {
	key := step.Key()
	if i := step.Index; i < len(l.Steps) && l.Steps[i].Key() == key {
		return i
	}
	for i := range l.Steps {
		if l.Steps[i].Key() == key {
			return i
		}
	}
	return max(0, min(fallback, len(l.Steps)-1))
}

// stand moves the learner to a step.
func (w *Walk) stand(step int) {
	w.folds.reveal(step)
	w.at = step
}

// Lesson returns the lesson of now. A live walk gets another one with every batch of spans.
func (w *Walk) Lesson() *lesson.Lesson { return w.lesson }

// At returns the index of the learner's step.
func (w *Walk) At() int { return w.at }

// Step returns the learner's step, nil before the first stage has begun.
func (w *Walk) Step() *lesson.Step {
	if w.lesson == nil || w.at >= len(w.lesson.Steps) {
		return nil
	}
	return w.lesson.Steps[w.at]
}

// Next returns the stop behind the learner's step, nil when there is none, or when the learner is asked to predict: it
// would tell.
func (w *Walk) Next() *lesson.Step {
	if w.Step() == nil || w.Predicting() {
		return nil
	}
	if next := w.nextStop(); next != w.at {
		return w.lesson.Steps[next]
	}
	return nil
}

// Folds returns which steps are rows. It changes with the walk.
func (w *Walk) Folds() *Folds { return &w.folds }

// Touched reports whether the learner has walked yet.
func (w *Walk) Touched() bool { return w.touched }

// Live reports whether a server is watched, one that has ended included; false for a recording.
func (w *Walk) Live() bool { return w.follower != nil }

// Ended reports whether the watched server has stopped, and the reason, nil when it was asked to.
func (w *Walk) Ended() (bool, error) { return w.ended, w.err }

// Booting reports whether the watched server is on its way to ready.
func (w *Walk) Booting() bool { return w.follower != nil && !w.ended && w.lesson.Ready.IsZero() }

// IsRequest reports whether the recording is of one request and not of a boot.
func (w *Walk) IsRequest() bool { return w.Kind() == lesson.Request }

// Kind returns what the trace is about in which the learner stands. A watched server is always ours.
func (w *Walk) Kind() lesson.Kind {
	line := w.lesson.Line(w.at)
	if w.follower != nil || line == nil {
		return lesson.Boot
	}
	return line.Kind
}

// Notice is the answer to the last command, "" when there is nothing to say.
func (w *Walk) Notice() string { return w.notice }

// Say replaces the notice.
func (w *Walk) Say(notice string) { w.notice = notice }

// Breakpoint reports whether the stages of that name have a breakpoint.
func (w *Walk) Breakpoint(name string) bool { return w.live.breakpoints[name] }

// Breakpoints returns the names of the stages that have one, sorted.
func (w *Walk) Breakpoints() []string { return slices.Sorted(maps.Keys(w.live.breakpoints)) }

// Useful returns the commands of the table that can do something here.
func (w *Walk) Useful() []Command {
	if w.Stepping() {
		return w.Commands()
	}
	return slices.DeleteFunc(w.Offered(), func(c Command) bool { return c.Group == Serving })
}

// Offered returns the commands of the table, in the words of the trace in which the learner stands; without those that
// make sense for our server only, when the trace is another program's.
func (w *Walk) Offered() []Command {
	offered := slices.Clone(w.Commands())
	if w.Kind() != lesson.Other {
		return offered
	}
	offered = slices.DeleteFunc(offered, w.isOfOthers)
	for i := range offered {
		offered[i].Help = offered[i].helpOfSpans
	}
	return offered
}

// isOfOthers reports whether the command means nothing in the trace in which the learner stands.
func (w *Walk) isOfOthers(c Command) bool {
	return w.Kind() == lesson.Other && (c.onlyOurs() || c.Noted && !w.lesson.OwnNotes())
}
