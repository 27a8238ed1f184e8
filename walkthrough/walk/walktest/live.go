package walktest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
)

// Live is a walk through a watched boot, without a goroutine: the test says what has happened, and when.
type Live struct {
	*walk.Walk
	Controls *Controls // nil when the server cannot be stepped
	updates  chan feed.Update
	listen   walk.Work
	now      time.Time
}

// Log lines have local time, which has to be the same on every machine.
func init() { time.Local = time.UTC }

// Watch begins a walk of which nothing has been received yet, through a server that cannot be stepped.
func Watch() *Live { return watch(nil, Join) }

// WatchWith is Watch with a join of the test's own.
func WatchWith(join func(*trace.Trace) *lesson.Lesson) *Live { return watch(nil, join) }

// WatchPlanned is Watch with the made-up boot as the plan.
func WatchPlanned() *Live { return WatchPlannedWith(walk.Options{}) }

// WatchPlannedWith is WatchPlanned with options of the test's own.
func WatchPlannedWith(o walk.Options) *Live { return watchWith(o, nil, Planned) }

// Step begins a walk of which nothing has been received yet, through a server that is stepped. What is ahead is known
// from another boot.
func Step() *Live { return StepWith(walk.Options{}) }

// StepWith is Step with options of the test's own. What the walk is through it says itself.
func StepWith(o walk.Options) *Live { return watchWith(o, new(Controls), Planned) }

// Predicting is Step for a learner who is asked to predict.
func Predicting() *Live { return StepWith(walk.Options{Predict: true}) }

// PredictingBreak begins a walk through a broken boot that cannot be stepped, before which the learner is asked to
// predict what will come of it.
func PredictingBreak(intro walk.Intro) *Live {
	return WatchPlannedWith(walk.Options{Predict: true, Intro: intro})
}

// StepJoined is Step with a join of the test's own.
func StepJoined(join func(*trace.Trace) *lesson.Lesson) *Live { return watch(new(Controls), join) }

func watch(controls *Controls, join func(*trace.Trace) *lesson.Lesson) *Live {
	return watchWith(walk.Options{}, controls, join)
}

func watchWith(o walk.Options, controls *Controls, join func(*trace.Trace) *lesson.Lesson) *Live {
	l := &Live{Controls: controls, updates: make(chan feed.Update, 4096), now: BootStart}
	o.Requests = Requests()
	o.Lesson, o.Feed, o.Screen, o.Clock = join, l.updates, true, func() time.Time { return l.now }
	if controls != nil {
		o.Controls = controls
	}
	w, err := walk.New(o)
	if err != nil {
		panic(err)
	}
	l.Walk = w
	l.listen = w.Start().Work[0]
	return l
}

// Event returns the event of what has been received, for [walk.Walk.Take].
func (l *Live) Event(updates ...feed.Update) walk.Event {
	for _, u := range updates {
		l.updates <- u
	}
	return l.listen(context.Background())
}

// Receive has the walk take in what has been received.
func (l *Live) Receive(updates ...feed.Update) walk.Reply { return l.Take(l.Event(updates...)) }

// Until returns the updates of all that has happened until a time in milliseconds: spans, each with a line of log. The
// clock of the updates then stands at the last moment that they tell of.
func (l *Live) Until(root Stage, until float64) []feed.Update {
	var updates []feed.Update
	logged := 0
	for _, s := range SpansOf(Source(), root) {
		if s.Start.After(At(until)) {
			continue
		}
		if s.End.After(At(until)) {
			s = trace.Span{
				TraceID: s.TraceID, ID: s.ID, ParentID: s.ParentID, Name: s.Name, Start: s.Start,
				Attributes: s.Attributes,
			}
		}
		line := fmt.Sprintf(
			"I%s       1 server.go:%d] %q has begun, which is as much as there is to say of it",
			s.Start.Format("0102 15:04:05.000000"),
			logged,
			s.Name,
		)
		updates = append(updates, feed.Span{Span: s}, feed.Log(line))
		logged++
		for _, at := range []time.Time{s.Start, s.End} {
			if at.After(l.now) {
				l.now = at
			}
		}
		for _, e := range s.Events {
			if e.Time.After(l.now) {
				l.now = e.Time
			}
		}
	}
	return updates
}

