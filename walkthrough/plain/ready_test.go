package plain

import (
	"errors"
	"strings"
	"testing"
	"time"

	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// readied is a walk in lines through a stepped server that has become ready while the learner stood at the live edge.
func readied() (*plain, *walktest.Live) {
	l := walktest.Step()
	l.Receive(l.Until(walktest.Boot(), 100)...)
	l.Receive(l.HeldAt("NewAPIServerCommand"))
	l.Receive(append(l.Until(walktest.Boot(), 612),
		feed.Access{Kubeconfig: "/data/admin.kubeconfig"}, l.Stepping(step.State{Mode: step.Moving}))...)
	return &plain{says: &phrases.In("en").Plain, summed: make(map[*notes.Note]bool)}, l
}

// printedBy returns what a function prints.
func printedBy(p *plain, tell func(*walk.Walk), w *walk.Walk) string {
	p.out.lines.Reset()
	tell(w)
	return p.out.lines.String()
}

// TestReady prints the place to which a boot leads by itself, once, and tells of it when the learner stands elsewhere.
func TestReady(t *testing.T) {
	p, l := readied()
	got := printedBy(p, p.arriveAtReady, l.Walk)
	for _, want := range []string{
		"The server was ready after 612 ms.", "apiservice-registration-controller, 289 ms, 47 %",
		"  export KUBECONFIG=/data/admin.kubeconfig\n  kubectl get namespaces\n", "  request: send a request",
		"  apitour break list: ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
	if again := printedBy(p, p.arriveAtReady, l.Walk); again != "" {
		t.Errorf("it says so again: %s", again)
	}

	p, l = readied()
	l.ReadyOpens() // as if the learner stood elsewhere
	if got := printedBy(p, p.arriveAtReady, l.Walk); !strings.Contains(got, `"ready" says what it waited for`) {
		t.Errorf("it says %q", got)
	}
	if again := printedBy(p, p.arriveAtReady, l.Walk); again != "" {
		t.Errorf("it says so again: %s", again)
	}
}

// TestOutside prints the requests from outside, tells once of new ones, and says which one is followed.
func TestOutside(t *testing.T) {
	p, l := readied()
	if got := printedBy(p, p.newOutside, l.Walk); got != "" {
		t.Errorf("before any request it says %q", got)
	}
	for i, path := range []string{"/a", "/b\x1b[2J"} {
		l.Receive(feed.Outside{
			ID: path, Method: "GET", Path: path, Status: 200 + i, User: "admin", Took: time.Millisecond,
		})
		news := printedBy(p, p.newOutside, l.Walk)
		if told := strings.Contains(news, "Requests have come from outside"); told != (i == 0) {
			t.Errorf("after %d requests it says %q", i+1, news)
		}
	}
	l.Do("requests", "1")
	got := printedBy(p, p.outside, l.Walk)
	for _, want := range []string{
		"1: GET /a: 200, admin, 1.00 ms\n", "2: GET /b␛[2J: 201, admin", "The next GET /a is held at its first stage.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
}

// TestLogByStages prints the log below the stages during which its lines were written, and each line once.
func TestLogByStages(t *testing.T) {
	p, l := readied()
	got := printedBy(p, p.log, l.Walk)
	want := "During step 13, StartEtcd:\n  I1123 09:00:00.041000       1 server.go:12] \"StartEtcd\""
	if !strings.Contains(got, want) {
		t.Errorf("it says\n%s", got)
	}
	if again := printedBy(p, p.log, l.Walk); again != "The server has logged nothing since.\n" {
		t.Errorf("again it says %q", again)
	}
	l.Receive(walktest.Died(errors.New("killed"))...)
	if last := printedBy(p, p.log, l.Walk); !strings.Contains(last, "the last words of a server") {
		t.Errorf("at the end it says %q", last)
	}
}
