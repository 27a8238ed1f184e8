package broken

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"syscall"
	"time"

	"apitour/cmd/server"
	"apitour/trace"
	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/trace/live"
	"apitour/trace/session"
)

const (
	// patience is how long a fault may take to show. The longest that a server waits by itself is 20 s, for etcd.
	patience = time.Minute
	// redFor is how long the announced checks have to be the only red ones before they are believed to stay red.
	redFor = 2 * time.Second
)

const (
	livePath  = "/livez"
	readyPath = "/readyz"
)

// Seen is what was seen of a broken boot.
type Seen struct {
	recorded *trace.Trace
	log      []string
	health   map[string]health.Report // the last answer of each path
	ready    bool
	answer   *feed.Answer
	took     time.Duration
	ended    bool           // by itself
	exit     live.ExitError // how, when it did
}

// Trace returns the recording of the boot, until the fault had shown.
func (s *Seen) Trace() *trace.Trace { return s.recorded }

// Watch boots the server with the fault, looks at it until the fault has shown, and stops it.
func (b *Boot) Watch(ctx context.Context, fault Fault) (*Seen, error) {
	s, err := b.Start(ctx, fault, server.Following)
	if err != nil {
		return nil, err
	}
	w := &watch{boot: b, Follower: s.Follow(), telling: make(map[string]health.Report)}
	begun := time.Now()
	watching, cancel := context.WithTimeout(ctx, patience)
	_ = w.Until(watching, w.shown) // whether the fault has shown is for the verdict to say
	cancel()
	seen := w.seen()
	shown := time.Now()
	seen.took = shown.Sub(begun)
	// A stage that goes on tells its events at its end: of a server that never becomes ready only the wait for
	// readiness knows which checks are green.
	s.Stop()
	_ = w.Until(context.WithoutCancel(ctx), func() bool { return w.Ended })
	seen.recorded = w.Recording.Finish(shown)
	closed := s.Close()
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("boot the server: %w", context.Cause(ctx))
	case wasKilled(closed):
		return nil, live.ErrKilled
	}
	return seen, nil // that the server failed was announced
}

// wasKilled reports whether the server did not stop in time.
func wasKilled(closed error) bool {
	var failed *session.BootError
	return errors.As(closed, &failed) && failed.Exit != nil && failed.Exit.Signal == syscall.SIGKILL.String()
}

// watch looks at a broken boot.
type watch struct {
	*session.Follower
	boot     *Boot
	redSince time.Time // since when the announced checks have been the only red ones
	// telling are the answers that show the failure best, of a server that fails and ends.
	telling map[string]health.Report
}

// shown reports whether there is nothing more to see. It is called after each update. A stage that fails takes the
// server with it, so the end of the server is awaited.
func (w *watch) shown() bool {
	w.lookAtChecks()
	w.keepTelling()
	switch {
	case w.boot.staysRed():
		alive := w.Health[livePath] // of a moment at which the checks had settled, too
		return !w.redSince.IsZero() && time.Since(w.redSince) > redFor && alive.Asked.After(w.redSince)
	case w.boot.request != "":
		alive, ready := w.Health[livePath], w.Health[readyPath]
		// Health comes on another way than spans do: it may be green before the span of readiness has arrived.
		return w.Answer != nil && alive.OK() && ready.OK() && w.Ready() && w.requestEnded()
	}
	return false
}

// lookAtChecks notes since when the announced checks, and no others, have been red.
func (w *watch) lookAtChecks() {
	report, answered := w.Health[readyPath]
	switch {
	case !answered:
	case !slices.Equal(redChecks(report), w.boot.checks):
		w.redSince = time.Time{}
	case w.redSince.IsZero():
		w.redSince = report.At
	}
}

// keepTelling keeps, for each path, the answer that shows the failure and the least of anything else: checks are red
// before the boot has come to them, too, and again while the server stops. Which of these an answer catches depends on
// its moment.
func (w *watch) keepTelling() {
	for path, report := range w.Health {
		kept, known := w.telling[path]
		if !known || tells(w.boot.checks, report) <= tells(w.boot.checks, kept) {
			w.telling[path] = report
		}
	}
}

// tells returns how far a report is from showing these checks red, and no others: 0 when it shows just that.
func tells(checks []string, report health.Report) (distance int) {
	red := redChecks(report)
	for _, check := range checks {
		if !slices.Contains(red, check) {
			distance += len(report.Checks) + 1 // worse than any number of others
		}
	}
	for _, check := range red {
		if !slices.Contains(checks, check) {
			distance++
		}
	}
	return distance
}

// requestEnded reports whether all spans of the request have arrived. A request that was not sent, or not answered, has
// none.
func (w *watch) requestEnded() bool {
	return w.boot.inStage == "" || w.Answer.Status == "" || w.Served(w.Answer.TraceID)
}

func (w *watch) seen() *Seen {
	seen := &Seen{
		log:    w.Log,
		health: maps.Clone(w.Health), // which changes while the server stops
		ready:  w.Ready(),
		answer: w.Answer,
		ended:  w.Ended,
	}
	if w.boot.stage != "" {
		seen.health = w.telling
	}
	if failed := (*session.BootError)(nil); errors.As(w.Err, &failed) && failed.Exit != nil {
		seen.exit = *failed.Exit
	}
	return seen
}

// redChecks returns the names of the checks that are red.
func redChecks(report health.Report) (red []string) {
	for _, check := range report.Checks {
		if !check.OK {
			red = append(red, check.Name)
		}
	}
	return red
}
