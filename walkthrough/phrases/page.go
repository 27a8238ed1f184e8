package phrases

import (
	"fmt"
	"strings"
)

// Page is what a generated page says around notes.
type Page struct {
	Language string // its name, for those who read it
	Picture  string // says what a picture shows to those who do not see it
	Title    PageTitle
	Intro    PageIntro
	Headings PageHeadings
	Facts    PageFacts
	Stage    PageStage
	Hooks    PageHooks
	Times    PageTimes
	Compared PageCompared
	// Listed stands between the items of a list in a line, and Beside between facts in one.
	Listed, Beside string
	// Date is the layout of a moment, in UTC.
	Date string
}

// PageKind is what a page is about: a boot or a request of the subject, which have stages, or another program's trace,
// which has spans.
type PageKind int

// The kinds.
const (
	PageBoot PageKind = iota
	PageRequest
	PageTrace
)

// english names the kind, and a step of it.
func (k PageKind) english() (what, step string) {
	return [...]string{"boot", "request", "trace"}[k], [...]string{"stage", "stage", "span"}[k]
}

// chinese does so in Chinese, or with a Latin word: [joined] puts it into a text.
func (k PageKind) chinese() (what, step string) {
	return [...]string{"启动", "请求", "trace"}[k], [...]string{"阶段", "阶段", "span"}[k]
}

var pageEnglish = Page{
	Language: "English", Picture: "apitour in a terminal",
	Title: pageTitleEnglish, Intro: pageIntroEnglish, Headings: pageHeadingsEnglish, Facts: pageFactsEnglish,
	Stage: pageStageEnglish, Hooks: pageHooksEnglish, Times: pageTimesEnglish, Compared: pageComparedEnglish,
	Listed: ", ", Beside: ", ", Date: "2 January 2006, 15:04:05 UTC",
}

var pageChinese = Page{
	Language: "中文", Picture: "终端里的 apitour",
	Title: pageTitleChinese, Intro: pageIntroChinese, Headings: pageHeadingsChinese, Facts: pageFactsChinese,
	Stage: pageStageChinese, Hooks: pageHooksChinese, Times: pageTimesChinese, Compared: pageComparedChinese,
	Listed: "、", Beside: "，", Date: "2006 年 1 月 2 日 15:04:05 UTC",
}

// PageTitle is the title of a page.
type PageTitle struct {
	Request func(request string) string
	Boot    func(program string) string // "" for one that is not named
	// Traces is about several traces, or one, of programs of which some are named and others counted.
	Traces func(traces int, programs []string, more int) string
}

var pageTitleEnglish = PageTitle{
	Request: func(request string) string { return "The way of " + request + ", stage by stage" },
	Boot: func(program string) string {
		if program == "" {
			program = "an apiserver"
		}
		return "The startup of " + program + ", stage by stage"
	},
	Traces: func(traces int, programs []string, more int) string {
		if more > 0 {
			programs = append(programs, counted(more, "more service"))
		}
		from := ""
		if last := len(programs) - 1; last > 0 {
			from = " of " + strings.Join(programs[:last], ", ") + " and " + programs[last]
		} else if last == 0 {
			from = " of " + programs[last]
		}
		switch {
		case traces > 1:
			return counted(traces, "trace") + from + ", span by span"
		case from == "":
			return "This trace, span by span"
		}
		return "A trace" + from + ", span by span"
	},
}

var pageTitleChinese = PageTitle{
	Request: func(request string) string { return request + " 走过的路，逐个阶段" },
	Boot: func(program string) string {
		if program == "" {
			program = "一个 API 服务器"
		}
		return program + " 的启动，逐个阶段"
	},
	Traces: func(traces int, programs []string, more int) string {
		of := "的"
		if more > 0 {
			of = fmt.Sprintf("等 %d 个服务的", len(programs)+more)
		}
		from := joined(strings.Join(programs, "、"), of)
		switch {
		case len(programs) == 0 && traces == 1:
			return "这个 trace，逐个 span"
		case len(programs) == 0:
			from = ""
		}
		if traces > 1 {
			return joined(from, fmt.Sprintf("%d 个 trace，逐个 span", traces))
		}
		return joined(from, "一个 trace，逐个 span")
	},
}

// PageIntro introduces a page and its parts.
type PageIntro struct {
	// Subject names the stage that the page is about beside what was asked for: a number, or another name for it.
	Subject func(kind PageKind, name, asked string, number bool) string
	// Page says what the page has.
	Page func(PageContents) string
	// Without says that there are no chapters, and what to type for those of one stage, and for all.
	Without func(kind PageKind, stages, most, one, all string) string
	// Columns describes the columns of times.
	Columns func(kind PageKind, odd bool) string
	// Overviews stands above their list.
	Overviews string
}

// PageContents is what a page has.
type PageContents struct {
	Kind               PageKind
	Several            bool   // traces
	Subject, Of, Total string // the one stage that it is about, how many are in it, and how many there are
	Chapters, OwnNotes bool
	Hooks              bool // it has several of them
}

