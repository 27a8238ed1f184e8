package apiserver

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	genericapiserver "k8s.io/apiserver/pkg/server"

	"apitour/apiserver/requests"
	"apitour/apiserver/stage"
	"apitour/trace/convention"
)

const (
	// silence is how long a stop may take before it says what it waits for. A stop that waits for nothing takes a tenth
	// of that.
	silence = time.Second
	// idleSilence is the same where only connections are left that have no request. The library tells their clients to
	// close them, and gives each of them a second for that.
	idleSilence = 3 * time.Second
	// lookInterval is how often a stop looks whether it waits for something else by now.
	lookInterval = 200 * time.Millisecond
	// repeatAfter is how often a stepped server says it again: its parent passes on only what it hears after the
	// learner has left, and until then the learner may be what the stop waits for.
	repeatAfter = 2 * time.Second
	// linesShown is how many of the open requests are named.
	linesShown = 3
)

// stopping says what a stop waits for, once it takes long. Its fields are filled in on the way of the boot, each where
// its source is made.
type stopping struct {
	log io.Writer
	// linked says that a parent reads the log, and that signals reach the parent: it says how to end the wait.
	linked bool
	// stepped says that the learner may hold the stages of the stop.
	stepped bool
	// requestTimeout is how long the library waits for requests and connections. It is the value of --request-timeout.
	requestTimeout time.Duration

	stages   *stage.Open
	requests requests.InFlight
	own      ownTransports

	leaving atomic.Bool // the library takes the server down
	begun   sync.Once
	ordered context.Context // ends with the order to stop
	ended   chan struct{}   // closed when the server has ended
	told    sync.WaitGroup
}

func newStopping(ordered context.Context, completedOptions completedServerRunOptions) *stopping {
	s := &stopping{
		log:    completedOptions.process.Stderr,
		linked: completedOptions.process.Linked, stepped: completedOptions.process.Patient,
		requestTimeout: completedOptions.GenericServerRunOptions.RequestTimeout,
		stages:         new(stage.Open), ordered: ordered, ended: make(chan struct{}),
	}
	context.AfterFunc(ordered, s.begin)
	return s
}

// watchRequests has every request of the server known, whatever builds the chain of its filters.
func (s *stopping) watchRequests(config *genericapiserver.Config) {
	build := config.BuildHandlerChainFunc
	config.BuildHandlerChainFunc = func(handler http.Handler, c *genericapiserver.Config) http.Handler {
		return s.requests.Watch(build(handler, c))
	}
}

// leave is called when the library begins to take the server down, which it does also with a server that has failed.
func (s *stopping) leave() {
	s.leaving.Store(true)
	s.begin()
}

func (s *stopping) begin() {
	s.begun.Do(func() {
		select {
		case <-s.ended:
		default:
			s.told.Go(s.tell)
		}
	})
}

// end is called when the server has ended.
func (s *stopping) end() {
	close(s.ended)
	s.begun.Do(func() {}) // a later order has nothing to tell
	s.told.Wait()
}

// tell says each thing that the stop waits for, once it has waited for it that long.
func (s *stopping) tell() {
	ticks := time.NewTicker(lookInterval)
	defer ticks.Stop()
	now, waited := "", time.Duration(0)
	for {
		select {
		case <-s.ended:
			return
		case <-ticks.C:
		}
		what, most := s.waitsFor()
		if what != now {
			now, waited = what, 0
		}
		waited += lookInterval
		if waited == silenceOf(what) || s.stepped && waited%repeatAfter == 0 {
			s.say(what, most)
		}
	}
}

// onlyIdle is what a stop waits for that waits for no request.
const onlyIdle = "open connections, none of which has a request"

func silenceOf(what string) time.Duration {
	if what == onlyIdle {
		return idleSilence
	}
	return silence
}

// say writes the line. Its beginning is a contract with the parent.
func (s *stopping) say(what string, most time.Duration) {
	line := convention.WaitingLine + what
	switch {
	case s.linked:
	case s.ordered.Err() != nil:
		line += atMost(most) + "; Ctrl-C again ends it at once"
	default: // the server stops by itself, and the first signal would only order that
		line += atMost(most) + "; Ctrl-C twice ends it at once"
	}
	fmt.Fprintln(s.log, line)
}

func atMost(most time.Duration) string {
	if most == 0 {
		return ""
	}
	return ", for " + most.String() + " at most"
}

// waitsFor returns what the stop waits for at this moment, and for how long at most, 0 when there is no limit.
func (s *stopping) waitsFor() (what string, most time.Duration) {
	open := s.stages.Begun()
	if !s.leaving.Load() {
		return waitsForBoot(open)
	}
	for _, begun := range slices.Backward(open) {
		hook, isHook := strings.CutPrefix(begun.Name, convention.PreShutdownHookPrefix)
		switch {
		case begun.Wait:
			return begun.Name, 0
		case isHook:
			return fmt.Sprintf("the pre-shutdown hook %q", hook), 0
		case begun.Name == "StopEtcd":
			return "etcd to stop", 0
		case begun.Name == "ShutdownDelay":
			return "the time of --shutdown-delay-duration to pass", 0
		}
	}
	// The library waits for requests, and then for connections, which are open as long as a watch is.
	return s.waitsForRequests(), s.requestTimeout
}

// waitsForBoot is said of a server that was ordered to stop before it was up.
func waitsForBoot(open []stage.Begun) (what string, most time.Duration) {
	at := "its beginning"
	for _, begun := range open {
		if begun.Name == "prepared.Run" {
			most = bootPatience
		}
		if begun.Name != convention.ReadyStage { // it waits for the others
			at = begun.Name
		}
	}
	return "the boot, which has to end before the server can stop in order: it is at " + at, most
}

func (s *stopping) waitsForRequests() string {
	lines := s.requests.Lines()
	more := ""
	if n := len(lines) - linesShown; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	switch len(lines) {
	case 0:
		return onlyIdle
	case 1:
		return "1 open request: " + lines[0]
	}
	shown := strings.Join(lines[:min(linesShown, len(lines))], ", ")
	return fmt.Sprintf("%d open requests: %s%s", len(lines), shown, more)
}
