package phrases

import (
	"fmt"
	"strings"
)

// Cited says what has become, at a release of Kubernetes, of the places in its source that the notes cite.
type Cited struct {
	// OfNote is about the places of one note, of which those that have changed or are gone are named; "" for none.
	OfNote func(Places) string
	// OfNotes is about the places of all notes, and says how a reader finds out for another release.
	OfNotes func(Places) string
}

// Places counts the places of one release, Present, by their verdicts at another, At.
type Places struct {
	Present, At                string
	Same, Moved, Changed, Gone int
	// ChangedNames and GoneNames name each place once, by its lines alone behind another one of its file.
	ChangedNames, GoneNames []string
}

// All returns how many places there are.
func (p Places) All() int { return p.Same + p.Moved + p.Changed + p.Gone }

var citedEnglish = Cited{
	OfNote: func(p Places) string {
		if p.All() == 0 {
			return ""
		}
		said := p.verdicts([...]string{"%d same", "%d moved", "%d changed", "%d gone"}, ", ", ", ", " (%s)")
		return "Places of " + p.Present + " at " + p.At + ": " + said + "."
	},
	OfNotes: func(p Places) string {
		return fmt.Sprintf("The notes describe Kubernetes %s. Of the %d places in its source that they cite, "+
			"%d are the same at %s, %d have moved, %d have changed, and %d are gone. `apitour notes verify` holds "+
			"what the notes claim against recordings, and `apitour notes verify --upstream vX.Y.Z` what they cite "+
			"against any release.",
			p.Present, p.All(), p.Same, p.At, p.Moved, p.Changed, p.Gone)
	},
}

var citedChinese = Cited{
	OfNote: func(p Places) string {
		if p.All() == 0 {
			return ""
		}
		said := p.verdicts([...]string{"%d 个相同", "%d 个移动", "%d 个有变化", "%d 个已去掉"}, "，", "、", "（%s）")
		return p.Present + " 的出处与 " + p.At + " 对照：" + said + "。"
	},
	OfNotes: func(p Places) string {
		return fmt.Sprintf("讲解讲的是 Kubernetes %s，在它的源码里有 %d 个出处；与 %s 对照，其中 %d 个相同，%d 个移动，"+
			"%d 个有变化，%d 个已去掉。`apitour notes verify` 用录制核对讲解的断言，"+
			"`apitour notes verify --upstream vX.Y.Z` 用任何一个版本的源码核对讲解的出处。",
			p.Present, p.All(), p.At, p.Same, p.Moved, p.Changed, p.Gone)
	},
}

// mostCited is how many places of a note are named for one verdict.
const mostCited = 8

// verdicts writes the counts that are not 0, each in its format, and behind two of them the names of their places.
func (p Places) verdicts(formats [4]string, between, betweenNames, around string) string {
	var said []string
	for i, n := range [...]int{p.Same, p.Moved, p.Changed, p.Gone} {
		if n == 0 {
			continue
		}
		text := fmt.Sprintf(formats[i], n)
		names := [...][]string{nil, nil, p.ChangedNames, p.GoneNames}[i]
		var shown []string
		for _, name := range names[:min(len(names), mostCited)] {
			shown = append(shown, "`"+name+"`")
		}
		if len(names) > mostCited {
			shown = append(shown, "…")
		}
		if len(shown) > 0 {
			text += fmt.Sprintf(around, strings.Join(shown, betweenNames))
		}
		said = append(said, text)
	}
	return strings.Join(said, between)
}