var pageIntroEnglish = PageIntro{
	Subject: func(kind PageKind, name, asked string, number bool) string {
		_, step := kind.english()
		if number {
			return step + " " + asked + ", " + name + ","
		}
		return name + " (" + asked + ")"
	},
	Page: pageContentsEnglish,
	Without: func(kind PageKind, stages, most, one, all string) string {
		_, step := kind.english()
		return fmt.Sprintf("The chapters of the %[1]s %[2]ss are left out: a page with more than %[3]s of them is too "+
			"long for most programs. %[4]s writes those of one %[2]s, by its name or its number, and of what is "+
			"inside; %[5]s writes all.", stages, step, most, one, all)
	},
	Columns: func(kind PageKind, odd bool) string {
		what, step := kind.english()
		said := fmt.Sprintf("First how long the %[1]s took, with a + when it was still running at the end; then how "+
			"much of that no %[1]s inside it explains; then when in the %[2]s it was.", step, what)
		if odd {
			said += fmt.Sprintf(" A ? stands where the record of a %s is odd: its chapter says what is wrong.", step)
		}
		return said
	},
	Overviews: "Before the stages stand overviews of what no single stage tells, in the order that reads best:",
}

func pageContentsEnglish(p PageContents) string {
	what, step := p.Kind.english()
	order := what
	if p.Kind == PageTrace {
		order = "tree"
		if p.Several {
			what = "traces"
		}
	}
	every := "Every " + step + " of the " + what
	if p.Subject != "" {
		every = fmt.Sprintf("This page is about %s of the %s, with what is inside: %s of %s %ss. Each of them",
			p.Subject, what, p.Of, p.Total, step)
	}
	hooks := ""
	if p.Hooks {
		hooks = " Only the post-start hooks have no order, because upstream gives them none: they stand together."
	}
	switch {
	case !p.Chapters:
		return every + " is listed below, in the order of the " + order + "." + hooks
	case p.Kind == PageTrace && p.OwnNotes:
		return every + " has a chapter below, in the order of the tree: what was recorded of it, and the note that " +
			"explains it, where there is one."
	case p.Kind == PageTrace:
		return every + " has a chapter below, in the order of the tree: what was recorded of it."
	}
	return every + " has a chapter below, in the order of the " + order + ": what was recorded " +
		"of it, a note that explains it, and its source, in which an arrow (▶) marks the lines that call the stages " +
		"inside it." + hooks
}

var pageIntroChinese = PageIntro{
	Subject: func(_ PageKind, name, asked string, number bool) string {
		if number {
			return "第 " + asked + " 个，即 " + name
		}
		return name + "（" + asked + "）"
	},
	Page: pageContentsChinese,
	Without: func(kind PageKind, stages, most, one, all string) string {
		_, step := kind.chinese()
		return joined(stages, "个", step, "各自的章略去了：超过", most, "章的页面，大多数程序都显示不了。", one, "写出一个", step,
			"（用名字或编号指定）的章，以及它里面的各章；", all, "写出所有的章。")
	},
	Columns: func(kind PageKind, odd bool) string {
		what, step := kind.chinese()
		said := joined("各列依次是：", step, "的用时（到录制结束还在运行的带 +），其中不属于它里面任何", step,
			"的部分，以及它在整个", what, "里的位置。")
		if odd {
			said += joined("? 表示这个", step, "的记录有异：哪里不对，写在它的章里。")
		}
		return said
	},
	Overviews: "各个阶段之前是总览，讲跨越多个阶段的内容，按最便于阅读的顺序排列：",
}

func pageContentsChinese(p PageContents) string {
	what, step := p.Kind.chinese()
	order := joined("，按", what, "的顺序")
	if p.Kind == PageTrace {
		order = "，按树的顺序"
	}
	if p.Kind == PageTrace && p.Several {
		what = "这些 trace"
	}
	every := joined(what, "的每个", step, "下面都有一章")
	if !p.Chapters {
		every = joined("下面列出", what, "的每个", step)
	}
	if p.Subject != "" {
		every = joined("本页讲", what, "里的", p.Subject, "，连同它里面的：", p.Total, "个", step, "里的", p.Of, "个。")
		if p.Chapters {
			every += "每个在下面都有一章"
		} else {
			every += "下面逐个列出"
		}
	}
	hooks := ""
	if p.Hooks {
		hooks = "只有启动后钩子没有顺序，因为上游没有给它们顺序：它们放在一起。"
	}
	switch {
	case !p.Chapters:
		return joined(every, order, "。", hooks)
	case p.Kind == PageTrace && p.OwnNotes:
		return joined(every, order, "排列，内容是录下的事实，以及解释它的讲解（如果有）。")
	case p.Kind == PageTrace:
		return joined(every, order, "排列，内容是录下的事实。")
	}
	return joined(every, order, "排列，内容是录下的事实、解释它的讲解，以及它的源码；源码里的箭头（▶）标出调用它里面各个阶段的那些行。", hooks)
}
