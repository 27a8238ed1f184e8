package walk_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/atomicfile"
	"apitour/trace/feed"
	"apitour/trace/step"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/marks"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/walk/walktest"
)

// TestCommandsInChinese compares the table with the English one: what the help says has to fit into as many columns,
// and the line of keys has the same keys.
func TestCommandsInChinese(t *testing.T) {
	english := walk.Commands()
	widest := 0
	for _, c := range english {
		widest = max(widest, ansi.StringWidth(c.Help))
	}
	w := begin(t, walk.Options{
		Lesson: walktest.PlannedForChinese, Languages: walktest.Spoken(walktest.Lesson()),
		Trace: walktest.Recording(), Screen: true,
	})
	chinese := w.Commands()
	if len(chinese) != len(english) {
		t.Fatalf("%d commands for %d", len(chinese), len(english))
	}
	for i, c := range chinese {
		e := english[i]
		if c.Name != e.Name || c.KeyLabel != e.KeyLabel || c.Group != e.Group || c.OnPage != e.OnPage {
			t.Errorf("%q is not %q", c.Name, e.Name)
		}
		if !isChinese(c.Help) || !isChinese(c.Heading) || ansi.StringWidth(c.Help) > widest {
			t.Errorf("%q: the help %q, which has %d columns of %d", c.Name, c.Help, ansi.StringWidth(c.Help), widest)
		}
		for english, chinese := range map[string]string{
			e.Short: c.Short, e.ShortInText: c.ShortInText, e.ShortOnPage: c.ShortOnPage,
		} {
			if (english == "") != (chinese == "") || ansi.StringWidth(chinese) > 6 {
				t.Errorf("%q: %q for the key %q", c.Name, chinese, english)
			}
		}
	}
	say, other := phrases.In("zh").Walk.Commands, phrases.In("en").Walk.Commands
	if len(say) != len(english) || len(other) != len(english) {
		t.Errorf("phrases of %d and %d commands for %d", len(other), len(say), len(english))
	}
}

func isChinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// chineseWalks are walks of all kinds for a reader of Chinese, by their names.
func chineseWalks(t *testing.T) map[string]func() *walk.Walk {
	recorded := func(join func(*trace.Trace) *lesson.Lesson, of *trace.Trace, o walk.Options) func() *walk.Walk {
		return func() *walk.Walk {
			o.Lesson, o.Trace, o.Screen = join, of, true
			return begin(t, o)
		}
	}
	live := func(until float64, updates func(*walktest.Live)) func() *walk.Walk {
		return func() *walk.Walk {
			l := walktest.StepJoined(walktest.PlannedForChinese)
			happened(l, walktest.Boot(), until)
			updates(l)
			return l.Walk
		}
	}
	own := func(tr *trace.Trace) *lesson.Lesson {
		return lesson.New(tr, walktest.JoinChinese(tr).Library().Speaking("zh"), nil, nil)
	}
	return map[string]func() *walk.Walk{
		"recording": recorded(walktest.PlannedForChinese, walktest.Recording(), walk.Options{}),
		"marked": recorded(walktest.PlannedForChinese, walktest.Recording(), walk.Options{
			Marks: marks.Open("", atomicfile.Shared),
		}),
		"shipped": recorded(walktest.ExplainInChinese, walktest.Shipped(), walk.Options{
			Path: walk.Main, Predict: true, Origin: walk.Origin{Shipped: true},
		}),
		"stranger": recorded(own, tracetest.Stranger(), walk.Options{Predict: true}),
		"held":     live(320.35, func(l *walktest.Live) { l.Receive(l.HeldAt(oneHook, anotherHook)) }),
		"free": live(320.35, func(l *walktest.Live) {
			l.Receive(l.Stepping(step.State{Mode: step.Running}))
		}),
		"ready": live(700, func(l *walktest.Live) {
			l.Receive(l.Stepping(step.State{Mode: step.Moving}))
			l.Receive(feed.Outside{ID: "1", Method: "GET", Path: "/api/v1/pods"})
		}),
		"answered": live(700, func(l *walktest.Live) {
			l.Receive(l.Stepping(step.State{Mode: step.Moving}))
			l.Receive(feed.Answer{Method: "GET", Path: "/x", Status: "404 Not Found"})
		}),
		"dead": live(300, func(l *walktest.Live) { l.Receive(walktest.Died(errDead)...) }),
		"new":  func() *walk.Walk { return walktest.StepJoined(walktest.PlannedForChinese).Walk },
	}
}

