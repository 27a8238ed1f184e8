package tour

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/source"
	"apitour/walkthrough/walk/walktest"
	"apitour/walkthrough/words"
)

// FuzzView puts text from outside wherever the tour shows some, and reads every frame as a terminal would: there is
// nothing in it that a terminal obeys but colours and links.
func FuzzView(f *testing.F) {
	for _, s := range wildNames {
		f.Add(s, s, s)
	}
	f.Add("\x1b]0;title\x07", "\x1b[?1049l", "\x1b]52;c;aGk=\x1b\\")
	f.Add("\u009d8;;http://evil\u009c", "\x90q\x9c", "\x1bP+q\x1b\\ \x0e \x1bc \x1b[31")
	f.Fuzz(func(t *testing.T, name, value, typed string) {
		attributes := map[string]any{
			value: value, name: []any{value, typed}, convention.File: "apiserver/run.go", convention.Line: int64(3),
			convention.Function: value, convention.CallFile: name,
		}
		spans := []trace.Span{
			{
				TraceID: name, ID: "1", Name: name, Start: walktest.At(0), End: walktest.At(5),
				Attributes: attributes, Status: trace.StatusError, Message: value,
				Events: []trace.Event{{Time: walktest.At(1), Name: value, Attributes: map[string]any{typed: name}}},
			},
			{
				TraceID:  name,
				ID:       "2",
				ParentID: "1",
				Name:     convention.HookPrefix + value,
				Start:    walktest.At(1),
				End:      walktest.At(2),
				Attributes: map[string]any{
					convention.CallFile: "apiserver/run.go", convention.CallLine: int64(4),
					convention.File: value + "@v1/" + name + ".go", convention.Line: int64(1),
				},
			},
		}
		code := "package apiserver\n\nfunc Run() { // " + strings.ReplaceAll(value, "\n", " ") + "\n\tpart()\n}\n"
		files := source.New(map[string]fs.FS{"apiserver/": fstest.MapFS{"run.go": {Data: []byte(code)}}})
		recorded := &trace.Trace{Spans: spans, Resource: map[string]any{name: value}}
		m := replay(lesson.New(recorded, nil, files, nil), large.width, large.height)
		check := func() {
			t.Helper()
			m.settle()
			checkSequences(t, m)
		}
		check()
		m.walk.Say(words.Shown(value))
		check()
		typeAndSubmit(t, m, typed, check)
		m.Update(editedMsg{errors.New(value)})
		check()
		for _, k := range []string{"esc", "space", "tab", "z", "v", "v", "z", "?", "?", "L"} {
			m.page = nil
			play(t, m, k)
			check()
		}
		m.ascii = true
		check()
	})
}

// typeAndSubmit answers the questions of a search and of a jump, and checks every frame on the way.
func typeAndSubmit(t *testing.T, m *model, typed string, check func()) {
	t.Helper()
	for _, ask := range []string{"/", ":"} {
		play(t, m, ask)
		m.Update(tea.PasteMsg{Content: typed})
		check()
		for _, r := range typed[:min(len(typed), 3)] {
			_, cmd := m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			obey(m, cmd)
		}
		check()
		play(t, m, "tab", "enter")
		check()
	}
}

// checkSequences reads a frame sequence by sequence.
func checkSequences(t *testing.T, m *model) {
	t.Helper()
	parser := ansi.NewParser()
	for y, row := range m.rows() {
		if cells := ansi.StringWidth(row); cells != m.width {
			t.Fatalf("row %d has %d cells, not %d: %q", y, cells, m.width, row)
		}
		for rest, state := row, byte(0); rest != ""; {
			sequence, width, n, next := ansi.DecodeSequence(rest, state, parser)
			rest, state = rest[n:], next
			if width == 0 && strings.HasPrefix(sequence, "\x1b") {
				if err := allowed(sequence, ansi.Cmd(parser.Command())); err != nil {
					t.Fatalf("row %d: %v", y, err)
				}
				continue
			}
			for _, r := range sequence {
				if !unicode.IsGraphic(r) && !joins(r) {
					t.Fatalf("row %d holds %q in %q", y, r, row)
				}
			}
		}
	}
}

// joins reports whether a character is part of others that are seen, as in an emoji of several people.
func joins(r rune) bool { return r == '\u200d' || r == '\u200c' }

// allowed says what is wrong with a sequence: it is neither a colour nor a link.
func allowed(sequence string, command ansi.Cmd) error {
	switch {
	case strings.HasPrefix(sequence, "\x1b[") && strings.HasSuffix(sequence, "m") &&
		command.Final() == 'm' && command.Prefix() == 0 && command.Intermediate() == 0:
		return nil
	case strings.HasPrefix(sequence, "\x1b]8;"):
		address := strings.TrimSuffix(strings.TrimSuffix(sequence, "\x07"), "\x1b\\")
		if strings.ContainsFunc(address[1:], unicode.IsControl) {
			return fmt.Errorf("the link %q holds controls", sequence)
		}
		return nil
	}
	return fmt.Errorf("there is the sequence %q", sequence)
}
