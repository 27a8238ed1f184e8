package plain

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// shipped returns a walk through the recording inside apitour, along a path.
func shipped(t *testing.T, path walk.Path) *walk.Walk {
	t.Helper()
	w, err := walk.New(walk.Options{
		Lesson: walktest.Explain, Trace: walktest.Shipped(), Path: path, Headings: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestANewcomerReadsTheShortPath types "next" once and then nothing but empty lines: at most 45 of them lead from main
// to ready, past every stage of the classic text.
func TestANewcomerReadsTheShortPath(t *testing.T) {
	const most = 45
	commands := append([]string{"next"}, make([]string, most-1)...)
	inOrder(
		t,
		said(t, shipped(t, walk.Short), Options{}, commands...),
		": main, chapter 1 of 7, 1 of 10\n",
		": NewAPIServerCommand,",
		": NewServerRunOptions,",
		": PrintAndExitIfRequested,",
		": PrintFlags,",
		": Complete,",
		": Validate,",
		": SetupSignalHandler,",
		": Run,",
		": logVersion,",
		": CreateServerChain, chapter 2 of 7, 1 of 3\n",
		": CreateNodeDialer,",
		": CreateKubeAPIServerConfig,",
		": createAPIExtensionsConfig,",
		": NewEmptyDelegate,",
		": createAPIExtensionsServer,",
		": CreateKubeAPIServer,",
		": createAggregatorConfig,",
		": createAggregatorServer,",
		": PrepareRun,",
		": prepared.Run,",
		"Chapter 6 of 7. The hooks: ",
		"(\"next\" again goes on from prepared.Run.)",
		"Chapter 7 of 7. Ready: ",
		": WaitForReady, chapter 7 of 7, 1 of 1\n",
		"This is the last step.",
	)
}

// TestPlainSaysWhatStandsInARow comes to the row of many stages, opens it, and changes the path.
func TestPlainSaysWhatStandsInARow(t *testing.T) {
	along := func() *walk.Walk {
		w, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: walktest.Recording(), Path: walk.Main})
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	commands := []string{"j PostStartHook/max", "n", "into", "f", "n", "path short", "path nonsense", "{", "}"}
	inOrder(t, said(t, along(), Options{}, commands...),
		"step 44 of 52: 8 more like this, from PostStartHook/crd-informer-synced, chapter 4 of 5, 2 of 2\n",
		"  8 more like this, 290 ms in all; longest PostStartHook/apiservice-registration-controller 289 ms, ",
		"  each: |▅▁▁▃▁▁█▇|\n", "8 stages opened: f closes them again.", "Done: fold",
		": WaitForReady, chapter 5 of 5, 1 of 1", "Short path: the stages of the classic text.",
		"No path is called nonsense: short, main or all.", "chapter 4 of 5", ": WaitForReady, chapter 5 of 5")
	inOrder(t, said(t, along(), Options{ASCII: true}, commands[:2]...), "  each: |=__:__#%|\n")
}

// TestPlainSaysWhereTheServerGoes steps a server along the short path.
func TestPlainSaysWhereTheServerGoes(t *testing.T) {
	s := walktest.NewServer(t.Context(), len(walktest.Recording().Spans))
	w, err := walk.New(walk.Options{Lesson: walktest.Planned, Feed: s.Feed, Controls: s, Path: walk.Short})
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, w, Options{}, "n", "", "", "", "", "", "", "", "", "", "")
	inOrder(t, got, "step 1 of 52: main, chapter 1 of 5, 1 of 5\n",
		": NewAPIServerCommand, chapter 1 of 5, 2 of 5\n", ": Run, ", ": CreateServerChain, ", ": prepared.Run, ",
		"eady in ", ": WaitForReady, chapter 5 of 5, 1 of 1\n")
	// A server may be there before the walk has been asked where it goes; not ten times in a row.
	if !strings.Contains(got, "On its way to ") {
		t.Errorf("nothing says where the server goes:\n%s", got)
	}
}

// TestPlainHeadsWhatIsPassed steps a server along the short path, which stops at no hook: the heading of their chapter
// is printed before the server goes on past them, and that of the last chapter before what a ready server offers.
func TestPlainHeadsWhatIsPassed(t *testing.T) {
	s := walktest.NewServer(t.Context(), len(walktest.Recording().Spans))
	w, err := walk.New(walk.Options{
		Lesson: walktest.Planned, Feed: s.Feed, Controls: s, Path: walk.Short, Headings: true, At: "PrepareRun",
	})
	if err != nil {
		t.Fatal(err)
	}
	got := said(t, w, Options{}, "n", "n", "n")
	inOrder(t, got, ": PrepareRun, ", ": prepared.Run, ", "Chapter 4 of 5. The hooks: side by side\n",
		"  (\"next\" again goes on from prepared.Run.)\n", "Chapter 5 of 5. Ready: the server says yes\n",
		"The server was ready after ", ": WaitForReady, chapter 5 of 5, 1 of 1\n")

	w, err = walk.New(walk.Options{
		Lesson: walktest.Join, Trace: walktest.Recording(), Path: walk.Short, Headings: true, At: "PrepareRun",
	})
	if err != nil {
		t.Fatal(err)
	}
	inOrder(t, said(t, w, Options{}, "n", "", ""), ": prepared.Run, ", "Chapter 4 of 5. The hooks: side by side\n",
		"  (\"next\" again goes on from prepared.Run.)\n", "Chapter 5 of 5. Ready: the server says yes\n",
		": WaitForReady, chapter 5 of 5, 1 of 1\n")
}

// TestPlainHealthOfARecording keeps what is printed of the health of a recording, and asks why a check is green.
func TestPlainHealthOfARecording(t *testing.T) {
	w, err := walk.New(walk.Options{Lesson: walktest.Join, Trace: walktest.WaitingRecording()})
	if err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, said(t, w, Options{}, "H", "W informer-sync"))
}