// TestEveryNoticeIsInChinese does every command in every walk, with and without arguments that mean nothing.
func TestEveryNoticeIsInChinese(t *testing.T) {
	for name, begins := range chineseWalks(t) {
		for _, c := range walk.Commands() {
			for _, argument := range []string{"", "nonsense", "0", "/nonsense?x"} {
				w := begins()
				for range 2 { // some commands say another thing the second time
					finish(w, w.Do(c.Name, argument))
					if notice := w.Notice(); notice != "" && !isChinese(notice) {
						t.Errorf("%s: %s %s says %q", name, c.Name, argument, notice)
					}
					if q := w.Question(); q != nil {
						if len(q.Label) > 1 && !isChinese(q.Label) {
							t.Errorf("%s: %s asks %q", name, c.Name, q.Label)
						}
						finish(w, w.Submit("nonsense"))
					}
				}
			}
		}
	}
}

// TestChineseNotices has a walk answer commands.
func TestChineseNotices(t *testing.T) {
	walks := chineseWalks(t)
	for _, c := range []struct{ walk, commands, want string }{
		{"recording", "back", "这是第一步"},
		{"recording", "go nonsense", `没有名为 "nonsense" 的阶段或命令`},
		{"recording", "go 99", "步的编号从 1 到 52"},
		{"recording", "search qqqq|match", "找不到 qqqq"},
		{"recording", "copy", "没有可以链接的文件：先保存，再用 apitour play FILE --at stage-main"},
		{"marked", "mark 先看这里", "已标记，离开之前有效：这份录制没有文件"},
		{"shipped", "back", "这是第一站"},
		{"shipped", "glossary nonsense", "词汇表里没有 nonsense 这个词"},
		{"stranger", "go nonsense", `没有名为 "nonsense" 的 span 或命令`},
		{"stranger", "why nonsense", `没有名为 "nonsense" 的 span 或检查`},
		{"stranger", "hooks", "hooks 只用于启动：这个 trace 是另一个程序的"},
		{"stranger", "path short", "short 路径：各章提到的 span"},
		{"stranger", "breakpoint", "breakpoint 只用于启动：这个 trace 是另一个程序的"},
		{"held", "breakpoint", "断点：" + oneHook},
		{"held", "quit", "启动暂停在 " + oneHook + "：再按一次 q 就结束它"},
		{"free", "free", "服务器在自由运行：space 再让它暂停"},
		{"ready", "next", "服务器已就绪：r 发送请求，x 停止它"},
		{"ready", "request GET", "GET 需要一个路径：GET /api/v1/namespaces"},
		{"ready", "request GET /x --as", "--as 需要一个值；请求的写法是 NAME，或者 METHOD /path [--as USER] [{json} 或 @file]"},
		{"ready", "request GET /x --as jane", "已发送：GET /x，伪装成 jane"},
		{"ready", "requests 1", "再发送一次：下一个 GET /api/v1/pods 会在它的第一个阶段暂停"},
		{"answered", "", "404 Not Found：! 去看是谁决定的，R 显示应答"},
		{"new", "terminate", "服务器还没有就绪：再按一次 x 就停止它"},
	} {
		w := walks[c.walk]()
		if c.commands != "" {
			do(w, strings.Split(c.commands, "|")...)
		}
		if got := w.Notice(); got != c.want {
			t.Errorf("%s: %s says %q, want %q", c.walk, c.commands, got, c.want)
		}
	}
}

