package trace

import "time"

// Segment is a piece of the critical path: from Start to End, Node is what the boot was at.
type Segment struct {
	// Node is nil while no span was open that could explain the time.
	Node       *Node
	Start, End time.Time
	// Waiting says that the node is a wait. WaitedFor is what it waited for, where that is known.
	Waiting   bool
	WaitedFor *Node
}

// CriticalPath returns the chain of segments that explains the time from the first start to ready.
func CriticalPath(roots []*Node, ready time.Time) []Segment { return nil }
