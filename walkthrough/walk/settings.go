package walk

import "context"

// saved says that the settings could not be written.
type saved struct{ err error }

func (saved) event() {}

// save writes the breakpoints to the settings.
func (w *Walk) save() {
	var names any
	if len(w.live.breakpoints) > 0 {
		names = w.Breakpoints()
	}
	w.set(breakpointsKey, names)
}

// Save gives a key of the settings a value, nil to remove it, for a driver that remembers something too. A write that
// fails is told as a notice.
func (w *Walk) Save(key string, value any) Reply {
	w.set(key, value)
	return w.reply()
}

func (w *Walk) set(key string, value any) {
	write := w.settings.Set(key, value)
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
