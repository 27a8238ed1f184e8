package trace_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"apitour/trace"
)

func TestClean(t *testing.T) {
	for name, tt := range map[string]struct{ in, line, lines string }{
		"plain":             {"CreateServerChain 启动 é 🚀", "CreateServerChain 启动 é 🚀", "CreateServerChain 启动 é 🚀"},
		"colour":            {"\x1b[31mred\x1b[0m", "␛[31mred␛[0m", "␛[31mred␛[0m"},
		"window title":      {"\x1b]0;title\x07", "␛]0;title␇", "␛]0;title␇"},
		"C1":                {"\u009b31m", `\u009b31m`, `\u009b31m`},
		"bell and delete":   {"\a\x7f", "␇␡", "␇␡"},
		"newline and tab":   {"a\tb\nc", "a␉b␊c", "a\tb\nc"},
		"carriage return":   {"a\rb\r\nc", "a␍b␍␊c", "a␍b\nc"},
		"bidi override":     {"user\u202egpj.exe", `user\u202egpj.exe`, `user\u202egpj.exe`},
		"bidi isolate":      {"\u2066x\u2069", `\u2066x\u2069`, `\u2066x\u2069`},
		"zero width":        {"a\u200bb\ufeff", `a\u200bb\ufeff`, `a\u200bb\ufeff`},
		"tag":               {"\U000e0041", `\U000e0041`, `\U000e0041`},
		"line separator":    {"a\u2028b\u2029", `a\u2028b\u2029`, `a\u2028b\u2029`},
		"private use":       {"\ue000\U000f0000", `\ue000\U000f0000`, `\ue000\U000f0000`},
		"not UTF-8":         {"a\xff\xfeb", "a\ufffd\ufffdb", "a\ufffd\ufffdb"},
		"raw C1 byte":       {"\x9b31m", "\ufffd31m", "\ufffd31m"},
		"cut in a sequence": {"\xe2\x80", "\ufffd\ufffd", "\ufffd\ufffd"},
		"NUL":               {"a\x00b", "a␀b", "a␀b"},
		"variation":         {"a\ufe0f\ufe00\U000e0100", `a\ufe0f\ufe00\U000e0100`, `a\ufe0f\ufe00\U000e0100`},
		"Mongolian":         {"\u180b\u180e\u180f", `\u180b\u180e\u180f`, `\u180b\u180e\u180f`},
		"grapheme joiner":   {"a\u034fb", `a\u034fb`, `a\u034fb`},
		"Hangul fillers":    {"\u115f\u1160\u3164\uffa0", `\u115f\u1160\u3164\uffa0`, `\u115f\u1160\u3164\uffa0`},
		"blanks":            {"\u2800\u17b4\U0001d159", `\u2800\u17b4\U0001d159`, `\u2800\u17b4\U0001d159`},
		"zero width joiner": {"a\u200d\u200c\u2060", `a\u200d\u200c\u2060`, `a\u200d\u200c\u2060`},
		"accents":           {"שָּׁ֥ e\u0301", "שָּׁ֥ e\u0301", "שָּׁ֥ e\u0301"},
		"flood of accents": {
			flood("e", 818) + "x", flood("e", 6) + "…(+812 marks)x", flood("e", 6) + "…(+812 marks)x",
		},
		"flood at the end": {flood("", 7) + "\n", flood("", 6) + "…(+1 marks)␊", flood("", 6) + "…(+1 marks)\n"},
		"two small floods": {
			flood("a", 6) + "\u034f" + flood("", 6), flood("a", 6) + `\u034f` + flood("", 6),
			flood("a", 6) + `\u034f` + flood("", 6),
		},
		"empty": {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := trace.Clean(tt.in); got != tt.line {
				t.Errorf("Clean(%q) is %q, want %q", tt.in, got, tt.line)
			}
			if got := trace.CleanLines(tt.in); got != tt.lines {
				t.Errorf("CleanLines(%q) is %q, want %q", tt.in, got, tt.lines)
			}
		})
	}
}

// flood returns a letter with that many accents.
func flood(letter string, accents int) string { return letter + strings.Repeat("\u0301", accents) }

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"plain", "\x1b[31m", "\u009b", "\u202e", "\xff", "a\r\nb\tc", "\r\r\n", "\U000e0041", "🚀", "☺️",
		flood("e", 20), "\u3164\u2800",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		check(t, "Clean", s, "", trace.Clean)
		check(t, "CleanLines", s, "\n\t", trace.CleanLines)
	})
}

func check(t *testing.T, name, in, keeps string, clean func(string) string) {
	t.Helper()
	out := clean(in)
	if !utf8.ValidString(out) {
		t.Errorf("%s(%q) is %q, which is not UTF-8", name, in, out)
	}
	accents := 0
	for _, r := range out {
		unsafe := unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || !unicode.IsGraphic(r) || isInvisible(r)
		if unsafe && !strings.ContainsRune(keeps, r) {
			t.Errorf("%s(%q) is %q, which holds %q", name, in, out, r)
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			accents = 0
		} else if accents++; accents > 6 {
			t.Fatalf("%s(%q) is %q, where a letter has more than six accents", name, in, out)
		}
	}
	if again := clean(out); again != out {
		t.Errorf("%s of the clean %q is %q", name, out, again)
	}
	isPlain := strings.IndexFunc(in, func(r rune) bool {
		return !unicode.IsGraphic(r) || isInvisible(r) || unicode.In(r, unicode.Mn, unicode.Me)
	}) < 0
	if isPlain && utf8.ValidString(in) && out != in {
		t.Errorf("%s changed %q, which was clean, to %q", name, in, out)
	}
}

// isInvisible reports whether Unicode says that the character has no ink, or a reader of its chart sees none.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		strings.ContainsRune("\u2800\u17b4\u17b5\U0001d159\U00013441\U00013442", r)
}

// TestReworded words every text of a trace, wherever it stands, and leaves the trace itself and its ids alone.
func TestReworded(t *testing.T) {
	text := func() *trace.Trace {
		return &trace.Trace{
			Resource: map[string]any{"flags": []any{"a", "a", int64(1)}, "none": nil},
			Cut:      "a",
			Spans: []trace.Span{
				{
					TraceID: "a", ID: "a", ParentID: "a", Name: "a", Message: "a",
					Attributes: map[string]any{"a": "a", "deep": map[string]any{"b": []any{[]any{"a"}}}, "yes": true},
					Events:     []trace.Event{{Name: "a", Attributes: map[string]any{"a": "a"}}, {Name: "b"}},
				},
				{Name: "b"},
			},
		}
	}
	given, words := text(), 0
	got := given.Reworded(func(s string) string {
		words++
		return strings.ReplaceAll(s, "a", "b")
	})
	want := &trace.Trace{
		Resource: map[string]any{"flags": []any{"b", "b", int64(1)}, "none": nil},
		Cut:      "a",
		Spans: []trace.Span{
			{
				TraceID: "a", ID: "a", ParentID: "a", Name: "b", Message: "b",
				Attributes: map[string]any{"a": "b", "deep": map[string]any{"b": []any{[]any{"b"}}}, "yes": true},
				Events:     []trace.Event{{Name: "b", Attributes: map[string]any{"a": "b"}}, {Name: "b"}},
			},
			{Name: "b"},
		},
	}
	if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(given, text()) {
		t.Errorf("%+v becomes %+v", given, got)
	}
	if words != 11 {
		t.Errorf("%d texts were worded", words)
	}
}
