package notes

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"apitour/trace/convention"
)

// Server is the part of the delegation chain to which a stage belongs.
type Server string

// The parts of the delegation chain, and the value for a stage that works for all of them. A note without a server
// leaves the question to the note of the enclosing stage.
const (
	Aggregator    Server = "aggregator"
	Kube          Server = "kube"
	APIExtensions Server = "apiextensions"
	NotFound      Server = "not-found"
	AllServers    Server = "all"
)

// Chain is the delegation chain, in the order in which a request is handed on.
var Chain = []Server{Aggregator, Kube, APIExtensions, NotFound}

// String returns the server in words: "not found".
func (s Server) String() string { return strings.ReplaceAll(string(s), "-", " ") }

func (s Server) known() bool { return s == "" || s == AllServers || slices.Contains(Chain, s) }

// Check is a health check of the server.
type Check struct {
	Name string // as /readyz?verbose prints it: "etcd-readiness"
	// Green says what turns the check green. Left out in a note, it is the first span that the note names.
	Green string
}

// hookCheck is the prefix of the checks of post-start hooks. Such a check turns green when the hook's function returns
// (k8s.io/apiserver v0.37.2 pkg/server/hooks.go:109 and :205), which is when the span of the hook ends.
const hookCheck = "poststarthook/"

// HookOf returns the name of the span whose end turns a hook's check green: "PostStartHook/x" for "poststarthook/x".
func HookOf(check string) (span string, ok bool) {
	hook, ok := strings.CutPrefix(check, hookCheck)
	if !ok {
		return "", false
	}
	return convention.HookPrefix + hook, true
}

// CheckOf returns the name of the check that the end of a hook's span turns green: "poststarthook/x" for
// "PostStartHook/x".
func CheckOf(span string) string { return hookCheck + strings.TrimPrefix(span, convention.HookPrefix) }

// Check returns what turns the health check of that name green: a stage, or a few words. It knows the checks that notes
// name, and those of post-start hooks by their names.
func (l *Library) Check(name string) (green string, ok bool) {
	if span, ok := HookOf(name); ok {
		return span, true
	}
	if l == nil {
		return "", false
	}
	note := l.byCheck[name]
	if note == nil {
		return "", false
	}
	for _, check := range note.Checks {
		if check.Name == name {
			return check.Green, true
		}
	}
	return "", false
}

// Names reports whether the note names the span, or the beginning of its name.
func (n *Note) Names(span string) bool {
	return slices.ContainsFunc(n.Spans, func(name string) bool {
		start, star := strings.CutSuffix(name, "*")
		return name == span || star && strings.HasPrefix(span, start)
	})
}

// Checks returns the names of the health checks that notes name, sorted: those of hooks are not among them.
func (l *Library) Checks() []string {
	if l == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(l.byCheck))
}

// factProblems reports every problem with the note's facts about its stage: with the index of the check, or -1 for the
// server.
func (n *Note) factProblems(found func(check int, text string)) {
	isStage := len(n.Functions)+len(n.Spans) > 0
	switch {
	case !n.Server.known():
		found(-1, fmt.Sprintf("server %q is unknown: write aggregator, kube, apiextensions, not-found or all",
			string(n.Server)))
	case n.Server != "" && !isStage:
		found(-1, "a server is a fact about a stage, and the note names neither a function nor a span")
	}
	for i, check := range n.Checks {
		switch {
		case !checkName.MatchString(check.Name):
			found(i, fmt.Sprintf("%q is not the name of a health check", check.Name))
		case strings.HasPrefix(check.Name, hookCheck):
			found(i, fmt.Sprintf("the check %q follows from the hook's name", check.Name))
		case check.Green == "":
			found(i, fmt.Sprintf("what turns the check %q green is missing, and the note names no span for it",
				check.Name))
		}
	}
}
