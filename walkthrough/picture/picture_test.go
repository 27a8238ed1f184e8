package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestSVG draws the same rows twice and reads them as XML.
func TestSVG(t *testing.T) {
	rows := []string{
		"\x1b[1;38;2;108;182;255m apitour \x1b[m── <stages> & ━━",
		"\x1b[7m▶ main\x1b[m │ ┃ \x1b[3;4mnote\x1b[m \x1b[48;2;34;50;74m启动\x1b[49m",
	}
	first := SVG(rows, "a <picture>", 20, 2)
	if first != SVG(rows, "a <picture>", 20, 2) {
		t.Error("two pictures of the same rows differ")
	}
	var text strings.Builder
	for decoder := xml.NewDecoder(strings.NewReader(first)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
	for _, want := range []string{"apitour", "<stages> &", "▶ main", "启动"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the picture does not show %q", want)
		}
	}
	for _, want := range []string{
		`aria-label="a &lt;picture&gt;"`, `fill="#6cb6ff" font-weight="bold"`,
		`font-style="italic" text-decoration="underline"`, `fill="#22324a"`,
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the picture does not have %q", want)
		}
	}
	if strings.Contains(SVG(nil, "", 0, 0), "<text") {
		t.Error("a picture of nothing has text")
	}
}
