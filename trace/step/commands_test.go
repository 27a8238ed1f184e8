package step_test

import (
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/step"
)

// chain is a boot of one goroutine; hooks starts several.
const (
	chain = "main(RunE(Complete(Certs) Validate Run(Etcd(Start ~Wait(Poll) Leader) Create(Config Server) Prepare)) Bye)"
	hooks = "main(Create prepared(go hookA(a1(a2) a3) go ~hookB(b1 b2) go hookC ~ready) stop(drain close))"
)

// commandScripts are boots and the commands of a learner. Each line of a script is a command and the expected result,
// "command: released -> current", with the names of the released stages in their order. The command is the kind,
// followed by the name of an open stage or of the stage to run to.
var commandScripts = map[string]struct {
	boot   string
	script []string
}{
	"into": {chain, []string{
		"into: main -> RunE", "into: RunE -> Complete", "into: Complete -> Certs", "into: Certs -> Validate",
		"into: Validate -> Run", "into: Run -> Etcd", "into: Etcd -> Start", "into: Start -> Poll",
		"into: Poll -> Leader",
	}},
	"over": {chain, []string{
		"into: main -> RunE", "into: RunE -> Complete", "over: Complete Certs -> Validate", "over: Validate -> Run",
		"into: Run -> Etcd", "over: Etcd Start Poll Leader -> Create", "over: Create Config Server -> Prepare",
		"over: Prepare -> Bye", "over: Bye -> ",
	}},
	"over a leaf is into the next": {chain, []string{
		"into: main -> RunE", "into: RunE -> Complete", "into: Complete -> Certs", "over: Certs -> Validate",
	}},
	"over a stage that is open": {chain, []string{
		"runto Start: main RunE Complete Certs Validate Run Etcd -> Start", "over Etcd: Start Poll Leader -> Create",
	}},
	"over the whole": {chain, []string{
		"over: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config Server Prepare Bye -> ",
	}},
	"over a stage that has ended": {chain, []string{
		"runto Create: main RunE Complete Certs Validate Run Etcd Start Poll Leader -> Create",
		"over gone: Create Config Server -> Prepare",
	}},
	"out": {chain, []string{
		"runto Start: main RunE Complete Certs Validate Run Etcd -> Start", "out: Start Poll Leader -> Create",
		"out: Create Config Server Prepare -> Bye",
	}},
	"out of an open stage": {chain, []string{
		"runto Start: main RunE Complete Certs Validate Run Etcd -> Start",
		"out Etcd: Start Poll Leader Create Config Server Prepare -> Bye",
	}},
	"out of a root": {"a(b) c", []string{"out: a b -> c"}},
	"sibling": {chain, []string{
		"into: main -> RunE", "into: RunE -> Complete", "sibling: Complete Certs -> Validate",
		"sibling: Validate -> Run", "sibling: Run Etcd Start Poll Leader Create Config Server Prepare -> Bye",
	}},
	"sibling from the last": {chain, []string{
		"runto Config: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create -> Config",
		"sibling: Config -> Server", "sibling: Server -> Prepare",
	}},
	"sibling leaves out nephews": {chain, []string{
		"runto Start: main RunE Complete Certs Validate Run Etcd -> Start", "sibling: Start Poll -> Leader",
	}},
	"sibling of a root": {"a(b) c", []string{"sibling: a b -> c"}},
	"run to": {chain, []string{
		"runto Server: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config -> Server",
	}},
	"run to a name that never starts": {chain, []string{
		"runto nowhere: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config Server Prepare Bye" +
			" -> ",
	}},
	"run to a name that the lane never starts": {"a(b) c", []string{"runto nowhere: a b -> c"}},
	"run to the next of one name": {"a(x x(x) x)", []string{
		"runto x: a -> x", "runto x: x -> x", "runto x: x -> x", "runto x: x -> x",
	}},
	"free": {chain, []string{
		"free: main RunE Complete Certs Validate Run Etcd Start Poll Leader Create Config Server Prepare Bye -> ",
	}},
	"unheld spans are no stop": {"~main(a ~b(~c) d)", []string{"into: a -> d"}},
	"into a lane that the lane starts": {hooks, []string{
		"into: main -> Create", "into: Create -> prepared", "into: prepared -> hookA",
	}},
	"into stays in the lane": {hooks, []string{
		"runto prepared: main Create -> prepared", "into: prepared -> hookA", "into: hookA -> a1", "into: a1 -> a2",
	}},
	"the others wait": {hooks, []string{
		"runto prepared: main Create -> prepared", "into: prepared -> hookA", "into: hookA -> a1",
		"over: a1 a2 -> a3",
	}},
	"a lane that ends gives the oldest": {hooks, []string{
		"runto prepared: main Create -> prepared", "into: prepared -> hookA", "over: hookA a1 a2 a3 -> b1",
		"over: b1 -> b2", "over: b2 -> hookC", "over: hookC -> stop",
	}},
	"over frees the lanes inside": {hooks, []string{
		"runto prepared: main Create -> prepared", "over: prepared hookA a1 a2 a3 b1 b2 hookC -> stop",
	}},
	"over the parent of the current one": {"main(p(go a(a1(a2)) w) stop)", []string{
		"into: main -> p", "into: p -> a", "over p: a w a1 a2 -> stop",
	}},
	"out of a lane is into its parent's": {"main(p(go a(a1(a2)) w) stop)", []string{
		"into: main -> p", "into: p -> a", "out: a w a1 a2 -> stop",
	}},
	"sibling in another lane": {"main(x(go a(a1) go b go c) y)", []string{
		"into: main -> x", "into: x -> a", "sibling: a a1 -> b", "sibling: b -> c", "sibling: c -> y",
	}},
	"a lane's sibling before the rest": {"main(x(go a(a1) go ~s(t) go b) y)", []string{
		"into: main -> x", "into: x -> a", "sibling: a a1 -> b", "sibling: b -> t",
	}},
	"run to a stage that is held": {hooks, []string{
		"runto prepared: main Create -> prepared", "into: prepared -> hookA", "runto hookC:  -> hookC",
		"into: hookC -> hookA",
	}},
	"run to something in a new lane": {hooks, []string{"runto a2: main Create prepared hookA a1 -> a2"}},
	"pause where it is held":         {chain, []string{"pause:  -> main"}},
}

