package phrases

import (
	"fmt"
	"strings"
)

// Upstream is what is said of the notes beside a release of Kubernetes. The verdicts, same, moved, changed and gone,
// are the same words in every language.
type Upstream struct {
	Compared      string // %s is the release
	PlacesIn, All string // above columns; PlacesIn is followed by releases
	At            string // above the releases with which is compared
	NotOlder      string // nothing is to be mended; %s is the release that the notes describe
	AllThere      string // likewise
	ToMend        func(notes int, release string) string
	Now           string // %s is where a declaration is now
	NamedIn       func(lines []string, frontMatter bool) string
	// Signs says how many messages on which signs rest are the same, have moved, are gone. Those are listed below.
	Signs            func(same, moved, gone int) string
	ReleaseSaysWhich string
}

var upstreamEnglish = Upstream{
	Compared: "%s, compared with what the notes describe:",
	PlacesIn: "places in", All: "all", At: "at",
	NotOlder: "Nothing is to be mended: the notes describe %s, and that is not older.",
	AllThere: "Nothing is to be mended: what the notes describe of %s is there.",
	ToMend: func(notes int, release string) string {
		counted := fmt.Sprintf("%d notes", notes)
		if notes == 1 {
			counted = "1 note"
		}
		return fmt.Sprintf("To be mended: %s. Of what they describe of %s, this is another text or gone:", counted,
			release)
	},
	Now: "now %s; ",
	NamedIn: func(lines []string, frontMatter bool) string {
		where := "lines " + strings.Join(lines, ", ")
		switch {
		case len(lines) == 0:
			return "named in the front matter"
		case len(lines) == 1:
			where = "line " + lines[0]
		}
		if frontMatter {
			where += " and the front matter"
		}
		return "named in " + where
	},
	Signs: func(same, moved, gone int) string {
		return fmt.Sprintf("Messages that notes name as signs: %d same, %d moved, %d gone.", same, moved, gone)
	},
	ReleaseSaysWhich: "apitour notes verify --upstream RELEASE says which notes are to be mended",
}

var upstreamChinese = Upstream{
	Compared: "%s，与讲解所讲的相比：",
	PlacesIn: "出处的版本", All: "全部", At: "对照版本",
	NotOlder: "没有要改的：讲解讲的是 %s，不比这个版本旧。",
	AllThere: "没有要改的：讲解在 %s 里的出处，这里都还在。",
	ToMend: func(notes int, release string) string {
		return fmt.Sprintf("有 %d 篇讲解要改。它们在 %s 里的出处，下面这些变了或者没了：", notes, release)
	},
	Now: "现在在 %s；",
	NamedIn: func(lines []string, frontMatter bool) string {
		where := "第 " + strings.Join(lines, "、") + " 行"
		switch {
		case len(lines) == 0:
			where = "front matter"
		case frontMatter:
			where += "和 front matter"
		}
		return "出现在：" + where
	},
	Signs: func(same, moved, gone int) string {
		return fmt.Sprintf("讲解当作迹象的消息：same %d 条，moved %d 条，gone %d 条。", same, moved, gone)
	},
	ReleaseSaysWhich: "apitour notes verify --upstream RELEASE 说明要改哪些讲解",
}
