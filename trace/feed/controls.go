package feed

import (
	"time"

	"apitour/trace/health"
	"apitour/trace/step"
)

// Controls are the learner's commands to the server. Every method returns at once; the results arrive as updates.
type Controls interface {
	// Step lets the server take a step.
	Step(step.Command)
	// SetBreakpoints names the stages that hold a free-running server again.
	SetBreakpoints(names []string)
	// OthersRun sets whether lanes that are not stepped keep running, or wait at their next stage.
	OthersRun(run bool)
	// Choose selects the lane that is stepped from now on.
	Choose(lane int64)
	// Request sends the server a traced request.
	Request(Request)
	// FollowRequest has the next request from outside with this method and escaped path stepped as a request of the
	// learner's is, in place of an earlier one that has not come. Without a path none is.
	FollowRequest(method, path string)
	// Terminate asks the server to stop in order.
	Terminate()
}

// Request is a request of the learner's, sent with the admin's credentials.
type Request struct {
	// Name is that of a request which the session knows, and may have to prepare; it is then what is sent. It is empty
	// for a request of the learner's own.
	Name         string
	Method, Path string
	Body         []byte
	BodyFile     string        // the file with the body, read when the request is sent; "" when Body has it
	ContentType  string        // of the body, JSON when it is empty
	As           string        // the user that the admin impersonates, none when it is empty
	Groups       []string      // of the impersonated user
	Anonymous    bool          // no credentials are sent
	Lasts        time.Duration // how long the client reads the answer, 0 for until its end
}

// String returns the request in one line, without its body.
func (r Request) String() string {
	line := r.Method + " " + r.Path
	switch {
	case r.Anonymous:
		line += ", anonymous"
	case r.As != "":
		line += ", as " + r.As
	}
	return line
}

// Stepping is the state of a stepped server.
type Stepping struct {
	step.State
	// Done counts the calls of the controls that were carried out before this state. A state with a lower count does
	// not show the effect of a later call yet.
	Done int
}

// Health is the server's answer to a health check.
type Health struct{ health.Report }

// Answer is the server's answer to a request of the learner.
type Answer struct {
	Method, Path string
	TraceID      string   // of the spans that the request caused
	Status       string   // "200 OK"
	Lines        []string // the beginning of the body
	Took         time.Duration
	Err          error // the reason when there is no answer
}

// Outside is a request that neither the server itself nor the session has sent. It arrives when the request has come,
// and again when it has been answered.
type Outside struct {
	// ID tells it from others.
	ID string
	// Path is escaped, and without its query. User is "" before the server knows them, and when it never does.
	Method, Path, User string
	Status             int // the status code, 0 before the answer
	Came               time.Time
	Took               time.Duration // until the answer has been written
	// TraceID is that of the spans on its way, "" when it was not followed.
	TraceID string
}

func (Outside) update()  {}
func (Stepping) update() {}
func (Health) update()   {}
func (Answer) update()   {}