// TestChineseSentences compares what a walk says of its own accord.
func TestChineseSentences(t *testing.T) {
	walks := chineseWalks(t)
	shipped, held := walks["shipped"](), walks["held"]()
	ready, health := walks["recording"]().Readiness(), shipped.HealthSaid()
	row := firstRow(t, shipped)
	in, ms := held.Phrases(), time.Millisecond
	offered := walk.Warning{Wait: walk.Wait{Stage: "a", For: "b", Begun: true}}
	chosen := walk.Prediction{Options: []string{"甲", "乙"}, Chosen: 1, Truth: "甲"}
	right := walk.Prediction{Right: true, Truth: "甲"}
	held.GoTo("buildgenricconfig")
	for want, got := range map[string]string{
		"第 1/7 章 · 第 1/12 站": shipped.Chapter().String(),
		"章 1/7 · 站 1/12":     shipped.Chapter().Brief(),
		"同样的还有 18 次":         row.String(),
		"服务器 612 ms 后就绪。":    ready.Sentence(),
		"关键路径上另外 36 个阶段一共用了 129 ms。所有这些中任何一个短一些，服务器就会早些就绪。": ready.OthersSentence(),
		"检查：到录制结束时 /readyz 有 34/34 项变绿":                     health.Title,
		"端口已绑定": health.Moments[0].What,
		`没有名为 "buildgenricconfig" 的阶段：是指 "buildGenericConfig" 吗？`: held.Notice(),
		"已暂停 10m1s，没有按键：c 让服务器继续运行":                               walk.Warning{HeldFor: 601 * time.Second}.Said(in),
		"也许在等 2 条暂停的泳道：space 走其中一条，w 让它们都继续":                      walk.Warning{WaitsFor: 2}.Said(in),
		"a 在等 b：改走它？":         offered.Said(in),
		"a 之后要等 b":            walk.Wait{Stage: "a", For: "b"}.Said(in),
		"在 +125 和 +250 ms 之间": walk.Turn{From: 125 * ms, At: 250 * ms}.Said(in),
		"最迟 +250 ms":          walk.Turn{At: 250 * ms}.Said(in),
		"你选的是：乙。":             chosen.Said(in),
		"正确：甲。":               right.Outcome(in),
		"答案是：甲。":              chosen.Outcome(in),
	} {
		if got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	if got := row.About(shipped.Moment()); !strings.HasPrefix(got, "同样的还有 18 次，一共 ") ||
		!strings.Contains(got, "；最久的是 InstallAPIGroup/") {
		t.Errorf("the row is %q", got)
	}
}

// firstRow returns the first row of many stages.
func firstRow(t *testing.T, w *walk.Walk) walk.RestView {
	t.Helper()
	for i := range w.Lesson().Steps {
		if row, ok := w.RestAt(i); ok {
			return row
		}
	}
	t.Fatal("no row stands for many stages")
	return walk.RestView{}
}

// TestFactsOfAFileInChinese reads the first page about another program's trace.
func TestFactsOfAFileInChinese(t *testing.T) {
	w := begin(t, walk.Options{
		Lesson: walktest.ExplainInChinese, Trace: tracetest.Stranger(), Origin: walk.Origin{File: "shop.json"},
	})
	want := []walk.FrontFact{
		{What: "文件", Said: "shop.json"},
		{What: "服务", Said: "shop、bank"},
		{What: "trace", Said: "2 个 trace"},
		{What: "span", Said: "11 个 span，其中 1 个失败：! 去那里"},
		{What: "时间", Said: "2026-11-23 09:00:00 UTC，历时 2h0m0s"},
	}
	if got := w.Front().Facts; !slices.Equal(got, want) {
		t.Errorf("the facts are %q, want %q", got, want)
	}
}
