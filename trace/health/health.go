// Package health asks a server how it is while it boots: every check of /livez and /readyz, several times a second, from
// the moment its port is bound.
package health

import (
	"context"
	"time"
)

// Interval is how often the health panel asks.
const Interval = 250 * time.Millisecond

// Check is one line of an answer.
type Check struct {
	Name string
	OK   bool
	// Reason is what the server says about a check that failed: see trace.Clean.
	Reason string
}

// Report is what is known of one path.
type Report struct {
	Path string // "/livez" or "/readyz"
	// At is when the report was made, Asked when the question was sent that it is about.
	At, Asked time.Time
	// Waiting says that the question was sent and nobody has answered yet: the socket is bound, and nothing serves.
	Waiting bool
	// Code is that of the answer, 0 without one.
	Code   int
	Checks []Check
	// Err says why there is no answer, connection refused for instance.
	Err error
}

// OK reports whether the server said that all is well.
func (r *Report) OK() bool { return r.Code == 200 }

// Watch asks the server at the address, host and port, every interval until the context ends, and then returns. It calls
// tell, never twice at once, with every answer, with every failure to get one, and once in every interval while an answer
// is awaited. Only a loopback address is asked.
func Watch(ctx context.Context, address string, interval time.Duration, tell func(Report)) error {
	return nil
}