// Died returns the updates of a server that has ended with an error, or in order when there is none.
func Died(err error) []feed.Update {
	return []feed.Update{
		feed.Log("F1123 09:00:01.000000       1 server.go:99] the last words of a server"),
		feed.Ended{Err: err},
	}
}

// HeldAt returns the state of a server that is held at stages that have begun, the first of which is stepped.
func (l *Live) HeldAt(names ...string) feed.Stepping {
	state := step.State{Mode: step.Waiting}
	for _, name := range names {
		state.Held = append(state.Held, l.held(name))
	}
	state.Current, state.Lane = &state.Held[0], state.Held[0].Lane
	for _, h := range state.Held {
		state.Lanes = append(state.Lanes, step.Lane{ID: h.Lane, Name: h.Name, Inner: h.Name, Held: 1})
	}
	return l.Stepping(state)
}

// Stepping returns a state that the server sends after it has carried out everything that it was told.
func (l *Live) Stepping(s step.State) feed.Stepping {
	l.now = time.Time{} // what is received counts from the newest tick
	return feed.Stepping{State: s, Done: len(l.Controls.Told)}
}

func (l *Live) held(name string) step.Held {
	for _, s := range l.Lesson().Steps {
		if s.Node.Name == name {
			return step.Held{Key: s.Node.Key(), Name: name, Lane: s.Node.Int(convention.Goroutine)}
		}
	}
	panic("no stage is called " + name)
}

// Requests are those that the walk knows by name.
func Requests() []walk.KnownRequest {
	return []walk.KnownRequest{
		{Name: "core-resource", Shows: "a built-in kind", Request: feed.Request{Method: "GET", Path: "/api/v1/x"}},
		{
			Name: "denied", Shows: "a user without rights",
			Request: feed.Request{Method: "GET", Path: "/api/v1/secrets", As: "jane"},
		},
	}
}

// Controls remember what a server was told.
type Controls struct {
	Told []string
	// Command is the last step.
	Command step.Command
}

func (c *Controls) say(format string, values ...any) {
	c.Told = append(c.Told, fmt.Sprintf(format, values...))
}

var kindNames = map[step.Kind]string{
	step.Into: "into", step.Over: "over", step.Out: "out", step.Sibling: "sibling", step.RunTo: "run to",
	step.Free:  "free",
	step.Pause: "pause", step.Next: "next",
}

// Step remembers a step.
func (c *Controls) Step(s step.Command) {
	c.Command = s
	c.say("%s", strings.TrimSpace(kindNames[s.Kind]+" "+s.Name))
}

// SetBreakpoints remembers breakpoints.
func (c *Controls) SetBreakpoints(names []string) { c.say("breakpoints %s", strings.Join(names, ",")) }

// OthersRun remembers whether other lanes run.
func (c *Controls) OthersRun(run bool) { c.say("others run %t", run) }

// Choose remembers a choice of the lane.
func (c *Controls) Choose(lane int64) { c.say("choose %d", lane) }

// Request remembers a request.
func (c *Controls) Request(r feed.Request) {
	said := strings.TrimSpace(r.Name + " " + r.String())
	for _, group := range r.Groups {
		said += ", in " + group
	}
	for _, more := range []string{r.ContentType, string(r.Body), r.BodyFile} {
		if more != "" {
			said += " " + more
		}
	}
	c.say("request %s", said)
}

// FollowRequest remembers which request from outside is to be followed.
func (c *Controls) FollowRequest(method, path string) {
	c.say("%s", strings.TrimSpace("follow "+method+" "+path))
}

// Terminate remembers the end.
func (c *Controls) Terminate() { c.say("terminate") }

// Last returns what the server was told last.
func (c *Controls) Last() string {
	if len(c.Told) == 0 {
		return ""
	}
	return c.Told[len(c.Told)-1]
}
