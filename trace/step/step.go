// Package step decides which stages of a held boot go on, and when a command of the learner is complete. It is a state
// machine without I/O and without a clock:
//
//	var s step.Stepper
//	release := s.Hear(span)                             // for every span that arrives by the live link
//	release = s.Do(step.Command{Kind: step.Over})       // when the learner presses a key
//	boot.Release(release...)                            // both return the stages to let go on
//	state := s.State()                                  // what to show
//
// A lane is a goroutine: its spans follow each other. A span without the number of its goroutine is in its parent's
// lane.
//
// A learner who follows a path does not stop everywhere: [Next] passes the stages that are no stops, however many there
// are, and in every lane, so that none of them is held where nobody looks. Only breakpoints stop it elsewhere.
//
// A command is complete when it reaches the stage at which it stops, or a breakpoint in any lane, or when no span is
// open in its lane any more; then the stage that has been held for longest becomes the current one. A command never
// stops at a span that is not held, because it belongs to a library or must not be held.
//
// Reading order: step.go and state.go are the vocabulary, stepper.go follows the spans, rules.go decides about a stage
// that starts while a command is under way, commands.go begins a command.
package step

import "apitour/trace"

// Kind is what a command does.
type Kind int

// The commands. All but Free and Pause let the held stage of a lane go on. They differ in the stage at which they stop.
const (
	// Into stops at the next stage that starts in the lane, in a lane that this lane has started since, or as a new
	// root.
	Into Kind = iota + 1
	// Over stops at the next stage in the lane that is not inside the stage. Stages inside it go on, in any lane.
	Over
	// Out is Over for the stage's parent.
	Out
	// Sibling stops at the next part of the same parent in any lane. If the parent ends first, it is Out.
	Sibling
	// RunTo stops at the next stage with the name. The lane and the lanes that it starts go on.
	RunTo
	// Free stops at breakpoints only. Every lane goes on.
	Free
	// Pause stops at the next stage that starts in any lane. No held stage goes on.
	Pause
	// Next is Into for the stops of a path. A stage that is no stop goes on, in every lane.
	Next
)

// Command is a command of the learner.
type Command struct {
	Kind Kind
	// Span is the stage for Over, Out and Sibling. The current stage takes its place when it is zero, unknown or ended.
	Span trace.Key
	// Name is the name of the stage to which RunTo runs.
	Name string
	// Stops reports whether a stage of that name is a stop for Next; nil when every stage is. Inside stages for which
	// Closed is true no stage is one; nil when there are none. The functions may be called by any goroutine.
	Stops, Closed func(name string) bool
}

// Mode says what the boot is doing.
type Mode int

// The modes.
const (
	Moving  Mode = iota // the boot goes on until the command is complete
	Waiting             // the current stage is held until the learner's next command
	Running             // every lane goes on, until a breakpoint
)
