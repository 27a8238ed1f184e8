package main

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"

	"apitour/trace"
	"apitour/trace/health"
	"apitour/trace/live"
	"apitour/trace/step"
	"apitour/walkthrough/tour"
)

// session is a server that boots as a child and is stepped. One goroutine joins what is heard of the child, what the
// stepper makes of it and how the server says that it is into the one feed of a tour, and does what the learner asks for.
//
//	child ── spans, log ──► ┌─────────┐ ── feed ──────► tour
//	      ◄── go, free ──── │ session │ ◄── controls ──
//	      ◄── /readyz ───── └─────────┘
//
// It never waits for the tour: what the tour has not taken yet is kept.
type session struct {
	boot    *boot
	mode    bootMode
	stepper step.Stepper
	ended   bool

	feed       chan tour.Update
	pending    []tour.Update // for the feed
	orders     orders
	carriedOut int // how many of them
	reports    chan health.Report
	answers    chan tour.Answer

	kubeconfig string             // of the server when it is ready
	early      []func()           // requests that wait for that
	ctx        context.Context    // of everything that runs beside the session's goroutine
	cancel     context.CancelFunc // ends that
	beside     sync.WaitGroup
	done       chan struct{}
}

// startSession boots a server that is held at its first stage.
func startSession(ctx context.Context, flags []string) (*session, error) {
	return startSessionIn(ctx, stepped, flags)
}

// startSessionIn boots a server that may be one that is not stepped, which tells and is told nothing.
func startSessionIn(ctx context.Context, mode bootMode, flags []string, environment ...string) (*session, error) {
	b, err := startBoot(ctx, mode, flags, environment...)
	if err != nil {
		return nil, err
	}
	s := &session{
		boot: b, mode: mode,
		feed: make(chan tour.Update, 1024), reports: make(chan health.Report), answers: make(chan tour.Answer),
		orders: orders{came: make(chan struct{}, 1)},
		done:   make(chan struct{}),
	}
	s.ctx, s.cancel = context.WithCancel(ctx)
	go s.run()
	return s, nil
}

// run is the session's goroutine.
func (s *session) run() {
	defer close(s.done)
	defer close(s.feed)
	updates := s.boot.Updates()
	s.tellState()
	for updates != nil || len(s.pending) > 0 {
		var feed chan<- tour.Update
		var next tour.Update
		if len(s.pending) > 0 {
			feed, next = s.feed, s.pending[0]
		}
		select {
		case <-s.ctx.Done():
			return
		case update, open := <-updates:
			if !open {
				updates = nil
				s.end()
				break
			}
			s.hear(update)
		case <-s.orders.came:
			for _, order := range s.orders.take() {
				order()
				s.carriedOut++
			}
			s.tellState()
		case report := <-s.reports:
			s.tell(tour.Health{Report: report})
		case answer := <-s.answers:
			s.tell(answer)
		case feed <- next:
			s.pending = s.pending[1:]
		}
	}
}

// close ends the session and the server, in order, and says whether the server's end went well. The child is let go
// first: whatever it is held at, it has to come to where it can stop.
func (s *session) close() error {
	s.cancel()
	<-s.done
	s.beside.Wait()
	s.boot.Free()
	return s.boot.end()
}

func (s *session) tell(update tour.Update) { s.pending = append(s.pending, update) }

// tellState tells how the server stands. A server that runs free is let go stage by stage as well, which takes a fraction of
// a millisecond each: "free" and "hold" would be heard at some moment that nobody knows, and a request that is sent right
// after "hold" might be through before it.
//
// Of several that nobody has heard of yet the last one is enough.
func (s *session) tellState() {
	state := s.stepper.State()
	if n := len(s.pending); n > 0 {
		if _, same := s.pending[n-1].(tour.Stepping); same {
			s.pending = s.pending[:n-1]
		}
	}
	s.tell(tour.Stepping{State: state, Done: s.carriedOut})
}

