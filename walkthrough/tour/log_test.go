package tour

import (
	"strings"
	"testing"

	"apitour/walkthrough/walk/walktest"
)

// TestLogLeadsToStages chooses lines of the log and goes to their stages.
func TestLogLeadsToStages(t *testing.T) {
	m := watch(80, 24)
	hear(m, walktest.Boot(), 700, nil)
	m.page = nil
	press(t, m, "L", "enter")
	if m.page != nil || m.walk.Step().Node.Name != "WaitForReady" {
		t.Errorf("the newest line leads to %q", m.walk.Step().Node.Name)
	}
	stand(m, named(m, "StartEtcd"))
	if facts := strings.Join(m.note.lines, "\n"); !strings.Contains(facts, "logged: server.go:") {
		t.Errorf("the stage does not show its line:\n%s", facts)
	}
	press(t, m, "L")
	s := screen(t, m)
	if !strings.Contains(s, "▶ during StartEtcd") || !strings.Contains(s, `▶ I1123`) {
		t.Errorf("the log does not begin at the line of the stage:\n%s", s)
	}
	press(t, m, "down", "enter")
	if got := m.walk.Step().Node.Name; got != "CreateServerChain" {
		t.Errorf("the next line leads to %q", got)
	}
	press(t, m, "L", "g", "up")
	if s := screen(t, m); !strings.Contains(s, "▶ during main") {
		t.Errorf("the first line is not chosen:\n%s", s)
	}
	press(t, m, "ctrl+d", "ctrl+d")
	log := &m.pages.log
	if first, behind := log.rowsOf(log.chosen - log.gone); first < log.y || behind > log.y+m.bodyHeight()-1 {
		t.Errorf("the chosen line, rows %d to %d, is not in view from %d on", first, behind, log.y)
	}
	press(t, m, "G")
	if log.stays || log.chosen != log.broken-1 {
		t.Errorf("the end does not follow the log: line %d of %d", log.chosen, log.broken)
	}
}
