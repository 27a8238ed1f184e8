package walk

import "context"

// saved says that the settings could not be written.
type saved struct{ err error }

func (saved) event() {}

// save begins to write the breakpoints to the settings.
func (w *Walk) save() {
	var names any
	if len(w.live.breakpoints) > 0 {
		names = w.Breakpoints()
	}
	w.SaveWith(w.settings.Set(breakpointsKey, names))
}

// SaveWith has a write of the settings run with the other work; nil is none. A write that fails is told as a notice.
func (w *Walk) SaveWith(write func() error) {
	if write == nil {
		return
	}
	w.begin(func(context.Context) Event {
		if err := write(); err != nil {
			return saved{err}
		}
		return nil
	})
}
