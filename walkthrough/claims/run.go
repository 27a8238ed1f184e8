package claims

import (
	"slices"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/evidence"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Run is what was recorded of one run of the server: its boot, or the way of one request.
type Run struct {
	// Name is what a reader calls it: "boot.jsonl", "the request watch".
	Name  string
	Trace *trace.Trace
	// Request is the guided request of the trace, "" for a boot and for a request of someone's own. Break is the broken
	// boot that was recorded, with the requests that were sent to it.
	Request, Break string
	// Green are checks that are known to have turned green from elsewhere than the trace.
	Green []string
}

// Runs divides a recording into its boot and its requests. Request names the guided request of which the root is; it
// may be nil.
func Runs(name string, recorded *trace.Trace, request func(root *trace.Node) string) (runs []Run) {
	of := make(map[string]int)
	for _, root := range recorded.Tree() {
		i, known := of[root.TraceID]
		if !known {
			i = len(runs)
			of[root.TraceID] = i
			runs = append(runs, Run{Name: name, Trace: &trace.Trace{Resource: recorded.Resource}})
		}
		if request != nil && root.Name == convention.RequestStage && root.IsStage() {
			runs[i].Request = request(root)
		}
	}
	for i := range recorded.Spans {
		span := recorded.Spans[i]
		run := &runs[of[span.TraceID]]
		run.Trace.Spans = append(run.Trace.Spans, span)
	}
	return runs
}

// judged is a run that claims are held against.
type judged struct {
	Run
	*evidence.Record
	in     *phrases.Claims // the language of what is said of the run
	lesson *lesson.Lesson
	flags  []string // those that may change the stages
	ended  bool     // the termination of the server was recorded too
	// open says why the run is not whole, so that what it lacks proves nothing; "" for a whole one.
	open string
}

func newJudged(run Run, library *notes.Library) *judged {
	l := lesson.New(run.Trace, library, nil, nil)
	j := &judged{
		Run: run, Record: evidence.New(l.Roots, library, run.Green...), in: &l.Phrases().Claims, lesson: l,
		flags: flagsOf(run.Trace),
	}
	j.open = j.lacks()
	j.ended = len(j.Stages(func(n *trace.Node) bool { return ofTermination(library, n.Name) })) > 0
	return j
}

// isRequest reports whether the run is a request.
func (j *judged) isRequest() bool { return j.lesson.Kind() == lesson.Request }

// isBoot reports whether the run is a boot of the server.
func (j *judged) isBoot() bool { return len(j.lesson.Steps) > 0 && j.lesson.Kind() == lesson.Boot }

// lacks says why a run is not whole. A boot is whole when it has come to its hooks and nothing has failed: a recording
// that lost one span is still one.
func (j *judged) lacks() string {
	switch {
	case j.isRequest():
		if j.lesson.Request().Running() {
			return j.in.NoAnswer
		}
		return ""
	case !j.isBoot():
		return j.in.NoServer
	}
	if chain := trace.FailedChain(j.lesson.Roots); len(chain) > 0 {
		return j.in.FailedIn.With(chain[0].Name)
	}
	ready := j.Stage(convention.ReadyStage)
	hooks := j.Stages(func(n *trace.Node) bool { return lesson.IsHook(n) })
	if len(hooks) == 0 && ready == nil || ready != nil && ready.Running() {
		return j.in.NotReady
	}
	return ""
}

// ofTermination reports whether the stage belongs to the end of a server. A boot that was recorded until it was ready
// has nothing of that.
func ofTermination(library *notes.Library, name string) bool {
	return library.ChapterOf(&trace.Span{Name: name}, notes.TerminationChapters) != nil
}

// harmless are flags of the server that add no stage and take none away.
var harmless = []string{"--secure-port", "--bind-address", "--data-dir", "--request-timeout"}

// flagsOf returns the flags with which the server was recorded, without those that change no stage.
func flagsOf(recorded *trace.Trace) (flags []string) {
	all, _ := recorded.Resource[convention.Flags].([]any)
	for i, flag := range all {
		text, _ := flag.(string)
		name, _, _ := strings.Cut(text, "=")
		before := ""
		if i > 0 {
			before, _ = all[i-1].(string)
		}
		isValue := !strings.HasPrefix(text, "-") && slices.Contains(harmless, before)
		if !isValue && !slices.Contains(harmless, name) && !slices.Contains(flags, text) {
			flags = append(flags, text)
		}
	}
	return flags
}
