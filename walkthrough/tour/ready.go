package tour

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// readyPage is the place to which a boot leads: how long it took and for what it waited, how kubectl gets in, and what
// to do now. Arrows choose among the stages for which readiness waited, and enter goes there. A key that walks closes
// the page and walks.
type readyPage struct {
	text
	slices choices
	ready  *walk.Readiness
}

func (p *readyPage) title(m *model) string { return m.says().Ready.Title }
func (p *readyPage) content() *text        { return &p.text }
func (p *readyPage) list() *choices        { return &p.slices }

// take goes to the stage of a slice.
func (p *readyPage) take(m *model, row int) tea.Cmd {
	if p.ready == nil || row >= len(p.ready.Waited) {
		return nil
	}
	m.page = nil
	m.walk.MoveTo(p.ready.Waited[row].Step, m.says().Notices.YouAreThere)
	return nil
}

func (p *readyPage) settle(m *model, width, height int) {
	t, said := m.theme, m.says().Ready
	p.ready = m.walk.Readiness()
	if p.ready == nil {
		p.lines = wrapped(t.muted, said.NotYet, width)
		return
	}
	r := p.ready
	p.lines = wrapped(t.good, r.Sentence(), width)
	if len(r.Waited) > 0 {
		p.slices.set(sliceRows(t, r, width))
		p.lines = append(p.lines, ends(t.focus.Render(said.WaitedFor),
			t.key.Render("enter")+t.muted.Render(" "+said.GoesThere), width))
		p.lines = p.slices.under(t, p.lines, width)
		p.lines = append(p.lines, wrapped(t.muted, r.OthersSentence(), width)...)
		p.lines = append(p.lines, "")
	}
	if len(r.Shell) > 0 {
		p.lines = append(p.lines, ends(t.focus.Render(said.Shell),
			t.key.Render("y")+t.muted.Render(" "+said.Copies), width))
		for _, line := range r.Shell {
			p.lines = append(p.lines, indented(t.plain, words.Shown(line), width)...)
		}
		p.lines = append(p.lines, "")
	}
	p.lines = append(p.lines, t.focus.Render(said.Now))
	p.lines = append(p.lines, offerLines(t, r.Offers, width)...)
	p.slices.inView(&p.text, height)
	p.clampTo(width, height)
}

// sliceRows are the stages with their times, their shares, and these as bars.
func sliceRows(t *theme, r *walk.Readiness, width int) []choice {
	const times = 9 + 6 + 2 // columns of the time and of the share
	rows := make([]choice, len(r.Waited))
	names := 0
	for i, s := range r.Waited {
		rows[i].name = shorten(words.Hook(s.Name), width/2-2)
		names = max(names, ansi.StringWidth(rows[i].name))
	}
	room := max(1, min(width, mostColumns)-2-min(names, width/2)-2-times)
	for i, s := range r.Waited {
		rows[i].about = alignRight(words.Duration(s.Took), 9) + alignRight(share(s.Took, r.Took), 6) + "  " +
			t.path.Render(barOf(s.Took, r.Waited[0].Took, room))
	}
	return rows
}

// share writes a part of a whole: "31 %".
func share(part, whole time.Duration) string {
	if whole <= 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*float64(part)/float64(whole))
}

// barOf draws a length as a bar, at least one cell; the longest has them all.
func barOf(length, longest time.Duration, room int) string {
	if longest <= 0 {
		return ""
	}
	return strings.Repeat(string(barPath), max(1, int(float64(room)*float64(length)/float64(longest))))
}

// indented breaks a line that is to be copied, below the words about it.
func indented(look style, line string, width int) (lines []string) {
	for _, part := range wrap(line, width-2) {
		lines = append(lines, "  "+look.Render(part))
	}
	return lines
}

// offerLines say what to do: the keys of this screen, then what is typed elsewhere.
func offerLines(t *theme, offers []walk.Offer, width int) (lines []string) {
	column := 0
	for _, o := range offers {
		column = max(column, ansi.StringWidth(o.Key+o.Typed)+2)
	}
	for _, o := range offers {
		look := t.key
		if o.Typed != "" {
			look = t.plain
		}
		line := "  " + look.Render(fit(o.Key+o.Typed, column)) + t.muted.Render(fit(o.Help, width-2-column))
		lines = append(lines, line)
	}
	return lines
}

// openReady leads a learner to the page of ready, unless something else is open. The page that heads the last chapter
// is read first.
func (m *model) openReady() {
	if m.page == page(&m.pages.chapter) {
		return
	}
	if m.walk.ReadyOpens() && m.page == nil && m.prompt == nil && Fits(m.width, m.height) {
		m.obey(m.walk.SeeReady())
	}
}
