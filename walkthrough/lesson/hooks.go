package lesson

import (
	"cmp"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
)

// IsHook reports whether the span is a post-start hook of the subject. Nothing is known of another program's spans with
// such names.
func IsHook(n *trace.Node) bool {
	return strings.HasPrefix(n.Name, convention.HookPrefix) && n.IsStage()
}

// HooksByWaits returns the hooks sorted by how many waits must end before each can, then by what they wait for. Hooks
// that wait for the same thing keep their order. The order in which hooks begin is that of a Go map, so it tells
// nothing.
func HooksByWaits(hooks []*trace.Node) []*trace.Node {
	waits := make(map[string]string, len(hooks))
	for _, n := range hooks {
		waits[n.Name] = n.WaitsFor()
	}
	counts := countWaits(waits)
	return slices.SortedStableFunc(slices.Values(hooks), func(a, b *trace.Node) int {
		return cmp.Or(cmp.Compare(counts[a.Name], counts[b.Name]), strings.Compare(a.WaitsFor(), b.WaitsFor()))
	})
}

// countWaits counts, for each hook, the waits that must end before it can: its own, that of the hook for which it
// waits, and so on. Waits maps each hook to what it waits for. A file may say that hooks wait for each other in a ring;
// these, and those that wait for one of them, have the number of all hooks.
func countWaits(waits map[string]string) map[string]int {
	counts := make(map[string]int, len(waits))
	for hook := range waits {
		var chain []string
		onChain := make(map[string]bool)
		for waits[hook] != "" && counts[hook] == 0 && !onChain[hook] {
			onChain[hook] = true
			chain = append(chain, hook)
			hook = waits[hook]
		}
		count := counts[hook]
		if onChain[hook] {
			count = len(waits)
		}
		for _, hook := range slices.Backward(chain) {
			count = min(count+1, len(waits))
			counts[hook] = count
		}
	}
	return counts
}

// Hooks returns the post-start hooks of the boot, those that are only planned included, in an order that is the same in
// every boot: see [HooksByWaits]; those that wait for the same thing are sorted by name.
func (l *Lesson) Hooks() []*Step {
	l.hooksOnce.Do(func() {
		var nodes []*trace.Node
		for _, step := range l.Steps {
			if IsHook(step.Node) {
				nodes = append(nodes, step.Node)
			}
		}
		slices.SortStableFunc(nodes, func(a, b *trace.Node) int { return strings.Compare(a.Name, b.Name) })
		for _, n := range HooksByWaits(nodes) {
			l.hooks = append(l.hooks, l.Steps[n.Index])
		}
	})
	return l.hooks
}
