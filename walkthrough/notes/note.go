package notes

import "apitour/trace"

// Note explains one stage, or a few that are one idea.
type Note struct {
	ID    string // its file's name without ".md"
	Lang  string // "en" or "zh"
	Title string
	// Functions are fully qualified names, matched first: "apitour/apiserver.CreateServerChain".
	Functions []string
	// Spans are span names, matched second. A final "*" stands for any rest: "InstallAPIGroup/*".
	Spans    []string
	Upstream []Anchor
	Links    []Link
	// Body is Markdown: the sections of the note, each under a second-level heading.
	Body string
}

// Anchor is a place in upstream's source that a note speaks about.
type Anchor struct {
	Version string // of Kubernetes: "v1.37.2"
	Module  string // "k8s.io/kubernetes" when left out
	File    string // in that module: "cmd/kube-apiserver/app/server.go"
	Line    int
	Symbol  string // what stands on that line: "CreateServerChain"
}

// Link leads out of the tour.
type Link struct{ Title, URL string }

// Library is all notes in one language.
type Library struct{ notes []*Note }

// For returns the note that explains the span, or nil.
func (l *Library) For(*trace.Span) *Note { return nil }
