package tracetest_test

import (
	"reflect"
	"testing"

	"apitour/trace"
	"apitour/trace/tracetest"
)

func TestSynthetic(t *testing.T) {
	for _, n := range []int{0, 1, 2, 100, 20_000} {
		boot := tracetest.Synthetic(n)
		if len(boot.Spans) != n {
			t.Errorf("%d spans, want %d", len(boot.Spans), n)
		}
		if !reflect.DeepEqual(boot, tracetest.Synthetic(n)) {
			t.Errorf("two boots of %d spans differ", n)
		}
		deepest, widest, nodes := 0, 0, 0
		roots := boot.Tree()
		trace.Walk(roots, func(n *trace.Node) {
			deepest, widest, nodes = max(deepest, n.Depth), max(widest, len(n.Children)), nodes+1
		})
		if nodes != n || n > 0 && len(roots) != 1 || deepest > tracetest.Depth {
			t.Errorf("%d spans make %d nodes under %d roots, %d deep", n, nodes, len(roots), deepest)
		}
		if n == 20_000 && (deepest < 20 || widest < 100) {
			t.Errorf("a large boot is %d deep and its widest stage has %d parts", deepest, widest)
		}
	}
}
