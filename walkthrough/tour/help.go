package tour

import (
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/walk"
)

// helpPage explains the keys, from the command table, and the signs that the panes draw.
type helpPage struct{ text }

func (p *helpPage) title() string  { return "Keys and signs" }
func (p *helpPage) content() *text { return &p.text }

func (p *helpPage) settle(m *model, width, height int) {
	p.lines = helpLines(m.theme, m.walk.Offered(), m.walk.Kind(), width)
	p.clampTo(width, height)
}

// helpRow is a line of the help page: what is on the screen or on the keyboard, and what it means.
type helpRow struct{ sign, meaning string }

type helpBlock struct {
	title string
	rows  []helpRow
}

// signs explains the marks that the panes draw: for our server's traces all of them, for those of other programs the
// ones that they can have.
func signs(kind lesson.Kind) []helpBlock {
	if kind == lesson.Other {
		return []helpBlock{{"In the tree and its waterfall", []helpRow{
			{"▶", "you are here"},
			{"▾ ▸", "has parts: open, folded"},
			{oddMark, "an odd record: see the facts"},
			{string(barOwn), "at work itself"},
			{string(barDeeper), "a part of it is at work"},
			{string(barMoment), "over in a moment"},
			{string(barOpen) + " +", "still running"},
		}}, stateSigns(kind)}
	}
	return []helpBlock{{"In the tree and its waterfall", []helpRow{
		{"▶", "you are here"},
		{breakpointMark, "a breakpoint"},
		{"▾ ▸", "has parts: open, folded"},
		{laneMark, "in its own goroutine"},
		{pathMark + " " + string(barPath), "what readiness waited for"},
		{string(barOwn), "at work itself"},
		{string(barDeeper), "a part of it is at work"},
		{string(barMoment), "over in a moment"},
		{string(barOpen) + " +", "still running"},
	}}, stateSigns(kind), {"In the source", []helpRow{
		{"ƒ", "the function begins"},
		{"▶", "calls the next step"},
		{"○ ‖ → ✓", "ahead, held, runs, is done"},
		{"✗ –", "has failed, was skipped"},
	}}}
}

// helpLines writes the help page from the key table, in two columns where there is room for them.
func helpLines(t *theme, all []walk.Command, kind lesson.Kind, width int) []string {
	blocks := append(keyBlocks(all), signs(kind)...)
	columnWidth := width
	if width >= threePanesWidth-2 {
		columnWidth = (width - 1) / 2
	}
	const signWidth = 13
	rendered := make([][]string, len(blocks))
	total := 0
	for i, block := range blocks {
		lines := []string{t.focus.Render(fit(block.title, columnWidth))}
		for _, row := range block.rows {
			lines = append(lines, t.key.Render(fit(row.sign, signWidth))+fit(row.meaning, columnWidth-signWidth))
		}
		rendered[i] = append(lines, spaces(columnWidth))
		total += len(rendered[i])
	}
	if columnWidth == width {
		return flatten(rendered)
	}
	return sideBySide(rendered, total, columnWidth)
}

// keyBlocks gathers the rows of the key table by their groups.
func keyBlocks(all []walk.Command) []helpBlock {
	var blocks []helpBlock
	for _, c := range all {
		if n := len(blocks); n == 0 || blocks[n-1].title != string(c.Group) {
			blocks = append(blocks, helpBlock{title: string(c.Group)})
		}
		last := &blocks[len(blocks)-1]
		last.rows = append(last.rows, helpRow{c.KeyLabel, c.Help})
	}
	return blocks
}

// sideBySide puts blocks into two columns, in their order, so that the longer one is as short as can be.
func sideBySide(blocks [][]string, total, width int) []string {
	split, left := 0, 0
	for ; split < len(blocks); split++ {
		if longer := left + len(blocks[split]); longer > total-left {
			break
		}
		left += len(blocks[split])
	}
	lines, right := flatten(blocks[:split]), flatten(blocks[split:])
	for i, line := range right {
		if i == len(lines) {
			lines = append(lines, spaces(width))
		}
		lines[i] += " " + line
	}
	return lines
}

func flatten(blocks [][]string) []string {
	var lines []string
	for _, block := range blocks {
		lines = append(lines, block...)
	}
	return lines
}
