package walk

import (
	"context"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
)

// follower reads the feed of a watched server and joins the lesson anew with what it brings. It belongs to the work
// that listens, one at a time; the walk itself sees finished lessons only.
type follower struct {
	feed      <-chan feed.Update
	join      func(*trace.Trace) *lesson.Lesson
	recording trace.Recording
	clock     func() time.Time
}

// heard is what a follower has received since the last one.
type heard struct {
	lesson   *lesson.Lesson // nil when no span or resource was among it
	logs     []line
	stepping *feed.Stepping // the newest, nil when there was none
	outside  []feed.Outside
	access   *feed.Access // nil when there was none
	answer   *feed.Answer // the newest, nil when there was none
	at       time.Time
	health   []feed.Health // all, since each may be of a check that has turned
	ended    bool
	err      error
}

func (heard) event() {}

// line is a line of the log, and when it arrived.
type line struct {
	text string
	at   time.Time
}

// Spans come in bursts. Updates that have arrived by the time of a join go into it, so that a slow join makes fewer of
// them; but a burst that never ends must not keep the walk from being shown.
const mostUpdates = 4096

// listen waits for the feed and returns what it has received, or nil when the context is done.
func (f *follower) listen(ctx context.Context) Event {
	var h heard
	changes := false
	select {
	case <-ctx.Done():
		return nil
	case u, open := <-f.feed:
		changes = f.take(u, open, &h) || changes
	}
	for range mostUpdates {
		if h.ended {
			break
		}
		select {
		case u, open := <-f.feed:
			changes = f.take(u, open, &h) || changes
			continue
		default:
		}
		break
	}
	h.at = f.clock()
	if changes {
		h.lesson = f.join(f.recording.Snapshot())
		h.lesson.FindPath()
	}
	return h
}

// take notes one update and reports whether it changes the lesson. A closed feed has ended.
func (f *follower) take(u feed.Update, open bool, h *heard) (changes bool) {
	if !open {
		h.ended = true
		return false
	}
	switch u := u.(type) {
	case feed.Span:
		f.recording.Add(u.Span)
		return true
	case feed.Resource:
		f.recording.SetResource(u)
		return true
	case feed.Log:
		h.logs = append(h.logs, line{string(u), f.clock()})
	case feed.Stepping:
		h.stepping = &u
	case feed.Health:
		h.health = append(h.health, u)
	case feed.Outside:
		h.outside = append(h.outside, u)
	case feed.Access:
		h.access = &u
	case feed.Answer:
		h.answer = &u
	case feed.Ended:
		h.ended, h.err = true, u.Err
	}
	return false
}

// hear takes in what the follower has received, in an order that matters: the state of the stepping and the lesson
// first; then the health; then the learner goes along to where the server is.
func (w *Walk) hear(h heard) {
	for _, line := range h.logs {
		w.log.add([]string{line.text}, line.at)
	}
	wasReady, atEdge := !w.lesson.Ready.IsZero(), w.AtLive()
	w.hearLive(h)
	if h.lesson != nil {
		w.learn(h.lesson)
		w.standAtGoal()
	}
	if !wasReady && !w.lesson.Ready.IsZero() && !h.ended {
		w.becomeReady(atEdge)
	}
	for _, report := range h.health {
		w.health.hear(report.Report)
	}
	w.lookAhead()
	if w.Stepping() || h.lesson != nil {
		w.arrive()
	}
	w.predictions.ended = h.ended
	w.judgePrediction()
	if !h.ended {
		w.begin(w.follower.listen)
		return
	}
	w.ended, w.err = true, h.err
	w.standAtGoal()
	if w.err != nil {
		w.log.add(strings.Split(w.err.Error(), "\n"), h.at)
	}
	if failed := w.Failed(); w.lesson.Ready.IsZero() && failed >= 0 && (!w.touched || w.follow) {
		w.folds.openRest(failed)
		w.stand(failed)
	}
}
