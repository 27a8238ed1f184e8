package phrases

import (
	"fmt"
	"strings"
)

// Tour is what the tour draws around notes and source: panes, pages, keys. The steps of our server's traces are stages,
// those of other programs are spans: a text about them asks which.
type Tour struct {
	Panes    TourPanes
	Status   TourStatus
	Notices  TourNotices
	TooSmall TourTooSmall
	Keys     TourKeys
	Signs    TourSigns
	Note     TourNote
	Source   TourSource
	Health   TourHealth
	Hooks    TourHooks
	Lanes    TourLanes
	Front    TourFront
	Chapter  TourChapter
	Glossary TourGlossary
	Overview TourOverview
	Marks    TourMarks
	Log      TourLog
	Outside  TourOutside
	Ready    TourReady
	Slices   TourSlices
	Why      TourWhy
	Predict  TourPredict
	Prompt   TourPrompt
	Answer   string // heads the answer to a request
	Chosen   func(row, rows int) string
}

var tourEnglish = Tour{
	Panes: tourPanesEnglish, Status: tourStatusEnglish, Notices: tourNoticesEnglish, TooSmall: tourTooSmallEnglish,
	Keys: tourKeysEnglish, Signs: tourSignsEnglish, Note: tourNoteEnglish, Source: tourSourceEnglish,
	Health: tourHealthEnglish, Hooks: tourHooksEnglish, Lanes: tourLanesEnglish,
	Front: tourFrontEnglish, Chapter: tourChapterEnglish, Glossary: tourGlossaryEnglish,
	Overview: tourOverviewEnglish, Marks: tourMarksEnglish, Log: tourLogEnglish, Outside: tourOutsideEnglish,
	Ready: tourReadyEnglish, Slices: tourSlicesEnglish, Why: tourWhyEnglish, Predict: tourPredictEnglish,
	Prompt: tourPromptEnglish,
	Answer: "Answer",
	Chosen: func(row, rows int) string { return fmt.Sprintf("%d of %d", row, rows) },
}

var tourChinese = Tour{
	Panes: tourPanesChinese, Status: tourStatusChinese, Notices: tourNoticesChinese, TooSmall: tourTooSmallChinese,
	Keys: tourKeysChinese, Signs: tourSignsChinese, Note: tourNoteChinese, Source: tourSourceChinese,
	Health: tourHealthChinese, Hooks: tourHooksChinese, Lanes: tourLanesChinese,
	Front: tourFrontChinese, Chapter: tourChapterChinese, Glossary: tourGlossaryChinese,
	Overview: tourOverviewChinese, Marks: tourMarksChinese, Log: tourLogChinese, Outside: tourOutsideChinese,
	Ready: tourReadyChinese, Slices: tourSlicesChinese, Why: tourWhyChinese, Predict: tourPredictChinese,
	Prompt: tourPromptChinese,
	Answer: "应答",
	Chosen: func(row, rows int) string { return fmt.Sprintf("%d/%d", row, rows) },
}

// ofSteps makes a phrase of an English text about stages, which speaks of spans where the steps are spans.
func ofSteps(text string) func(spans bool) string {
	ofSpans := strings.NewReplacer("stage", "span", "Stage", "Span").Replace(text)
	return func(spans bool) string {
		if spans {
			return ofSpans
		}
		return text
	}
}

// ofStepsChinese does the same to a Chinese text.
func ofStepsChinese(text string) func(spans bool) string {
	var parts []string
	for i, part := range strings.Split(text, "阶段") {
		if i > 0 {
			parts = append(parts, "span")
		}
		parts = append(parts, part)
	}
	ofSpans := joined(parts...)
	return func(spans bool) string {
		if spans {
			return ofSpans
		}
		return text
	}
}

// TourPanes heads the panes and their columns.
type TourPanes struct {
	Stages func(spans bool) string
	Source string
	Note   string
	Took   string // heads the column of durations
	Median string // heads the column of medians and their spread; 8 columns at most
}

