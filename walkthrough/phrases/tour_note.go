package phrases

import (
	"fmt"
	"strings"
	"time"
)

// TourNote is what the note pane says beside the note.
type TourNote struct {
	NothingYet string
	NoNote     func(spans bool) string
	NeverHeld  func(why string) string
	HeldFor    func(duration string) string
	CalledAt   func(place string) string
	CalledBy   func(caller, place string) string
	// TraceOf tells one trace of a recording from another.
	TraceOf func(trace, traces int, begun time.Time) string
	Service func(name string) string
	// MoreEvents and those below the note.
	MoreEvents, MoreEventsBelow func(events int) string
	Logged                      func(line string) string
	LoggedMore                  func(lines int) string
	Upstream, Links, Recorded   string // titles of sections
	Function, Place             func(name string) string
	MoreAttributes              func(attributes int) string
	Explains                    func(terms []string) string // d explains them
	// Opens says of the row of many stages that a key opens it.
	Opens func(about string) string
}

var tourNoteEnglish = TourNote{
	NothingYet: "The first stage has not been heard of yet.",
	NoNote:     ofSteps("No note explains this stage."),
	NeverHeld:  func(why string) string { return "Never held: " + why },
	HeldFor:    func(d string) string { return "held for " + d },
	CalledAt:   func(place string) string { return "called at " + place },
	CalledBy:   func(caller, place string) string { return "called by " + caller + " at " + place },
	TraceOf: func(trace, traces int, begun time.Time) string {
		return fmt.Sprintf("trace %d of %d, begun %s", trace, traces, begun.Format("2 January 2006, 15:04:05.000 UTC"))
	},
	Service:         func(name string) string { return "service " + name },
	MoreEvents:      func(events int) string { return fmt.Sprintf("and %d more events", events) },
	MoreEventsBelow: func(events int) string { return fmt.Sprintf("and %d more events, below the note", events) },
	Logged:          func(line string) string { return "logged: " + line },
	LoggedMore:      func(lines int) string { return "logged " + counted(lines, "more line") + ": L shows them" },
	Upstream:        "Upstream", Links: "Links", Recorded: "Recorded",
	Function:       func(name string) string { return "function " + name },
	Place:          func(name string) string { return "source " + name },
	MoreAttributes: func(attributes int) string { return fmt.Sprintf("and %d more", attributes) },
	Explains:       func(terms []string) string { return "d explains: " + strings.Join(terms, ", ") },
	Opens:          func(about string) string { return about + ". i opens them." },
}

var tourNoteChinese = TourNote{
	NothingYet: "还没有第一个阶段的消息。",
	NoNote:     ofStepsChinese("没有讲解说到这个阶段。"),
	NeverHeld:  func(why string) string { return "从不暂停：" + why },
	HeldFor:    func(d string) string { return "已暂停 " + d },
	CalledAt:   func(place string) string { return "调用处 " + place },
	CalledBy:   func(caller, place string) string { return "由 " + caller + " 在 " + place + " 调用" },
	TraceOf: func(trace, traces int, begun time.Time) string {
		return fmt.Sprintf("trace %d/%d，开始于 %s", trace, traces, begun.Format("2006-01-02 15:04:05.000 UTC"))
	},
	Service:         func(name string) string { return "服务 " + name },
	MoreEvents:      func(events int) string { return fmt.Sprintf("还有 %d 个事件", events) },
	MoreEventsBelow: func(events int) string { return fmt.Sprintf("还有 %d 个事件，在讲解下面", events) },
	Logged:          func(line string) string { return "日志：" + line },
	LoggedMore:      func(lines int) string { return fmt.Sprintf("日志还有 %d 行：按 L 显示", lines) },
	Upstream:        "上游", Links: "链接", Recorded: "录下的信息",
	Function:       func(name string) string { return "函数 " + name },
	Place:          func(name string) string { return "源码 " + name },
	MoreAttributes: func(attributes int) string { return fmt.Sprintf("还有 %d 项", attributes) },
	Explains:       func(terms []string) string { return "d 解释：" + strings.Join(terms, "、") },
	Opens:          func(about string) string { return about + "。按 i 展开它们。" },
}

// TourSource is what the source pane says where it has no source.
type TourSource struct {
	Reading   func(place string) string
	NotKnown  func(spans bool) string
	NotAtHand string
}

var tourSourceEnglish = TourSource{
	Reading:   func(place string) string { return "reading " + place + " …" },
	NotKnown:  ofSteps("The recording does not say where the source of this stage is."),
	NotAtHand: "The source is not at hand. It begins here:",
}

var tourSourceChinese = TourSource{
	Reading:   func(place string) string { return "正在读 " + place + " …" },
	NotKnown:  ofStepsChinese("录制没有说明这个阶段的源码在哪里。"),
	NotAtHand: "手头没有这段源码。它从这里开始：",
}
