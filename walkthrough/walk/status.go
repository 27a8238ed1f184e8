package walk

import (
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// Phase is how far a boot, a request or a server has got.
type Phase string

// The phases. A recording is in one of NotReady, Failed, Ready and Answered; the others need a server.
const (
	Booting  Phase = "booting"   // on its way to ready
	Held     Phase = "held"      // as Booting, and held at a stage
	NotReady Phase = "not ready" // over without ever being ready, and without a stage that failed
	Failed   Phase = "failed"    // over, because a stage failed or the server died in it
	Ready    Phase = "ready"     // it was ready; of a server: it serves
	Stopping Phase = "stopping"  // it was ready, and has been asked to stop
	Stopped  Phase = "stopped"   // it was ready, and has stopped
	Answered Phase = "answered"  // the recording is of a request, and this is its end
	Recorded Phase = "recorded"  // the recording is of another program, which has no ready moment
)

// Status is how the boot stands: everything that a title, a status line or a sentence says of it. It is worked out in
// one place, and shown in words of each one's own.
type Status struct {
	Phase Phase
	// Recording says that no server is watched.
	Recording bool
	// Ready says that /readyz turned green.
	Ready bool
	// Took is the time from the beginning until ready, or as far as the boot has got; of a trace in a recording its
	// length.
	Took time.Duration
	// Program is the service that recorded the trace in which the learner stands, "" when it has no name, and for our
	// server.
	Program string
	// Trace is which of the Traces of a recording the learner stands in, counted from 1; both are 0 when there is one.
	Trace, Traces int
	// Stages counts the stages that have begun.
	Stages int
	// HeldAt names the stage at which the server is held, "" when it is not.
	HeldAt string
	// FailedIn names the stage in which the boot failed, "" when it did not.
	FailedIn string
	// Reason is why the server stopped, "" when it was asked to or still runs.
	Reason string
	// Request is the method and the status code of a recorded request.
	Request string
	// Next names the stage to which the command "next" leads, "" when that is not known. NextHooks says that it is one
	// of so many hooks, and luck decides which.
	Next      string
	NextHooks int
	// Wait says for which held stage the stepped lane waits, or will wait.
	Wait Wait
	// Toward names the stage to which the server is on its way, "" when it is not, or nobody knows.
	Toward string
	// WaitsFor counts the held lanes for which the stepped one may be waiting.
	WaitsFor int
}

// Status works out how the boot stands.
func (w *Walk) Status() Status {
	l := w.lesson
	s := Status{
		Phase: w.phase(), Recording: w.follower == nil, Ready: !w.ready().IsZero(), Stages: l.Count(),
		Toward: w.Toward(), WaitsFor: w.waitsFor(),
	}
	s.Took = w.took()
	if line := l.Line(w.at); w.follower == nil && line != nil {
		if line.Kind == lesson.Other {
			s.Program = line.Service()
		}
		if n := len(l.Timelines); n > 1 {
			s.Trace, s.Traces = line.Number, n
		}
	}
	if edge := w.Edge(); w.Held() {
		s.HeldAt = l.Steps[edge].Node.Name
	}
	if failed := w.Failed(); s.Phase == Failed && failed >= 0 {
		s.FailedIn = l.Steps[failed].Node.Name
	}
	if w.err != nil {
		s.Reason = w.err.Error()
	}
	if w.IsRequest() {
		root := l.Line(w.at).Root
		s.Request = strings.TrimSpace(root.Text(convention.Method) + " " + root.Text(convention.StatusCode))
	}
	coming := w.Coming()
	s.Next, s.NextHooks, s.Wait = coming.Stage, coming.Hooks, w.Wait()
	return s
}

// ready returns when the boot was ready of which the status is: the watched one, or the trace in which the learner
// stands.
func (w *Walk) ready() time.Time {
	if line := w.lesson.Line(w.at); w.follower == nil && line != nil {
		return line.Ready
	}
	return w.lesson.Ready
}

// took returns the time from the beginning until ready, or as far as the boot or the recorded trace has got.
func (w *Walk) took() time.Duration {
	l, ready := w.lesson, w.ready()
	line := l.Line(w.at)
	switch {
	case w.follower == nil && line == nil:
		return 0
	case w.follower == nil && ready.IsZero():
		return line.Length()
	case w.follower == nil:
		return ready.Sub(line.Start)
	case !ready.IsZero():
		return ready.Sub(l.Start)
	case w.Booting():
		return w.Now().Sub(l.Start)
	}
	return l.End.Sub(l.Start)
}

func (w *Walk) phase() Phase {
	ready := !w.ready().IsZero()
	switch {
	case w.Booting() && w.Held():
		return Held
	case w.Booting():
		return Booting
	case ready && w.ended:
		return Stopped
	case ready && w.live.ending:
		return Stopping
	case ready:
		return Ready
	case w.IsRequest():
		return Answered
	case w.Kind() == lesson.Other && !w.lesson.Line(w.at).Root.Failed():
		return Recorded
	case w.Failed() >= 0:
		return Failed
	}
	return NotReady
}

// waitsFor returns how many lanes are held while the stepped one waits.
func (w *Walk) waitsFor() int {
	if w.Stepping() && w.Edge() < 0 && !w.Idle() && w.live.state.Stalled() {
		return len(w.live.state.Held)
	}
	return 0
}

// Toward returns the name of the stage to which the server is on its way, "" when it is not, or nobody knows.
func (w *Walk) Toward() string {
	if !w.Stepping() || w.Held() || w.Idle() || w.live.state.Mode != step.Moving {
		return ""
	}
	return w.live.toward
}

// Position is where the learner stands, seen from the live edge.
type Position struct {
	// Live says that a watched server goes on; all else is false without it.
	Live bool
	// Ahead says that the learner's stage has not begun.
	Ahead bool
	// AtEdge says that the learner stands where the server is, Held that the server is held there, and Idle that it is
	// ready and has nothing to do.
	AtEdge, Held, Idle bool
	// Behind counts the stages that have begun since the learner's, while the server boots or is stepped.
	Behind int
	// Tracked says that the learner's place in a live boot is worth telling: the server is stepped, or they go along.
	Tracked bool
	// Past says that the boot is shown as it was.
	Past bool
}

// Position works out where the learner stands.
func (w *Walk) Position() Position {
	p := Position{Past: w.InThePast()}
	here := w.Step()
	if here == nil || w.follower == nil || w.ended {
		return p
	}
	p.Live, p.Tracked = true, w.Stepping() || w.follow
	counts := p.Tracked || w.Booting() // counting goes through all steps
	if p.Ahead = here.Planned(); p.Ahead {
		if counts {
			p.Behind = w.behind()
		}
		return p
	}
	p.Held = w.Held() && w.at == w.Edge()
	p.AtEdge = p.Held || w.AtLive()
	p.Idle = p.AtEdge && w.Idle()
	if !p.AtEdge && counts {
		p.Behind = w.behind()
	}
	return p
}

// behind counts the stages that have begun since the learner's.
func (w *Walk) behind() int {
	n := 0
	for _, step := range w.lesson.Steps {
		if !step.Planned() && step.Node.Start.After(w.Step().Node.Start) {
			n++
		}
	}
	return n
}

// Failed returns the step in which the boot failed, or -1: the innermost stage with an error or, when a server died
// without one, the innermost that had not ended.
func (w *Walk) Failed() int {
	if line := w.lesson.Line(w.at); w.known.failed != w.lesson || w.known.failedLine != line {
		w.known.failed, w.known.failedLine = w.lesson, line
		if w.follower == nil && line != nil {
			w.known.failedAt = failureOf(w.lesson, line)
		} else {
			w.known.failedAt = failure(w.lesson)
		}
	}
	if w.known.failedAt < 0 && w.ended && w.lesson.Ready.IsZero() {
		return unfinished(w.lesson)
	}
	return w.known.failedAt
}

// Failure returns why the boot ended in a step, "" when it did not.
func (w *Walk) Failure(step *lesson.Step) string {
	died := w.err != nil && w.Failed() == step.Index // which is said even of the stage as it was
	switch failed := w.Moment().State(step) == lesson.Failed; {
	case (failed || died) && step.Node.Message != "":
		return step.Node.Message
	case failed:
		return w.say().Waits.Failed(w.spans())
	case died:
		return w.err.Error()
	}
	return ""
}

// failure returns the step in which a boot failed, or -1.
func failure(l *lesson.Lesson) int { return failureIn(l, l.Roots) }

func failureIn(l *lesson.Lesson, roots []*trace.Node) int {
	if chain := trace.FailedChain(roots); len(chain) > 0 {
		return l.StepOf(chain[0]).Index
	}
	return -1
}

// failureOf returns the step in which the trace of a recording failed, or -1. A failure that its caller has passed over
// counts in another program's trace only, where nothing else says which one matters.
func failureOf(l *lesson.Lesson, line *lesson.Timeline) int {
	if at := failureIn(l, line.Roots); at >= 0 || line.Kind != lesson.Other {
		return at
	}
	for _, failed := range l.Failed {
		if l.Line(failed) == line {
			return failed
		}
	}
	return -1
}

// unfinished returns the innermost step that had not ended when the server died, else the last; -1 when there is none.
func unfinished(l *lesson.Lesson) int {
	found := -1
	for i, step := range l.Steps {
		if step.Node.Running() && (found < 0 || !step.Node.Start.Before(l.Steps[found].Node.Start)) {
			found = i
		}
	}
	if found < 0 {
		return len(l.Steps) - 1
	}
	return found
}

// UnderWay reports whether the server is on its way to where the last command ends. A server that waits for held lanes
// is not, because it may never get there, nor is one that hangs.
func (w *Walk) UnderWay() bool {
	switch {
	case w.follower == nil || w.ended:
		return false
	case !w.hasBegun() || w.live.controls != nil && !w.live.stepped:
		return true
	case !w.Stepping():
		return w.follow && w.Booting() && w.hangsAt() < 0 || w.awaitsGoal()
	}
	return w.Edge() < 0 && !w.Idle() && w.Warning() == (Warning{})
}

// Warning is why nothing happens; all fields are zero when there is nothing to warn of.
type Warning struct {
	// HeldFor is how long the server has been held without a command.
	HeldFor time.Duration
	// Wait is what the stepped lane is known to wait for.
	Wait Wait
	// WaitsFor counts the held lanes for which the server may be waiting.
	WaitsFor int
	// Silent is how long the server has sent nothing.
	Silent time.Duration
}

const (
	// patience is how long a step may take before the learner is told why it may not end.
	patience = 2 * time.Second
	// watchdog is how long a server may be held without a command before the learner is reminded of it.
	watchdog = 10 * time.Minute
)

// quiet returns how long the server has sent nothing while it could be heard.
func (w *Walk) quiet() time.Duration {
	return w.live.clock.Sub(trace.Latest(w.live.heardAt, w.live.wokenAt))
}

// Warning works out why nothing happens.
func (w *Walk) Warning() Warning {
	if !w.Stepping() {
		return Warning{}
	}
	quiet := w.quiet()
	held := w.Edge() >= 0
	switch idle := min(quiet, w.live.clock.Sub(w.live.keyedAt)); {
	case held && idle >= watchdog:
		return Warning{HeldFor: idle}
	case !held && w.live.ahead.wait.Begun:
		return Warning{Wait: w.live.ahead.wait}
	case held || w.Idle() || quiet < patience:
		return Warning{}
	case w.live.state.Stalled():
		return Warning{WaitsFor: len(w.live.state.Held)}
	case quiet >= 5*patience:
		return Warning{Silent: quiet.Truncate(time.Second)}
	}
	return Warning{}
}

// Said says why nothing happens and what to do about it, "" when there is nothing to warn of.
func (w Warning) Said(in *phrases.Phrases) string {
	say := &in.Walk.Waits
	switch {
	case w.HeldFor > 0:
		return say.HeldFor(words.Duration(w.HeldFor))
	case w.Wait.For != "":
		return say.StepThatOne(w.Wait.Said(in))
	case w.WaitsFor > 0:
		return say.MayWait(w.WaitsFor)
	case w.Silent > 0:
		return say.Silent(words.Duration(w.Silent))
	}
	return ""
}

// Said says which stage waits for which, or will wait once it goes on.
func (w Wait) Said(in *phrases.Phrases) string {
	say := &in.Walk.Waits
	if w.Begun {
		return say.Waits(words.Hook(w.Stage), words.Hook(w.For))
	}
	return say.WillWait(words.Hook(w.Stage), words.Hook(w.For))
}

// running reports whether the server runs free, until a breakpoint.
func (w *Walk) running() bool { return w.live.state.Mode == step.Running }
