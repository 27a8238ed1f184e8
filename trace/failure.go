package trace

import "slices"

// FailedChain returns the way of a boot's error through the tree: from the innermost failed stage to the outermost.
// It is nil when no root failed.
//
// A stage passes its error on to its caller, so the innermost stage of the chain is the one in which the error
// happened. Where several parts of a stage failed, the first to end is the cause: when a hook fails, the wait for
// readiness fails as well, a little later. A stage that failed and whose caller went on is not part of the chain.
func FailedChain(roots []*Node) []*Node {
	var chain []*Node
	for level := roots; ; {
		cause := firstFailed(level)
		if cause == nil {
			break
		}
		chain, level = append(chain, cause), cause.Children
	}
	slices.Reverse(chain)
	return chain
}

// firstFailed returns the failed node that ended first, or nil.
func firstFailed(nodes []*Node) *Node {
	var first *Node
	for _, n := range nodes {
		if n.Failed() && (first == nil || n.End.Before(first.End)) {
			first = n
		}
	}
	return first
}
