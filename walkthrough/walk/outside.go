package walk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/walkthrough/words"
)

// Requests from outside are those of the learner's own kubectl, or of any other client. They are listed as they come,
// and are no part of the lesson: a loop of ten thousand must not make it longer. One of them can be followed the next
// time that it is sent; then it is stepped as a request of the walk's own is.

// mostOutside is how many requests from outside are kept, the newest.
const mostOutside = 200

// outside is what a walk knows of them.
type outside struct {
	list    []feed.Outside // the newest last
	unseen  int            // since the learner looked at them
	awaited requestLine    // which one is followed when it comes, none when it is empty
	arrives bool           // it has come, and the learner is to be led there
}

// requestLine is what tells a request from others: its method and its escaped path.
type requestLine struct{ method, path string }

func (r requestLine) String() string { return words.Shown(r.method + " " + r.path) }

// hearOutside takes in a request from outside: that it has come, or that it has been answered.
func (w *Walk) hearOutside(o feed.Outside) {
	out := &w.live.outside
	for i := range slices.Backward(out.list) {
		if out.list[i].ID == o.ID {
			out.list[i] = o
			return
		}
	}
	if o.Status != 0 && o.TraceID == "" && w.isDropped(o) {
		return // it came before those that are kept
	}
	out.list = append(out.list, o)
	if drop := len(out.list) - mostOutside; drop > 0 {
		out.list = append([]feed.Outside(nil), out.list[drop:]...)
	}
	out.unseen++
	if o.TraceID != "" && w.Awaits(o) {
		out.awaited, out.arrives = requestLine{}, true
		w.notice = w.say().Outside.HasCome(words.Shown(o.Method + " " + o.Path))
	}
}

// isDropped reports whether a request came before all that are kept, of a full list.
func (w *Walk) isDropped(o feed.Outside) bool {
	list := w.live.outside.list
	return len(list) == mostOutside && o.Came.Before(list[0].Came)
}

// Outside returns the requests from outside that are kept, the newest last.
func (w *Walk) Outside() []feed.Outside { return w.live.outside.list }

// OutsideUnseen returns how many requests have come from outside since the learner looked at them.
func (w *Walk) OutsideUnseen() int { return w.live.outside.unseen }

// SeeOutside notes that the learner sees them.
func (w *Walk) SeeOutside() { w.live.outside.unseen = 0 }

// AwaitedRequest returns the request that is followed when it comes from outside, "" when none is.
func (w *Walk) AwaitedRequest() string {
	if w.live.outside.awaited == (requestLine{}) {
		return ""
	}
	return w.live.outside.awaited.String()
}

// Awaits reports whether the request is followed the next time that it comes.
func (w *Walk) Awaits(o feed.Outside) bool {
	return w.live.outside.awaited == requestLine{o.Method, o.Path}
}

// OutsideArrives reports, once, that the awaited request has come, which the learner is about to step.
func (w *Walk) OutsideArrives() bool {
	arrives := w.live.outside.arrives
	w.live.outside.arrives = false
	return arrives
}

// showOutside shows the requests from outside or, with an argument, has one followed the next time that it comes: by
// its number in the list, or by its method and path. "none" takes that back.
func (w *Walk) showOutside(which string) Reply {
	if w.live.controls == nil {
		w.notice = w.say().Outside.NoServer
		return Reply{}
	}
	if which == "" {
		w.SeeOutside()
		return Reply{Show: OutsideView}
	}
	line, err := w.outsideNamed(which)
	switch {
	case err != nil:
		w.notice = err.Error()
	case w.ended || w.live.ending || w.lesson.Ready.IsZero():
		w.notice = w.say().Outside.WhileReady
	default:
		w.FollowOutside(line.method, line.path)
	}
	return Reply{}
}

// outsideNamed returns the request that is meant, the empty one for "none".
func (w *Walk) outsideNamed(which string) (requestLine, error) {
	if which == "none" {
		return requestLine{}, nil
	}
	if number, err := strconv.Atoi(which); err == nil {
		list := w.live.outside.list
		if number < 1 || number > len(list) {
			return requestLine{}, errors.New(w.say().Outside.GoTo(len(list)))
		}
		return requestLine{list[number-1].Method, list[number-1].Path}, nil
	}
	method, path := nextWord(which)
	if strings.HasPrefix(method, "/") {
		method, path = "GET", method
	}
	if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, " ?") {
		return requestLine{}, errors.New(w.say().Outside.FollowSyntax)
	}
	return requestLine{strings.ToUpper(method), path}, nil
}

// FollowOutside has the next request from outside with the method and the escaped path followed, in place of another.
// The same once more, or none, takes it back.
func (w *Walk) FollowOutside(method, path string) {
	line := requestLine{method, path}
	if line == w.live.outside.awaited {
		line = requestLine{}
	}
	w.live.outside.awaited = line
	w.tell().FollowRequest(line.method, line.path)
	if line == (requestLine{}) {
		w.notice = w.say().Outside.NoneFollowed
		return
	}
	w.touched, w.follow = true, true
	w.notice = w.say().Outside.SendAgain(line.String())
}

// OutsideStep returns the step with which the way of a followed request begins, -1 when there is none.
func (w *Walk) OutsideStep(o feed.Outside) int {
	if o.TraceID == "" {
		return -1
	}
	for _, line := range w.lesson.Timelines {
		if line.Root.TraceID == o.TraceID && line.Root.Name == convention.RequestStage {
			return line.Root.Index
		}
	}
	return -1
}

// OutsideState is a request from outside as plain data.
type OutsideState struct {
	Method, Path, User string
	Status             int
	Came               time.Time
	Took               time.Duration
	Followed, Awaited  bool
}

func (w *Walk) outsideStates() (states []OutsideState) {
	for _, o := range w.live.outside.list {
		states = append(states, OutsideState{
			Method: o.Method, Path: o.Path, User: o.User, Status: o.Status, Came: o.Came, Took: o.Took,
			Followed: o.TraceID != "", Awaited: w.Awaits(o),
		})
	}
	return states
}
