package tour

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Unicode leaves the width of many characters open ("ambiguous", Unicode Standard Annex 11), the lines and marks of the
// tour among them. Terminals that were set up for Chinese, Japanese or Korean may draw them two cells wide, and then
// nothing is where it should be. So in these languages the tour asks: it writes some of them and asks where the cursor
// is. Until there is an answer nothing else is drawn. Where they are wide, or no answer comes, marks are ASCII.

// widths is what the tour knows of how wide the terminal draws ambiguous characters.
type widths int

const (
	narrowCells widths = iota // one cell
	wideCells                 // two cells, or they may be
	askedCells                // the terminal was asked
	lateCells                 // for an answer, after the time in which one should come
)

// ambiguous are some of the tour's marks, of each block of Unicode from which it takes them. There are sixteen: of a
// cursor further to the left in the first row a terminal tells as it tells of F3 with Shift and its like.
const ambiguous = "─│━┃└█▁▶●◆→↑…—·×"

// answerTime is how long nothing is drawn for want of an answer. A terminal at the other end of a slow connection may
// take longer: its answer counts then too.
const answerTime = 300 * time.Millisecond

// noAnswerMsg says that the time for an answer is over.
type noAnswerMsg struct{}

// ambiguousWidths returns what an environment tells. RUNEWIDTH_EASTASIAN, which other programs read too, decides where
// it is set: 0 for narrow, 1 for wide.
func ambiguousWidths(environment []string) widths {
	switch variable(environment, "RUNEWIDTH_EASTASIAN") {
	case "0":
		return narrowCells
	case "1":
		return wideCells
	}
	language, _, _ := strings.Cut(strings.ToLower(locale(environment)), ".")
	for _, l := range []string{"zh", "ja", "ko"} {
		if language == l || strings.HasPrefix(language, l+"_") {
			return askedCells
		}
	}
	return narrowCells
}

// askWidths asks the terminal how wide it draws ambiguous characters. They stand at the beginning of the row in which
// the cursor is, which is empty, on the shell's screen as on the tour's. They are erased at once, and the cursor
// returns.
func (m *model) askWidths() tea.Cmd {
	if m.widths != askedCells {
		return nil
	}
	erase := "\r" + ansi.EraseCharacter(2*ansi.StringWidth(ambiguous))
	return tea.Batch(
		tea.Raw(ansi.SaveCursor+"\r"+ambiguous+ansi.RequestCursorPositionReport+erase+ansi.RestoreCursor),
		tea.Tick(answerTime, func(time.Time) tea.Msg { return noAnswerMsg{} }),
	)
}

// answerWidths takes the answer in, the column after the characters.
func (m *model) answerWidths(column int) {
	switch {
	case m.widths != askedCells && m.widths != lateCells:
	case column == ansi.StringWidth(ambiguous):
		m.widths = narrowCells
	default:
		m.widths = wideCells
	}
}
