package tour

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

const kubeconfig = "/tmp/apitour-1234567890/apitour-data-987654321/admin.kubeconfig"

// becomes is a stepped boot that runs free, and what it sends until it is ready.
func becomes(width, height int) (m *model, news []feed.Update) {
	m = screenOf(walktest.Step(), width, height)
	receive(m, live(m).Until(walktest.Boot(), 100)...)
	receive(m, live(m).HeldAt("NewAPIServerCommand"))
	m.Update(tickMsg(walktest.At(100)))
	news = append(live(m).Until(walktest.Boot(), 612), feed.Access{Kubeconfig: kubeconfig},
		live(m).Stepping(step.State{Mode: step.Running}))
	return m, news
}

// TestReadyPage compares the page with its goldens, of a server that serves and of a recording.
func TestReadyPage(t *testing.T) {
	t.Parallel()
	for name, build := range map[string]func(s size) *model{
		"live": func(s size) *model {
			m, news := becomes(s.width, s.height)
			press(t, m, "c")
			receive(m, news...)
			return m
		},
		"recording": func(s size) *model {
			m := replay(walktest.Lesson(), s.width, s.height)
			press(t, m, "G", "G")
			return m
		},
	} {
		for _, s := range []size{{80, 24}, {120, 40}} {
			t.Run(name+" "+s.String(), func(t *testing.T) { golden.RequireEqual(t, screen(t, build(s))) })
		}
	}
}

// TestReadyOpensByItself opens the page for a learner at the live edge, once, and not for one who reads elsewhere.
func TestReadyOpensByItself(t *testing.T) {
	m, news := becomes(80, 24)
	press(t, m, "c")
	receive(m, news...)
	if m.page != page(&m.pages.ready) {
		t.Fatalf("the page is %v", m.page)
	}
	press(t, m, "q")
	receive(m, news[len(news)-1])
	if m.page != nil {
		t.Error("it opened once more")
	}
	press(t, m, "G")
	if m.page != page(&m.pages.ready) {
		t.Error("G does not lead back")
	}

	for name, keys := range map[string][]string{
		"a step in the past": {"c", "up"}, "a page": {"c", "?"}, "a text": {"c", "up", "tab"},
	} {
		m, news := becomes(80, 24)
		press(t, m, keys...)
		receive(m, news...)
		if m.page == page(&m.pages.ready) {
			t.Errorf("it opens over %s", name)
		}
		if m.page != nil {
			press(t, m, "q")
		}
		if s := screen(t, m); !strings.Contains(s, "G: ready") {
			t.Errorf("after %s the status line does not say it:\n%s", name, s)
		}
		press(t, m, "G")
		if s := screen(t, m); m.page != page(&m.pages.ready) || strings.Contains(s, "G: ready") {
			t.Errorf("after %s G leads to\n%s", name, s)
		}
	}
}

// TestReadyLeadsOn chooses a stage, sends a request, and copies the line for kubectl from the page.
func TestReadyLeadsOn(t *testing.T) {
	m, news := becomes(80, 24)
	press(t, m, "c")
	receive(m, news...)
	slowest := m.walk.Readiness().Waited[1]
	press(t, m, "down", "enter")
	if m.page != nil || m.walk.Step().Node.Name != slowest.Name {
		t.Errorf("enter leads to %q, want %q", m.walk.Step().Node.Name, slowest.Name)
	}
	press(t, m, "G")
	_, sent := m.Update(keyMsg(t, "y"))
	want := "export KUBECONFIG=" + kubeconfig
	if got := messages(sent); !strings.Contains(fmt.Sprint(got), want) {
		t.Errorf("%v was sent to the clipboard", got)
	}
	if !strings.Contains(m.walk.Notice(), "sent to the terminal's clipboard: "+want) {
		t.Errorf("the notice is %q", m.walk.Notice())
	}
	press(t, m, "r")
	if m.page != nil || m.prompt == nil || m.walk.Question().Kind != walk.AskRequest {
		t.Errorf("r opens the page %v, the prompt %v", m.page, m.prompt)
	}
	press(t, m, "esc", "G", "x")
	if m.page != nil || live(m).Controls.Last() != "terminate" {
		t.Errorf("after x the page is %v, and the server was told %q", m.page, live(m).Controls.Last())
	}
	press(t, m, "G")
	if r := m.walk.Readiness(); r.Serves || len(r.Shell) > 0 {
		t.Errorf("a server that stops is offered: %+v", r)
	}
}

// messages runs a command and those inside it.
func messages(cmd tea.Cmd) (got []tea.Msg) {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			got = append(got, messages(c)...)
		}
	default:
		got = append(got, msg)
	}
	return got
}
