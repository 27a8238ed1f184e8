package tour

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// serverState says in a few words how the server is, for the end of the title.
func (m *model) serverState() (string, style) {
	t, s := m.theme, m.walk.Status()
	ended, _ := m.walk.Ended()
	switch {
	case m.walk.PredictingAll():
		return "predict first", t.muted
	case s.Phase == walk.Failed:
		return "failed in " + words.Shown(s.FailedIn), t.bad
	case s.Phase == walk.Answered:
		return words.Shown(s.Request), t.muted
	case s.Recording:
		return "recording", t.muted
	case ended && s.Reason != "":
		return "the server has stopped: " + words.Shown(s.Reason), t.bad
	case ended:
		return "the server has stopped", t.muted
	case s.Ready:
		return "the server is running", t.good
	}
	if health := healthInBrief(m.walk); health != "" {
		return health, t.running
	}
	if s.Stages == 0 {
		return "the server boots", t.running
	}
	return fmt.Sprintf("booting · %d stages", s.Stages), t.running
}

// mostName is how many cells of the status line a stage's name may have where they are few: what follows it counts too.
const mostName = 30

// whereWords say where the learner is: which step, its name, the distance from the live edge, the chapter, and how long
// the boot took. Where the room is too small for all of it, the end of the line gives way first, then the long form of
// the chapter and the end of a long name. The number of the step, the name and the edge stay.
func (m *model) whereWords(room int) string {
	step := m.walk.Step()
	name := words.Name(step.Node.Name)
	if rest, ok := m.walk.RestAt(step.Index); ok {
		name = rest.String()
	}
	if m.width < twoColumns && ansi.StringWidth(name) > mostName {
		name = strings.TrimRight(fit(shorten(name, mostName), mostName), " ")
	}
	said := []string{
		fmt.Sprintf("step %d of %d", step.Index+1, len(m.walk.Lesson().Steps)), name,
		edgeWords(m.walk.Position(), m.walk.Booting()),
	}
	chapter, took := m.walk.Chapter(), timeWords(m.walk.Status())
	for _, more := range [][]string{
		{chapter.String(), took}, {chapter.String()}, {chapter.Brief()}, {took},
	} {
		if more[0] == "" {
			more = more[1:]
		}
		all := strings.Join(append(slices.Clone(said), more...), separator)
		if len(more) > 0 && ansi.StringWidth(all) <= room {
			return all
		}
	}
	return strings.Join(said, separator)
}

// separator stands between what a status line says.
const separator = " · "

// edgeWords say, as a video player does, whether the screen shows the live edge.
func edgeWords(p walk.Position, booting bool) string {
	switch {
	case !p.Live && p.Past:
		return "replay, as it was"
	case !p.Live, !p.Tracked && !booting:
		return "replay"
	case p.Tracked && p.Ahead:
		return "◀ ahead"
	case p.Held:
		return "▶ live, held"
	case p.AtEdge:
		return "▶ live"
	}
	if p.Past {
		return fmt.Sprintf("◀ %d behind, as it was", p.Behind)
	}
	return fmt.Sprintf("◀ %d behind", p.Behind)
}

// timeWords say how long the boot took until the server was ready, or how far it has got.
func timeWords(s walk.Status) string {
	took := words.Duration(s.Took)
	switch {
	case s.Ready:
		return "ready in " + took
	case s.Phase == walk.Held:
		return "held after " + took
	case s.Phase == walk.Booting:
		return "booting " + took
	case s.Phase == walk.Answered, s.Phase == walk.Recorded:
		return "took " + took
	case s.Phase == walk.Failed:
		return "failed after " + took
	}
	return "not ready after " + took
}

