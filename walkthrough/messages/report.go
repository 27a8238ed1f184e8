package messages

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/linebreak"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// What is shown to people.
const (
	columns    = 100
	mostShown  = 300 // characters of a line
	mostPlaces = 3
	mostNotes  = 4
	mostSigns  = 4
)

// Text writes the answer for people, in the language of the phrases.
func (a *Answer) Text(w io.Writer, say *phrases.Find) error {
	t := textWriter{say: say}
	for _, label := range []string{
		say.Label.Message, say.Label.Means, say.Label.Next, say.Label.Note, say.Label.See, say.Label.Upstream,
		say.Label.Ours, say.Label.Releases, say.Label.Logged, say.Label.Check, say.Label.Exit,
	} {
		t.column = max(t.column, ansi.StringWidth(label))
	}
	for i, found := range a.Found {
		if i == 0 || found.Line != a.Found[i-1].Line {
			t.heading(found, i > 0)
		}
		t.out.WriteByte('\n')
		t.found(found)
	}
	if a.Cut {
		t.out.WriteString("\n" + say.Cut + "\n")
	}
	if _, err := io.WriteString(w, t.out.String()); err != nil {
		return fmt.Errorf("print what was found: %w", err)
	}
	return nil
}

type textWriter struct {
	out    strings.Builder
	say    *phrases.Find
	column int // how wide the labels are
}

// heading writes the line of the text.
func (t *textWriter) heading(found *Found, further bool) {
	if further {
		t.out.WriteByte('\n')
	}
	text := []rune(trace.Clean(found.Text))
	if len(text) > mostShown {
		text = append(text[:mostShown-1], '…')
	}
	for _, line := range linebreak.Wrap(t.say.Line(found.Line, found.Times-1)+string(text), "", "  ", columns) {
		t.out.WriteString(line + "\n")
	}
}

// row writes a text behind a label.
func (t *textWriter) row(label, text string) {
	t.wrap(text, t.margin(label))
}

// margin returns a label in the column of the labels.
func (t *textWriter) margin(label string) string {
	const around = 2
	margin := strings.Repeat(" ", around)
	return margin + label + strings.Repeat(" ", t.column-ansi.StringWidth(label)) + margin
}

func (t *textWriter) wrap(text, first string) {
	for _, line := range linebreak.Wrap(trace.Clean(squeeze(text)), first, t.margin(""), columns) {
		t.out.WriteString(line + "\n")
	}
}

func (t *textWriter) found(f *Found) {
	label := &t.say.Label
	shown := make(map[*notes.Note]bool)
	switch {
	case f.Check != "" && f.Green != "":
		t.row(label.Check, t.say.Green(f.Check, f.Green))
	case f.Check != "":
		t.row(label.Check, f.Check)
	case f.Exit != "":
		t.row(label.Exit, f.Exit)
	case len(f.Signs) == 0:
		t.row(label.Message, shownFormat(f.Places[0].Format))
	}
	for i, s := range f.Signs[:min(mostSigns, len(f.Signs))] {
		if i > 0 {
			t.out.WriteByte('\n')
		}
		if (s.Kind == notes.LogSign || s.Kind == notes.ClientSign) && (i == 0 || s.Says != f.Signs[i-1].Says) {
			t.row(label.Message, s.Says)
		}
		t.row(label.Means, s.Means)
		t.row(label.Next, s.Next)
		t.note(label.Note, s.Note, "")
		shown[s.Note] = true
		for _, id := range s.See {
			t.row(label.See, id)
		}
	}
	t.notes(f, shown)
	t.places(f)
}

// notes writes the notes that no sign has shown.
func (t *textWriter) notes(f *Found, shown map[*notes.Note]bool) {
	near := make(map[*notes.Note]bool)
	for _, p := range f.Places {
		for _, note := range p.Notes {
			near[note] = p.Near
		}
	}
	written := len(shown)
	for _, note := range f.Notes() {
		if shown[note] || written >= mostNotes || near[note] && written > 0 {
			continue
		}
		written++
		behind := ""
		if near[note] {
			behind = t.say.Near
		}
		t.note(t.say.Label.Note, note, behind)
	}
	switch {
	case written > 0:
	case f.Check != "":
		t.row(t.say.Label.Note, t.say.UnknownCheck)
	default:
		t.row(t.say.Label.Note, t.say.NoNote)
	}
}

func (t *textWriter) note(label string, note *notes.Note, behind string) {
	t.wrap(note.Title+behind, t.margin(label)+note.ID+"  ")
}

