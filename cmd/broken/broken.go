// Package broken boots the server with one thing wrong, and finds out where it shows.
//
// Each broken boot is a row of a table (boots.go): what is made wrong, and where that will show. Boot.Break makes it
// wrong in a workshop, which is a folder that is removed at the end (workshop.go); faults with more to them have files
// of their own (etcd.go, slowproxy.go, conversion.go). Watch boots the server and looks at it until the fault has shown
// (watch.go), and Seen.Write reports what was seen (report.go). Seen.Verdict holds that against the announcement
// (verdict.go).
package broken

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"apitour/cmd/server"
	"apitour/trace/feed"
	"apitour/trace/session"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Boot is a boot with one thing wrong, and how that shows.
type Boot struct {
	Name string
	// cause makes it wrong, in the workshop's folder and on this machine's loopback alone. What it starts ends with the
	// workshop.
	cause func(context.Context, *Workshop) (Fault, error)
	shows
}

// shows says where a broken boot shows what is wrong with it: one of the three.
type shows struct {
	stage string // this stage ends in an error, and the server with it
	// checks of /readyz stay red: without a stage for as long as the server serves, with one until it ends.
	checks  []string
	request string // the server is ready, and a GET of this path fails
	// early says that the request is sent as soon as the port is bound.
	early bool
	// inStage is the stage of the request in which it fails, "" when the client refuses before it has sent it. It is a
	// library's stage, which reports errors as events.
	inStage string
	message string // part of what the stage, or the client, says
}

// Fault is what was made wrong.
type Fault struct {
	says  func(in *phrases.BrokenFaults) string
	flags []string // of the server
	hook  string   // the post-start hook that misbehaves, "" for none
	// prepare makes what the request is about. It may be nil.
	prepare func(context.Context, *session.Admin) (release func(), err error)
}

// Text says what was made wrong, in a sentence or two.
func (f Fault) Text(in *phrases.Broken) string { return f.says(&in.Faults) }

// staysRed reports whether the fault shows in nothing but red checks, of a server that goes on.
func (s shows) staysRed() bool { return s.stage == "" && len(s.checks) > 0 }

// Break makes it wrong. An error is in that language.
func (b *Boot) Break(ctx context.Context, w *Workshop, in *phrases.Broken) (Fault, error) {
	fault, err := b.cause(ctx, w)
	if err != nil {
		return Fault{}, in.Wrong.Break.Error(err)
	}
	return fault, nil
}

// Start boots the server with the fault. When the server is ready, it is sent the request in which the fault shows, if
// the boot has one.
func (b *Boot) Start(ctx context.Context, fault Fault, mode server.Mode) (*session.Session, error) {
	child := server.Child{Mode: mode, Flags: fault.flags, Hook: fault.hook, Health: true}
	s, err := child.Start(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case b.early:
		s.SendEarly(b.request)
	case b.request != "":
		s.Send(session.Request{
			Request: feed.Request{Method: http.MethodGet, Path: b.request}, Prepare: fault.prepare,
		})
	}
	return s, nil
}

// Note returns the note that explains the boot.
func (b *Boot) Note(library *notes.Library) (*notes.Note, error) {
	note := library.Break(b.Name)
	if note == nil {
		return nil, phrases.In(library.Language()).Broken.Wrong.NoNote.Error(b.Name)
	}
	return note, nil
}

// Announcement says in that language where it will show.
func (b *Boot) Announcement(all *phrases.Broken) string {
	in := &all.Ahead
	switch {
	case b.stage != "" && len(b.checks) > 0:
		return in.StageAndCheck.With(b.stage, strings.Join(b.checks, in.Comma))
	case b.stage != "":
		return in.Stage.With(b.stage)
	case len(b.checks) > 0:
		return in.Checks.With(readyPath, strings.Join(b.checks, in.Comma))
	case b.early:
		return in.Early.With(b.request)
	case b.inStage != "":
		return in.InStage.With(b.request, b.inStage)
	}
	return in.Refused.With(b.request)
}

// List writes a line for each broken boot, in that language.
func List(w io.Writer, in *phrases.Broken) error {
	for _, b := range boots {
		if _, err := fmt.Fprintf(w, "%-24s  %s\n", b.Name, in.Summaries[b.Name]); err != nil {
			return err
		}
	}
	return nil
}

// Names returns the names of the broken boots.
func Names() []string {
	names := make([]string, len(boots))
	for i, b := range boots {
		names[i] = b.Name
	}
	return names
}

// Next returns the name of the broken boot behind this one in the list, and of the first one behind the last.
func (b *Boot) Next() string {
	names := Names()
	return names[(slices.Index(names, b.Name)+1)%len(names)]
}

// ByName returns the broken boot of that name, or nil.
func ByName(name string) *Boot {
	for i := range boots {
		if boots[i].Name == name {
			return &boots[i]
		}
	}
	return nil
}
