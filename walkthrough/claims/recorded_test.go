package claims_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracefile"
	"apitour/walkthrough/claims"
	"apitour/walkthrough/evidence"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
)

func embedded(t *testing.T) *notes.Library {
	t.Helper()
	library, err := notes.Embedded("en")
	if err != nil {
		t.Fatal(err)
	}
	return library
}

// shipped returns the boot that is part of the program, as a run.
func shipped(t *testing.T) claims.Run {
	t.Helper()
	recorded, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	return claims.Run{Name: "the shipped boot", Trace: recorded}
}

// requests returns recordings of guided requests, each as a run.
func requests(t *testing.T, library *notes.Library) (runs []claims.Run) {
	t.Helper()
	files, err := filepath.Glob("../lesson/testdata/requests/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".jsonl")
		if library.Request(name) == nil {
			continue // not a guided one
		}
		data, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer data.Close()
		recorded, err := tracefile.Read(data)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		of := func(*trace.Node) string { return name }
		runs = append(runs, claims.Runs("the request "+name, recorded, of)...)
	}
	if len(runs) < 7 {
		t.Fatalf("%d recordings of requests", len(runs))
	}
	return runs
}

// TestRecordings holds the notes against recordings that are at hand: nothing fails, and a claim about a boot without
// flags is decided where the boot has what it names.
func TestRecordings(t *testing.T) {
	library := embedded(t)
	boot := shipped(t)
	record := evidence.New(boot.Trace.Tree(), library)
	held := 0
	for _, r := range claims.Check(library, append(requests(t, library), boot)...) {
		c := r.Claim
		ofBoot := c.Flag == "" && c.Request == "" && c.Break == "" && c.Kind != notes.Decides &&
			!slices.ContainsFunc(c.Names(), func(name string) bool {
				return !strings.Contains(name, " ") && len(record.Spans(name)) == 0
			})
		switch {
		case r.Verdict == claims.Fails:
			t.Errorf("%s.md:%d: %s fails on %s: %s", c.Note.ID, c.Line, c, r.Run, r.Found)
		case r.Verdict == claims.Undecided && ofBoot:
			t.Errorf("%s.md:%d: %s is undecided: %s", c.Note.ID, c.Line, c, r.Found)
		case r.Verdict == claims.Undecided && (r.Found == "" || r.Run != ""):
			t.Errorf("%s.md:%d: %s is undecided without a reason: %+v", c.Note.ID, c.Line, c, r)
		case r.Verdict == claims.Holds:
			held++
		}
	}
	if all := len(library.Claims()); held < all/2 {
		t.Errorf("%d of %d claims hold", held, all)
	}
}

// speaks reports how a claim speaks of the span: in full, or by a beginning of its name.
func speaks(c *notes.Claim, span string) (inFull, atAll bool) {
	names := c.Names()
	return slices.Contains(names, span), slices.ContainsFunc(names, func(name string) bool {
		return evidence.Means(name, span)
	})
}

// verdicts returns the verdicts on all claims for one run alone.
func verdicts(library *notes.Library, run claims.Run) map[*notes.Claim]claims.Verdict {
	all := make(map[*notes.Claim]claims.Verdict)
	for _, r := range claims.Check(library, run) {
		all[r.Claim] = r.Verdict
	}
	return all
}

// mutated returns the run with other spans. Those that are changed are copies.
func mutated(run claims.Run, change func(spans []trace.Span) []trace.Span) claims.Run {
	run.Trace = &trace.Trace{Resource: run.Trace.Resource, Spans: change(slices.Clone(run.Trace.Spans))}
	return run
}

// without drops the span: its parts become those of the stage around it, as in a program that does not have it.
func without(at int) func([]trace.Span) []trace.Span {
	return func(spans []trace.Span) []trace.Span {
		dropped := spans[at]
		for i := range spans {
			if spans[i].ParentID == dropped.ID {
				spans[i].ParentID = dropped.ParentID
			}
		}
		return slices.Delete(spans, at, at+1)
	}
}

