package plain

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"go.uber.org/goleak"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestMain takes the module cache away: the texts of these tests must not depend on which libraries a machine has the
// source of.
func TestMain(m *testing.M) {
	if err := os.Setenv("GOMODCACHE", "/nowhere"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// replay returns a walk through the recorded boot.
func replay(t *testing.T, intro walk.Intro) *walk.Walk {
	t.Helper()
	w, err := walk.New(walk.Options{
		Lesson: walktest.Join, Languages: walktest.Spoken(walktest.Lesson()),
		Trace: walktest.Recording(), Intro: intro,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// said walks with lines of commands, and returns what is printed.
func said(t *testing.T, w *walk.Walk, o Options, commands ...string) string {
	t.Helper()
	var out strings.Builder
	o.Input, o.Output = strings.NewReader(strings.Join(commands, "\n")+"\n"), &out
	if err := Run(t.Context(), w, o); err != nil {
		t.Error(err)
	}
	return out.String()
}

// TestPlain keeps the text of two walks.
func TestPlain(t *testing.T) {
	for name, commands := range map[string][]string{
		"walk": {
			"n", "", "p", "into", "over", "back-over", "u", "caller", "where", "j StartEtcd", "note", "source", "parts",
			"j 14", "j nowhere", "nonsense", "q", "n",
		},
		"others": {"log", "fold", "zoom", "pane", "G", "next", "lanes"},
	} {
		t.Run(name, func(t *testing.T) {
			golden.RequireEqual(t, said(t, replay(t, walk.Intro{}), Options{}, commands...))
		})
	}
}

// TestPlainReachesEveryRow types the name and every key of each row of the command table, and looks whether it means
// that row, or the row that needs a screen.
func TestPlainReachesEveryRow(t *testing.T) {
	p := &plain{driver: walk.Drive(t.Context(), replay(t, walk.Intro{}))}
	for _, c := range walk.Commands() {
		for _, typed := range append([]string{c.Name}, c.Keys...) {
			named := p.named(typed)
			switch {
			case c.Screen && named != nil:
				t.Errorf("%q means %q, want nothing without a screen", typed, named.Name)
			case !c.Screen && (named == nil || named.Name != c.Name):
				t.Errorf("%q does not mean %q", typed, c.Name)
			}
			if c.Screen {
				answer := said(t, replay(t, walk.Intro{}), Options{}, typed)
				if want := fmt.Sprintf("%q needs a screen.\n", typed); !strings.HasSuffix(answer, want) {
					t.Errorf("%q is answered with %q, want %q", typed, answer, want)
				}
			}
		}
	}
	for _, own := range ownWords() {
		if slices.ContainsFunc(walk.Commands(), func(c walk.Command) bool { return c.Name == own.name }) {
			t.Errorf("%q has two meanings", own.name)
		}
	}
}

// TestEveryRowSaysSomething runs each row: whatever it does, the learner is answered and can walk on.
func TestEveryRowSaysSomething(t *testing.T) {
	quiet := said(t, replay(t, walk.Intro{}), Options{}, "quit")
	for _, c := range walk.Commands() {
		answer, begun := strings.CutPrefix(said(t, replay(t, walk.Intro{}), Options{}, c.Name), quiet)
		if !begun {
			t.Errorf("%q changes what is printed before it:\n%s", c.Name, answer)
		}
		leaves := c.Name == "quit" || c.Name == "quit-at-once"
		if silent := answer == ""; silent != leaves {
			t.Errorf("%q is answered with %q", c.Name, answer)
		}
	}
}

// TestPlainHelp looks for every row that needs no screen, and for every word, in the help.
func TestPlainHelp(t *testing.T) {
	help := said(t, replay(t, walk.Intro{}), Options{}, "help")
	for _, c := range walk.Commands() {
		row := fmt.Sprintf("  %s (%s): %s\n", c.Name, strings.Join(c.Keys, ", "), c.Help)
		if strings.Contains(help, row) == c.Screen {
			t.Errorf("the help has %q: %t, want %t", row, c.Screen, !c.Screen)
		}
	}
	for _, own := range ownWords() {
		if !strings.Contains(help, "  "+own.name+": ") {
			t.Errorf("the help does not have %q", own.name)
		}
	}
}

// inOrder checks that texts come one after the other.
func inOrder(t *testing.T, said string, wants ...string) {
	t.Helper()
	at := 0
	for _, want := range wants {
		i := strings.Index(said[at:], want)
		if i < 0 {
			t.Fatalf("%q does not come, or not in its place:\n%s", want, said)
		}
		at += i
	}
}

// TestQuestions answers what commands ask, in the same line and in the next one.
func TestQuestions(t *testing.T) {
	inOrder(t, said(t, replay(t, walk.Intro{}), Options{},
		"/", "apiext", "match", "match-before", "search etcd", "search nothing at all", "go", "createserv",
		": crsch", "go 99", "go help", "go", "search", "etcd", "close"),
		"Search for which text?", "1/", "step 14 of 52: CreateServerChain",
		"2/", "1/", "6/7", "Nothing matches nothing at all.",
		"Go where?", "step 14 of 52: CreateServerChain",
		`No stage and no command is called "crsch": did you mean "CreateServerChain"?`+"\n", "Steps go from 1 to 52.",
		"Type a name, or one of the keys of a screen.",
		"Go where?", "Search for which text?", "6/7", "Done: ")
}

// TestNamesThatWereMeant mistypes commands of all kinds, stages, and what is like nothing.
func TestNamesThatWereMeant(t *testing.T) {
	inOrder(t, said(t, replay(t, walk.Intro{}), Options{},
		"nxet", "wehre", "zooom", "xyzzyx", "j StratEtcd", "j xyzzyx", ": lgo", ": qui"),
		`No command is called "nxet": did you mean "next"?`, `No command is called "wehre": did you mean "where"?`,
		`No command is called "zooom": help lists them.`, `No command is called "xyzzyx": help lists them.`,
		`No stage is called "StratEtcd": did you mean "StartEtcd"?`+"\n", `No stage is called "xyzzyx".`,
		`No stage and no command is called "lgo": did you mean "log"?`+"\n")
}

// TestEmptyLines repeats the last command, which a word that nothing means is not.
func TestEmptyLines(t *testing.T) {
	got := said(t, replay(t, walk.Intro{}), Options{}, "", "n", "", "nonsense", "", "where", "")
	inOrder(t, got,
		"step 1 of", "step 1 of", "step 2 of", "step 3 of", "No command", "step 4 of", "step 4 of", "step 4 of")
}

// TestASCII prints a walk for terminals that show nothing else.
func TestASCII(t *testing.T) {
	intro := walk.Intro{Lines: []string{"µ → “e\u0301” 启动\tx\x1b[31m"}}
	got := said(t, replay(t, intro), Options{ASCII: true}, "n", "j StartEtcd")
	for _, r := range got {
		if r > 127 || r < ' ' && r != '\n' {
			t.Fatalf("the text has %q in it:\n%s", r, got)
		}
	}
	inOrder(t, got, `u > "e" ??`, "Recording - ready in 612 ms.", "own 400 us")
}

// failing is an output that takes nothing.
type failing struct{}

var errFull = errors.New("the disk is full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

// TestOutputFails ends a walk that nothing can be printed of.
func TestOutputFails(t *testing.T) {
	err := Run(t.Context(), replay(t, walk.Intro{}), Options{Input: strings.NewReader("n\n"), Output: failing{}})
	if !errors.Is(err, errFull) {
		t.Errorf("the walk ends with %v, want %v", err, errFull)
	}
}

// TestHooksAndSlices prints the hooks at the learner's moment, and what ready waited for.
func TestHooksAndSlices(t *testing.T) {
	w, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: walktest.WaitingRecording()})
	if err != nil {
		t.Fatal(err)
	}
	inOrder(t, said(t, w, Options{}, "j crd", "hooks", "slices"),
		"1 of 5 hooks done, readyz 2 of 7, at +40.0 ms\n", "Wait for nothing:\n",
		"aggregator-informers: runs\n", "Wait for aggregator-informers:\n", "registration: waits\n",
		"Wait for informers:\n", "crd: done, 35.0 ms\n", "What ready waited for, the longest first:\n", " %")
}
