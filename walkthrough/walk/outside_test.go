package walk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/trace/feed"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// came is a request from outside: what is told when it has come, and when it has been answered.
func came(id int, path string, status int) feed.Outside {
	o := feed.Outside{ID: fmt.Sprint(id), Method: "GET", Path: path, Came: walktest.At(1000 + float64(id))}
	if status != 0 {
		o.Status, o.User, o.Took = status, "admin as jane", 3*time.Millisecond
	}
	return o
}

// TestOutside lists requests as they come, and keeps the newest of many. None of them makes the lesson longer.
func TestOutside(t *testing.T) {
	l := ready()
	steps := len(l.Lesson().Steps)
	l.Receive(came(1, "/a", 0))
	if list := l.Outside(); len(list) != 1 || list[0].Status != 0 || l.OutsideUnseen() != 1 {
		t.Errorf("there are %+v, %d unseen", list, l.OutsideUnseen())
	}
	l.Receive(came(2, "/b", 0), came(1, "/a", 403))
	if list := l.Outside(); len(list) != 2 || list[0].Status != 403 || l.OutsideUnseen() != 2 {
		t.Errorf("there are %+v, %d unseen", list, l.OutsideUnseen())
	}
	if r := do(l.Walk, "requests"); r.Show != walk.OutsideView || l.OutsideUnseen() != 0 {
		t.Errorf("it shows %q, %d unseen", r.Show, l.OutsideUnseen())
	}
	for i := range 10_000 {
		l.Receive(came(10+i, "/many", 0), came(10+i, "/many", 200))
	}
	l.Receive(came(2, "/b", 200)) // it is no longer kept
	list := l.Outside()
	if len(list) != 200 || list[199].ID != "10009" || len(l.State().Outside) != 200 {
		t.Errorf("%d are kept, the last is %+v", len(list), list[len(list)-1])
	}
	if got := len(l.Lesson().Steps); got != steps {
		t.Errorf("the lesson has %d steps, had %d", got, steps)
	}
}

// TestFollowFromOutside has a request followed the next time that it comes.
func TestFollowFromOutside(t *testing.T) {
	l := ready()
	l.Receive(came(1, "/api/v1/pods", 200))
	for _, which := range []string{"1", "get /api/v1/pods", "/api/v1/pods"} {
		do(l.Walk, "requests "+which)
		if l.Controls.Last() != "follow GET /api/v1/pods" || l.AwaitedRequest() != "GET /api/v1/pods" {
			t.Errorf("%s: the server is told %q", which, l.Controls.Last())
		}
		do(l.Walk, "requests "+which) // once more takes it back
		if l.Controls.Last() != "follow" || l.AwaitedRequest() != "" {
			t.Errorf("%s: the server is told %q", which, l.Controls.Last())
		}
	}
	told := len(l.Controls.Told)
	for _, which := range []string{"2", "0", "get", "get pods", "/x?token=y"} {
		if do(l.Walk, "requests "+which); len(l.Controls.Told) != told || l.Notice() == "" {
			t.Errorf("%s: the server is told %q, the learner %q", which, l.Controls.Last(), l.Notice())
		}
	}

	do(l.Walk, "requests 1")
	if !l.Idle() || l.UnderWay() {
		t.Error("a server that waits for a request counts as under way")
	}
	l.Receive(came(2, "/other", 200))
	if l.OutsideArrives() || l.AwaitedRequest() == "" {
		t.Error("another request counts as the awaited one")
	}
	root := feed.Span{Span: trace.Span{
		TraceID: strings.Repeat("c", 32), ID: "c1", Name: convention.RequestStage, Start: walktest.At(2000),
		Attributes: map[string]any{
			convention.ScopeName: convention.Scope, convention.Method: "GET", convention.Held: true,
		},
	}}
	followed := came(3, "/api/v1/pods", 0)
	followed.TraceID = root.TraceID
	l.Receive(followed, root)
	l.Receive(l.HeldAt(convention.RequestStage))
	if !l.OutsideArrives() || l.OutsideArrives() || l.AwaitedRequest() != "" ||
		l.Step().Node.Name != convention.RequestStage {
		t.Errorf("awaited is %q, the learner stands at %s", l.AwaitedRequest(), l.Step().Node.Name)
	}
	if at := l.OutsideStep(followed); at != l.At() || l.OutsideStep(came(2, "/other", 200)) != -1 {
		t.Errorf("its way begins at %d", at)
	}
}