func TestCommands(t *testing.T) {
	for name, tt := range commandScripts {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, tree(tt.boot))
			s.settle(nil)
			for _, line := range tt.script {
				command, want, _ := strings.Cut(line, ": ")
				s.do(s.command(command))
				s.settle(nil)
				if got := s.names() + " -> " + s.current(); got != want {
					t.Fatalf("%s: released and stopped at\n%q, want\n%q; in full\n%s",
						command, got, want, strings.Join(s.lines, "\n"))
				}
			}
		})
	}
}

var kinds = map[string]step.Kind{
	"into": step.Into, "over": step.Over, "out": step.Out, "sibling": step.Sibling, "runto": step.RunTo,
	"free": step.Free, "pause": step.Pause,
}

func (s *session) command(text string) step.Command {
	kind, name, _ := strings.Cut(text, " ")
	c := step.Command{Kind: kinds[kind]}
	switch {
	case c.Kind == step.RunTo:
		c.Name = name
	case name == "gone":
		c.Span = trace.Key{TraceID: "t", ID: "3"}
	case name != "":
		c.Span = s.open(name)
	}
	return c
}

// TestNTimesIntoReleasesNInOrder: each Into releases exactly one stage, in the order of the source.
func TestNTimesIntoReleasesNInOrder(t *testing.T) {
	s := newSession(t, tree(chain))
	s.settle(nil)
	last := 0
	for n := 1; s.State().Mode == step.Waiting; n++ {
		s.do(step.Command{Kind: step.Into})
		s.settle(nil)
		if len(s.released) != n {
			t.Fatalf("%d times into released %d stages", n, len(s.released))
		}
		if order := s.released[n-1].order; order <= last {
			t.Fatalf("%q was released out of order", s.released[n-1].name)
		} else {
			last = order
		}
	}
	want := strings.Count(chain, "(") + strings.Count(chain, " ") + 1 - strings.Count(chain, "~")
	if len(s.released) != want {
		t.Errorf("released %d stages, want %d", len(s.released), want)
	}
	if !s.over() {
		t.Error("the boot has not ended")
	}
}
