package tour

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
)

type (
	Update   = feed.Update
	Span     = feed.Span
	Resource = feed.Resource
	Log      = feed.Log
	Ended    = feed.Ended
	Stepping = feed.Stepping
	Health   = feed.Health
	Answer   = feed.Answer
	Controls = feed.Controls
)

// follower reads a feed and joins the lesson anew with what it brings. It belongs to the commands that Bubble Tea runs
// beside the model, at most one of which is under way at any time; the model itself sees only finished lessons.
type follower struct {
	feed      <-chan Update
	join      func(*trace.Trace) *lesson.Lesson
	recording trace.Recording
}

// heardMsg is what a follower has heard since the last one.
type heardMsg struct {
	lesson *lesson.Lesson // nil when no span or resource was among it
	logs   []string       // cleaned
	// The newest of each, nil when there was none.
	stepping *Stepping
	answer   *Answer
	at       time.Time
	health   []Health // all of them, since each may tell of a check that has turned
	ended    bool
	err      error
}

// Spans come in bursts. What has arrived by the time of a join goes into it, so that a slow join makes fewer of them;
// but a burst that never ends must not keep the screen from showing anything.
const mostUpdates = 4096

// listen waits for the feed and returns a heardMsg, or nil when the tour is over.
func (f *follower) listen(ctx context.Context) tea.Msg {
	var heard heardMsg
	spans := false
	select {
	case <-ctx.Done():
		return nil
	case u, open := <-f.feed:
		spans = f.take(u, open, &heard) || spans
	}
	for range mostUpdates {
		if heard.ended {
			break
		}
		select {
		case u, open := <-f.feed:
			spans = f.take(u, open, &heard) || spans
			continue
		default:
		}
		break
	}
	heard.at = time.Now()
	if spans {
		heard.lesson = f.join(f.recording.Snapshot())
		heard.lesson.FindPath()
	}
	return heard
}

// take notes one update and reports whether the lesson changes by it. A feed that is closed has ended.
func (f *follower) take(u Update, open bool, heard *heardMsg) (changes bool) {
	if !open {
		heard.ended = true
		return false
	}
	switch u := u.(type) {
	case Span:
		f.recording.Add(u.Span)
		return true
	case Resource:
		f.recording.SetResource(u)
		return true
	case Log:
		heard.logs = append(heard.logs, shown(expandTabs(string(u), tabSize)))
	case Stepping:
		heard.stepping = &u
	case Health:
		heard.health = append(heard.health, u)
	case Answer:
		heard.answer = &u
	case Ended:
		heard.ended, heard.err = true, u.Err
	}
	return false
}
