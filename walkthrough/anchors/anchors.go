// Package anchors follows the places in upstream's source that the notes speak of through Kubernetes' releases.
//
// A place is a file and its lines at one release: an anchor of a note's front matter, or a citation in its text. It is
// anchored in the declaration around it, which has a name that outlives its position: package, receiver and name. Of
// each declaration the package knows, release by release, where it stands and the hash of its tokens. So a place gets
// one of four verdicts at any other release: same, moved, changed or gone. The tables of releases are in the program;
// they have hashes and positions, and nothing of upstream's text.
//
// Read the files in this order:
//
//	anchors.go    declarations, bodies and verdicts
//	tokens.go     what of a body counts: its tokens
//	unit.go       the declarations of a file, and which of them a place is anchored in
//	tree.go       upstream's source at one release: from a place to a declaration, from a declaration to its body
//	elsewhere.go  declarations that have left their package
//	table.go      what is known of a release, in a file of the program
//	fetch.go      has the go command download a release
//	places.go     the places that the notes speak of
//	review.go     the verdicts of all places at a release, and which notes are to be mended
//	verdicts.go   the verdicts of one note, and of all, at the newest release
//	report.go     a review in words
//	survey.go     all notes by all releases, as a page
package anchors

import (
	"fmt"
	"path"
	"strings"
)

// Declaration names a declaration in upstream's source, whatever the file and the line on which it stands.
type Declaration struct {
	Package string // "k8s.io/apiserver/pkg/server"
	// Name is "GenericAPIServer.PrepareRun" for a method, whether or not its receiver is a pointer. "(A)" is the whole
	// group between parentheses to which A belongs: lines of several of its declarations have no smaller one around
	// them. "init@hooks.go" is that of one file, where the package may have others of the name.
	Name string
}

// String returns the declaration in one word: "k8s.io/apiserver/pkg/server.New".
func (d Declaration) String() string { return d.Package + "." + d.Name }

// Body is a declaration at one release. The zero body is that of a declaration that the release does not have.
type Body struct {
	File     string // "k8s.io/apiserver/pkg/server/hooks.go"
	Doc      int    // the first line of the comment above it, or From
	From, To int    // its lines
	Hash     string // of its tokens
}

// Position returns where the body begins: "k8s.io/apiserver/pkg/server/hooks.go:195". It is "" for the zero body.
func (b Body) Position() string {
	if b == (Body{}) {
		return ""
	}
	return fmt.Sprintf("%s:%d", b.File, b.From)
}

// Verdict says what has become of a place at another release.
type Verdict string

// The verdicts. Same and Moved are never given to a body whose tokens differ.
const (
	Same    Verdict = "same"    // the same tokens on the same lines
	Moved   Verdict = "moved"   // the same tokens on other lines, in another file or in another package
	Changed Verdict = "changed" // other tokens under the same name
	Gone    Verdict = "gone"    // the package has no such declaration, and no other has one with these tokens
)

// Verdicts are all verdicts, the best first.
var Verdicts = []Verdict{Same, Moved, Changed, Gone}

// Compare returns what has become of the declaration's body at another release.
func Compare(d Declaration, then, now Body) Verdict {
	switch {
	case now == Body{}:
		return Gone
	case now.Hash == then.Hash && now.File == then.File && now.From == then.From:
		return Same
	case now.Hash == then.Hash:
		return Moved
	case path.Dir(now.File) != d.Package:
		return Gone // it is the body that the declaration had at a third release, and has left the package
	}
	return Changed
}

// moduleOf returns the module of a package or a file, which for all of Kubernetes' modules is two names:
// "k8s.io/apiserver".
func moduleOf(name string) (module, rest string) {
	parts := strings.SplitN(name, "/", 3)
	if len(parts) < 3 {
		return name, "."
	}
	return parts[0] + "/" + parts[1], parts[2]
}