func (t *textWriter) places(f *Found) {
	label := &t.say.Label
	for _, p := range f.Places[:min(mostPlaces, len(f.Places))] {
		if p.Ours() {
			t.row(label.Ours, t.say.OurServer(p.Declaration.String()))
			continue
		}
		t.row(label.Upstream, t.say.At(fmt.Sprintf("%s:%d", p.File, p.Line), p.Release, p.Declaration.Name))
		t.out.WriteString(t.margin("") + p.URL() + "\n") // whole, for a terminal that opens links
	}
	if more := len(f.Places) - mostPlaces; more > 0 {
		t.row("", t.say.MorePlaces(more))
	}
	for _, p := range f.Places {
		if !p.Ours() {
			t.row(label.Releases, t.say.Since(p.Since, p.Before, p.Until, p.After))
			break
		}
	}
	if f.Header != nil {
		var releases []phrases.Run
		if len(f.Places) > 0 {
			releases = f.Places[0].Logged
		}
		t.row(label.Logged, t.say.Logged(fmt.Sprintf("%s:%d", f.Header.File, f.Header.Line), releases))
	}
}

// shownFormat returns a format as people read it: with … for its verbs.
func shownFormat(format string) string {
	return strings.ReplaceAll(strings.TrimSpace(squeeze(strings.Join(split(format), "…"))), "……", "…")
}

// The answer as JSON, for machines. The names of its fields stay.
type (
	jsonAnswer struct {
		Lines int         `json:"lines"`
		Cut   bool        `json:"cut,omitempty"`
		Found []jsonFound `json:"found"`
	}
	jsonFound struct {
		Line   int         `json:"line"`
		Text   string      `json:"text"`
		Times  int         `json:"times"`
		Header *jsonHeader `json:"header,omitempty"`
		Check  string      `json:"check,omitempty"`
		Green  string      `json:"green,omitempty"`
		Exit   string      `json:"exit,omitempty"`
		Signs  []jsonSign  `json:"signs,omitempty"`
		Places []jsonPlace `json:"places,omitempty"`
		Notes  []jsonNote  `json:"notes"`
	}
	jsonHeader struct {
		Severity string `json:"severity,omitempty"`
		File     string `json:"file"`
		Line     int    `json:"line"`
	}
	jsonSign struct {
		Kind  notes.SignKind `json:"kind"`
		Says  string         `json:"says"`
		Means string         `json:"means"`
		Next  string         `json:"next"`
		See   []string       `json:"see,omitempty"`
		Note  string         `json:"note"`
	}
	jsonPlace struct {
		Format   string   `json:"format"`
		Package  string   `json:"package"`
		Function string   `json:"function"`
		File     string   `json:"file,omitempty"`
		Line     int      `json:"line,omitempty"`
		Release  string   `json:"release,omitempty"`
		URL      string   `json:"url,omitempty"`
		Since    string   `json:"since,omitempty"`
		Until    string   `json:"until,omitempty"`
		Logged   []string `json:"loggedIn,omitempty"` // "v1.26-v1.30"
		Near     bool     `json:"near,omitempty"`
		Notes    []string `json:"notes"`
	}
	jsonNote struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
)

// JSON writes the answer for machines.
func (a *Answer) JSON(w io.Writer) error {
	out := jsonAnswer{Lines: a.Lines, Cut: a.Cut, Found: []jsonFound{}}
	for _, f := range a.Found {
		out.Found = append(out.Found, f.json())
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		return fmt.Errorf("print what was found: %w", err)
	}
	return nil
}

func (f *Found) json() jsonFound {
	out := jsonFound{
		Line: f.Line, Text: trace.Clean(f.Text), Times: f.Times, Check: f.Check, Green: f.Green, Exit: f.Exit,
		Notes: []jsonNote{},
	}
	if h := f.Header; h != nil {
		out.Header = &jsonHeader{h.Severity, h.File, h.Line}
	}
	for _, s := range f.Signs {
		out.Signs = append(out.Signs, jsonSign{s.Kind, s.Says, s.Means, s.Next, s.See, s.Note.ID})
	}
	for _, p := range f.Places {
		place := jsonPlace{
			Format: p.Format, Package: p.Declaration.Package, Function: p.Declaration.Name, File: p.File, Line: p.Line,
			Release: p.Release, URL: p.URL(), Since: p.Since, Until: p.Until, Near: p.Near,
			Notes: []string{},
		}
		for _, note := range p.Notes {
			place.Notes = append(place.Notes, note.ID)
		}
		for _, run := range p.Logged {
			place.Logged = append(place.Logged, run.From+"-"+run.To)
		}
		out.Places = append(out.Places, place)
	}
	for _, note := range f.Notes() {
		out.Notes = append(out.Notes, jsonNote{note.ID, trace.Clean(note.Title)})
	}
	return out
}
