package tour

import (
	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
)

// helpPage explains the keys, from the command table, and the signs that the panes draw. Its list is the table: enter
// does the chosen command.
type helpPage struct {
	text
	commands choices
	places   []helpPlace // of the commands
}

// helpPlace is where a command stands on the page: in which line of which column.
type helpPlace struct{ line, column int }

func (p *helpPage) title(m *model) string { return m.says().Signs.Title }
func (p *helpPage) content() *text        { return &p.text }
func (p *helpPage) list() *choices        { return &p.commands }

func (p *helpPage) settle(m *model, width, height int) {
	offered := m.walk.Offered()
	rows := make([]choice, len(offered))
	for i, c := range offered {
		rows[i].name = c.Name
	}
	p.commands.rows = rows
	p.commands.chosen = min(p.commands.chosen, max(0, len(rows)-1))
	explained := signs(&m.says().Signs, m.walk.Kind(), m.walk.Lesson().OwnNotes())
	draw := func(chosen int) {
		p.lines, p.places = helpLines(m.theme, offered, explained, width, chosen)
		p.clampTo(width, height)
	}
	if !Fits(m.width, m.height) {
		draw(-1) // the keys are there to be read
		return
	}
	draw(p.commands.chosen)
	p.bring(height)
	draw(p.commands.chosen)
}

// bring scrolls to the chosen command when the learner has moved to it. When they have scrolled away from it instead,
// the first command in view is chosen.
func (p *helpPage) bring(height int) {
	if len(p.places) == 0 {
		return
	}
	line, moved := p.places[p.commands.chosen].line, p.commands.moved
	p.commands.moved = false
	switch {
	case moved && p.commands.chosen == len(p.places)-1: // below it the signs are explained
		p.y = line
	case moved && line < height:
		p.y = 0
	case moved:
		p.y = max(line-height+1, min(p.y, line))
	case line < p.y || line >= p.y+height:
		for i, place := range p.places {
			if place.line >= p.y && place.line < p.y+height {
				p.commands.chosen = i
				return
			}
		}
	}
}

// take does the chosen command where the page was. Where the page has been scrolled to the signs, no command is in
// view, and none is done.
func (p *helpPage) take(m *model, row int) tea.Cmd {
	if line := p.places[row].line; line < p.y || line >= p.y+m.bodyHeight()-1 {
		return nil
	}
	m.page = nil
	name := p.commands.rows[row].name
	return m.do(m.walk.Named(name))
}

// aside goes to the command beside the chosen one in the other column.
func (p *helpPage) aside(columns int) {
	at := p.places[p.commands.chosen]
	best := p.commands.chosen
	for i, place := range p.places {
		if place.column != at.column+columns {
			continue
		}
		if far := p.places[best]; far.column == at.column || gap(place.line, at.line) < gap(far.line, at.line) {
			best = i
		}
	}
	p.commands.choose(best)
}

func gap(a, b int) int { return max(a-b, b-a) }

// rowAt returns the command at a cell of the page, -1 where there is none.
func (p *helpPage) rowAt(line, x, width int) int {
	for i, place := range p.places {
		if place.line == line && (place.column == 0) == (x < width/2 || width < threePanesWidth) {
			return i
		}
	}
	return -1
}

// helpRow is a line of the help page: what is on the screen or on the keyboard, and what it means.
type helpRow struct{ sign, meaning string }

// helpBlock is a title and what stands below it: keys of commands, or signs.
type helpBlock struct {
	title string
	rows  []helpRow
	keys  bool
}

