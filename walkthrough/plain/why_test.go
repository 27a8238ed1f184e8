package plain

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/walkthrough/walk"
)

// TestWhy asks about a stage, about another question of it, about a stage by its name and about a check, and follows an
// answer.
func TestWhy(t *testing.T) {
	got := said(t, replay(t, walk.Intro{}), Options{},
		"why", "why 2", "W 99", "why StartEtcd", "why etcd", "why crd-informer-synced", "why nonsense", "j 3", "why")
	golden.RequireEqual(t, got)
	if strings.ContainsAny(got, "\x1b\r") {
		t.Error("something steers the terminal")
	}
}