func renamed(at int) func([]trace.Span) []trace.Span {
	return func(spans []trace.Span) []trace.Span {
		spans[at].Name = "Renamed" + spans[at].Name
		return spans
	}
}

// TestMutations drops and renames each span of the recordings that a claim names: exactly the notes that speak of it
// fail. A claim that names it in full must, one that names a family of which it is one may, and no other does.
func TestMutations(t *testing.T) {
	library := embedded(t)
	mutations := map[string]func(int) func([]trace.Span) []trace.Span{"without": without, "renamed": renamed}
	tried := 0
	for _, run := range append(requests(t, library), shipped(t)) {
		before := verdicts(library, run)
		for at, span := range run.Trace.Spans {
			alone := count(run.Trace.Spans, span.Name) == 1
			for how, mutate := range mutations {
				if how == "without" && span.Name == convention.RequestStage || !isNamed(library, span.Name) {
					continue // nothing is known of a request of which there is no beginning
				}
				tried++
				for c, verdict := range verdicts(library, mutated(run, mutate(at))) {
					inFull, atAll := speaks(c, span.Name)
					told := before[c] == claims.Holds || c.Kind == notes.Skipped && c.Break == "" && run.Request == ""
					switch {
					case verdict == claims.Fails && !atAll:
						t.Errorf("%s %s %s: %s.md:%d fails, and does not speak of it: %s", run.Name, how, span.Name,
							c.Note.ID, c.Line, c)
					case verdict != claims.Fails && inFull && alone && told:
						t.Errorf("%s %s %s: %s.md:%d speaks of it, and is %s: %s", run.Name, how, span.Name,
							c.Note.ID, c.Line, verdict, c)
					}
				}
			}
		}
	}
	if tried < 200 {
		t.Errorf("only %d mutations", tried)
	}
}

// TestReordered changes the places of two spans of which a claim says that one comes before the other: that claim
// fails, and of the others only those that speak of one of the two.
func TestReordered(t *testing.T) {
	library := embedded(t)
	tried := 0
	for _, run := range append(requests(t, library), shipped(t)) {
		before := verdicts(library, run)
		for _, claim := range library.Claims() {
			a, b := find(run.Trace.Spans, claim.A), find(run.Trace.Spans, claim.B)
			if claim.Kind != notes.Before || before[claim] != claims.Holds || a < 0 || b < 0 {
				continue
			}
			tried++
			swapped := mutated(run, func(spans []trace.Span) []trace.Span {
				spans[a].Start, spans[b].Start = spans[b].Start, spans[a].Start
				spans[a].End, spans[b].End = spans[b].End, spans[a].End
				return spans
			})
			for c, verdict := range verdicts(library, swapped) {
				_, ofA := speaks(c, claim.A)
				_, ofB := speaks(c, claim.B)
				switch {
				case c == claim && verdict != claims.Fails:
					t.Errorf("%s: %s is %s when it is the other way round", run.Name, c, verdict)
				case verdict == claims.Fails && !ofA && !ofB:
					t.Errorf(
						"%s: with %s the other way round %s.md:%d fails: %s",
						run.Name,
						claim,
						c.Note.ID,
						c.Line,
						c,
					)
				}
			}
		}
	}
	if tried < 50 {
		t.Errorf("only %d orders", tried)
	}
}

func isNamed(library *notes.Library, span string) bool {
	return slices.ContainsFunc(library.Claims(), func(c *notes.Claim) bool {
		_, atAll := speaks(c, span)
		return atAll
	})
}

func count(spans []trace.Span, name string) (n int) {
	for i := range spans {
		if spans[i].Name == name {
			n++
		}
	}
	return n
}

func find(spans []trace.Span, name string) int {
	return slices.IndexFunc(spans, func(s trace.Span) bool { return s.Name == name })
}
