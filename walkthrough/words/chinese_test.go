package words_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"apitour/trace/feed"
	"apitour/trace/tracetest"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/spread"
	"apitour/walkthrough/walk/walktest"
	"apitour/walkthrough/words"
)

// TestSpansInChinese says of odd spans of another program's trace how far they have got and what is wrong with them.
func TestSpansInChinese(t *testing.T) {
	l := walktest.ExplainInChinese(tracetest.Stranger())
	v := lesson.View{Lesson: l, Now: l.End}
	for at, want := range map[int]string{
		1: "10.0 ms，自身 10.0 ms，开始于 +5.00 ms | 已完成，耗时 10.0 ms |  | ",
		4: "8.00 ms，自身 8.00 ms | 已完成，耗时 8.00 ms | 比它的父 span 早开始 3.00 ms：两边的时钟不一致 | 时钟不一致",
		5: "25.0 ms，自身 25.0 ms，开始于 +65.0 ms | 失败，耗时 25.0 ms |  | ",
		6: "耗时未知，开始于 +92.0 ms | 结束未知 | 它的结束没有记录 | 没有结束",
		7: "耗时未知，开始于 +96.0 ms | 已完成 | 它的结束比开始早 2.00 ms | 结束早于开始",
		8: "2.00 ms，自身 2.00 ms，开始于 +97.0 ms | 已完成，耗时 2.00 ms | " +
			"它的父 span 0000000000000077 不在这份录制里 | 缺父 span",
	} {
		step := l.Steps[at]
		said := []string{
			strings.Join(words.Times(v, step), "，"), words.Brief(v, step),
			strings.Join(words.Oddities(step, false), "，"), words.OddInBrief(step),
		}
		if got := strings.Join(said, " | "); got != want {
			t.Errorf("of %s is said %q, want %q", step.Node.Name, got, want)
		}
	}
	events := l.Steps[5].Node.Events
	for i, want := range []string{"+80.0 ms", "没有时间", "+95.0 ms，在它结束之后 5.00 ms"} {
		if got := words.EventTime(l.Steps[5], events[i]); got != want {
			t.Errorf("event %d was at %q, want %q", i, got, want)
		}
	}
}

// TestDecisionsInChinese says who decided requests.
func TestDecisionsInChinese(t *testing.T) {
	for name, want := range map[string]string{
		"denied":         "403 Forbidden，由过滤器 WithAuthorization 决定：jane 无权这样做（按 ! 前往）",
		"no-credentials": "401 Unauthorized，由过滤器 WithAuthentication 决定：没有认证器认识这个客户端（按 ! 前往）",
		"unknown-path":   "404 Not Found，由服务器 NotFound 决定：404：哪个服务器都没有它（按 ! 前往）",
	} {
		recorded, err := recording.Request(name)
		if err != nil {
			t.Fatal(err)
		}
		l := walktest.ExplainInChinese(recorded)
		if got := words.Decided(l, l.Steps[0]); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestWordsInChinese says what does not belong to a lesson.
func TestWordsInChinese(t *testing.T) {
	say := &phrases.In("zh").Words
	took := 3210 * time.Microsecond
	answer := feed.Answer{Method: "GET", Path: "/x", Status: "200 OK", Took: took}
	refused := feed.Answer{Method: "GET", Path: "/x", Err: errors.New("refused")}
	times := spread.Times{Count: 3, Median: 182 * time.Millisecond, Least: took, Most: took, Spread: took}
	for want, got := range map[string]string{
		"200，apitour-admin，3.21 ms": words.Outside(say, feed.Outside{Status: 200, User: "apitour-admin", Took: took}),
		"404，用户未知，3.21 ms":          words.Outside(say, feed.Outside{Status: 404, Took: took}),
		"进行中":                       words.Visitor(say, feed.Outside{}),
		"GET /x：200 OK，耗时 3.21 ms":  words.Answer(say, &answer),
		"GET /x：没有应答：refused":       words.Answer(say, &refused),
		"… 还有 1,009 个 …":            words.More(say, 1009),
		"已跳过":                       words.State(say, lesson.Skipped),
		"阶段 span":                   words.Kind(say, lesson.Boot).Step + " " + words.Kind(say, lesson.Other).Step,
		"就绪所需的中位数 182 ms ±3.21 ms，从 3.21 ms 到 3.21 ms，据 4 份录制中的 3 份": words.ComparedReady(say, times, 4),
	} {
		if got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	compared := spread.Stage{Times: times, Seen: 3, Order: spread.Luck}
	want := "3 次的中位数：182 ms ±3.21 ms，从 3.21 ms 到 3.21 ms|4 份录制中有 3 份有它|在同级中的位置是偶然的：各次不同"
	if got := strings.Join(words.Compared(say, compared, 4), "|"); got != want {
		t.Errorf("of a stage is said %q, want %q", got, want)
	}
}
