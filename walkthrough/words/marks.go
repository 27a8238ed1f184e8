package words

import (
	"strconv"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
)

// Name returns the name of a span as it may stand on a screen. A name that nobody would see is put in brackets or in
// quotation marks.
func Name(name string) string {
	switch {
	case name == "":
		return "(no name)"
	case strings.TrimSpace(name) == "":
		return strconv.Quote(Shown(name))
	}
	return Shown(name)
}

// Hook returns the name of a stage as Name does, that of a post-start hook without the word that all hooks share.
func Hook(name string) string { return Name(strings.TrimPrefix(name, convention.HookPrefix)) }

// oddity is a mark in words: a sentence about the span, another without the numbers of one recording, and a few words.
type oddity struct {
	sentence, stable string
	brief            string
}

func oddities(step *lesson.Step) []oddity {
	n, odd := step.Node, &step.Phrases().Words.Odd
	var found []oddity
	measured := func(mark trace.Marks, in phrases.MeasuredOddity, measure func() string) {
		if n.Marks.Has(mark) {
			found = append(found, oddity{in.Sentence(measure()), in.Stable, in.Brief})
		}
	}
	add := func(mark trace.Marks, in phrases.Oddity) {
		if n.Marks.Has(mark) {
			found = append(found, oddity{in.Sentence, in.Sentence, in.Brief})
		}
	}
	measured(trace.NoParent, odd.NoParent, func() string { return Shown(n.ParentID) })
	add(trace.OwnParent, odd.OwnParent)
	add(trace.Ring, odd.Ring)
	add(trace.Replaced, odd.Replaced(n.Replaces()))
	measured(trace.BeforeParent, odd.BeforeParent, func() string { return Duration(n.Early()) })
	measured(trace.AfterCall, odd.AfterCall, func() string { return Duration(n.Start.Sub(n.Parent.End)) })
	measured(trace.EndFirst, odd.EndFirst, func() string { return Duration(n.Start.Sub(n.End)) })
	if n.Marks.Has(trace.NoStart) && n.Marks.Has(trace.NoEnd) {
		add(trace.NoStart, odd.NoTimes)
		return found
	}
	add(trace.NoStart, odd.NoStart)
	add(trace.NoEnd, odd.NoEnd)
	return found
}

// Oddities says what is wrong with the record of a span, in a sentence each. Stable sentences lack the numbers that
// differ between two recordings.
func Oddities(step *lesson.Step, stable bool) (sentences []string) {
	if step.Planned() {
		return nil
	}
	for _, o := range oddities(step) {
		if stable {
			o.sentence = o.stable
		}
		sentences = append(sentences, o.sentence)
	}
	return sentences
}

// OddInBrief says it in a few words, "" when nothing is wrong.
func OddInBrief(step *lesson.Step) string {
	if step.Planned() || step.Node.Marks == 0 {
		return ""
	}
	var said []string
	for _, o := range oddities(step) {
		said = append(said, o.brief)
	}
	return strings.Join(said, step.Phrases().Words.Comma)
}

// EventTime says when an event of the step happened: "+50 ms", counted from the start of the step's trace, and what is
// wrong with that.
func EventTime(step *lesson.Step, e trace.Event) string {
	say := &step.Phrases().Words
	if e.Time.IsZero() {
		return say.Event.NoTime
	}
	since := step.Since(e.Time)
	if since < 0 {
		return say.Event.Before(Duration(-since), Kind(say, step.Line().Kind).Whole)
	}
	said := "+" + Duration(since)
	if wrong := EventOdd(step, e); wrong != "" {
		said += say.Comma + wrong
	}
	return said
}

// EventOdd says what is wrong with the time of an event, "" when nothing is.
func EventOdd(step *lesson.Step, e trace.Event) string {
	n, say := step.Node, &step.Phrases().Words.Event
	switch {
	case e.Time.IsZero():
		return say.NoTime
	case !n.End.IsZero() && e.Time.After(n.End) && !n.Marks.Has(trace.EndFirst):
		return say.AfterEnd(Duration(e.Time.Sub(n.End)))
	case !n.Start.IsZero() && e.Time.Before(n.Start):
		return say.BeforeStart(Duration(n.Start.Sub(e.Time)))
	}
	return ""
}

// Exception is an event that tells of an exception, as OpenTelemetry's conventions for exceptions have it.
type Exception struct {
	// What is the type and the message: "TimeoutError: gateway timed out".
	What string
	// Stack has the lines of the stack trace.
	Stack []string
	// Rest are the other attributes.
	Rest map[string]any
}

// mostStack limits the lines of a stack trace: a recursion without an end fills thousands.
const mostStack = 200

// ExceptionOf returns the exception of which an event tells, or nil.
func ExceptionOf(say *phrases.Words, e trace.Event) *Exception {
	s := trace.Span{Attributes: e.Attributes}
	kind, message := s.Text(convention.ExceptionType), s.Text(convention.ExceptionMessage)
	if e.Name != convention.ExceptionEvent || kind == "" && message == "" {
		return nil
	}
	x := &Exception{What: Shown(kind), Rest: make(map[string]any)}
	switch {
	case kind == "":
		x.What = Shown(message)
	case message != "":
		x.What += ": " + Shown(message)
	}
	if stack := strings.TrimRight(s.Text(convention.ExceptionStack), "\r\n"); stack != "" {
		lines := strings.Split(stack, "\n")
		more := len(lines) - mostStack
		for _, line := range lines[:min(len(lines), mostStack)] {
			x.Stack = append(x.Stack, Shown(strings.ReplaceAll(strings.TrimSuffix(line, "\r"), "\t", "    ")))
		}
		if more > 0 {
			x.Stack = append(x.Stack, say.Event.MoreLines(more))
		}
	}
	for key, value := range e.Attributes {
		switch key {
		case convention.ExceptionType, convention.ExceptionMessage, convention.ExceptionStack:
		default:
			x.Rest[key] = value
		}
	}
	return x
}
