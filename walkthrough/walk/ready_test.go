package walk_test

import (
	"testing"

	"apitour/trace/feed"
	"apitour/walkthrough/walk"
)

// TestReadiness asks for the place before ready, when the server serves, and when it stops.
func TestReadiness(t *testing.T) {
	l := stepped()
	if r := l.Readiness(); r != nil || l.ReadyOpens() || l.SeeReady().Show != "" {
		t.Errorf("before ready there is %+v", r)
	}
	l = ready()
	l.Receive(feed.Access{Kubeconfig: "/tmp/it's/admin.kubeconfig"})
	r := l.Readiness()
	if !r.Serves || len(r.Waited) != 5 || r.Shell[0] != `export KUBECONFIG='/tmp/it'\''s/admin.kubeconfig'` {
		t.Errorf("of a server that serves there is %+v", r)
	}
	if s := l.State(); s.Ready == nil || s.Ready.Took != s.Status.Took {
		t.Errorf("the state has %+v, and the status %+v", s.Ready, s.Status)
	}
	if shown := do(l.Walk, "last"); shown.Show != walk.ReadyView {
		t.Errorf("the last step leads to %q", shown.Show)
	}
	do(l.Walk, "first")
	if shown := do(l.Walk, "last"); shown.Show != walk.ReadyView || l.ReadyUnseen() {
		t.Errorf("the last step leads to %q", shown.Show)
	}
	do(l.Walk, "terminate")
	if r := l.Readiness(); r.Serves || r.Shell != nil || r.Offers[0].Typed != "apitour" {
		t.Errorf("of a server that stops there is %+v", r)
	}
}
