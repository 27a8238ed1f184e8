package page_test

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace/tracetest"
	"apitour/walkthrough/page"
	"apitour/walkthrough/walk/walktest"
)

// between finds two characters of Chinese with nothing but white space between them.
var between = regexp.MustCompile(`[\p{Han}，。；：、）」](\n| )[ >]*\p{Han}`)

// TestChineseNotes keeps the pages of a recording that Chinese notes explain.
func TestChineseNotes(t *testing.T) {
	l := walktest.JoinChinese(tracetest.Stranger())
	for name, write := range map[string]func(io.Writer) error{
		"chinese.stable.md":  func(w io.Writer) error { return page.Markdown(w, l, page.Options{Stable: true}) },
		"chinese.stable.txt": func(w io.Writer) error { return page.Text(w, l, page.Options{Stable: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			compare(t, name, got.String())
			if strings.HasSuffix(name, ".md") {
				if space := between.FindString(got.String()); space != "" {
					t.Errorf("GitHub shows a space in %q", space)
				}
				return
			}
			for line := range strings.Lines(got.String()) {
				line = strings.TrimSuffix(line, "\n")
				first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, " "))
				last, _ := utf8.DecodeLastRuneInString(line)
				if ansi.StringWidth(line) > 100 || strings.ContainsRune("，。；：、）」…", first) ||
					strings.ContainsRune("（「《", last) {
					t.Errorf("%q is too wide, or begins or ends with a wrong character", line)
				}
			}
		})
	}
}
