package walk

import (
	"apitour/trace/step"
	"apitour/walkthrough/words"
)

// toggleBreakpoint sets or removes a breakpoint on the stages with the name of the learner's.
func (w *Walk) toggleBreakpoint() {
	here := w.Step()
	if here == nil {
		return
	}
	name := here.Node.Name
	if w.live.breakpoints[name] {
		delete(w.live.breakpoints, name)
		w.notice = w.say().Jumps.BreakpointRemoved(words.Shown(name))
	} else {
		w.live.breakpoints[name] = true
		w.notice = w.say().Jumps.BreakpointOn(words.Shown(name))
	}
	w.tellBreakpoints()
	w.save()
}

// tellBreakpoints sends the breakpoints to the server.
func (w *Walk) tellBreakpoints() {
	if w.live.controls != nil {
		w.tell().SetBreakpoints(w.Breakpoints())
	}
}

// sayWhyItStopped names the breakpoint at which a run has ended, a run that would have gone on without it.
func (w *Walk) sayWhyItStopped() {
	s := w.live.state
	if s.Mode != step.Waiting || s.Current == nil || !w.live.breakpoints[s.Current.Name] {
		return
	}
	switch s.Command.Kind {
	case step.Free, step.Over, step.Out, step.Sibling:
	case step.RunTo:
		if s.Command.Name == s.Current.Name {
			return
		}
	default:
		return
	}
	w.notice = w.say().Jumps.StoppedAtTheBreakpoint(words.Name(s.Current.Name))
}