// hear takes in what the child tells.
func (s *session) hear(update live.Update) {
	if update.IsLog() {
		s.tell(tour.Log(update.Log))
		if kubeconfig, ready := readyLine(update.Log); ready {
			s.kubeconfig = kubeconfig
			for _, request := range s.early {
				request()
			}
			s.early = nil
		}
	}
	if update.Resource != nil {
		s.tell(tour.Resource(update.Resource))
	}
	if update.Span == nil {
		return
	}
	s.tell(tour.Span{Span: *update.Span})
	s.boot.Release(s.stepper.Hear(*update.Span)...)
	s.tellState()
	if address := boundTo(update.Span); address != "" {
		s.beside.Go(func() { s.watchHealth(address) })
	}
}

// end tells how the child ended.
func (s *session) end() {
	s.ended = true
	s.tell(tour.Ended{Err: s.boot.outcome()})
}

// watchHealth asks the server how it is, for as long as the session lasts.
func (s *session) watchHealth(address string) {
	_ = health.Watch(s.ctx, address, health.Interval, func(report health.Report) {
		select {
		case s.reports <- report:
		case <-s.ctx.Done():
		}
	}, health.As(s.boot.admin))
}

// boundTo returns the address to which the server has been bound in the stage, "" in every other stage.
func boundTo(span *trace.Span) string {
	if span.Running() || span.Int("server.port") == 0 {
		return ""
	}
	return net.JoinHostPort(span.Text("server.address"), span.Text("server.port"))
}

// readyLine reports whether the line is the one by which the server says that it is ready, and what the admin's
// kubeconfig is called.
func readyLine(line string) (kubeconfig string, ready bool) {
	if !strings.HasPrefix(line, "ready ") {
		return "", false
	}
	_, kubeconfig, ready = strings.Cut(line, " kubeconfig=")
	return kubeconfig, ready
}

// The methods of tour.Controls. They are called in the tour's goroutine, and done in the session's.

func (s *session) Step(c step.Command) {
	s.orders.put(func() {
		s.boot.Release(s.stepper.Do(c)...)
	})
}

func (s *session) SetBreakpoints(names []string) {
	s.orders.put(func() {
		s.stepper.SetBreakpoints(names...)
	})
}

func (s *session) OthersRun(run bool) {
	s.orders.put(func() {
		s.boot.Release(s.stepper.SetOthersRun(run)...)
	})
}

func (s *session) Choose(lane int64) {
	s.orders.put(func() {
		s.stepper.Choose(lane)
	})
}

// Request sends a request, whose stages are held as those of the boot were. The server says in its log where the admin's
// credentials are; that line may come a little later than the stage in which it became ready.
func (s *session) Request(method, path string) {
	s.orders.put(func() {
		switch {
		case s.ended:
			s.tell(tour.Answer{Method: method, Path: path, Err: errors.New("the server has stopped")})
		case s.kubeconfig == "":
			s.early = append(s.early, func() { s.request(method, path) })
		default:
			s.request(method, path)
		}
	})
}

func (s *session) request(method, path string) {
	s.holdWhatComes()
	kubeconfig := s.kubeconfig
	s.beside.Go(func() {
		answer := sendRequest(s.ctx, kubeconfig, asked{method: method, path: path})
		select {
		case s.answers <- answer:
		case <-s.ctx.Done():
		}
	})
}

// Terminate asks the server to stop, and holds it at the first stage of that.
func (s *session) Terminate() {
	s.orders.put(func() {
		s.holdWhatComes()
		s.boot.Terminate()
	})
}

// holdWhatComes makes the server stop at whatever it does next, when it is not held already.
func (s *session) holdWhatComes() {
	if s.mode == unstepped || s.stepper.State().Mode == step.Waiting {
		return
	}
	s.boot.Release(s.stepper.Do(step.Command{Kind: step.Pause})...)
	s.tellState()
}

// orders are what the learner has asked for and the session has not done yet. Whoever asks never waits.
type orders struct {
	mu   sync.Mutex
	all  []func()
	came chan struct{}
}

func (o *orders) put(order func()) {
	o.mu.Lock()
	o.all = append(o.all, order)
	o.mu.Unlock()
	select {
	case o.came <- struct{}{}:
	default:
	}
}

func (o *orders) take() []func() {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := o.all
	o.all = nil
	return all
}
