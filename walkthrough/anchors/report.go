package anchors

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/phrases"
)

// Text writes the review for people: how many places have which verdict, and what is to be mended in which note.
func (r *Review) Text(w io.Writer, say *phrases.Upstream) error {
	var text strings.Builder
	fmt.Fprintf(&text, say.Compared+"\n\n", r.Upstream)
	text.WriteString(left(say.PlacesIn, 16) + " " + right(say.All, 7))
	for _, v := range Verdicts {
		fmt.Fprintf(&text, " %8s", v)
	}
	for _, release := range r.Releases() {
		counts := r.Count(release)
		all := 0
		for _, n := range counts {
			all += n
		}
		fmt.Fprintf(&text, "\n%-16s %7d", release, all)
		for _, v := range Verdicts {
			fmt.Fprintf(&text, " %8d", counts[v])
		}
	}
	text.WriteString("\n\n")
	r.mendText(&text, say)
	r.signsText(&text, say)
	if _, err := io.WriteString(w, text.String()); err != nil {
		return fmt.Errorf("print what has become of the places: %w", err)
	}
	return nil
}

func (r *Review) mendText(text *strings.Builder, say *phrases.Upstream) {
	mend := r.ToMend()
	switch {
	case !r.Later:
		fmt.Fprintf(text, say.NotOlder+"\n", r.Present)
		return
	case len(mend) == 0:
		fmt.Fprintf(text, say.AllThere+"\n", r.Present)
		return
	}
	text.WriteString(say.ToMend(len(mend), r.Present) + "\n")
	for _, id := range slices.Sorted(maps.Keys(mend)) {
		fmt.Fprintf(text, "\n%s\n", id)
		for _, change := range changesOf(mend[id]) {
			fmt.Fprintf(text, "  %-8s %s\n           ", change.Verdict, change.Declaration)
			if at := change.Now.Position(); at != "" {
				fmt.Fprintf(text, say.Now, path.Base(at))
			}
			text.WriteString(say.NamedIn(change.lineNumbers(), change.matter) + "\n")
		}
	}
}

// signsText says how many messages of signs are where they were, and which are gone.
func (r *Review) signsText(text *strings.Builder, say *phrases.Upstream) {
	if len(r.Signs) == 0 {
		return
	}
	count := make(map[Verdict]int)
	for _, s := range r.Signs {
		count[s.Verdict]++
	}
	text.WriteString("\n" + say.Signs(count[Same], count[Moved], count[Gone]) + "\n")
	for _, s := range r.Signs {
		if s.Verdict == Gone {
			fmt.Fprintf(text, "\n%s\n  %-8s %s\n           %s\n", s.Note.ID, s.Verdict, trace.Clean(s.Says),
				say.NamedIn([]string{fmt.Sprint(s.Line)}, false))
		}
	}
}

// left and right set a text at that side of a column.
func left(text string, columns int) string { return text + pad(text, columns) }

func right(text string, columns int) string { return pad(text, columns) + text }

func pad(text string, columns int) string {
	return strings.Repeat(" ", max(0, columns-ansi.StringWidth(text)))
}

// change is a declaration that is no longer what a note describes.
type change struct {
	Part
	lines  []int // of the note's text
	matter bool  // its front matter has it too
}

func (c change) lineNumbers() (lines []string) {
	for _, line := range c.lines {
		lines = append(lines, fmt.Sprint(line))
	}
	return lines
}

// changesOf returns the changed and gone declarations in their order, each once.
func changesOf(places []Judged) (changes []change) {
	for _, place := range places {
		for _, part := range place.Parts {
			if !part.Verdict.bad() {
				continue
			}
			i := slices.IndexFunc(changes, func(c change) bool { return c.Declaration == part.Declaration })
			if i < 0 {
				i = len(changes)
				changes = append(changes, change{Part: part})
			}
			c := &changes[i]
			if place.Line == 0 {
				c.matter = true
			} else if !slices.Contains(c.lines, place.Line) {
				c.lines = append(c.lines, place.Line)
			}
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return compareDeclarations(a.Declaration, b.Declaration) })
	return changes
}

// The review as JSON, for machines. The names of its fields stay.
type (
	jsonReview struct {
		Upstream string                     `json:"upstream"`
		Present  string                     `json:"notesDescribe"`
		Counts   map[string]map[Verdict]int `json:"counts"`
		Mend     []string                   `json:"mend"`
		Places   []jsonPlace                `json:"places,omitempty"`
		Signs    []jsonSign                 `json:"signs,omitempty"`
	}
	jsonSign struct {
		Note    string  `json:"note"`
		Line    int     `json:"line"`
		Says    string  `json:"says"`
		Verdict Verdict `json:"verdict"`
		Then    string  `json:"then"`
		Now     string  `json:"now,omitempty"`
	}
	jsonPlace struct {
		Note         string            `json:"note"`
		Line         int               `json:"line,omitempty"`
		Written      string            `json:"written"`
		Release      string            `json:"release"`
		File         string            `json:"file"`
		From         int               `json:"from"`
		To           int               `json:"to"`
		Verdict      Verdict           `json:"verdict"`
		Mend         bool              `json:"mend,omitempty"`
		Declarations []jsonDeclaration `json:"declarations"`
	}
	jsonDeclaration struct {
		Package string  `json:"package"`
		Name    string  `json:"name"`
		Verdict Verdict `json:"verdict"`
		Now     string  `json:"now,omitempty"`
	}
)

// JSON writes the review for machines.
func (r *Review) JSON(w io.Writer) error {
	out := r.summary()
	for _, p := range r.Places {
		place := jsonPlace{
			Note: p.Note.ID, Line: p.Line, Written: p.Written, Release: p.Release, File: p.File, From: p.From, To: p.To,
			Verdict: p.Verdict, Mend: p.Mend,
		}
		for _, part := range p.Parts {
			place.Declarations = append(place.Declarations, jsonDeclaration{
				part.Package, part.Name, part.Verdict, part.Now.Position(),
			})
		}
		out.Places = append(out.Places, place)
	}
	for _, s := range r.Signs {
		out.Signs = append(out.Signs, jsonSign{s.Note.ID, s.Line, s.Says, s.Verdict, s.Then, s.Now})
	}
	return writeJSON(w, out)
}

// summary returns the review without its places.
func (r *Review) summary() jsonReview {
	out := jsonReview{
		Upstream: r.Upstream, Present: r.Present, Counts: make(map[string]map[Verdict]int),
		Mend: slices.AppendSeq([]string{}, maps.Keys(r.ToMend())),
	}
	for _, s := range r.SignsToMend() {
		out.Mend = append(out.Mend, s.Note.ID)
	}
	slices.Sort(out.Mend)
	out.Mend = slices.Compact(out.Mend)
	for _, release := range r.Releases() {
		out.Counts[release] = r.Count(release)
	}
	return out
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("print what has become of the places: %w", err)
	}
	return nil
}
