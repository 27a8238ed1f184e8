package notes

import (
	"fmt"
	"slices"

	"apitour/trace"
)

// Note explains one stage, or a few stages that are one idea; or a guided request, or a broken boot. An overview tells
// what no single stage tells.
type Note struct {
	ID    string // its file's name without ".md"
	Lang  string // of its words: "en" or "zh"
	Title string
	// Functions are fully qualified names, matched first: "apitour/apiserver.CreateServerChain".
	Functions []string
	// Spans are span names, matched second. A final "*" stands for any rest: "InstallAPIGroup/*".
	Spans []string
	// Scopes are instrumentation scopes in which the names count, beside that of the stages: scopes of an apiserver's
	// own code. Libraries are scopes of code that any program uses: there the names count in spans that were recorded
	// from the subject only.
	Scopes, Libraries []string
	// Services are the programs in whose spans the names count, for notes about other programs than ours.
	Services []string
	// Request is the guided request of the note, and Break its broken boot: "server-side-apply", "port-taken".
	Request, Break string
	// Overview is the name of a note that explains several stages together, and See the notes at which to read on.
	Overview string
	See      []string
	// Server is the part of the delegation chain to which the stage belongs, "" when the enclosing stage decides.
	Server Server
	// Checks are the health checks of which the note knows what turns them green.
	Checks   []Check
	Upstream []Anchor
	Links    []Link
	// Questions are the decision points of which the note has the words.
	Questions []*Question
	// Then is what has changed between the releases of [ThenReleases], in their order.
	Then []Change
	// Stands is where the code that the note is about stands at each of [ThenReleases]; none for a note without
	// upstream's code.
	Stands []Stand
	// Diagnosis is what an operator sees of the stage when it goes wrong.
	Diagnosis []Sign
	// Claims are what the note states of the trace, for a machine to check.
	Claims []*Claim
	// Body is Markdown: the sections of the note, each under a second-level heading.
	Body string
	// Above is the number of lines of the note's file above the body: line 1 of the body is Above + 1 of the file.
	Above int

	within *within  // nil for our own notes
	names  []string // of the sections of a translation, in their order
}

// Ours reports whether the note is part of the program, and not brought by a learner.
func (n *Note) Ours() bool { return n.within == nil }

// Explains reports whether the names of the note mean the span, when one of them is the span's: another program's span
// of that name is something else.
func (n *Note) Explains(span *trace.Node) bool {
	if n.within != nil {
		return n.within.has(span)
	}
	return span.IsStage() || slices.Contains(n.Scopes, span.Scope()) ||
		span.Ours() && slices.Contains(n.Libraries, span.Scope())
}

// Anchor is a place in upstream's source.
type Anchor struct {
	Version string // of Kubernetes: "v1.37.2"
	Module  string // "k8s.io/kubernetes" when left out
	File    string // in that module: "cmd/kube-apiserver/app/server.go"
	Line    int
	Symbol  string // what stands on that line: "CreateServerChain"
}

// rootModule is the module of Kubernetes' own repository. The repository keeps the other modules of anchors below
// staging/src, and publishes them from there under versions of their own.
const rootModule = "k8s.io/kubernetes"

// URL returns a permalink: the line in Kubernetes' repository at the anchor's version.
func (a Anchor) URL() string {
	file := a.File
	if a.Module != "" && a.Module != rootModule {
		file = "staging/src/" + a.Module + "/" + a.File
	}
	return fmt.Sprintf("https://github.com/kubernetes/kubernetes/blob/%s/%s#L%d", a.Version, file, a.Line)
}

// Link leads out of the tour.
type Link struct{ Title, URL string }
