package tour

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// slicesPage lists the stages that have most of the critical path to ready. Enter goes to the chosen one.
type slicesPage struct {
	text
	rows  choices
	shown []walk.Slice
}

func (p *slicesPage) title(m *model) string { return m.says().Slices.Title }
func (p *slicesPage) content() *text        { return &p.text }
func (p *slicesPage) list() *choices        { return &p.rows }

func (p *slicesPage) take(m *model, row int) tea.Cmd {
	m.page = nil
	if row < len(p.shown) {
		m.walk.ChooseSlice(p.shown[row])
	}
	return nil
}

func (p *slicesPage) settle(m *model, width, height int) {
	t := m.theme
	p.shown = m.walk.Slices()
	p.rows.numbered = true
	rows := make([]choice, len(p.shown))
	sum := 0.0
	for i, s := range p.shown {
		sum += s.Share
		rows[i] = choice{words.Hook(s.Name), sliceWords(m.says().Slices, s, p.shown[0].Share, width)}
	}
	p.rows.set(rows)
	said := m.says().Slices.Has(len(rows), 100*sum)
	p.lines = p.rows.under(t, append(wrapped(t.plain, said, min(width, 100)), ""), width)
	p.rows.inView(&p.text, height)
	p.clampTo(width, height)
}

// sliceWords say how long a slice is, and draw it beside the longest.
func sliceWords(says phrases.TourSlices, s walk.Slice, longest float64, width int) string {
	const most = 20
	said := alignRight(words.Duration(s.Took), durationWidth) + fmt.Sprintf(" %3.0f %%", 100*s.Share)
	if room := min(most, width/2-ansi.StringWidth(said)-8); room > 0 {
		said += " " + fit(strings.Repeat("━", max(1, int(float64(room)*s.Share/longest))), room)
	}
	if s.WaitsFor != "" && width >= twoColumns {
		said += " " + says.WaitsFor(words.Hook(s.WaitsFor))
	}
	return said
}
