package main

import (
	"errors"
	"fmt"
	"io/fs"

	"apitour/apiserver"
	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/trace/tracefile"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/source"
)

// joiner returns the function that joins a trace with the notes, with our own source, and with the plan, if any.
func joiner(plan *lesson.Plan) (func(*trace.Trace) *lesson.Lesson, error) {
	library, err := notes.Embedded("en")
	if err != nil {
		return nil, fmt.Errorf("read the notes: %w", err)
	}
	files := source.New(map[string]fs.FS{"apiserver/": apiserver.Source})
	return func(t *trace.Trace) *lesson.Lesson { return lesson.New(t, library, files, plan) }, nil
}

// planningJoiner is joiner for a live boot: the recording inside the binary is the plan that shows the stages ahead.
func planningJoiner() (func(*trace.Trace) *lesson.Lesson, error) {
	recorded, err := recording.Read()
	if err != nil {
		return nil, err
	}
	return joiner(lesson.NewPlan(recorded))
}

// readLesson reads the recording that the command line names, and joins it.
func readLesson(args []string) (*lesson.Lesson, error) {
	recorded, err := readRecording(args)
	if err != nil {
		return nil, err
	}
	join, err := joiner(nil)
	if err != nil {
		return nil, err
	}
	return join(trace.WithoutPauses(recorded)), nil
}

// readRecording reads the recording that the command line names, or the one inside the binary when it names none.
func readRecording(args []string) (*trace.Trace, error) {
	if len(args) == 0 {
		return recording.Read()
	}
	t, err := tracefile.ReadFile(args[0])
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, hint.With(err, "apitour record -o "+args[0]+" makes a recording; "+
			"apitour play without a file shows the one inside apitour")
	case err != nil:
		return nil, hint.With(err, "apitour play without a file shows the recording inside apitour")
	}
	return t, nil
}
