package page

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"apitour/walkthrough/words"
)

func TestDuration(t *testing.T) {
	for _, c := range []struct {
		d    time.Duration
		want string
	}{
		{0, "0"},
		{1, "1 ns"},
		{412 * time.Nanosecond, "412 ns"},
		{9994 * time.Nanosecond, "9.99 µs"},
		{9996 * time.Nanosecond, "10.0 µs"},
		{999400 * time.Nanosecond, "999 µs"},
		{999500 * time.Nanosecond, "1.00 ms"},
		{44236 * time.Microsecond, "44.2 ms"},
		{99960 * time.Microsecond, "100 ms"},
		{999499 * time.Microsecond, "999 ms"},
		{999500 * time.Microsecond, "1.00 s"},
		{1339 * time.Millisecond, "1.34 s"},
		{59 * time.Second, "59.0 s"},
		{75 * time.Second, "1m15s"},
		{999 * time.Second, "16m39s"},
		{1000 * time.Second, "16m40s"},
		{-3 * time.Millisecond, "-3.00 ms"},
		{100 * time.Hour, "100h0m0s"},
		{math.MinInt64, "-2562047h47m16.854775807s"},
	} {
		if got := words.Duration(c.d); got != c.want {
			t.Errorf("%d ns: got %q, want %q", int64(c.d), got, c.want)
		}
	}
}

func TestBar(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		since, took, total time.Duration
		want               string
	}{
		{0, 80 * ms, 80 * ms, "████████"},
		{20 * ms, 30 * ms, 80 * ms, "  ███"},
		{20 * ms, 35 * ms, 80 * ms, "  ███▌"},
		{20 * ms, 0, 80 * ms, "  ▏"},
		{80 * ms, 0, 80 * ms, "       █"},
		{0, 0, 0, ""},
		{-40 * ms, 50 * ms, 80 * ms, "█"},
		{70 * ms, 500 * ms, 80 * ms, "       █"},
	} {
		if got := bar(c.since, c.took, c.total, 8); got != c.want {
			t.Errorf("from %v for %v of %v: got %q, want %q", c.since, c.took, c.total, got, c.want)
		}
	}
}

func TestABarIsAlwaysSeenAndNeverTooWide(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 10000 {
		since, took := time.Duration(random.Int64()), time.Duration(random.Int64())
		total := time.Duration(random.Int64()>>random.IntN(63)) + 1
		drawn := bar(since-time.Duration(random.Int64()), took, total, 12)
		if w := len([]rune(drawn)); w < 1 || w > 12 || strings.TrimSpace(drawn) == "" {
			t.Fatalf("from %v for %v of %v: got %q", since, took, total, drawn)
		}
	}
}

func TestPlain(t *testing.T) {
	for markdown, want := range map[string]string{
		"a *b* and **c d** and `*e*`":             "a b and c d and `*e*`",
		"**a `b*` c**, *`d`* and * e * f":         "a `b*` c, `d` and * e * f",
		"[a *b*](https://c) ![d](e)":              "a b (https://c) d (e)",
		"`[a](b)` and \\*c\\* and \\q":            "`[a](b)` and *c* and \\q",
		"PostStartHook/* and InstallAPI/*":        "PostStartHook/* and InstallAPI/*",
		"``a ` b`` `unclosed":                     "``a ` b`` `unclosed",
		"2 * 3 * 4, snake_case_name, __init_":     "2 * 3 * 4, snake_case_name, _init",
		"<b>a</b> <https://c> 1 \\< 2 &lt; &#27;": "<b>a</b> <https://c> 1 < 2 < ␛",
		"`a\nb` c\nd":                             "`a b` c d",
	} {
		source := []byte(markdown)
		if got := plain(source, readMarkdown(source).FirstChild()); got != want {
			t.Errorf("%q: got %q, want %q", markdown, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	got := trimmed(joined(drawTable([][]string{
		{"request", "the way it takes"},
		{"/api/v1", "aggregator, a local APIService, kube"},
		{"/x"},
		{"", "not found", "a third"},
	}, 40)))
	want := `request  the way it takes
────────────────────────────────────────
/api/v1  aggregator, a local
         APIService, kube
/x
         not found               a third
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTableOfANote(t *testing.T) {
	for what, c := range map[string]struct{ markdown, want string }{
		"cells": {
			"| a \\| b | *c* |  |\n|---|---|---|\n| `d \\| e` | f |\n",
			"  a | b    c\n  ─────────────\n  `d | e`  f\n",
		},
		"too wide": {
			strings.Repeat("|a", 17) + "|\n" + strings.Repeat("|-", 17) + "|\n",
			"  a" + strings.Repeat(" | a", 16) + "\n",
		},
	} {
		if got := trimmed(prose(c.markdown, "")); got != c.want {
			t.Errorf("%s: got\n%s, want\n%s", what, got, c.want)
		}
	}
}

func TestProse(t *testing.T) {
	note := strings.Join([]string{
		"## What happens", "First", "this.", "- one", "  and more", "- two", "  1. nested", "", "After.",
		"> quoted", "```sh", "# a comment", "\ttab", "```", "| a | b |", "|---|---|", "| c | d |", "### Deeper", "end",
	}, "\n")
	want := `
  What happens

    First this.
    • one and more
    • two
      1. nested

    After.
    │ quoted

    # a comment
        tab

    a  b
    ────
    c  d

    Deeper

    end
`
	if got := trimmed(prose(note, "  ")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
