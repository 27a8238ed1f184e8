package main

import (
	"context"
	"fmt"
	"io/fs"

	"apitour/apiserver"
	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/source"
)

// joiner returns the function that joins a trace with the notes, with our own source, and with the plan, if any. How
// it is shown says in which language the notes can be.
func (t terminal) joiner(how manner, plan *lesson.Plan) (func(*trace.Trace) *lesson.Lesson, error) {
	library, err := t.libraryHere(how)
	if err != nil {
		return nil, err
	}
	return joinerWith(library, plan), nil
}

// joinerWith is joiner with other notes.
func joinerWith(library *notes.Library, plan *lesson.Plan) func(*trace.Trace) *lesson.Lesson {
	files := source.New(map[string]fs.FS{"apiserver/": apiserver.Source})
	return func(t *trace.Trace) *lesson.Lesson { return lesson.New(t, library, files, plan) }
}

// planningJoiner is joiner for a live boot: the recording inside the binary is the plan that shows the stages ahead.
func (t terminal) planningJoiner(how manner) (func(*trace.Trace) *lesson.Lesson, error) {
	recorded, err := recording.Read()
	if err != nil {
		return nil, err
	}
	return t.joiner(how, lesson.NewPlan(recorded))
}

// joinUntil joins a recording until the context ends.
func joinUntil(
	ctx context.Context, join func(*trace.Trace) *lesson.Lesson, recorded *trace.Trace,
) (*lesson.Lesson, error) {
	told, err := until(ctx, func() (*lesson.Lesson, error) { return join(trace.WithoutPauses(recorded)), nil })
	if err != nil {
		return nil, fmt.Errorf("join the trace with its notes: %w", err)
	}
	return told, nil
}
