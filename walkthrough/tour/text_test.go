package tour

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/words"
)

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "-1.00 s", 0: "0",
		1: "1 ns", 999: "999 ns", 1000: "1.00 µs", 41_200: "41.2 µs", 412_000: "412 µs",
		3_140_000: "3.14 ms", 612 * time.Millisecond: "612 ms", 1240 * time.Millisecond: "1.24 s",
		75 * time.Second: "1m15s",
		26 * time.Hour:   "26h0m0s",
	} {
		if got := words.Duration(d); got != want {
			t.Errorf("words.Duration(%d) = %q, want %q", d, got, want)
		}
	}
}

// TestFitting cuts texts of all kinds to all widths.
func TestFitting(t *testing.T) {
	red := newTheme(true).bad.Render("styled 文字 text")
	for _, s := range append([]string{"", "plain text", "文字和文字", "a文b字", "👩‍👩‍👧‍👦e\u0301", red}, wildNames...) {
		s := words.Shown(s)
		if s == red {
			continue // cleaned of its style; see below
		}
		for width := range 30 {
			for name, cut := range map[string]string{
				"fit": fit(s, width), "fitEnd": fitEnd(s, width), "alignRight": alignRight(s, width),
				"window": window(s, width%7, width), "ends": ends(s, "end", width),
				"styled": window(red, width%7, width),
			} {
				if got := ansi.StringWidth(cut); got != width {
					t.Fatalf("%s of %.40q to %d cells has %d: %q", name, s, width, got, cut)
				}
			}
		}
	}
	for _, test := range []struct{ got, want string }{
		{fit("apiserver", 5), "apis…"},
		{fit("文字和", 4), "文… "},
		{fitEnd("apiserver/chain.go", 9), "…chain.go"},
		{window("文字和", 1, 4), " 字 "},
		{window("abcdef", 2, 3), "cde"},
		{ends("left", "right", 12), "left   right"},
		{ends("left", "right", 7), "l…right"},
		{expandTabs("a\tb\t\tc", 4), "a   b       c"},
		{shorten("PostStartHook/ready", 19), "PostStartHook/ready"},
		{shorten("PostStartHook/ready", 12), "ready"},
		{shorten("InstallAPIGroup/batch", 12), "Insta…/batch"},
		{shorten("InstallAPIGroup/batch", 3), "Ins…/batch"},
		{shorten("Run/ready", 8), "Run/ready"},
		{shorten("CreateServerChain", 3), "CreateServerChain"},
		{expandTabs("文\tb", 4), "文  b"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

// TestASCIIKeepsTheWidths replaces what ASCII does not have, cell by cell.
func TestASCIIKeepsTheWidths(t *testing.T) {
	theme := newTheme(true)
	for in, want := range map[string]string{
		"━ Stages ─ 41 µs ┃ │ ▶ ▾ ▸ →": "= Stages - 41 us | | > - + >",
		"文字":                          "????",
		"e\u0301":                     "e",
		"👩‍👩‍👧‍👦":                     "??",
		"“quoted” – it’s":             "\"quoted\" - it's",
		theme.bad.Render("✗ failed…"): theme.bad.Render("x failed~"),
		"\x1b]8;;https://example.com\x1b\\link·\x1b]8;;\x1b\\": "\x1b]8;;https://example.com\x1b\\link-\x1b]8;;\x1b\\",
	} {
		if got := rewrite(in, true); got != want {
			t.Errorf("rewrite(%q, true) = %q, want %q", in, got, want)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var in strings.Builder
		for range r.IntN(20) {
			in.WriteString(words.Shown(wildNames[r.IntN(len(wildNames))][:0]) + words.Shown(wildNames[r.IntN(15)]))
		}
		out := rewrite(in.String(), true)
		if ansi.StringWidth(out) != ansi.StringWidth(in.String()) ||
			strings.ContainsFunc(out, func(r rune) bool { return r > 126 }) {
			t.Fatalf("rewrite(%q, true) = %q", in.String(), out)
		}
	}
}

func TestShownIsShort(t *testing.T) {
	got := words.Shown(strings.Repeat("文", 1<<20))
	if len(got) > 5000 || !strings.HasSuffix(got, "文…(3,145,728 bytes)") {
		t.Errorf("%d bytes, ending in %q", len(got), got[len(got)-10:])
	}
}

// TestLinksAreOneLink looks at the sequences around the lines of a link: parameters are divided by colons, so that an
// id must not have one.
func TestLinksAreOneLink(t *testing.T) {
	lines := linked("https://example.com:8443/a;b", []string{"one", "two"})
	sequence := regexp.MustCompile(`^\x1b]8;id=[0-9a-f]{16};https://example.com:8443/a;b\x07(one|two)\x1b]8;;\x07$`)
	for _, line := range lines {
		if !sequence.MatchString(line) {
			t.Errorf("the line is %q", line)
		}
	}
	if first, second := lines[0][:24], lines[1][:24]; first != second {
		t.Errorf("the lines of one link have the ids %q and %q", first, second)
	}
	long := []string{"long"}
	if got := linked("https://example.com/"+strings.Repeat("x", 3000), long); got[0] != "long" {
		t.Errorf("an address that no terminal takes became %q", got[0])
	}
}
