package requests

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/page"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/words"
)

// mostAnswer is how many lines of an answer are shown.
const mostAnswer = 24

// Write writes the way of a request as text, in the order of the way: the client, the filters, the servers, admission
// and storage, with headings in that language. The note explains a guided request, and is nil for any other.
func (f *Followed) Write(w io.Writer, note *notes.Note, in *phrases.Requests) error {
	var b strings.Builder
	if note != nil {
		b.WriteString(page.Note(note) + "\n\n")
	}
	for _, line := range f.AnswerLines(in) {
		b.WriteString(strings.TrimRight(trace.Clean(line), " ") + "\n")
	}
	parts := sortStages(f.Trace.Tree())
	writeFilters(&b, parts.filters, in)
	if len(parts.directors) > 0 {
		b.WriteString("\n" + in.Servers + "\n")
	}
	for _, n := range parts.directors {
		b.WriteString("  " + decision(n, in) + "\n")
	}
	parts.writeStages(&b, in.Admission, parts.admission)
	parts.writeStages(&b, in.Rest, parts.rest)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	return nil
}

// writeFilters writes the filters, and who the user is wherever that changes.
func writeFilters(b *strings.Builder, filters []*trace.Node, in *phrases.Requests) {
	b.WriteString("\n" + in.Filters + "\n")
	user := ""
	for i, n := range filters {
		remark := remarks(n)
		if known := n.Text(convention.UserName); known != user {
			user, remark = known, strings.TrimPrefix(remark+in.Remarks+in.UserIs.With(known), in.Remarks)
		}
		fmt.Fprintf(b, "  %2d  %s\n", i+1, row(n.Name, n.Own(n.End), remark))
	}
}

// writeStages writes the stages of a part, each inside those that are around it.
func (p parts) writeStages(b *strings.Builder, title string, nodes []*trace.Node) {
	if len(nodes) > 0 {
		b.WriteString("\n" + title + "\n")
	}
	for _, n := range nodes {
		name := strings.Repeat("  ", p.depth(n)) + strings.TrimPrefix(n.Name, convention.AdmissionPrefix)
		b.WriteString("      " + row(name, n.Duration(n.End), n.Message) + "\n")
	}
}

// row sets a name, a time and a remark in columns.
func row(name string, took time.Duration, remark string) string {
	columns := fmt.Sprintf("%-42s %8s  %s", trace.Clean(name), words.Duration(took), trace.Clean(remark))
	return strings.TrimRight(columns, " ")
}

// remarks returns the events and the error of a stage.
func remarks(n *trace.Node) string {
	var said []string
	for _, e := range n.Events {
		said = append(said, e.Name)
	}
	if n.Failed() && n.Message != "" {
		said = append(said, n.Message)
	}
	return strings.Join(said, "; ")
}

// decision returns what a server's director did with the request, and why.
func decision(n *trace.Node, in *phrases.Requests) string {
	name, isDirector := strings.CutPrefix(n.Name, convention.DirectorPrefix)
	if !isDirector {
		return strings.TrimRight(column(in.NoServer)+" "+trace.Clean(remarks(n)), " ")
	}
	reason := n.Text(convention.DirectorReason)
	if address := n.Text(convention.ServerAddress); address != "" {
		reason = in.At.With(reason, address, n.Text(convention.ServerPort))
	}
	did := n.Text(convention.DirectorDecision)
	return fmt.Sprintf("%s %s: %s", column(trace.Clean(name)), trace.Clean(did), trace.Clean(reason))
}

// column fills a name up to the width of the column of servers.
func column(name string) string { return name + strings.Repeat(" ", max(0, 15-ansi.StringWidth(name))) }

// AnswerLines returns the request and its answer, in that language. They hold what the server said, unchanged: see
// [trace.Clean].
func (f *Followed) AnswerLines(in *phrases.Requests) []string {
	a := f.Answer
	lines := []string{a.Method + " " + a.Path, in.After.With(a.Status, words.Duration(a.Took))}
	if users := f.users(); len(users) > 0 {
		by := users[0]
		for _, as := range users[1:] {
			by = in.As.With(by, as)
		}
		lines[0] = in.By.With(lines[0], by)
	}
	var body []string
	for _, line := range a.Lines {
		body = append(body, indentedJSON(line)...)
	}
	if len(body) == 1 && body[0] == "" {
		return lines
	}
	lines = append(lines, "")
	for i, line := range body {
		if i == mostAnswer {
			return append(lines, "  "+in.MoreLines.With(len(body)-i))
		}
		lines = append(lines, "  "+line)
	}
	return lines
}

// users returns the user who asked and, behind them, the impersonated one.
func (f *Followed) users() (names []string) {
	trace.Walk(f.Trace.Tree(), func(n *trace.Node) {
		if name := n.Text(convention.UserName); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	})
	return names
}

// indentedJSON splits a line that holds a whole JSON object into indented lines, and returns every other line
// unchanged.
func indentedJSON(line string) []string {
	var indented bytes.Buffer
	if !strings.HasPrefix(line, "{") || json.Indent(&indented, []byte(line), "", "  ") != nil {
		return []string{line}
	}
	return strings.Split(indented.String(), "\n")
}