// searchWords say how much has been found, and where.
func searchWords(s walk.Search, kind lesson.Kind) string {
	if s.Text == "" {
		return ""
	}
	place, more := "", ""
	if !s.Done {
		more = "+"
	}
	if s.Match != nil {
		place = fmt.Sprintf("%d/", s.Number)
	}
	if kind == lesson.Other && s.Found == s.Names {
		return fmt.Sprintf("%s%d%s · in the names of spans", place, s.Found, more)
	}
	return fmt.Sprintf("%s%d%s · %ss %d, notes %d, source %d", place, s.Found, more, kind.Step(), s.Names, s.Notes,
		s.Source)
}

// status tells where the learner is, and what comes next.
func (m *model) status() string {
	if m.prompt != nil {
		row, _ := m.prompt.Render(m.theme, m.width)
		return row
	}
	if m.walk.PredictingAll() {
		return fit(" "+m.theme.running.Render(m.walk.Notice()), m.width)
	}
	if m.walk.Step() == nil {
		return fit(m.theme.muted.Render(" waiting for the first stage"), m.width)
	}
	left := " " + m.whereWords(m.width-2)
	right := m.news(ansi.StringWidth(left))
	if right != "" {
		right = " " + right
		left = " " + m.whereWords(m.width-ansi.StringWidth(right)-2)
	}
	return ends(m.theme.strong.Render(left), fit(right, min(ansi.StringWidth(right), m.width-leastLeft))+" ", m.width)
}

// leastLeft keeps the number of the step in the status line.
const leastLeft = 18

// news is the right end of the status line: of all that could be said there, what matters most.
func (m *model) news(left int) string {
	t, failed := m.theme, m.walk.Failed()
	ended, _ := m.walk.Ended()
	search := m.walk.Search()
	switch warning, coming := m.walk.Warning(), comingWords(m.walk.Coming()); {
	case m.walk.Notice() != "":
		return t.running.Render(m.walk.Notice())
	case search.Text != "":
		return t.key.Render(searchWords(search, m.walk.Kind()))
	case warning.Wait.For != "" && ansi.StringWidth(warning.Said(m.walk.Phrases()))+2 > m.width-leastLeft:
		// The learner's line in the tree names the stage that waits.
		return t.running.Render("waits for " + words.Hook(warning.Wait.For) + ": step that one?")
	case warning != (walk.Warning{}):
		return t.running.Render(warning.Said(m.walk.Phrases()))
	case m.walk.Idle() && m.walk.OutsideUnseen() > 0:
		return t.key.Render("Q: " + words.Counted(m.walk.OutsideUnseen(), "new request") + " from outside")
	case m.walk.Idle() && m.walk.AwaitedRequest() != "":
		return t.running.Render("waits for " + m.walk.AwaitedRequest())
	case m.walk.ReadyUnseen(), m.walk.AtReady():
		return t.good.Render("G: ready")
	case m.walk.Stepping() && m.walk.AtLive() && m.walk.Idle():
		return t.running.Render("r sends a request, x stops the server")
	case m.walk.Toward() != "":
		return t.running.Render("on its way to " + words.Name(m.walk.Toward()))
	case failed >= 0 && failed != m.walk.At():
		return t.bad.Render("!: to the failure")
	case failed >= 0 && ended:
		return t.bad.Render("L: the server's last words")
	case m.walk.AtLive() && m.walk.Wait().For != "":
		return t.running.Render("will wait for " + words.Hook(m.walk.Wait().For) + ", held")
	case m.walk.Live() && m.walk.InThePast():
		return t.running.Render("A shows what is known by now")
	case left+ansi.StringWidth(coming)+2 <= m.width:
		// The learner's place matters more than the next one, so that is said where there is room for it.
		return t.muted.Render(coming)
	}
	return ""
}

// comingWords say where the next step leads. Which hook starts first is luck, so no name is promised there.
func comingWords(c walk.Coming) string {
	switch {
	case c.Hooks > 0:
		return fmt.Sprintf("next: one of %d hooks", c.Hooks)
	case c.Stage != "":
		return "next: " + words.Name(c.Stage)
	}
	return ""
}
