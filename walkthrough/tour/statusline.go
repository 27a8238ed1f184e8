package tour

import (
	"fmt"
	"strings"
	"time"

	"apitour/trace/convention"

	"github.com/charmbracelet/x/ansi"
)

// serverState says in a few words what there is to know of the server beside the boot's time, for the end of the title.
func (m *model) serverState() (string, style) {
	t := m.theme
	ready := !m.lesson.Ready.IsZero()
	failed := ""
	if !ready && m.failed >= 0 && m.failed < len(m.lesson.Steps) && !m.booting() {
		failed = "failed in " + words.Shown(m.lesson.Steps[m.failed].Node.Name)
	}
	switch {
	case failed != "":
		return failed, t.bad
	case m.isRequest():
		root := m.lesson.Request()
		return words.Shown(strings.TrimSpace(root.Text(convention.Method) + " " + root.Text(convention.StatusCode))), t.muted
	case m.follower == nil:
		return "recording", t.muted
	case m.ended && m.err != nil:
		return "the server has stopped: " + words.Shown(m.err.Error()), t.bad
	case m.ended:
		return "the server has stopped", t.muted
	case ready:
		return "the server is running", t.good
	}
	if health := m.healthInBrief(); health != "" {
		return health, t.running
	}
	if m.lesson.Count() == 0 {
		return "the server boots", t.running
	}
	return fmt.Sprintf("booting · %d stages", m.lesson.Count()), t.running
}

// isRequest reports whether a request is replayed, and not a boot.
func (m *model) isRequest() bool { return m.follower == nil && m.lesson.Request() != nil }

// mostName is how many cells of the status line a stage's name may have where they are few: what follows it counts too.
const mostName = 30

// whereWords say where the learner is: which step, what it is called, seen from the live edge, and how long the boot took.
func (m *model) whereWords() string {
	step := m.step()
	name := words.Shown(step.Node.Name)
	if m.width < twoColumns && ansi.StringWidth(name) > mostName {
		name = strings.TrimRight(fit(shorten(name, mostName), mostName), " ")
	}
	return strings.Join([]string{
		fmt.Sprintf("step %d of %d", step.Index+1, len(m.lesson.Steps)), name, m.edgeWords(), m.timeWords(),
	}, " · ")
}

// edgeWords tell as a video player does whether what is shown is live.
func (m *model) edgeWords() string {
	switch at := m.position(); {
	case m.inThePast() && (m.follower == nil || m.ended):
		return "replay, as it was"
	case m.follower == nil || m.ended:
		return "replay"
	case strings.HasPrefix(at, "live"):
		return "▶ " + at
	case m.isLive() && m.idle():
		return "▶ live"
	case at == "" && m.booting():
		return "◀ " + m.behindWords()
	case at == "":
		return "replay"
	default:
		return "◀ " + strings.TrimSuffix(at, " live")
	}
}

func (m *model) behindWords() string { return fmt.Sprintf("%d behind", m.behind()) }

// timeWords say how long the boot took until the server was ready, or how far it has got.
func (m *model) timeWords() string {
	since := func(end time.Time) string { return words.Duration(end.Sub(m.lesson.Start)) }
	switch l := m.lesson; {
	case !l.Ready.IsZero():
		return "ready in " + since(l.Ready)
	case m.booting() && m.held():
		return "held after " + since(m.now)
	case m.booting():
		return "booting " + since(m.now)
	case m.isRequest():
		return "took " + since(l.End)
	case m.failed >= 0:
		return "failed after " + since(l.End)
	default:
		return "not ready after " + since(l.End)
	}
}
