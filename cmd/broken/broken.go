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
)

// Boot is a boot with one thing wrong, and how that shows.
type Boot struct {
	Name, Summary string
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
	Text  string   // a sentence or two
	flags []string // of the server
	hook  string   // the post-start hook that misbehaves, "" for none
	// prepare makes what the request is about. It may be nil.
	prepare func(context.Context, *session.Admin) (release func(), err error)
}

// staysRed reports whether the fault shows in nothing but red checks, of a server that goes on.
func (s shows) staysRed() bool { return s.stage == "" && len(s.checks) > 0 }

// Break makes it wrong.
func (b *Boot) Break(ctx context.Context, w *Workshop) (Fault, error) {
	fault, err := b.cause(ctx, w)
	if err != nil {
		return Fault{}, fmt.Errorf("break the boot: %w", err)
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
		return nil, fmt.Errorf("no note explains %q", b.Name)
	}
	return note, nil
}

// Announcement says where it will show.
func (b *Boot) Announcement() string {
	switch {
	case b.stage != "" && len(b.checks) > 0:
		return "The stage " + b.stage + " will fail, and the server will end. Until then the check " +
			strings.Join(b.checks, ", ") + " will be red."
	case b.stage != "":
		return "The stage " + b.stage + " will fail, and the server will end."
	case len(b.checks) > 0:
		return "No stage will fail. These checks of " + readyPath + " will stay red: " + strings.Join(b.checks, ", ")
	case b.early:
		return "The server boots normally, if slowly. A client that sends GET " + b.request +
			" as soon as the port is bound gives up before the server serves."
	case b.inStage != "":
		return "The server boots normally. The client then sends GET " + b.request +
			", which fails in " + b.inStage + "."
	}
	return "The server boots normally. The client then refuses to send GET " + b.request + "."
}

// List writes a line for each broken boot.
func List(w io.Writer) error {
	for _, b := range boots {
		if _, err := fmt.Fprintf(w, "%-24s  %s\n", b.Name, b.Summary); err != nil {
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
