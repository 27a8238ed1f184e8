// Package feed is the vocabulary between a session, which watches a server, and a walk, which shows it: the updates
// that the session sends, and the commands that it accepts.
//
//	session ── Update: Span, Resource, Log, Stepping, Health, Access, Answer, Outside,
//	                   Ended ──► walk
//	        ◄── Controls: Step, SetBreakpoints, OthersRun, Choose, Request, FollowRequest, Terminate ──
package feed

import "apitour/trace"

// Update is one piece of news about a watched server: a [Span], [Resource], [Log], [Stepping], [Health], [Access],
// [Answer], [Outside] or [Ended].
type Update interface{ update() }

// Span has started or, when its End is set, ended. It replaces the earlier updates of the same span.
type Span struct{ trace.Span }

// Resource describes the server: its service.name, its versions, its flags.
type Resource map[string]any

// Log is a line of the server's log, without the newline at its end.
type Log string

// Access says how clients get into the server. It arrives when the server is ready.
type Access struct {
	// Kubeconfig is the absolute path of the file with the admin's credentials. It is valid while the server runs.
	Kubeconfig string
}

// Ended is the last update: the server has stopped. Err is the reason, nil when the server was asked to stop.
type Ended struct{ Err error }

func (Span) update()     {}
func (Resource) update() {}
func (Log) update()      {}
func (Access) update()   {}
func (Ended) update()    {}
