package tour

import (
	"time"

	"apitour/trace/health"
	"apitour/trace/step"
)

// Controls are what the learner can have the server do. They return at once; what comes of it is heard on the feed.
type Controls interface {
	// Step lets the server take a step.
	Step(step.Command)
	// SetBreakpoints says at which stages, by their names, a server that runs free is held again.
	SetBreakpoints(names []string)
	// OthersRun says whether the lanes that are not stepped run meanwhile, or wait at their next stage.
	OthersRun(run bool)
	// Choose steps another lane from now on.
	Choose(lane int64)
	// Request sends the server a request, which is traced.
	Request(method, path string)
	// Terminate asks the server to stop in order.
	Terminate()
}

// Stepping is how a server that is stepped stands.
type Stepping struct {
	step.State
	// Done is how many calls of the controls have been carried out by then: what the server did before it was told is no
	// answer to what it was told.
	Done int
}

// Health is what the server says of itself.
type Health struct{ health.Report }

// Answer is the server's answer to a request of the learner's.
type Answer struct {
	Method, Path string
	TraceID      string   // of the spans that tell of it
	Status       string   // "200 OK"
	Lines        []string // how its body begins
	Took         time.Duration
	Err          error // why there is none
}

func (Stepping) update() {}
func (Health) update()   {}
func (Answer) update()   {}
