package lesson

import (
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// ServerOf returns the part of the delegation chain to which the step belongs: the server that its note names, else the
// one of the nearest enclosing step whose note names one. It is [notes.AllServers] when none does.
func (l *Lesson) ServerOf(step *Step) notes.Server {
	for n := step.Node; n != nil; n = n.Parent {
		if server := l.serverNamed(n); server != "" {
			return server
		}
	}
	return notes.AllServers
}

// HandedOn returns the servers whose directors a request has reached on its way to the step, the innermost first.
func (l *Lesson) HandedOn(step *Step) []notes.Server {
	var servers []notes.Server
	for n := step.Node; n != nil; n = n.Parent {
		if !n.IsStage() || !strings.HasPrefix(n.Name, convention.DirectorPrefix) {
			continue
		}
		if server := l.serverNamed(n); server != "" {
			servers = append(servers, server)
		}
	}
	return servers
}

func (l *Lesson) serverNamed(n *trace.Node) notes.Server {
	if note := l.notes.For(n); note != nil {
		return note.Server
	}
	return ""
}

// TurnedBy returns what turns a health check green: the name of a stage, or a few words. It is "" for a check that
// neither a note nor a hook's name explains.
func (l *Lesson) TurnedBy(check string) string {
	green, _ := l.notes.Check(check)
	return green
}

// Library returns the notes of the lesson, nil when it has none.
func (l *Lesson) Library() *notes.Library { return l.notes }

// Phrases returns what the program says to the reader of the lesson, in the language of its notes.
func (l *Lesson) Phrases() *phrases.Phrases { return phrases.In(l.notes.Language()) }

// Phrases returns those of the step's lesson.
func (s *Step) Phrases() *phrases.Phrases {
	if of := s.lesson(); of != nil {
		return of.Phrases()
	}
	return phrases.In(notes.Original)
}

// Expected returns the trees of the boot that is the plan of the lesson, nil without a plan.
func (l *Lesson) Expected() []*trace.Node {
	if l.plan == nil {
		return nil
	}
	return l.plan.roots
}
