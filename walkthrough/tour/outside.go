package tour

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace/feed"
	"apitour/walkthrough/words"
)

// outsidePage lists the requests of other clients, such as the learner's own kubectl, the newest first. Enter has the
// next one like the chosen one followed; at one that was followed it goes to its way.
type outsidePage struct {
	text
	requests choices
	shown    []feed.Outside
}

func (p *outsidePage) title(m *model) string { return m.says().Outside.Title }
func (p *outsidePage) content() *text        { return &p.text }
func (p *outsidePage) list() *choices        { return &p.requests }

// take follows the chosen request, or goes to its way.
func (p *outsidePage) take(m *model, row int) tea.Cmd {
	o := p.shown[row]
	if step := m.walk.OutsideStep(o); step >= 0 {
		m.page = nil
		m.walk.MoveTo(step, m.says().Notices.YouAreThere)
		return nil
	}
	return m.obey(m.walk.Do("requests", o.Method+" "+o.Path))
}

func (p *outsidePage) settle(m *model, width, height int) {
	t, all, said := m.theme, m.walk.Outside(), m.says().Outside
	m.walk.SeeOutside()
	p.keep(all)
	p.lines = nil
	if len(all) == 0 {
		p.lines = wrapped(t.muted, said.None, width)
		p.requests.set(nil)
		p.clampTo(width, height)
		return
	}
	says := said.EnterHolds
	if awaited := m.walk.AwaitedRequest(); awaited != "" {
		says = said.Awaited(awaited)
	}
	p.lines = append(wrapped(t.muted, says, width), "")
	p.requests.set(p.rows(m, width))
	p.lines = p.requests.under(t, p.lines, width)
	p.requests.inView(&p.text, height)
	p.clampTo(width, height)
}

// keep takes the requests over, the newest first. The chosen one stays chosen while others come, unless it is the
// newest.
func (p *outsidePage) keep(all []feed.Outside) {
	chosen := ""
	if at := p.requests.chosen; at > 0 && at < len(p.shown) {
		chosen = p.shown[at].ID
	}
	p.shown = p.shown[:0]
	for i := range all {
		p.shown = append(p.shown, all[len(all)-1-i])
		if chosen != "" && p.shown[i].ID == chosen && p.requests.chosen != i {
			p.requests.chosen = i
		}
	}
}

func (p *outsidePage) rows(m *model, width int) []choice {
	const before = 2 + 2 + len("15:04:05  200") + 2 // the marks, and the columns of the name
	rows := make([]choice, len(p.shown))
	for i, o := range p.shown {
		mark := "  "
		switch {
		case m.walk.Awaits(o):
			mark = "‖ "
		case o.TraceID != "":
			mark = decisionMark + " "
		}
		visitor := words.Visitor(&m.walk.Phrases().Words, o)
		room := max(16, width-before-ansi.StringWidth(visitor)-2)
		status := "…"
		if o.Status != 0 {
			status = fmt.Sprint(o.Status)
		}
		rows[i] = choice{
			name:  mark + o.Came.Local().Format("15:04:05") + "  " + fit(status, 3),
			about: ansi.Truncate(words.Shown(o.Method+" "+o.Path), room, "…") + "  " + visitor,
		}
	}
	return rows
}
