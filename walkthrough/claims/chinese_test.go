package claims_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"apitour/walkthrough/claims"
)

// lasted finds lengths of time, which differ where the shipped boot is recorded anew, and goroutines.
var lasted = regexp.MustCompile(`\d[\d.]*(ns|µs|ms|s)\b|goroutine \d+|在 \d+ 里`)

// TestFoundInChinese says in Chinese what the other tests say in English. The verdicts are the same.
func TestFoundInChinese(t *testing.T) {
	var said strings.Builder
	check := func(claim string, runs ...claims.Run) claims.Verdict {
		t.Helper()
		r := claims.Check(library(t, claim).Speaking("zh"), runs...)[0]
		if r.Found != "" {
			said.WriteString(claim + "\n  " + lasted.ReplaceAllString(r.Found, "…") + "\n")
		}
		return r.Verdict
	}
	runs := append(requests(t, embedded(t)), shipped(t))
	for _, want := range found {
		if got := check(want.claim, runs...); got != want.verdict {
			t.Errorf("%s: it %s in Chinese, want %s", want.claim, got, want.verdict)
		}
	}
	for _, test := range oddBoots {
		run := claims.Run{Trace: boot(test.change, test.flags...), Break: test.in}
		if got := check(test.claim, run); !strings.HasPrefix(test.want, string(got)) {
			t.Errorf("%s: it %s in Chinese, want %s", test.claim, got, test.want)
		}
	}
	golden.RequireEqual(t, said.String())
}
