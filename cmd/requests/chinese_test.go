package requests

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/spf13/pflag"

	"apitour/trace/feed"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/recording"
)

var chinese = &phrases.In("zh").Requests

// TestEveryGuidedRequestIsSummedUp holds the summaries against the table of requests, in each language.
func TestEveryGuidedRequestIsSummedUp(t *testing.T) {
	for _, in := range []*phrases.Requests{english, chinese} {
		for _, name := range Names() {
			if in.Shows[name] == "" {
				t.Errorf("nothing says what %s shows", name)
			}
		}
		if len(in.Shows) != len(guided) {
			t.Errorf("%d requests are summed up, of %d", len(in.Shows), len(guided))
		}
	}
}

func TestListInChinese(t *testing.T) {
	var list strings.Builder
	if err := List(&list, chinese); err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, list.String())
}

// TestReportsInChinese writes the shipped recordings of requests as reports.
func TestReportsInChinese(t *testing.T) {
	for _, name := range []string{"denied", "unknown-path", "server-side-apply"} {
		t.Run(name, func(t *testing.T) {
			recorded, err := recording.Request(name)
			if err != nil {
				t.Fatal(err)
			}
			for i := range recorded.Spans { // times differ where it is recorded anew
				recorded.Spans[i].Start, recorded.Spans[i].End = recorded.Spans[0].Start, recorded.Spans[0].Start
			}
			f := Followed{Trace: recorded, Answer: feed.Answer{
				Method: "GET", Path: "/api", Status: "200 OK",
				Lines: slices.Repeat([]string{"text"}, mostAnswer+3),
			}}
			var report strings.Builder
			if err := f.Write(&report, nil, chinese); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, report.String())
		})
	}
}

// TestMistakesInChinese gives the flags what they refuse.
func TestMistakesInChinese(t *testing.T) {
	for want, args := range map[string][]string{
		"需要一个路径，或者引导请求的名字":       {},
		`没有名为 "denyed" 的引导请求`:    {"denyed"},
		`多余的参数 "third"`:          {"GET", "/api", "third"},
		`未知的方法 "GOT"`:            {"GOT", "/api"},
		`"api" 不是路径`:             {"GET", "api"},
		"GET 需要一个路径":             {"GET"},
		`引导请求 "denied" 不接受 --as`: {"--as=x", "denied"},
	} {
		var flags Flags
		set := pflag.NewFlagSet("", pflag.ContinueOnError)
		flags.Add(set)
		if err := set.Parse(args); err != nil {
			t.Fatal(err)
		}
		if _, err := flags.Request(set.Args(), strings.NewReader(""), chinese); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", args, err, want)
		}
	}
}