var tourPanesEnglish = TourPanes{
	Stages: ofSteps("Stages"),
	Source: "Source",
	Note:   "Note",
	Took:   "took",
	Median: "median ±",
}

var tourPanesChinese = TourPanes{
	Stages: ofStepsChinese("阶段"),
	Source: "源码",
	Note:   "讲解",
	Took:   "耗时",
	Median: "中位数 ±",
}

// TourTooSmall is what a terminal shows in which the tour has no room.
type TourTooSmall struct {
	Needs func(width, height int) string
	Is    func(width, height int) string
	Do    string
}

var tourTooSmallEnglish = TourTooSmall{
	Needs: func(width, height int) string { return fmt.Sprintf("apitour needs %d×%d;", width, height) },
	Is:    func(width, height int) string { return fmt.Sprintf("this terminal is %d×%d.", width, height) },
	Do:    "Make it larger, or press q to quit.",
}

var tourTooSmallChinese = TourTooSmall{
	Needs: func(width, height int) string { return fmt.Sprintf("apitour 需要 %d×%d；", width, height) },
	Is:    func(width, height int) string { return fmt.Sprintf("这个终端是 %d×%d。", width, height) },
	Do:    "请把它放大，或者按 q 退出。",
}

// TourNotices answer what the learner has done, in the status line.
type TourNotices struct {
	NoteHidden   string
	StagesHidden func(spans bool) string
	OnePaneOnly  string
	YouAreThere  string
	NothingFolds string
	NoSuchStage  string // of a mark
	MouseOn      func(spans bool) string
	MouseOff     string
	TooLongCopy  string
	Copied       func(text string) string
	NoEditor     string
	EditorFailed func(err string) string
	NoShell      string
	// EndsPresentation stands at the end of the only line that a presentation has beside its pane.
	EndsPresentation string
}

var tourNoticesEnglish = TourNotices{
	NoteHidden:       "the note is not in view: z and v give all panes back",
	StagesHidden:     ofSteps("the stages are not in view: z and v give all panes back"),
	OnePaneOnly:      "one pane has all the room: z and v give it back",
	YouAreThere:      "you are there",
	NothingFolds:     "nothing to fold",
	NoSuchStage:      "this recording has no such stage",
	MouseOn:          ofSteps("mouse on: click a stage, scroll, drag a line between panes"),
	MouseOff:         "mouse off: the terminal selects text",
	TooLongCopy:      "too long for a terminal's clipboard",
	Copied:           func(text string) string { return "sent to the terminal's clipboard: " + text },
	NoEditor:         "set EDITOR to the editor that e should open",
	EditorFailed:     func(err string) string { return "the editor ended with an error: " + err },
	NoShell:          "there is no shell here that could bring apitour back",
	EndsPresentation: "v ends the presentation",
}

var tourNoticesChinese = TourNotices{
	NoteHidden:       "讲解没有显示：z 和 v 恢复所有窗格",
	StagesHidden:     ofStepsChinese("阶段没有显示：z 和 v 恢复所有窗格"),
	OnePaneOnly:      "一个窗格占满了画面：z 和 v 把它还原",
	YouAreThere:      "你已经在这里",
	NothingFolds:     "没有可以折叠的",
	NoSuchStage:      "这份录制里没有这个阶段",
	MouseOn:          ofStepsChinese("鼠标已打开：点击阶段，滚动，拖动窗格之间的线"),
	MouseOff:         "鼠标已关闭：由终端选取文字",
	TooLongCopy:      "太长，终端的剪贴板放不下",
	Copied:           func(text string) string { return "已发给终端的剪贴板：" + text },
	NoEditor:         "请把 EDITOR 设为 e 要打开的编辑器",
	EditorFailed:     func(err string) string { return "编辑器出错，已退出：" + err },
	NoShell:          "这里没有 shell，挂起后无法回到 apitour",
	EndsPresentation: "v 结束演示",
}
