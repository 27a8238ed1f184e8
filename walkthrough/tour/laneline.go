package tour

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// widestLane is how many cells of a lane's name are shown when it is not stepped.
const widestLane = 22

// laneLine is the row that says which lane is stepped, which are held and for how long, and which run. Lanes that do
// not fit are counted.
func laneLine(says phrases.TourLanes, t *theme, lanes []walk.Lane, othersRun bool, width int) string {
	others := says.OthersWait
	if othersRun {
		others = says.OthersRun
	}
	end := " " + t.key.Render("]") + t.muted.Render(" "+says.Next+"  ") +
		t.key.Render("w") + t.muted.Render(" "+others+" ")
	said := make([]string, 0, len(lanes))
	for _, l := range lanes {
		name := words.Shown(l.Name)
		short := ansi.Truncate(name, widestLane, "…")
		switch {
		case l.Stepped:
			said = append(said, t.focus.Render("▶ "+name))
		case l.HeldAt != "":
			said = append(said, t.running.Render("‖ "+short+" "+words.Seconds(l.HeldFor)))
		default:
			said = append(said, t.good.Render("→ "+short))
		}
	}
	room := width - ansi.StringWidth(end) - 1
	line := " " + strings.Join(said, "  ")
	for left := len(said); ansi.StringWidth(line) > room && left > 1; {
		left--
		more := t.muted.Render(says.More(len(said) - left))
		line = " " + strings.Join(append(slices.Clone(said[:left]), more), "  ")
	}
	return ends(line, end, width)
}
