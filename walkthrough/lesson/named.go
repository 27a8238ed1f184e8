package lesson

import (
	"strconv"
	"strings"

	"apitour/trace/nearest"
)

// UnknownStepError is the error of a text that means no step: see [Lesson.Named].
type UnknownStepError struct {
	Text string
	Kind Kind
	// Meant is the name or the address that was most likely meant, "" when none is near.
	Meant string

	said string // in the language of the lesson
}

func (e *UnknownStepError) Error() string { return e.said }

// Named returns the steps that a text means, at least one: all of that name, or else the one with that span ID, with
// that number, counted from 1, or with that address. The error is an [UnknownStepError].
func (l *Lesson) Named(text string) ([]*Step, error) {
	var named []*Step
	var is *Step // the one with that ID
	for _, step := range l.Steps {
		switch {
		case step.Node.Name == text:
			named = append(named, step)
		case is == nil && step.Node.ID == text && !step.Planned():
			is = step
		}
	}
	if named != nil {
		return named, nil
	}
	if number, err := strconv.Atoi(text); is == nil && err == nil && number >= 1 && number <= len(l.Steps) {
		is = l.Steps[number-1]
	}
	if is == nil {
		is = l.StepAt(text)
	}
	if is == nil {
		return nil, &UnknownStepError{text, l.Kind(), l.meant(text), l.unknown(text)}
	}
	return []*Step{is}, nil
}

func (l *Lesson) unknown(text string) string {
	said := &l.Phrases().Words.Called
	if l.Kind() == Other {
		return said.NoSpan(text)
	}
	return said.NoStage(text)
}

// Names returns the names of the steps, each once.
func (l *Lesson) Names() (names []string) {
	seen := make(map[string]bool)
	for _, step := range l.Steps {
		if name := step.Node.Name; !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// meant returns the name or, for what looks like an address, the address that was most likely meant by a text.
func (l *Lesson) meant(text string) string {
	if strings.HasPrefix(text, l.Kind().Step()+"-") {
		return nearest.Name(text, l.addressed().of)
	}
	return nearest.Name(text, l.Names())
}
