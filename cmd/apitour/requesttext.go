package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"apitour/apiserver"
	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/page"
)

// mostAnswer is how many lines of an answer are shown.
const mostAnswer = 24

// print writes the way of a request as text, in the order in which it went: who, through which filters, past which servers, to
// what.
func (f *followed) print(w io.Writer) error {
	var b strings.Builder
	if f.note != nil {
		b.WriteString(page.Note(f.note) + "\n\n")
	}
	for _, line := range f.answerLines() {
		b.WriteString(strings.TrimRight(trace.Clean(line), " ") + "\n")
	}
	parts := sortStages(f.trace.Tree())
	b.WriteString("\nFilters, in the order in which they are met, with their own time\n")
	user := ""
	for i, n := range parts.filters {
		remark := remarks(n)
		if known := n.Text(userName); known != user {
			user, remark = known, strings.TrimPrefix(remark+"; the user is "+known, "; ")
		}
		fmt.Fprintf(&b, "  %2d  %s\n", i+1, row(n.Name, n.Own(n.End), remark))
	}
	if len(parts.directors) > 0 {
		b.WriteString("\nServers, in the order in which they are asked\n")
	}
	for _, n := range parts.directors {
		b.WriteString("  " + decision(n) + "\n")
	}
	for _, part := range []struct {
		title string
		nodes []*trace.Node
	}{
		{"Admission", parts.admission},
		{"Handler, storage and etcd, with their whole time", parts.rest},
	} {
		if len(part.nodes) > 0 {
			b.WriteString("\n" + part.title + "\n")
		}
		for _, n := range part.nodes {
			name := strings.Repeat("  ", parts.depth(n)) + strings.TrimPrefix(n.Name, admissionPrefix)
			b.WriteString("      " + row(name, n.Duration(n.End), n.Message) + "\n")
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	return nil
}

// row sets a name, a time and what else there is to say in columns.
func row(name string, took time.Duration, remark string) string {
	return strings.TrimRight(fmt.Sprintf("%-42s %8s  %s", trace.Clean(name), page.Duration(took), trace.Clean(remark)), " ")
}

// remarks are what happened in a stage.
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

// decision is what a server's director did with the request, and why.
func decision(n *trace.Node) string {
	name, isDirector := strings.CutPrefix(n.Name, directorPrefix)
	if !isDirector {
		return strings.TrimRight(fmt.Sprintf("%-15s %s", "nobody", trace.Clean(remarks(n))), " ")
	}
	reason := n.Text("apitour.director.reason")
	if address := n.Text("server.address"); address != "" {
		reason += ", at " + address + ":" + n.Text("server.port")
	}
	return fmt.Sprintf("%-15s %s: %s", trace.Clean(name), trace.Clean(n.Text("apitour.director.decision")), trace.Clean(reason))
}

// answerLines are the request and its answer. They hold what the server said, whatever that is.
func (f *followed) answerLines() []string {
	a := f.answer
	lines := []string{a.Method + " " + a.Path, a.Status + ", after " + page.Duration(a.Took)}
	if users := f.users(); len(users) > 0 {
		lines[0] += ", by " + strings.Join(users, " as ")
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
			return append(lines, fmt.Sprintf("  … and %d lines more", len(body)-i))
		}
		lines = append(lines, "  "+line)
	}
	return lines
}

// users are who asked and whom he impersonated.
func (f *followed) users() (names []string) {
	trace.Walk(f.trace.Tree(), func(n *trace.Node) {
		if name := n.Text(userName); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	})
	return names
}

// indentedJSON makes a line readable that holds a whole object, and returns every other as it is.
func indentedJSON(line string) []string {
	var indented bytes.Buffer
	if !strings.HasPrefix(line, "{") || json.Indent(&indented, []byte(line), "", "  ") != nil {
		return []string{line}
	}
	return strings.Split(indented.String(), "\n")
}

const (
	directorPrefix  = "Director/"
	admissionPrefix = "Admission/"
	notFoundStage   = "NotFound"
	userName        = "user.name"
)

// requestParts are the stages of a request, sorted by what they are and otherwise in the order in which they began.
type requestParts struct {
	filters, directors, admission, rest []*trace.Node
	isRest                              map[*trace.Node]bool
}

func sortStages(roots []*trace.Node) requestParts {
	parts := requestParts{isRest: make(map[*trace.Node]bool)}
	trace.Walk(roots, func(n *trace.Node) {
		ours := n.Text(convention.ScopeName) == apiserver.Scope
		switch {
		case ours && n.Name == requestStage:
		case ours && (strings.HasPrefix(n.Name, directorPrefix) || n.Name == notFoundStage):
			parts.directors = append(parts.directors, n)
		case ours && strings.HasPrefix(n.Name, admissionPrefix):
			parts.admission = append(parts.admission, n)
		case ours:
			parts.filters = append(parts.filters, n)
		default:
			parts.rest = append(parts.rest, n)
			parts.isRest[n] = true
		}
	})
	return parts
}

// depth is how many stages of the same part a stage is inside of.
func (p requestParts) depth(n *trace.Node) (depth int) {
	for above := n.Parent; above != nil; above = above.Parent {
		if p.isRest[above] && p.isRest[n] {
			depth++
		}
	}
	return depth
}
