package step

import "apitour/trace"

// Held is a stage that waits at its start.
type Held struct {
	Key  trace.Key
	Name string
	Lane int64
}

// Lane is a goroutine with an open span.
type Lane struct {
	// ID is the goroutine's number. It is negative for spans that do not have that number.
	ID int64
	// Name is that of the outermost open span, Inner that of the span that was opened last.
	Name, Inner string
	// Held counts the held spans: one, or more when spans do not have the number of their goroutine.
	Held int
}

// State is a copy of the stepper's state.
type State struct {
	Mode Mode
	// Command is the command under way when Mode is Moving or Running, and the last one when Mode is Waiting.
	Command Command
	// Lane is the lane that is stepped: that of Current, or of the command under way. It is 0 when there is none.
	Lane int64
	// Current is the stage at which the learner decides what is next; nil unless Mode is Waiting.
	Current *Held
	// Held has all held stages, oldest first, including the current one. While Mode is Moving the boot may be waiting
	// for one of them: see Stalled.
	Held []Held
	// Lanes has the lanes with open spans, in the order in which they opened.
	Lanes []Lane
	// OthersRun says that the lanes that are not stepped go on, instead of waiting at their next stage.
	OthersRun bool
}

// Stalled reports whether the command may never be complete unless another lane goes on: the boot moves while stages
// are held. The stepper cannot know for certain. When the state lasts, the learner should choose one of Held, or let
// the other lanes go on.
func (s *State) Stalled() bool { return s.Mode == Moving && len(s.Held) > 0 }

// State returns a copy of the state.
func (s *Stepper) State() State {
	state := State{Mode: s.mode, Command: s.command, OthersRun: s.othersRun}
	if s.lane != nil {
		state.Lane = s.lane.id
	}
	for e := s.held.Front(); e != nil; e = e.Next() {
		state.Held = append(state.Held, e.Value.(*node).describe())
	}
	if s.current != nil {
		current := s.current.describe()
		state.Current = &current
	}
	for e := s.open.Front(); e != nil; e = e.Next() {
		l := e.Value.(*lane)
		state.Lanes = append(state.Lanes, Lane{
			ID:    l.id,
			Name:  l.open.Front().Value.(*node).name,
			Inner: l.open.Back().Value.(*node).name,
			Held:  l.held,
		})
	}
	return state
}

func (n *node) describe() Held { return Held{Key: n.key, Name: n.name, Lane: n.lane.id} }
