package trace

import (
	"maps"
	"slices"
	"sync"
	"time"

	"apitour/trace/convention"
)

// Recording is the trace of a boot that is still going on. Spans are added as they start and again as they end, and
// other goroutines take snapshots meanwhile. The zero value is an empty recording. Safe for concurrent use.
type Recording struct {
	mu       sync.Mutex
	resource map[string]any
	spans    []Span
	index    map[Key]int // of a span in spans
	replaced map[Key]bool
}

// Add adds the span, and replaces an earlier one with its key: a span arrives when it starts, again when it goes on
// after it was held, and again when it ends. A span that replaces another one, and not its own earlier state, gets
// [convention.Replaces]. Its attributes and events belong to the recording from then on.
func (r *Recording) Add(s Span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i, known := r.index[s.Key()]; known {
		s = s.inPlaceOf(&r.spans[i])
		r.spans[i] = s
		r.replaced = withReplaced(r.replaced, &s)
		return
	}
	r.replaced = withReplaced(r.replaced, &s)
	if s.ID != "" {
		if r.index == nil {
			r.index = make(map[Key]int)
		}
		r.index[s.Key()] = len(r.spans)
	}
	r.spans = append(r.spans, s)
}

// Gather returns the trace of spans that were recorded in this order, as a [Recording] makes it of them. The spans
// belong to the trace from then on.
func Gather(resource map[string]any, spans []Span) *Trace {
	t := &Trace{Resource: resource}
	table := newTable(spans)
	kept := 0
	for i := range spans {
		s := &spans[i]
		t.replaced = withReplaced(t.replaced, s)
		if s.ID != "" {
			slot := &table.slots[table.slot(s.TraceID, s.ID, s.Served())]
			if at := *slot - 1; at >= 0 {
				spans[at] = s.inPlaceOf(&spans[at])
				t.replaced = withReplaced(t.replaced, &spans[at])
				continue
			}
			*slot = int32(kept + 1)
		}
		if kept != i {
			spans[kept] = *s
		}
		kept++
	}
	clear(spans[kept:])
	t.Spans = spans[:kept]
	return t
}

// withReplaced adds the span to those that have replaced others, if it has.
func withReplaced(replaced map[Key]bool, s *Span) map[Key]bool {
	if s.Replaces() == 0 {
		return replaced
	}
	if replaced == nil {
		replaced = make(map[Key]bool)
	}
	replaced[s.Key()] = true
	return replaced
}

// inPlaceOf returns the span with the count of the spans that it has replaced. Its attributes are cloned, because other
// spans may have the same map.
func (s Span) inPlaceOf(earlier *Span) Span {
	count := max(s.Replaces(), earlier.Replaces())
	if !s.continues(earlier) {
		count++
	}
	if count > s.Replaces() {
		s.Attributes = maps.Clone(s.Attributes)
		if s.Attributes == nil {
			s.Attributes = make(map[string]any, 1)
		}
		s.Attributes[convention.Replaces] = int64(count)
	}
	return s
}

// continues reports whether a span with the same key is the same span at an earlier time. A program may change the name
// of a span until it ends.
func (s *Span) continues(earlier *Span) bool {
	return s.Start.Equal(earlier.Start) && (s.Name == earlier.Name || earlier.Running())
}

// SetResource replaces the resource, which describes the recorded process.
func (r *Recording) SetResource(resource map[string]any) {
	resource = maps.Clone(resource)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resource = resource
}

// Snapshot returns the trace so far. It does not change while more spans arrive.
func (r *Recording) Snapshot() *Trace {
	r.mu.Lock()
	defer r.mu.Unlock()
	return &Trace{Resource: maps.Clone(r.resource), Spans: slices.Clone(r.spans), replaced: maps.Clone(r.replaced)}
}

// Finish returns the boot as a file should hold it: cut off at the given moment, usually that of ready. A server goes
// on after its boot, so spans that last as long as the server have no end yet, or an end that says nothing about the
// boot. They end at the cut and carry [convention.StillRunning]: every viewer can open the file, and no reader takes
// the end of the recording for the end of the span. Spans and events after the cut are left out.
//
// The recording itself does not change, and may go on.
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

// cut returns the span as it was at the given moment. Its later status must not show: a server that is stopped after
// its boot may end with an error although the boot did not fail.
func (s Span) cut(at time.Time) Span {
	if !s.End.IsZero() {
		s.Status, s.Message = StatusUnset, ""
	}
	wasHeld := s.Held()
	s.End = at
	s.Attributes = maps.Clone(s.Attributes)
	if s.Attributes == nil {
		s.Attributes = make(map[string]any, 1)
	}
	s.Attributes[convention.StillRunning] = true
	if held := at.Sub(s.Start); wasHeld || s.Pause() > held { // the part of the pause after the cut does not count
		delete(s.Attributes, convention.Held)
		s.Attributes[convention.Pause] = int64(max(0, held))
	}
	s.Events = slices.DeleteFunc(slices.Clone(s.Events), func(e Event) bool { return e.Time.After(at) })
	return s
}
