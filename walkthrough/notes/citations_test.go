package notes_test

import (
	"testing"

	"apitour/walkthrough/notes/citation"
)

func TestCitationsHold(t *testing.T) {
	u := &citation.Upstream{Versions: map[string]string{"k8s.io/apiserver": "v0.37.2", "go.etcd.io/etcd/server/v3": "v3.7.3"}, Cache: "/tmp/facts/mod"}
	for _, note := range embedded(t).All() {
		_, problems := u.Check(note)
		for _, p := range problems {
			t.Errorf("%s:%d: %s", note.ID, p.Line, p.Text)
		}
	}
}
