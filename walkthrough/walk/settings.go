package walk

import "context"

// saved says that the settings could not be written.
type saved struct{ err error }

func (saved) event() {}

// Topic is what a walk is about. Breakpoints belong to it: one that was set in a broken boot must not stop the next
// whole one, and a boot has no use for one in the way of a request.
type Topic string

// The topics.
const (
	BootTopic    Topic = "boot"
	RequestTopic Topic = "request"
	BrokenTopic  Topic = "broken"
)

// breakpointsKey is the key in the settings of the breakpoints for a topic. Those of boots have had theirs for longest.
func (t Topic) breakpointsKey() string {
	if t == BootTopic {
		return "breakpoints"
	}
	return "breakpoints-" + string(t)
}

// remember reads the breakpoints of earlier days.
func (w *Walk) remember() {
	if w.topic == "" {
		w.topic = BootTopic
		if w.IsRequest() {
			w.topic = RequestTopic
		}
	}
	var names []string
	w.settings.Get(w.topic.breakpointsKey(), &names)
	for _, name := range names {
		w.live.breakpoints[name] = true
	}
	if err := w.settings.Broken(); err != nil {
		w.notice = w.shown(err)
	}
	if err := w.marks.Broken(); err != nil {
		w.notice = w.shown(err)
	}
}

// save writes the breakpoints to the settings.
func (w *Walk) save() {
	var names any
	if len(w.live.breakpoints) > 0 {
		names = w.Breakpoints()
	}
	w.set(w.topic.breakpointsKey(), names)
}

// Save gives a key of the settings a value, nil to remove it, for a driver that remembers something too. A write that
// fails is told as a notice.
func (w *Walk) Save(key string, value any) Reply {
	w.set(key, value)
	return w.reply()
}

func (w *Walk) set(key string, value any) { w.beginWriting(w.settings.Set(key, value)) }

// beginWriting writes a file beside the walk; nil is none to write.
func (w *Walk) beginWriting(write func() error) {
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
