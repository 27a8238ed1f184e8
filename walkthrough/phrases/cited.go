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
	Present, At string
	Same, Moved int
	// Changed and Gone count the places; the names are of one place in each declaration.
	Changed, Gone           int
	ChangedNames, GoneNames []string
}

// All returns how many places there are.
func (p Places) All() int { return p.Same + p.Moved + p.Changed + p.Gone }

var citedEnglish = Cited{
	OfNote: func(p Places) string {
		if p.All() == 0 {
			return ""
		}
		counts := citedCounts([]int{p.Same, p.Moved}, ", ", "%d same", "%d moved")
		said := citedJoined("; ", counts, citedNames("changed: ", ", ", " and %d more", p.ChangedNames),
			citedNames("gone: ", ", ", " and %d more", p.GoneNames))
		return fmt.Sprintf("Places of %s at %s: %s.", p.Present, p.At, said)
	},
	OfNotes: func(p Places) string {
		return fmt.Sprintf("The notes describe Kubernetes %s. Of the %d places in its source that they cite, %d are the "+
			"same at %s, %d have moved, %d have changed, and %d are gone. `apitour notes verify` holds what the notes claim "+
			"against recordings, and `apitour notes verify --upstream vX.Y.Z` what they cite against any release.",
			p.Present, p.All(), p.Same, p.At, p.Moved, p.Changed, p.Gone)
	},
}

var citedChinese = Cited{
	OfNote: func(p Places) string {
		if p.All() == 0 {
			return ""
		}
		counts := citedCounts([]int{p.Same, p.Moved}, "，", "%d 个相同", "%d 个移动")
		said := citedJoined("；", counts, citedNames("有变化：", "、", "，另有 %d 个", p.ChangedNames),
			citedNames("已去掉：", "、", "，另有 %d 个", p.GoneNames))
		return fmt.Sprintf("%s 的出处到了 %s：%s。", p.Present, p.At, said)
	},
	OfNotes: func(p Places) string {
		return fmt.Sprintf("讲解讲的是 Kubernetes %s，在这个版本的源码里有 %d 个出处；到了 %s，其中 %d 个相同，%d 个移动，"+
			"%d 个有变化，%d 个已去掉。`apitour notes verify` 拿录制核对讲解的断言，"+
			"`apitour notes verify --upstream vX.Y.Z` 拿任何一个版本核对讲解的出处。",
			p.Present, p.All(), p.At, p.Same, p.Moved, p.Changed, p.Gone)
	},
}

// citedCounts writes the counts that are not 0, each in its format.
func citedCounts(counts []int, between string, formats ...string) string {
	var said []string
	for i, n := range counts {
		if n > 0 {
			said = append(said, fmt.Sprintf(formats[i], n))
		}
	}
	return strings.Join(said, between)
}

// mostCited is how many places of a note are named.
const mostCited = 5

// citedNames writes names of places behind a word, "" when there are none.
func citedNames(word, between, more string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	shown := make([]string, min(len(names), mostCited))
	for i := range shown {
		shown[i] = "`" + names[i] + "`"
	}
	said := word + strings.Join(shown, between)
	if rest := len(names) - len(shown); rest > 0 {
		said += fmt.Sprintf(more, rest)
	}
	return said
}

// citedJoined joins what is said at all.
func citedJoined(between string, parts ...string) string {
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, between)
}
