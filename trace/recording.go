package trace

import (
	"maps"
	"slices"
	"sync"
	"time"

	"apitour/trace/convention"
)

// Recording is the trace of a boot that is still going on. Spans are added as they start and again as they end, and
// somebody else looks at what there is meanwhile. The zero value is an empty recording. Safe for concurrent use.
type Recording struct {
	mu       sync.Mutex
	resource map[string]any
	spans    []Span
	index    map[Key]int // where in spans
}

// Add takes the span in, in place of an earlier one with its id: a span comes once when it starts, once more when it was
// held and is let go, and once when it ends.
// Its attributes and events belong to the recording from then on.
func (r *Recording) Add(s Span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i, known := r.index[s.Key()]; known {
		r.spans[i] = s
		return
	}
	if s.ID != "" {
		if r.index == nil {
			r.index = make(map[Key]int)
		}
		r.index[s.Key()] = len(r.spans)
	}
	r.spans = append(r.spans, s)
}

// SetResource says what is being recorded, in place of what was said before.
func (r *Recording) SetResource(resource map[string]any) {
	resource = maps.Clone(resource)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resource = resource
}

// Snapshot returns what has been recorded so far. It stays as it is while more arrives.
func (r *Recording) Snapshot() *Trace {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &Trace{Resource: maps.Clone(r.resource), Spans: slices.Clone(r.spans)}
}

// Finish returns the boot as a file should hold it: cut off at the given moment, usually that of ready. A server goes on
// after its boot, so the spans that are as long as the server have no end yet, or one that has nothing to do with the
// boot. They end at the moment of the cut and say so with [convention.StillRunning], so that every viewer opens the file and nobody
// takes the end of the recording for theirs. What started later is left out, and so are later events.
//
// The recording itself is not changed and may go on.
func (r *Recording) Finish(at time.Time) *Trace {
	t := r.Snapshot()
	kept := t.Spans[:0]
	for _, s := range t.Spans {
		if s.Start.After(at) {
			continue
		}
		if s.End.IsZero() || s.End.After(at) {
			s = s.cut(at)
		}
		kept = append(kept, s)
	}
	t.Spans = kept
	return t
}

// cut returns the span as it was at the given moment. How the span ended later must not show: a server that is stopped
// after its boot may well end with an error, and its boot did not fail.
func (s Span) cut(at time.Time) Span {
	if !s.End.IsZero() {
		s.Status, s.Message = StatusUnset, ""
	}
	s.End = at
	s.Attributes = maps.Clone(s.Attributes)
	if s.Attributes == nil {
		s.Attributes = make(map[string]any, 1)
	}
	s.Attributes[convention.StillRunning] = true
	if held := at.Sub(s.Start); s.Held() || s.Pause() > held { // until now; how much longer is no part of the boot
		delete(s.Attributes, convention.Held)
		s.Attributes[convention.Pause] = int64(max(0, held))
	}
	s.Events = slices.DeleteFunc(slices.Clone(s.Events), func(e Event) bool { return e.Time.After(at) })
	return s
}
