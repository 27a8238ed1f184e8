package tour

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// serverState says in a few words how the server is, for the end of the title.
func (m *model) serverState() (string, style) {
	t, s, said := m.theme, m.walk.Status(), m.says().Status.Server
	ended, _ := m.walk.Ended()
	switch {
	case m.walk.PredictingAll():
		return said.PredictFirst, t.muted
	case s.Phase == walk.Failed:
		return said.FailedIn(words.Shown(s.FailedIn)), t.bad
	case s.Phase == walk.Answered:
		return words.Shown(s.Request), t.muted
	case s.Recording:
		return said.Recording, t.muted
	case ended && s.Reason != "":
		return said.StoppedFor(words.Shown(s.Reason)), t.bad
	case ended:
		return said.Stopped, t.muted
	case s.Ready:
		return said.Running, t.good
	}
	if health := healthInBrief(m.says().Health, m.walk); health != "" {
		return health, t.running
	}
	if s.Stages == 0 {
		return said.Boots, t.running
	}
	return said.Booting(s.Stages), t.running
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
	status := m.says().Status
	said := []string{
		status.StepOf(step.Index+1, len(m.walk.Lesson().Steps)), name,
		edgeWords(status.Edge, m.walk.Position(), m.walk.Booting()),
	}
	chapter, took := m.walk.Chapter(), timeWords(status.Time, m.walk.Status())
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
func edgeWords(said phrases.TourEdge, p walk.Position, booting bool) string {
	switch {
	case !p.Live && p.Past:
		return said.ReplayAsItWas
	case !p.Live, !p.Tracked && !booting:
		return said.Replay
	case p.Tracked && p.Ahead:
		return said.Ahead
	case p.Held:
		return said.LiveHeld
	case p.AtEdge:
		return said.Live
	}
	if p.Past {
		return said.BehindAsItWas(p.Behind)
	}
	return said.Behind(p.Behind)
}

// timeWords say how long the boot took until the server was ready, or how far it has got.
func timeWords(said phrases.TourTime, s walk.Status) string {
	took := words.Duration(s.Took)
	switch {
	case s.Ready:
		return said.ReadyIn(took)
	case s.Phase == walk.Held:
		return said.HeldAfter(took)
	case s.Phase == walk.Booting:
		return said.Booting(took)
	case s.Phase == walk.Answered, s.Phase == walk.Recorded:
		return said.Took(took)
	case s.Phase == walk.Failed:
		return said.FailedAfter(took)
	}
	return said.NotReadyAfter(took)
}

// searchWords say how much has been found, and where.
func searchWords(said phrases.TourSearch, s walk.Search, spans bool) string {
	if s.Text == "" {
		return ""
	}
	found := strconv.Itoa(s.Found)
	if s.Match != nil {
		found = fmt.Sprintf("%d/%d", s.Number, s.Found)
	}
	if !s.Done {
		found += "+"
	}
	if spans && s.Found == s.Names {
		return said.InNames(found)
	}
	return said.InAll(found, s.Names, s.Notes, s.Source, spans)
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
		return fit(m.theme.muted.Render(" "+m.says().Status.FirstIsAwaited), m.width)
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
	t, failed, said := m.theme, m.walk.Failed(), m.says().Status.News
	ended, _ := m.walk.Ended()
	search := m.walk.Search()
	switch warning, coming := m.walk.Warning(), comingWords(said, m.walk.Coming()); {
	case m.walk.Notice() != "":
		return t.running.Render(m.walk.Notice())
	case search.Text != "":
		return t.key.Render(searchWords(m.says().Status.Search, search, m.spans()))
	case warning.Wait.For != "" && ansi.StringWidth(warning.Said(m.walk.Phrases()))+2 > m.width-leastLeft:
		// The learner's line in the tree names the stage that waits.
		return t.running.Render(said.WaitsFor(words.Hook(warning.Wait.For)))
	case warning != (walk.Warning{}):
		return t.running.Render(warning.Said(m.walk.Phrases()))
	case m.walk.Idle() && m.walk.OutsideUnseen() > 0:
		return t.key.Render(said.NewFromOutside(m.walk.OutsideUnseen()))
	case m.walk.Idle() && m.walk.AwaitedRequest() != "":
		return t.running.Render(said.AwaitsRequest(m.walk.AwaitedRequest()))
	case m.walk.ReadyUnseen(), m.walk.AtReady():
		return t.good.Render(said.Ready)
	case m.walk.Stepping() && m.walk.AtLive() && m.walk.Idle():
		return t.running.Render(said.Idle)
	case m.walk.Toward() != "":
		return t.running.Render(said.OnItsWay(words.Name(m.walk.Toward())))
	case failed >= 0 && failed != m.walk.At():
		return t.bad.Render(said.ToFailure)
	case failed >= 0 && ended:
		return t.bad.Render(said.LastWords)
	case m.walk.AtLive() && m.walk.Wait().For != "":
		return t.running.Render(said.WillWait(words.Hook(m.walk.Wait().For)))
	case m.walk.Live() && m.walk.InThePast():
		return t.running.Render(said.KnownByNow)
	case left+ansi.StringWidth(coming)+2 <= m.width:
		// The learner's place matters more than the next one, so that is said where there is room for it.
		return t.muted.Render(coming)
	}
	return ""
}

// comingWords say where the next step leads. Which hook starts first is luck, so no name is promised there.
func comingWords(said phrases.TourNews, c walk.Coming) string {
	switch {
	case c.Hooks > 0:
		return said.NextIsOneOfHook(c.Hooks)
	case c.Stage != "":
		return said.Next(words.Name(c.Stage))
	}
	return ""
}
