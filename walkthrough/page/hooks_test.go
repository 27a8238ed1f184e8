package page

import (
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
)

// hookNodes returns nodes named "hook" or "hook>what it waits for". A name that begins with a dash is no hook's.
func hookNodes(names ...string) (nodes []*trace.Node) {
	for _, text := range names {
		name, waitsFor, _ := strings.Cut(text, ">")
		attributes := map[string]any{convention.ScopeName: convention.Scope}
		if waitsFor != "" {
			attributes[convention.WaitsFor] = waitsFor
		}
		if !strings.HasPrefix(name, "-") {
			name = convention.HookPrefix + name
		}
		nodes = append(nodes, &trace.Node{Span: &trace.Span{Name: name, Attributes: attributes}})
	}
	return nodes
}

// TestHooksOfAnotherProgram keeps the order of spans that only have the names of hooks, and says nothing of them.
func TestHooksOfAnotherProgram(t *testing.T) {
	nodes := hookNodes("c>x", "-serve", "a", "b>x")
	var stages []*stage
	for _, n := range nodes {
		n.Attributes[convention.ScopeName] = "example.com/shop"
	}
	for i, n := range hooksTogether(slices.Clone(nodes)) {
		if n != nodes[i] {
			t.Errorf("%s stands where %s stood", n.Name, nodes[i].Name)
		}
		stages = append(stages, &stage{Step: &lesson.Step{Node: n}})
	}
	if groups := groupHooks(stages); groups != nil {
		t.Errorf("%d groups of hooks", len(groups))
	}
}

func TestHooksStandByWhatTheyWaitFor(t *testing.T) {
	const hook = convention.HookPrefix
	for what, c := range map[string]struct{ given, want []string }{
		"no hook":         {[]string{"-b", "-a"}, []string{"-b", "-a"}},
		"waits of others": {[]string{"-b>z", "-a"}, []string{"-b", "-a"}},
		"without a wait":  {[]string{"c", "a", "b"}, []string{"c", "a", "b"}},
		"around other stages": {
			[]string{"-serve", "c>x", "-ready", "a", "-end"}, []string{"-serve", "a", "c", "-ready", "-end"},
		},
		"equal waits keep theirs": {[]string{"c>x", "b", "a>x", "d"}, []string{"b", "d", "c", "a"}},
		"a wait for a wait comes later": {
			[]string{"a>" + hook + "b", "b>" + hook + "c", "c", "d>words"}, []string{"c", "b", "d", "a"},
		},
		"a ring ends": {[]string{"a>" + hook + "b", "b>" + hook + "a", "c"}, []string{"c", "b", "a"}},
		"itself":      {[]string{"a>" + hook + "a", "b"}, []string{"b", "a"}},
	} {
		var got []string
		for _, n := range hooksTogether(hookNodes(c.given...)) {
			got = append(got, strings.TrimPrefix(n.Name, hook))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q stand as %q, want %q", what, c.given, got, c.want)
		}
	}
}
