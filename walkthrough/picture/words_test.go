package picture

import (
	"encoding/xml"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// svgText is a text of a picture, as a browser reads it.
type svgText struct {
	X      string `xml:"x,attr"`
	Length string `xml:"textLength,attr"`
	Chars  string `xml:",chardata"`
	Parts  []struct {
		X      string `xml:"x,attr"`
		Length string `xml:"textLength,attr"`
		Chars  string `xml:",chardata"`
	} `xml:"tspan"`
}

var gaps = regexp.MustCompile(`[ \t\n]+`)

// collapsed is what a browser shows of text when it treats spaces as it does without being told otherwise.
func collapsed(s string) string { return strings.Trim(gaps.ReplaceAllString(s, " "), " ") }

// cellsOf returns where each character is that a browser shows of a picture with one row, by its cell: a browser
// without xml:space and white-space, in whose fonts only the letters of ASCII have one width.
func cellsOf(t *testing.T, svg string) map[int]string {
	t.Helper()
	var read struct {
		Texts []svgText `xml:"g>text"`
	}
	if err := xml.Unmarshal([]byte(svg), &read); err != nil {
		t.Fatal(err)
	}
	cells := make(map[int]string)
	show := func(x, length, chars string) {
		chars = collapsed(chars)
		left, err := strconv.ParseFloat(x, 64)
		if err != nil {
			t.Fatalf("%q has no place: %v", chars, err)
		}
		cell := (left*100 - margin) / cellWidth
		if math.Abs(cell-math.Round(cell)) > 0.01 {
			t.Errorf("%q is at %s, which is no cell", chars, x)
		}
		if length == "" {
			if cluster, _ := ansi.FirstGraphemeCluster(chars, ansi.GraphemeWidth); cluster != chars {
				t.Errorf("%q is more than one character, and as wide as the font likes", chars)
			}
			cells[int(math.Round(cell))] = chars
			return
		}
		width, err := strconv.ParseFloat(length, 64)
		if err != nil || math.Abs(width*100-float64(len(chars)*cellWidth)) > 0.01 {
			t.Errorf("%q is %s wide, %v, but has %d cells", chars, length, err, len(chars))
		}
		for i, r := range chars {
			if r != ' ' {
				cells[int(math.Round(cell))+i] = string(r)
			}
		}
	}
	for _, text := range read.Texts {
		if len(text.Parts) == 0 {
			show(text.X, text.Length, text.Chars)
		}
		for _, part := range text.Parts {
			show(part.X, part.Length, part.Chars)
		}
	}
	return cells
}

// screenCells returns the characters of a row without escape sequences, by their cells.
func screenCells(row string) map[int]string {
	cells := make(map[int]string)
	for at := 0; row != ""; {
		cluster, width := ansi.FirstGraphemeCluster(row, ansi.GraphemeWidth)
		if cluster != " " {
			cells[at] = cluster
		}
		at, row = at+width, row[len(cluster):]
	}
	return cells
}

// TestEveryCharacterIsInItsCell draws rows with gaps, wide characters, marks and signs, and looks for each character
// where the terminal has it.
func TestEveryCharacterIsInItsCell(t *testing.T) {
	rows := []string{
		"a  b", "  two   gaps    and one more ", "one space each", "启动  阶段 x", "▶ main  ▾  ◆", "e\u0301te\u0301  é",
		"👩‍👩‍👧  family 👍🏽 x", "<a & b>  \"c\"", "\u00a0\u00a0x", "тест  δοκιμή", "한국어  日本語テスト", "   ", "",
		"x\u200dy  z",
	}
	letters := []string{" ", " ", " ", "a", "W", "i", "&", "<", "é", "e\u0301", "启", "동", "▶", "·", "…", "→", "я", "👍🏽"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var row strings.Builder
		for range random.IntN(40) {
			row.WriteString(letters[random.IntN(len(letters))])
		}
		rows = append(rows, row.String())
	}
	for _, row := range rows {
		got, want := cellsOf(t, SVG([]string{row}, "", 80, 1)), screenCells(row)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q is drawn as\n%v, want\n%v", row, got, want)
		}
	}
}

// TestRunsOfStylesKeepTheirCells changes the style in the middle of gaps and words.
func TestRunsOfStylesKeepTheirCells(t *testing.T) {
	row := "\x1b[1mab \x1b[m  c\x1b[4m  启 d \x1b[7m e  f\x1b[m   ─── g"
	want := screenCells(strings.ReplaceAll(ansi.Strip(row), "─", " "))
	if got := cellsOf(t, SVG([]string{row}, "", 80, 1)); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it is drawn as\n%v, want\n%v", got, want)
	}
}
