package words

import (
	"fmt"
	"strconv"
	"strings"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
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
	mark             trace.Marks
	sentence, stable string
	brief            string
}

func oddities(step *lesson.Step) []oddity {
	n := step.Node
	var found []oddity
	add := func(mark trace.Marks, sentence, stable, brief string) {
		if n.Marks.Has(mark) {
			found = append(found, oddity{mark, sentence, stable, brief})
		}
	}
	add(trace.NoParent, fmt.Sprintf("its parent, span %s, is not in this recording", Shown(n.ParentID)),
		"its parent is not in this recording", "parent missing")
	same := func(mark trace.Marks, sentence, brief string) { add(mark, sentence, sentence, brief) }
	same(trace.OwnParent, "it names itself as its parent, so it is shown as a root", "its own parent")
	same(trace.Ring, "its parents form a ring, which is cut here", "ring of parents cut")
	others := "another span with its id was replaced by this one"
	if n.Replaces() > 1 {
		others = fmt.Sprintf("%d other spans with its id were replaced by this one", n.Replaces())
	}
	same(trace.Replaced, others, "replaced another")
	early := Duration(n.Early())
	add(trace.BeforeParent, "began "+early+" before its parent: the two clocks differ",
		"began before its parent: the two clocks differ", "clock differs")
	if n.Marks.Has(trace.AfterCall) {
		late := Duration(n.Start.Sub(n.Parent.End))
		add(trace.AfterCall, "began "+late+" after its caller had ended: the two clocks may differ",
			"began after its caller had ended: the two clocks may differ", "clock may differ")
	}
	if n.Marks.Has(trace.EndFirst) {
		add(trace.EndFirst, "its end is "+Duration(n.Start.Sub(n.End))+" before its start",
			"its end is before its start", "end before start")
	}
	if n.Marks.Has(trace.NoStart) && n.Marks.Has(trace.NoEnd) {
		return append(found, oddity{
			trace.NoStart, "neither its start nor its end was recorded",
			"neither its start nor its end was recorded", "no times",
		})
	}
	same(trace.NoStart, "its start was not recorded", "no start")
	same(trace.NoEnd, "its end was not recorded", "no end")
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
	return strings.Join(said, ", ")
}

// EventTime says when an event of the step happened: "+50 ms", counted from the start of the step's trace, and what is
// wrong with that.
func EventTime(step *lesson.Step, e trace.Event) string {
	if e.Time.IsZero() {
		return "no time"
	}
	since := step.Since(e.Time)
	if since < 0 {
		return Duration(-since) + " before the " + step.Line().Kind.String()
	}
	said := "+" + Duration(since)
	if wrong := EventOdd(step, e); wrong != "" {
		said += ", " + wrong
	}
	return said
}

// EventOdd says what is wrong with the time of an event, "" when nothing is.
func EventOdd(step *lesson.Step, e trace.Event) string {
	n := step.Node
	switch {
	case e.Time.IsZero():
		return "no time"
	case !n.End.IsZero() && e.Time.After(n.End) && !n.Marks.Has(trace.EndFirst):
		return Duration(e.Time.Sub(n.End)) + " after its end"
	case !n.Start.IsZero() && e.Time.Before(n.Start):
		return Duration(n.Start.Sub(e.Time)) + " before its start"
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
func ExceptionOf(e trace.Event) *Exception {
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
			x.Stack = append(x.Stack, fmt.Sprintf("and %d more lines", more))
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
