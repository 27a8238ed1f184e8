package messages_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"apitour/trace"
	"apitour/walkthrough/messages"
	"apitour/walkthrough/phrases"
)

// TestEveryMessageFindsItself fills the verbs of every message with words that no message has, and looks it up: alone,
// behind klog's header, and inside of another error.
func TestEveryMessageFindsItself(t *testing.T) {
	f := finder(t)
	random := rand.New(rand.NewPCG(13, 37))
	looked, all := 0, table(t).Messages
	for _, m := range all {
		if isCheck := strings.HasPrefix(m.Format, "[+]") || strings.HasPrefix(m.Format, "[-]"); isCheck ||
			!messages.IsFindable(m.Format) {
			continue
		}
		looked++
		filled := messages.Fill(m.Format, func() string { return fill(random) })
		for _, text := range []string{
			filled,
			"I1130 08:15:04.123456    4242 other.go:1] " + strings.ReplaceAll(filled, "\n", " "),
			`"qqq" err="zzz: ` + strings.NewReplacer("\n", `\n`, `"`, `\"`).Replace(filled) + `"`,
		} {
			if text != filled && !messages.IsLong(m.Format) {
				continue // one word is looked for alone
			}
			if answer := find(t, f, text); !leads(answer, m) {
				t.Errorf("%q (%s) is not first in %q", m.Format, m.Declaration, text)
			}
		}
	}
	if looked < len(all)*8/10 {
		t.Errorf("of %d messages %d are looked for", len(all), looked)
	}
}

// leads reports whether a thing that was found first on its line is the message, or has its words.
func leads(answer *messages.Answer, m *messages.Message) bool {
	line := 0
	for _, found := range answer.Found {
		first := found.Line != line
		line = found.Line
		if first && (slices.ContainsFunc(found.Places, func(p messages.Place) bool {
			return messages.SameWords(p.Format, m.Format)
		}) || len(found.Signs) > 0) {
			return true
		}
	}
	return false
}

func fill(random *rand.Rand) string {
	letters := make([]byte, 3+random.IntN(5))
	for i := range letters {
		letters[i] = "qxzjkv"[random.IntN(6)]
	}
	return string(letters)
}

// FuzzFind looks for panics, for text that is not clean, and for answers that are about no line of the text.
func FuzzFind(f *testing.F) {
	for _, test := range texts {
		f.Add(test.text)
	}
	f.Add("E0102 15:04:05.1 1 a.go:1] ")
	f.Add("[-]\xff failed: \x00")
	f.Add(`{"msg":"\\\\\"failed to listen on x: y\u009b"}`)
	f.Add("failed to listen on \u202e: é: …")
	found := small(f)
	f.Fuzz(func(t *testing.T, text string) {
		answer := find(t, found, text)
		for _, x := range answer.Found {
			if x.Line < 1 || x.Line > answer.Lines || x.Times < 1 || x.Times > answer.Lines {
				t.Errorf("line %d of %d, %d times", x.Line, answer.Lines, x.Times)
			}
			if trace.Clean(x.Text) != x.Text {
				t.Errorf("%q is not clean", x.Text)
			}
		}
		for _, lang := range []string{"en", "zh"} {
			var out strings.Builder
			if err := answer.Text(&out, &phrases.In(lang).Find); err != nil {
				t.Fatal(err)
			}
			if trace.CleanLines(out.String()) != out.String() {
				t.Errorf("%q is not clean", out.String())
			}
		}
	})
}

// FuzzFormat holds every format against a text that package fmt makes of it.
func FuzzFormat(f *testing.F) {
	for _, format := range []string{"a %s b", "%d%%", "%[1]v%+q", "%", "100% of", "%!", "é%vé", "a\n%s b\t c", "%*d"} {
		f.Add(format)
	}
	f.Fuzz(func(t *testing.T, format string) {
		filled := messages.Fill(format, func() string { return "zzz" })
		longest := 0
		for line := range strings.SplitSeq(format, "\n") {
			longest = max(longest, messages.Weight(line))
		}
		if longest == 0 || strings.Contains(filled, "\u00a0") {
			return
		}
		if !slices.ContainsFunc(strings.Split(filled, "\n"), func(line string) bool {
			return messages.Matches(format, line)
		}) {
			t.Errorf("%q does not match %q", format, filled)
		}
	})
}

// BenchmarkFind is a log of 1 MB in which every line is known, and one in which none is.
func BenchmarkFind(b *testing.B) {
	f := finder(b)
	for name, line := range map[string]string{
		"known": `E0102 15:04:05.123456 1 hooks.go:203] PostStartHook "x" failed: failed to listen on x: y` + "\n",
		"none":  strings.Repeat("the failed to from server request of error ", 90) + "\n",
	} {
		text := strings.Repeat(line, 1<<20/len(line))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				find(b, f, text)
			}
		})
	}
}
