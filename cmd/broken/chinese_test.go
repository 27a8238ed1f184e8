package broken

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/trace/feed"
	"apitour/trace/health"
	"apitour/trace/live"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/recording"
)

var chinese = &phrases.In("zh").Broken

// TestEveryBrokenBootIsSummedUp holds the summaries against the table of boots, in each language.
func TestEveryBrokenBootIsSummedUp(t *testing.T) {
	for _, in := range []*phrases.Broken{english, chinese} {
		for _, name := range Names() {
			if in.Summaries[name] == "" {
				t.Errorf("nothing says what is wrong in %s", name)
			}
		}
		if len(in.Summaries) != len(boots) {
			t.Errorf("%d boots are summed up, of %d", len(in.Summaries), len(boots))
		}
	}
}

func TestListInChinese(t *testing.T) {
	var list strings.Builder
	if err := List(&list, chinese); err != nil {
		t.Fatal(err)
	}
	for _, b := range boots {
		list.WriteString(b.Announcement(chinese) + "\n")
	}
	golden.RequireEqual(t, list.String())
}

// varies is what differs from one recording to the next.
var varies = regexp.MustCompile(`127\.0\.0\.1:\d+|\d[\d.]*(µs|ms|s)\b`)

// TestReportsInChinese writes reports of the shipped recordings, with made-up health, logs and answers.
func TestReportsInChinese(t *testing.T) {
	fault := Fault{says: func(in *phrases.BrokenFaults) string { return in.UnreadableCA }}
	red := map[string]health.Report{readyPath: {Code: 500, Checks: []health.Check{
		{Name: "ping", OK: true}, {Name: "etcd", Reason: "reason withheld"}, {Name: "poststarthook/" + hookHangs},
	}}}
	refused := &feed.Answer{Err: errors.New("x509: certificate has expired"), Took: 10 * time.Second}
	for name, seen := range map[string]Seen{
		"port-taken": {
			ended: true, took: time.Second, exit: live.ExitError{Code: 1},
			log: []string{"I1130 booting", "error: it failed", "hint: try again"},
		},
		hookHangs:             {ready: true, health: red, took: 4 * time.Second},
		"expired-certificate": {ready: true, answer: refused},
		"slow-start":          {ready: true, answer: refused},
		"bad-flag":            {ended: true, log: []string{"I1130 booting"}},
	} {
		t.Run(name, func(t *testing.T) {
			recorded, err := recording.Broken(name)
			if err != nil {
				t.Fatal(err)
			}
			seen.recorded = recorded
			var report strings.Builder
			if err := seen.Write(&report, ByName(name), fault, chinese); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, varies.ReplaceAllString(report.String(), "…"))
		})
	}
}

func TestVerdictsInChinese(t *testing.T) {
	seen := Seen{ready: true, answer: refusedLate()}
	err := seen.Verdict(ByName("expired-certificate"), chinese)
	want := `出错的启动 "expired-certificate"：客户端本应拒绝，消息是 "certificate has expired"`
	if err == nil || err.Error() != want {
		t.Errorf("the verdict is %v, want %s", err, want)
	}
}

func refusedLate() *feed.Answer { return &feed.Answer{Err: errors.New("timeout")} }
