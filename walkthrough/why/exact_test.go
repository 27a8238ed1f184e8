package why_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/why"
)

// TestAnswers compares answers with their goldens, word for word. Read what changes: each is a claim about a boot.
func TestAnswers(t *testing.T) {
	t.Parallel()
	answers(t, embedded())
}

// TestAnswersInChinese asks the same in Chinese.
func TestAnswersInChinese(t *testing.T) {
	t.Parallel()
	answers(t, chinese())
}

func answers(t *testing.T, library *notes.Library) {
	t.Helper()
	for _, cases := range []map[string]askedOf{boots(t, library), brokenBoots(t, library), requests(t, library)} {
		for name, test := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				golden.RequireEqual(t, written(t, test.facts, test.asked))
			})
		}
	}
}

// TestReleased tells who let stages go on, by the clock of a watch.
func TestReleased(t *testing.T) { released(t, embedded()) }

// TestReleasedInChinese tells the same in Chinese.
func TestReleasedInChinese(t *testing.T) { released(t, chinese()) }

func released(t *testing.T, library *notes.Library) {
	t.Helper()
	boot := recorded(t, "boot")
	hold(boot, "Complete", 3200*time.Millisecond)
	hold(boot, "Validate", 400*time.Microsecond)
	for i := range boot.Spans {
		if s := &boot.Spans[i]; s.Name == "WaitForLeader" {
			s.Attributes = maps.Clone(s.Attributes)
			s.Attributes[convention.NeverHeld] = "etcd elects itself by its own clock."
		}
	}
	f := at(joined(trace.WithoutPauses(boot), library, nil))
	for _, live := range []bool{true, false} {
		if f.Live = live; !live {
			f = at(joined(boot, library, nil))
			f.Wall = true
		}
		t.Run(map[bool]string{true: "live", false: "recorded, wall time"}[live], func(t *testing.T) {
			golden.RequireEqual(t, written(t, f, []string{
				"Complete", "released", "Validate", "released", "WaitForLeader", "released", "Complete", "took",
			}))
		})
	}
	for _, a := range f.Ask(named(t, f.View.Lesson, "StartEtcd")) {
		if a.Kind == why.Released {
			t.Errorf("of a stage that was not held is asked %q", a.Question)
		}
	}
}

// hold holds a stage at its start. All that comes after that moment comes so much later.
func hold(boot *trace.Trace, name string, pause time.Duration) {
	at := slices.IndexFunc(boot.Spans, func(s trace.Span) bool { return s.Name == name })
	held := &boot.Spans[at]
	held.Attributes = maps.Clone(held.Attributes)
	held.Attributes[convention.Pause] = int64(pause)
	from := held.Start
	later := func(t *time.Time) {
		if t.After(from) {
			*t = t.Add(pause)
		}
	}
	for i := range boot.Spans {
		s := &boot.Spans[i]
		later(&s.Start)
		later(&s.End)
		s.Events = slices.Clone(s.Events)
		for j := range s.Events {
			later(&s.Events[j].Time)
		}
	}
}

// askedOf is what is asked of a recording: stages, and kinds of questions.
type askedOf struct {
	facts *why.Facts
	asked []string
}

const hook = convention.HookPrefix

func boots(t *testing.T, library *notes.Library) map[string]askedOf {
	return map[string]askedOf{
		"shipped": {at(joined(recorded(t, "boot"), library, nil)), []string{
			"main", "open", "WaitForLeader", "waited", "StartEtcd", "took", "CreateNodeDialer", "lane",
			hook + "crd-informer-synced", "waited", hook + "rbac/bootstrap-roles", "lane",
			hook + "storage-readiness", "critical path", "Admission.ApplyTo", "critical path", "WaitForReady", "waited",
			hook + "rbac/bootstrap-roles", "check", "StartEtcd", "check",
			hook + "generic-apiserver-start-informers", "check",
			hook + "kube-apiserver-autoregistration", "check", "WaitForReady", "critical path",
		}},
		"held in the chain": {until(t, library, 100*time.Millisecond, "Admission.ApplyTo"), []string{
			"Admission.ApplyTo", "open", "Run", "open", "CreateKubeAPIServer", "not begun",
			hook + "crd-informer-synced", "not begun", "InstallAPIs", "not begun",
		}},
		"at work in the chain": {until(t, library, 150*time.Millisecond), []string{
			"CreateServerChain", "open", "InstallAPIs", "not begun", hook + "bootstrap-controller", "not begun",
			"InstallLegacyAPI", "took",
		}},
		"held hooks": {until(t, library, 370*time.Millisecond, hook+"start-apiextensions-informers",
			hook+"start-kube-aggregator-informers"), []string{
			hook + "crd-informer-synced", "open", hook + "apiservice-discovery-controller", "open",
			"WaitForReady", "open",
			hook + "crd-informer-synced", "check", hook + "rbac/bootstrap-roles", "open", "prepared.Run", "open",
			hook + "bootstrap-controller", "check", hook + "start-apiextensions-informers", "open",
		}},
	}
}

