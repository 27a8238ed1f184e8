package tour

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// Update is one thing heard from a boot that is being watched: a [Span], [Resource], [Log], [Stepping], [Health], [Answer]
// or [Ended].
type Update interface{ update() }

// Span has started or, when its End is set, ended. A span that is heard of again takes the place of what was known.
type Span struct{ trace.Span }

// Resource says what is being booted: its service.name, its versions, its flags.
type Resource map[string]any

// Log is a line of the server's log, without the newline at its end.
type Log string

// Ended says that the server has stopped and nothing more will be heard of it. Err is why, nil when it was asked to.
type Ended struct{ Err error }

func (Span) update()     {}
func (Resource) update() {}
func (Log) update()      {}
func (Ended) update()    {}

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
