package notes_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/source"
)

// sections are the sections of every note, in this order.
var sections = []string{"What happens", "Why", "In the source", "What changed", "In practice", "Try it"}

func TestEveryNoteHasTheSameSections(t *testing.T) {
	for _, note := range embedded(t).All() {
		var titles []string
		for _, section := range note.Sections() {
			titles = append(titles, section.Title)
			if strings.TrimSpace(section.Body) == "" {
				t.Errorf("note %q says nothing under %q", note.ID, section.Title)
			}
		}
		if !slices.Equal(titles, sections) {
			t.Errorf("note %q has the sections\n\t%q, want\n\t%q", note.ID, titles, sections)
		}
	}
}

// widestCode is the width of code on a page of text. The page breaks wider lines, and then they cannot be copied.
const widestCode = 96

func TestCodeInNotesFitsOnAScreen(t *testing.T) {
	for _, note := range embedded(t).All() {
		for _, line := range note.Lines() {
			if columns := len([]rune(line.Text)); line.Kind == notes.Code && columns > widestCode {
				t.Errorf("note %q has a line of code with %d columns, more than %d:\n\t%s",
					note.ID, columns, widestCode, line.Text)
			}
		}
	}
}

// TestAnchorsHold opens every anchor of a note in upstream's source. The module cache has the libraries in go.mod. It
// may lack older versions and Kubernetes itself, which the program is not built with; their anchors are then not
// checked.
func TestAnchorsHold(t *testing.T) {
	library := source.New(nil)
	required := requiredModules(t)
	for _, note := range embedded(t).All() {
		if len(note.Upstream) == 0 {
			t.Errorf("note %q names no place in upstream's source", note.ID)
		}
		for _, anchor := range note.Upstream {
			place := anchor.Place()
			if module := moduleOf(place.File); !required[module] && !isCached(module) {
				t.Logf("note %q: not checked, %s is not in the module cache: %s:%d %s",
					note.ID, module, anchor.File, anchor.Line, anchor.Symbol)
				continue
			}
			lines, err := library.Lines(place.File)
			switch {
			case err != nil:
				t.Errorf("note %q: %v", note.ID, err)
			case place.Line > len(lines):
				t.Errorf("note %q: %s has %d lines and no line %d", note.ID, place.File, len(lines), place.Line)
			case !speaksOf(lines[place.Line-1], anchor.Symbol):
				t.Errorf("note %q: %s:%d says nothing of %s:\n\t%s\n\t%s",
					note.ID, place.File, place.Line, anchor.Symbol,
					strings.TrimSpace(lines[place.Line-1]), whereItIs(lines, anchor.Symbol, place.Line))
			}
		}
	}
}

// moduleOf returns the module and version of a library's file: "k8s.io/apiserver@v0.37.2".
func moduleOf(file string) string {
	module, rest, _ := strings.Cut(file, "@")
	version, _, _ := strings.Cut(rest, "/")
	return module + "@" + version
}

// isCached reports whether the module is in the module cache. Kubernetes' modules have no capital letters, which the
// cache writes in another way.
func isCached(module string) bool {
	info, err := os.Stat(filepath.Join(source.ModuleCache(), filepath.FromSlash(module)))
	return err == nil && info.IsDir()
}

// requiredModules returns the modules that go.mod requires.
func requiredModules(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	required := make(map[string]bool)
	for _, line := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)`).FindAllStringSubmatch(string(text), -1) {
		required[line[1]+"@"+line[2]] = true
	}
	return required
}

// speaksOf reports whether the line has every part of the symbol as a word: "GenericAPIServer.PrepareRun" is on
// "func (s *GenericAPIServer) PrepareRun() preparedGenericAPIServer {".
func speaksOf(line, symbol string) bool {
	for part := range strings.SplitSeq(symbol, ".") {
		if !regexp.MustCompile(`(^|[^A-Za-z0-9_])` + regexp.QuoteMeta(part) + `([^A-Za-z0-9_]|$)`).MatchString(line) {
			return false
		}
	}
	return true
}

// whereItIs tells the author of a note on which other lines the symbol is, the nearest first.
func whereItIs(lines []string, symbol string, near int) string {
	var found []int
	for i, line := range lines {
		if speaksOf(line, symbol) {
			found = append(found, i+1)
		}
	}
	if len(found) == 0 {
		return "and no other line does"
	}
	distance := func(line int) int { return max(line-near, near-line) }
	slices.SortStableFunc(found, func(a, b int) int { return distance(a) - distance(b) })
	var b strings.Builder
	b.WriteString("these lines do:")
	for _, line := range found[:min(len(found), 8)] {
		b.WriteString(" " + strconv.Itoa(line))
	}
	return b.String()
}
