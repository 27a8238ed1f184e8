package trace_test

import (
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
		"empty":             {"", "", ""},
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

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"plain", "\x1b[31m", "\u009b", "\u202e", "\xff", "a\r\nb\tc", "\r\r\n", "\U000e0041", "🚀",
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
	for _, r := range out {
		unsafe := unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || !unicode.IsGraphic(r)
		if unsafe && !strings.ContainsRune(keeps, r) {
			t.Errorf("%s(%q) is %q, which holds %q", name, in, out, r)
		}
	}
	if again := clean(out); again != out {
		t.Errorf("%s of the clean %q is %q", name, out, again)
	}
	isGraphic := strings.IndexFunc(in, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0
	if isGraphic && utf8.ValidString(in) && out != in {
		t.Errorf("%s changed %q, which was clean, to %q", name, in, out)
	}
}
