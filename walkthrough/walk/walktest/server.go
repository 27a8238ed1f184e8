package walktest

import (
	"context"
	"maps"
	"slices"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/step"
)

// Server plays a boot that is stepped, in a goroutine of its own: its stages start one after the other in one lane,
// each is held until a step lets it go, and they end when it is their time. The stage that means ready is never held.
// Requests, lanes and the end of the server are not played, only remembered in Controls.
type Server struct {
	Controls
	// Feed brings what the server sends.
	Feed <-chan feed.Update
	// Names are those of the stages, in the order in which they start.
	Names []string

	updates chan feed.Update
	spans   []trace.Span // those that are still to start
	open    []trace.Span // those that have gone on and not ended
	orders  chan func()
	stepper step.Stepper
	ended   chan struct{}
	// released are the names of the stages that were let go.
	released []string
}

// NewServer starts a server with the first stages of the made-up boot. It stops with the context.
func NewServer(ctx context.Context, stages int) *Server {
	s := &Server{updates: make(chan feed.Update), orders: make(chan func(), 100), ended: make(chan struct{})}
	spans := SpansOf(Source(), Boot())
	slices.SortStableFunc(spans, func(a, b trace.Span) int { return a.Start.Compare(b.Start) })
	s.Feed, s.spans = s.updates, spans[:stages]
	for _, span := range s.spans {
		s.Names = append(s.Names, span.Name)
	}
	go s.run(ctx)
	return s
}

// Released returns the names of the stages that were let go, when the server has stopped.
func (s *Server) Released() []string {
	<-s.ended
	return s.released
}

func (s *Server) run(ctx context.Context) {
	defer close(s.ended)
	send := func(u feed.Update) {
		select {
		case s.updates <- u:
		case <-ctx.Done():
		}
	}
	done := 0
	s.start(send, done)
	s.goOn(send, done)
	for {
		select {
		case <-ctx.Done():
			return
		case order := <-s.orders:
			order()
			done++
			s.goOn(send, done)
			send(feed.Stepping{State: s.stepper.State(), Done: done})
		}
	}
}

// goOn starts stage after stage, up to one that is held.
func (s *Server) goOn(send func(feed.Update), done int) {
	for len(s.spans) > 0 && (s.nextIsReleased() || neverHeld(s.spans[0])) {
		next := s.spans[0]
		if !neverHeld(next) {
			s.tell(send, next, false, done)
		}
		s.spans, s.open = s.spans[1:], append(s.open, next)
		s.start(send, done)
	}
}

// start starts the next stage, which is held, and ends those that end before. After the last stage all end that ever
// do.
func (s *Server) start(send func(feed.Update), done int) {
	slices.SortStableFunc(s.open, func(a, b trace.Span) int { return a.End.Compare(b.End) })
	s.open = slices.DeleteFunc(s.open, func(span trace.Span) bool {
		ends := !span.End.IsZero() && (len(s.spans) == 0 || span.End.Before(s.spans[0].Start))
		if ends {
			send(feed.Span{Span: span})
			s.release(s.stepper.Hear(span))
		}
		return ends
	})
	if len(s.spans) > 0 {
		s.tell(send, s.spans[0], !neverHeld(s.spans[0]), done)
	}
}

func neverHeld(span trace.Span) bool { return span.Name == convention.ReadyStage }

// tell sends a span and the state that follows from it.
func (s *Server) tell(send func(feed.Update), span trace.Span, held bool, done int) {
	span.Attributes = maps.Clone(span.Attributes)
	span.Attributes[convention.Goroutine] = int64(1)
	span.End = time.Time{}
	if held {
		span.Attributes[convention.Held] = true
	}
	send(feed.Span{Span: span})
	s.release(s.stepper.Hear(span))
	send(feed.Stepping{State: s.stepper.State(), Done: done})
}

func (s *Server) nextIsReleased() bool {
	return len(s.released) > 0 && len(s.spans) > 0 && s.released[len(s.released)-1] == s.spans[0].Name
}

func (s *Server) release(keys []trace.Key) {
	for _, key := range keys {
		for _, span := range s.spans {
			if span.Key() == key {
				s.released = append(s.released, span.Name)
			}
		}
	}
}

// Step and SetBreakpoints are carried out by the server's goroutine.
func (s *Server) Step(c step.Command) {
	s.orders <- func() { s.release(s.stepper.Do(c)) }
}

// SetBreakpoints has the server carry it out.
func (s *Server) SetBreakpoints(names []string) {
	s.orders <- func() { s.stepper.SetBreakpoints(names...) }
}