// signs explains the marks that the panes draw: for our server's traces all of them, for those of other programs the
// ones that they can have. Only those with notes of their own have steps that are no stops.
func signs(said *phrases.TourSigns, kind lesson.Kind, ownNotes bool) []helpBlock {
	if kind == lesson.Other {
		rows := []helpRow{{"▶", said.YouAreHere}, {openMark + " " + shutMark, said.HasParts}}
		if ownNotes {
			rows = append(rows, helpRow{openBesideMark + " " + shutBesideMark, said.NoStop},
				helpRow{stopMark, said.Stop})
		}
		rows = append(rows, []helpRow{
			{oddMark, said.Odd},
			{string(barOwn), said.AtWork},
			{string(barDeeper), said.PartAtWork},
			{string(barMoment), said.OverSoon},
			{string(barOpen) + " +", said.StillRunning},
		}...)
		return []helpBlock{{title: said.InTree, rows: rows}, stateSigns(said, kind)}
	}
	return []helpBlock{{title: said.InTree, rows: []helpRow{
		{"▶", said.YouAreHere},
		{breakpointMark, said.Breakpoint},
		{markSign, said.Mark},
		{openMark + " " + shutMark, said.HasParts},
		{openBesideMark + " " + shutBesideMark, said.NoStop},
		{stopMark, said.Stop},
		{"▁▃█", said.ManyInARow},
		{laneMark, said.OwnGoroutine},
		{pathMark + " " + string(barPath), said.OnWay},
		{decisionMark, said.Decided},
		{string(barOwn), said.AtWork},
		{string(barDeeper), said.PartAtWork},
		{string(barMoment), said.OverSoon},
		{string(barOpen) + " +", said.StillRunning},
	}}, stateSigns(said, kind), {title: said.InSource, rows: []helpRow{
		{"ƒ", said.FunctionBegins},
		{"▶", said.CallsNext},
		{"○ ‖ → ✓", said.CallState},
		{"✗ –", said.CallFailed},
	}}}
}

// helpLines writes the help page from the key table, in two columns where there is room for them, with one command
// chosen, and says where the commands stand.
func helpLines(
	t *theme, all []walk.Command, signs []helpBlock, width, chosen int,
) (lines []string, places []helpPlace) {
	blocks := append(keyBlocks(all), signs...)
	columnWidth, split := width, len(blocks)
	if width >= threePanesWidth-2 {
		columnWidth = (width - 1) / 2
		split = splitBlocks(blocks)
	}
	var right []string
	for i, block := range blocks {
		column, to := 0, &lines
		if i >= split {
			column, to = 1, &right
		}
		*to = append(*to, t.focus.Render(fit(block.title, columnWidth)))
		for _, row := range block.rows {
			here := block.keys && len(places) == chosen
			if block.keys {
				places = append(places, helpPlace{len(*to), column})
			}
			*to = append(*to, row.Render(t, columnWidth, here))
		}
		*to = append(*to, spaces(columnWidth))
	}
	for i, line := range right {
		if i == len(lines) {
			lines = append(lines, spaces(columnWidth))
		}
		lines[i] += " " + line
	}
	return lines, places
}

// Render returns the row, exactly width cells wide.
func (r helpRow) Render(t *theme, width int, chosen bool) string {
	const signWidth = 12
	styles, mark := t.on(chosen), " "
	if chosen {
		mark = "▶"
	}
	return styles.key.Render(mark+fit(r.sign, signWidth)) + styles.plain.Render(fit(r.meaning, width-signWidth-1))
}

// keyBlocks gathers the rows of the key table by their groups.
func keyBlocks(all []walk.Command) []helpBlock {
	var blocks []helpBlock
	for _, c := range all {
		if n := len(blocks); n == 0 || blocks[n-1].title != c.Heading {
			blocks = append(blocks, helpBlock{title: c.Heading, keys: true})
		}
		last := &blocks[len(blocks)-1]
		last.rows = append(last.rows, helpRow{c.KeyLabel, c.Help})
	}
	return blocks
}

// splitBlocks returns how many blocks stand in the first of two columns, so that the longer one is as short as can be.
func splitBlocks(blocks []helpBlock) int {
	const around = 2 // a title, and an empty line
	total := 0
	for _, block := range blocks {
		total += len(block.rows) + around
	}
	split, left := 0, 0
	for ; split < len(blocks); split++ {
		height := len(blocks[split].rows) + around
		if left+height > total-left {
			break
		}
		left += height
	}
	return split
}
