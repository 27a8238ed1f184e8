package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/live"
)

// ErrCutShort says that the user did not wait until the server had stopped in order.
var ErrCutShort = errors.New("the server was ended before it had stopped in order")

// silentFor is how long a server may stop without a word. By itself it speaks after a second; this is for a server that
// cannot.
const silentFor = 2 * time.Second

// Patience is what the user hears and can do while a server takes long to stop. It travels in the context, to every
// session that a command starts. Its functions may be nil.
type Patience struct {
	// Say is called with a line about what the stop waits for, when it takes longer than a second.
	Say func(line string)
	// Next is called when a stop begins. It returns a context that ends with the user's next order to hurry, for
	// example the next Ctrl-C; the server is then killed.
	Next func() context.Context
}

type patienceKey struct{}

// WithPatience returns a context whose sessions have the patience.
func WithPatience(ctx context.Context, p Patience) context.Context {
	return context.WithValue(ctx, patienceKey{}, p)
}

// stop is the end of one server, from the order on.
type stop struct {
	patience Patience

	lock     sync.Mutex
	begun    bool
	again    string // how the user is told to press Ctrl-C
	said     string
	cutShort bool
	ends     []func() bool // what has to be undone when the server has ended
}

func newStop(ctx context.Context) *stop {
	patience, _ := ctx.Value(patienceKey{}).(Patience)
	return &stop{patience: patience}
}

// begin is called when the server is asked to stop, and again does nothing. Interrupted says that the user has asked
// for it with a signal.
func (s *stop) begin(boot *live.Boot, interrupted bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.begun {
		return
	}
	s.begun, s.again = true, "Ctrl-C"
	if interrupted {
		s.again = "Ctrl-C again"
	}
	timer := time.AfterFunc(silentFor, func() { s.say("the server, which does not say why", true) })
	s.ends = append(s.ends, timer.Stop)
	if s.patience.Next != nil {
		s.ends = append(s.ends, context.AfterFunc(s.patience.Next(), func() {
			s.lock.Lock()
			s.cutShort = true
			s.lock.Unlock()
			_ = boot.Kill() // it may have ended by itself
		}))
	}
}

// onEnd has the function called when the server has ended.
func (s *stop) onEnd(do func() bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.ends = append(s.ends, do)
}

// hear takes a line of the server's log.
func (s *stop) hear(line string) {
	if what, ok := strings.CutPrefix(line, convention.WaitingLine); ok {
		s.say(what, false)
	}
}

// say tells what the stop waits for, once. First says that it is said only when nothing else was.
func (s *stop) say(what string, first bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if !s.begun || s.patience.Say == nil || s.said == what || first && s.said != "" {
		return
	}
	s.said = what
	s.patience.Say(fmt.Sprintf("%s%s, for %s at most; %s ends it at once",
		convention.WaitingLine, trace.Clean(what), stopGrace, s.again))
}

// end is called when the server has ended.
func (s *stop) end() {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, end := range s.ends {
		end()
	}
	s.begun, s.ends = true, nil
	s.patience.Say = nil
}

// wasCutShort reports whether the user has ended the server.
func (s *stop) wasCutShort() bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.cutShort
}