func brokenBoots(t *testing.T, library *notes.Library) map[string]askedOf {
	plan := lesson.NewPlan(recorded(t, "boot"))
	broken := func(name string) *why.Facts { return at(joined(recorded(t, name), library, plan)) }
	return map[string]askedOf{
		"port taken": {broken("port-taken"), []string{
			"RunE", "failed", "SecureServing.ApplyTo", "failed", "WaitForReady", "skipped",
			"Features.ApplyTo", "skipped",
			"StartEtcd", "critical path",
		}},
		"bad flag": {broken("bad-flag"), []string{"main", "failed", "Validate", "failed", "StartEtcd", "skipped"}},
		"hook fails": {broken("hook-fails"), []string{
			hook + "hook-fails", "failed", "WaitForReady", "failed", "WaitForReady", "waited",
			hook + "hook-fails", "check",
		}},
	}
}

func requests(t *testing.T, library *notes.Library) map[string]askedOf {
	request := func(name string) *why.Facts { return at(joined(recorded(t, name), library, nil)) }
	return map[string]askedOf{
		"denied": {request("denied"), []string{
			"ServeRequest", "decided", "WithCORS", "decided", "WithAuthentication", "decided",
			"WithConstrainedImpersonation", "decided", "WithAuthorization", "decided",
		}},
		"no credentials": {request("no-credentials"), []string{
			"ServeRequest", "decided", "WithAuthentication", "decided", "Unauthorized", "decided",
		}},
		"unknown path": {request("unknown-path"), []string{
			"ServeRequest", "decided", "Director/aggregator", "decided", "NotFound", "decided",
		}},
		"aggregated": {request("aggregated"), []string{"ServeRequest", "decided", "Director/aggregator", "decided"}},
		"custom resource": {request("custom-resource"), []string{
			"ServeRequest", "decided", "Director/kube-apiserver", "decided", "Director/apiextensions", "decided",
		}},
		"server-side apply": {request("server-side-apply"), []string{
			"Director/kube-apiserver", "decided", "Admission/NamespaceLifecycle/mutate", "decided",
			"ServeRequest", "took",
		}},
	}
}

// written returns questions and answers as text.
func written(t *testing.T, f *why.Facts, asked []string) string {
	t.Helper()
	var out strings.Builder
	for i := 0; i < len(asked); i += 2 {
		stage, kind := asked[i], why.Kind(asked[i+1])
		answers := f.Ask(named(t, f.View.Lesson, stage))
		at := slices.IndexFunc(answers, func(a why.Answer) bool { return a.Kind == kind })
		if at < 0 {
			t.Fatalf("%s cannot be asked about %q", stage, kind)
		}
		a := answers[at]
		fmt.Fprintf(&out, "%s\n", a.Question)
		for _, sentence := range a.Sentences {
			fmt.Fprintf(&out, "  %s\n", sentence)
		}
		for _, p := range a.Places {
			fmt.Fprintf(&out, "  -> %s\n", p.Name)
		}
	}
	return out.String()
}

// until returns a live boot as it was a moment after its start, with some stages held, each for a second more.
func until(t *testing.T, library *notes.Library, after time.Duration, held ...string) *why.Facts {
	t.Helper()
	boot := recorded(t, "boot")
	plan := lesson.NewPlan(boot)
	now := boot.Tree()[0].Start.Add(after)
	half := &trace.Trace{Resource: boot.Resource}
	isHeld := make(map[string]bool)
	for _, name := range held {
		isHeld[name] = true
	}
	for _, s := range boot.Spans {
		if s.Start.After(now) {
			continue
		}
		s.Attributes = maps.Clone(s.Attributes)
		delete(s.Attributes, convention.StillRunning)
		if s.End.After(now) || s.Running() || isHeld[s.Name] {
			s.End, s.Events = time.Time{}, nil
		}
		if isHeld[s.Name] {
			s.Attributes[convention.Held] = true
		}
		half.Spans = append(half.Spans, s)
	}
	l := joined(half, library, plan)
	f := &why.Facts{View: lesson.View{Lesson: l, Now: now}, Live: true, Held: make(map[int]why.Held), DiedIn: -1}
	for i, name := range held {
		keys := "space"
		if i > 0 {
			keys = "], then space"
		}
		f.Held[named(t, l, name).Index] = why.Held{For: time.Duration(12+i) * time.Second, Keys: keys}
	}
	return f
}
