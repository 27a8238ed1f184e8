package why_test

import (
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/tracefile"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/walk/walktest"
	"apitour/walkthrough/why"
)

var embedded, chinese = sync.OnceValue(notesIn("en")), sync.OnceValue(notesIn("zh"))

func notesIn(language string) func() *notes.Library {
	return func() *notes.Library {
		library, err := notes.Embedded(language)
		if err != nil {
			panic(err)
		}
		return library
	}
}

func join(t *trace.Trace, p *lesson.Plan) *lesson.Lesson { return joined(t, embedded(), p) }

func joined(t *trace.Trace, library *notes.Library, p *lesson.Plan) *lesson.Lesson {
	return lesson.New(t, library, nil, p)
}

// shipped returns the recording inside apitour.
func shipped(t testing.TB) *trace.Trace {
	t.Helper()
	boot, err := recording.Read()
	if err != nil {
		t.Fatal(err)
	}
	return boot
}

// frozen is the name of the boot of which the exact answers tell: it stays when the shipped one is recorded anew.
const frozen = "boot"

// recorded returns a recording: the frozen boot, a guided request or a broken boot.
func recorded(t testing.TB, name string) *trace.Trace {
	t.Helper()
	var read *trace.Trace
	var err error
	switch {
	case name == frozen:
		read, err = tracefile.ReadFile(filepath.Join("testdata", "boot.jsonl.gz"))
	case slices.Contains(recording.Requests(), name):
		read, err = recording.Request(name)
	default:
		read, err = recording.Broken(name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// lessons returns a lesson for every recording that there is: the boots have plans where learners have them.
func lessons(t testing.TB) map[string]*lesson.Lesson {
	t.Helper()
	boot := shipped(t)
	plan := lesson.NewPlan(boot)
	all := map[string]*lesson.Lesson{
		"shipped": join(boot, nil), "made up": walktest.Lesson(), "nothing": join(new(trace.Trace), nil),
		"planned only":     join(new(trace.Trace), plan),
		"made up, planned": walktest.Planned(walktest.TraceOf(walktest.Source(), walktest.Boot(), 333)),
		"failing":          walktest.Planned(walktest.TraceOf(walktest.Source(), walktest.FailingBoot(), 200)),
		"stranger":         join(tracetest.Stranger(), nil), "synthetic": join(tracetest.Synthetic(3000), nil),
	}
	all[frozen] = join(recorded(t, frozen), plan)
	for _, name := range recording.Requests() {
		all[name] = join(recorded(t, name), nil)
	}
	for _, name := range recording.BrokenBoots() {
		all[name] = join(recorded(t, name), plan)
	}
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, seed))
		all["at odds "+string(rune('a'+seed))] = join(atOdds(boot, r), plan)
		all["wild "+string(rune('a'+seed))] = walktest.Bare(walktest.WildTrace(r, 40))
	}
	return all
}

// atOdds returns a boot whose record is at odds with itself: stages wait for any others, fail without those around
// them, and say to be in any goroutine.
func atOdds(boot *trace.Trace, r *rand.Rand) *trace.Trace {
	odd := &trace.Trace{Resource: boot.Resource, Spans: slices.Clone(boot.Spans)}
	for i := range odd.Spans {
		s := &odd.Spans[i]
		s.Attributes = maps.Clone(s.Attributes)
		other := odd.Spans[r.IntN(len(odd.Spans))].Name
		switch r.IntN(6) {
		case 0, 1:
			s.Attributes[convention.WaitsFor] = other
		case 2:
			s.Status, s.Message = trace.StatusError, "broken: "+other
		case 3:
			s.Attributes[convention.Goroutine] = int64(r.IntN(4))
		case 4:
			s.Attributes[convention.Pause] = r.Int64N(int64(time.Second))
		}
	}
	return odd
}

// at returns the facts of a lesson now, as a recording has them.
func at(l *lesson.Lesson) *why.Facts {
	return &why.Facts{View: lesson.View{Lesson: l, Now: l.End, Over: true}, DiedIn: -1}
}

// named returns the first step of a name.
func named(t testing.TB, l *lesson.Lesson, name string) *lesson.Step {
	t.Helper()
	for _, step := range l.Steps {
		if step.Node.Name == name {
			return step
		}
	}
	t.Fatalf("no stage is called %q", name)
	return nil
}
