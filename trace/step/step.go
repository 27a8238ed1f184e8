// Package step decides which stages of a held boot are let go, and when the learner has got where he wanted to be. It is
// a state machine without I/O and without a clock:
//
//	var s step.Stepper
//	release := s.Hear(span)                             // of every span that the live link tells
//	release = s.Do(step.Command{Kind: step.Over})       // when the learner presses a key
//	boot.Release(release...)                            // both say what to let go
//	state := s.State()                                  // what to show
//
// A lane is a goroutine: the spans in it follow each other. A span that does not say in which goroutine it was opened is
// in its parent's lane.
//
// A command is over when the stage is reached at which it stops, when nothing is open in its lane any more (and then the
// stage that has been held for longest is the current one), or at a breakpoint, in whichever lane. A span that is not held, because it is a library's
// or because it must not be, starts and ends as it likes and is no place to stop at.
package step

import "apitour/trace"

// Kind is what a command does.
type Kind int

// The commands. All but Free and Pause let the held stage of a lane go, and say where to stop next.
const (
	Into    Kind = iota + 1 // at the next that starts in the lane, in a lane that the lane has just started, or as a new root
	Over                    // at the next in the lane that is not inside the stage; what is inside goes free, in any lane
	Out                     // as Over, of the stage's parent
	Sibling                 // at the next part of the same parent in any lane, or, if the parent ends first, as Out
	RunTo                   // at the next that has the name; the lane and the lanes that it starts go free
	Free                    // at a breakpoint only; everything goes
	Pause                   // at whatever starts next; nothing is let go
)

var kindNames = map[Kind]string{
	Into: "into", Over: "over", Out: "out", Sibling: "sibling", RunTo: "run to", Free: "free", Pause: "pause",
}

// String returns the command's name, in lower case, and "" for none.
func (k Kind) String() string { return kindNames[k] }

// Command is what the learner asks for.
type Command struct {
	Kind Kind
	// Span is the stage that Over, Out and Sibling are about. Zero, unknown, or ended, it is the current one.
	Span trace.Key
	// Name is where RunTo goes.
	Name string
}

// Mode says who is to act next.
type Mode int

// The modes.
const (
	Moving  Mode = iota // the boot goes on until the command is over
	Waiting             // the current stage is held, and the learner is to say what next
	Running             // everything goes, until a breakpoint
)

// Held is a stage that waits at its start.
type Held struct {
	Key  trace.Key
	Name string
	Lane int64
	// Breakpoint says that the learner wanted to stop here.
	Breakpoint bool
}

// Lane is a goroutine in which something is open.
type Lane struct {
	// ID is the goroutine's number. Lanes of spans that do not say theirs have negative ones.
	ID int64
	// Name is that of the outermost open span, Inner that of the span that was opened last.
	Name, Inner string
	// Open counts the open spans, those that are held among them.
	Open int
	// Held counts those that are held: one, unless the spans do not say in which goroutine they are.
	Held int
}

// State is what there is to know about the stepping. It is a copy.
type State struct {
	Mode Mode
	// Command is the one that goes on when Mode is Moving or Running, and the last one when it is Waiting.
	Command Command
	// Lane is the one that is stepped: that of Current, or of the command that goes on. 0 when there is none.
	Lane int64
	// Current is the stage at which the learner is to decide, nil unless Mode is Waiting.
	Current *Held
	// Held are all that wait, oldest first, the current one among them. While Mode is Moving these are what the boot may be
	// waiting for: see Stalled.
	Held []Held
	// Lanes are those in which something is open, in the order in which they opened.
	Lanes []Lane
	// OthersRun says that other lanes than the one that is stepped run, instead of waiting at their next stage.
	OthersRun bool
	// Breakpoint is the name of the breakpoint at which the boot stopped, or "".
	Breakpoint string
	// HoldNothing says that the child need not hold anything for now: everything goes, and there is no breakpoint. The
	// session may send "free" for speed when it turns true, and must send "hold" when it turns false.
	HoldNothing bool
}

// Stalled reports whether the command may never be over unless another lane goes on: the boot moves, and others wait. It
// cannot be known for certain; when it stays so for long, the learner should choose one of Held, or let the others run.
func (s *State) Stalled() bool { return s.Mode == Moving && len(s.Held) > 0 }
