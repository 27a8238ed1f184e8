package tour

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/words"
)

// The last column of the tree, where several recordings are compared and there is room for it, is the median of a
// stage's times with its spread.
const (
	spreadWidth = 17 // with the space before it
	leastSpread = 70 // cells of a pane that has room for it
)

// spreads returns how wide the column is in a pane of the width.
func (s *stages) spreads(width int) int {
	if s.spread == nil || width < leastSpread {
		return 0
	}
	return spreadWidth
}

// rowWidth returns how many cells of a pane of the size are the rows', without the minimap and the column of medians.
func (s *stages) rowWidth(width, height int) int {
	return width - s.mapWidth(height) - s.spreads(width)
}

// spreadTitle is the end of the heading's aside.
func (s *stages) spreadTitle(line string, width int) string {
	if s.spreads(width) == 0 {
		return ""
	}
	title := s.lesson.Phrases().Tour.Panes.Median
	return " " + strings.Repeat(line, spreadWidth-2-ansi.StringWidth(title)) + " " + title
}

// spreadCell is the cell of the column in the row of a step.
func (s *stages) spreadCell(t *theme, at, width int) string {
	if s.spreads(width) == 0 {
		return ""
	}
	said := ""
	if stage, ok := s.spread(s.lesson.Steps[at]); ok {
		said = words.MedianOf(stage.Times)
	}
	return t.on(at == s.selected).muted.Render(alignRight(said, spreadWidth-1) + " ")
}
