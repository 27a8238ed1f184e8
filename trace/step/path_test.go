package step_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"apitour/trace/step"
)

// along is Next with the stops and the closed stages of those names, both lists separated by commas. An empty list of
// stops has every stage.
func along(stops, closed string) step.Command {
	in := func(list string) func(string) bool {
		if list == "" {
			return nil
		}
		names := strings.Split(list, ",")
		return func(name string) bool { return slices.Contains(names, name) }
	}
	return step.Command{Kind: step.Next, Stops: in(stops), Closed: in(closed)}
}

// nextScripts are boots and paths through them. Each line of a script is "stops|closed: released -> current", as in the
// scripts of the other commands.
var nextScripts = map[string]struct {
	boot        string
	breakpoints []string
	script      []string
}{
	"every stage": {chain, nil, []string{"|: main -> RunE", "|: RunE -> Complete", "|: Complete -> Certs"}},
	"passes what is no stop": {chain, nil, []string{
		"Run,Create|: main RunE Complete Certs Validate -> Run",
		"Run,Create|: Run Etcd Start Poll Leader -> Create",
		"Run,Create|: Create Config Server Prepare Bye -> ",
	}},
	"a stop inside one that is none": {chain, nil, []string{
		"Certs,Start|: main RunE Complete -> Certs", "Certs,Start|: Certs Validate Run Etcd -> Start",
	}},
	"closed stages hide their stops": {chain, nil, []string{
		"|RunE: main -> RunE",
		"|RunE: RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config Server Prepare -> Bye",
	}},
	"closed stages that are no stops": {chain, nil, []string{
		"Complete,Start,Prepare|Etcd,Complete: main RunE -> Complete",
		"Complete,Start,Prepare|Etcd,Complete: Complete Certs Validate Run Etcd Start Poll Leader Create Config" +
			" Server -> Prepare",
	}},
	"breakpoints stop it everywhere": {chain, []string{"Poll"}, []string{
		"Prepare|Etcd: main RunE Complete Certs Validate Run Etcd Start -> Poll",
		"Prepare|Etcd: Poll Leader Create Config Server -> Prepare",
	}},
	"lanes without a stop run free": {hooks, nil, []string{
		"prepared,stop|: main Create -> prepared",
		"prepared,stop|: prepared hookA a1 a2 a3 b1 b2 hookC -> stop",
		"prepared,stop|: stop drain close -> ",
	}},
	"lanes are held at their stops": {hooks, nil, []string{
		"prepared,hookA,a3,b2,stop|: main Create -> prepared",
		"prepared,hookA,a3,b2,stop|: prepared -> hookA", // b1 and hookC are held: the learner stands elsewhere
		"prepared,hookA,a3,b2,stop|: hookA b1 hookC a1 a2 -> a3",
		"prepared,hookA,a3,b2,stop|: a3 -> stop",
		"prepared,hookA,a3,b2,stop|: stop drain close -> b2",
	}},
	"a stage that is held and no stop goes on": {hooks, nil, []string{
		"|: main -> Create", "|: Create -> prepared", "|: prepared -> hookA",
		"drain|: hookA b1 hookC stop b2 a1 a2 a3 -> drain",
	}},
	"to the end": {hooks, nil, []string{
		"nothing|: main Create prepared hookA a1 a2 a3 b1 b2 hookC stop drain close -> ",
	}},
}

func TestNext(t *testing.T) {
	for name, tt := range nextScripts {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, tree(tt.boot))
			s.SetBreakpoints(tt.breakpoints...)
			s.settle(nil)
			for _, line := range tt.script {
				path, want, _ := strings.Cut(line, ": ")
				stops, closed, _ := strings.Cut(path, "|")
				s.names()
				s.do(along(stops, closed))
				s.settle(nil)
				if got := s.names() + " -> " + s.current(); got != want {
					t.Fatalf("%s: released and stopped at\n%q, want\n%q; in full\n%s",
						path, got, want, strings.Join(s.lines, "\n"))
				}
			}
		})
	}
}

// TestNextAfterTheEndOfTheLane starts a request when the boot has nothing held any more: a stage that is no stop does
// not end the command, and the first stop does.
func TestNextAfterTheEndOfTheLane(t *testing.T) {
	s := newSession(t, tree("main(wait)"))
	s.settle(nil)
	s.do(along("handler", ""))
	s.settle(nil)
	if state := s.State(); state.Mode != step.Moving || state.Stalled() {
		t.Errorf("the state after the boot is %+v", state)
	}
	s.names()
	s.spawn(tree("request(filter(handler(store)))")...)
	s.settle(nil)
	if got := s.names() + " -> " + s.current(); got != "request filter -> handler" {
		t.Errorf("released and stopped at %q", got)
	}
}

// anyPath returns Next along a random path: about half of the names are stops, and a few are closed.
func anyPath(random *rand.Rand) step.Command {
	c := step.Command{Kind: step.Next}
	if random.IntN(5) > 0 {
		stops := random.Uint64()
		c.Stops = func(name string) bool { return stops>>(len(name)*7+int(name[len(name)-1]))%64&1 == 1 }
	}
	if random.IntN(2) == 0 {
		closed := fmt.Sprintf("n%d", random.IntN(40))
		c.Closed = func(name string) bool { return name == closed || name == "n1" }
	}
	return c
}

// isStop is the oracle's own answer: it asks every stage around.
func isStop(c step.Command, s *stage) bool {
	if c.Stops != nil && !c.Stops(s.name) {
		return false
	}
	for around := s.parent; around != nil; around = around.parent {
		if c.Closed != nil && c.Closed(around.name) {
			return false
		}
	}
	return true
}

// TestNextAgreesWithTheTree walks random boots along random paths. Between two stops only stages that are no stops are
// released, in every lane, and none of them stays held while the boot moves.
func TestNextAgreesWithTheTree(t *testing.T) {
	stepThrough(t, 2, anyPath, (*session).strays)
}

// strays returns what is wrong with the outcome of Next, or "".
func (s *session) strays(o outcome) string {
	if !slices.Contains(s.released, o.at) {
		return "it was not released"
	}
	for _, r := range s.released {
		if r != o.at && isStop(o.Command, r) {
			return "a stop was passed: " + r.name
		}
	}
	state := s.State()
	if state.Current == nil {
		for _, h := range state.Held {
			if !isStop(o.Command, s.stages[h.Key]) {
				return "a stage that is no stop is held while the boot moves: " + h.Name
			}
		}
		return ""
	}
	if stop := s.stages[state.Current.Key]; !isStop(o.Command, stop) {
		return "it stopped at a stage that is no stop: " + stop.name
	} else if o.wasHeld[stop] && s.openNow()[o.at] {
		return "it stopped at a stage that was held before, and its own stage is still open"
	}
	return ""
}
