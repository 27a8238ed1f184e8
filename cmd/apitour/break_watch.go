package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"apitour/trace"
	"apitour/trace/health"
	"apitour/trace/live"
	"apitour/walkthrough/tour"
)

const (
	// brokenPatience is how long a broken boot may take to show what is wrong. The longest that a server waits by itself is
	// 20 s, for etcd.
	brokenPatience = time.Minute
	// redFor is how long a check has to have been the only red one before it is believed to stay so.
	redFor = 2 * time.Second
)

// seenBoot is what was seen of a broken boot.
type seenBoot struct {
	recorded *trace.Trace
	log      []string
	health   map[string]health.Report // the last answer of each path
	ready    bool
	answer   *tour.Answer
	took     time.Duration
	ended    bool           // by itself
	exit     live.ExitError // how, when it did
}

// watchBroken boots the server, looks at it until what is wrong has shown, and stops it.
func watchBroken(ctx context.Context, broken *brokenBoot, made wrong) (*seenBoot, error) {
	b, err := startBoot(ctx, following, made.flags, made.environment...)
	if err != nil {
		return nil, err
	}
	defer b.remove()
	w := &brokenWatch{
		boot: b, broken: broken, made: made,
		seen:    &seenBoot{health: make(map[string]health.Report)},
		reports: make(chan health.Report), answers: make(chan tour.Answer, 1),
	}
	begun := time.Now()
	watching, cancel := context.WithTimeout(ctx, brokenPatience)
	w.follow(watching)
	cancel()
	w.seen.took = time.Since(begun)
	w.seen.recorded = w.recording.Snapshot()
	stopped := b.Stop(stopGrace)
	outcome := b.Wait()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("boot the server: %w", context.Cause(ctx))
	}
	var exit *live.ExitError
	if w.seen.ended && errors.As(outcome, &exit) {
		w.seen.exit = *exit
	}
	return w.seen, stopped
}

// brokenWatch follows a broken boot.
type brokenWatch struct {
	boot      *boot
	broken    *brokenBoot
	made      wrong
	seen      *seenBoot
	recording trace.Recording
	reports   chan health.Report
	answers   chan tour.Answer
	redSince  time.Time // since when the check is the only red one
}

// follow returns when what is wrong has shown, or when there is nothing more to wait for.
func (w *brokenWatch) follow(ctx context.Context) {
	for !w.shown() {
		select {
		case <-ctx.Done():
			return
		case answer := <-w.answers:
			w.seen.answer = &answer
		case report := <-w.reports:
			w.hearHealth(report)
		case update, open := <-w.boot.Updates():
			if !open {
				w.seen.ended = true
				return
			}
			w.hear(ctx, update)
		}
	}
}

func (w *brokenWatch) hear(ctx context.Context, update live.Update) {
	if update.IsLog() {
		w.seen.log = append(w.seen.log, trace.Clean(update.Log))
		if kubeconfig, ready := readyLine(update.Log); ready {
			w.seen.ready = true
			if w.broken.request != "" {
				go w.ask(ctx, kubeconfig)
			}
		}
	}
	if update.Span == nil {
		return
	}
	w.recording.Add(*update.Span)
	if address := boundTo(update.Span); address != "" {
		go w.watchHealth(ctx, address)
	}
}

func (w *brokenWatch) watchHealth(ctx context.Context, address string) {
	_ = health.Watch(ctx, address, health.Interval, func(report health.Report) {
		select {
		case w.reports <- report:
		case <-ctx.Done():
		}
	}, health.As(w.boot.admin))
}

func (w *brokenWatch) hearHealth(report health.Report) {
	if report.Waiting || report.Code == 0 {
		return
	}
	w.seen.health[report.Path] = report
	if report.Path != readyPath {
		return
	}
	switch red := redChecks(report); {
	case !slices.Equal(red, w.broken.checks):
		w.redSince = time.Time{}
	case w.redSince.IsZero():
		w.redSince = report.At
	}
}

// ask sends the request in which it shows.
func (w *brokenWatch) ask(ctx context.Context, kubeconfig string) {
	if w.made.whenReady != nil {
		if err := w.made.whenReady(ctx, kubeconfig); err != nil {
			w.answers <- tour.Answer{Method: "GET", Path: w.broken.request, Err: fmt.Errorf("prepare the request: %w", err)}
			return
		}
	}
	w.answers <- sendRequest(ctx, kubeconfig, asked{method: http.MethodGet, path: w.broken.request})
}

// shown reports whether there is nothing more to be seen. A stage that fails takes the server with it, so its end is
// awaited.
func (w *brokenWatch) shown() bool {
	asked := len(w.seen.health) == len(health.Paths)
	switch {
	case len(w.broken.checks) > 0:
		return asked && !w.redSince.IsZero() && time.Since(w.redSince) > redFor
	case w.broken.request != "":
		live, ready := w.seen.health["/livez"], w.seen.health[readyPath]
		return w.seen.answer != nil && live.OK() && ready.OK() && w.told()
	}
	return false
}

// told reports whether all spans of the request have come, which may be a little after its answer.
func (w *brokenWatch) told() bool {
	if w.broken.inStage == "" || w.seen.answer.Status == "" {
		return true
	}
	for _, span := range w.recording.Snapshot().Spans {
		if span.TraceID == w.seen.answer.TraceID && span.Name == requestStage {
			return !span.Running()
		}
	}
	return false
}

const readyPath = "/readyz"

// redChecks returns the names of the checks that are red.
func redChecks(report health.Report) (red []string) {
	for _, check := range report.Checks {
		if !check.OK {
			red = append(red, check.Name)
		}
	}
	return red
}
