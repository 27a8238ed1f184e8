package page

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/source"
	"apitour/walkthrough/words"
)

// fact is one recorded value. It is clean, and not yet escaped for a form of the page.
type fact struct {
	label, value string
	verbatim     bool     // the value is a name or a path, shown letter by letter
	url          string   // the link of the value, or ""
	block        []string // lines that stand below it as they are, such as a stack trace
}

// shownElsewhere are attributes that the page shows in other places, or that are of no use to a reader.
var shownElsewhere = map[string]bool{
	convention.File: true, convention.Line: true, convention.CallFile: true, convention.CallLine: true,
	convention.Pause: true, convention.Goroutine: true, convention.StillRunning: true,
	convention.ScopeName: true, convention.ScopeVersion: true,
	convention.ServiceName: true, convention.Replaces: true,
}

// facts returns the facts about a stage: its failure, its times, its source, its events and attributes.
func (o *outline) facts(s *stage) (facts []fact) {
	switch s.Node.Status {
	case trace.StatusError:
		facts = append(facts, fact{label: o.says.Facts.Failed, value: o.failure(s)})
	case trace.StatusOK:
		facts = append(facts, fact{label: o.says.Facts.Status, value: o.says.Facts.OK})
	}
	for _, sentence := range words.Oddities(s.Step, o.Stable) {
		facts = append(facts, fact{label: o.says.Facts.Odd, value: sentence})
	}
	facts = append(facts, o.origin(s)...)
	if !o.Stable {
		facts = append(facts, o.timeFacts(s)...)
	}
	facts = append(facts, o.comparedFacts(s)...)
	if function := s.Node.Function(); function != "" {
		facts = append(facts, fact{label: o.says.Facts.Function, value: words.Cut(function, mostValue), verbatim: true})
	}
	if place := s.Node.Source(); place.File != "" {
		facts = append(facts, placeFact(o.says.Facts.WrittenIn, place))
	}
	if place := s.Node.Call(); place.File != "" {
		facts = append(facts, placeFact(o.says.Facts.CalledFrom, place))
	}
	if goroutine := s.Node.Int(convention.Goroutine); goroutine != 0 && !o.Stable {
		facts = append(facts, fact{label: o.says.Facts.Goroutine, value: strconv.FormatInt(goroutine, 10)})
	}
	facts = append(facts, o.eventFacts(s)...)
	return append(facts, o.attributeFacts(s.Node.Attributes, shownElsewhere)...)
}

// longestAddress is how long an address may be that browsers and hosts take.
const longestAddress = 2083

func placeFact(label string, place trace.Place) fact {
	f := fact{label: label, value: words.Place(place), verbatim: true, url: source.Permalink(place)}
	if len(f.url) > longestAddress {
		f.url = ""
	}
	return f
}

// failure returns why a stage failed. A program may say that its span failed, and not why.
func (o *outline) failure(s *stage) string {
	if s.Node.Message == "" && s.Line().Kind == lesson.Other {
		return o.says.Facts.NoMessage
	}
	return o.said(s.Node.Message)
}

// origin returns what tells one trace of a file from another, and one program of a trace from another.
func (o *outline) origin(s *stage) (facts []fact) {
	line := s.Line()
	if n := len(o.lesson.Timelines); n > 1 && s.Node == line.Root {
		begun := ""
		if !o.Stable && !line.Start.IsZero() {
			begun = line.Start.UTC().Format(o.says.Date)
		}
		facts = append(facts, fact{label: o.says.Facts.Trace, value: o.says.Facts.TraceOf(line.Number, n, begun)})
	}
	if service := o.lesson.Service(s.Step); service != "" && service != o.service {
		facts = append(facts, fact{label: o.says.Facts.Service, value: words.Cut(service, mostName), verbatim: true})
	}
	return facts
}

func (o *outline) timeFacts(s *stage) []fact {
	say := &o.says.Facts
	took := words.Duration(o.lesson.Duration(s.Step))
	if s.Node.TookUnknown() {
		took = say.NotKnown
	}
	if s.Node.Running() {
		took = say.StillRunning(took)
	}
	if len(s.children) > 0 && !s.Node.OwnUnknown {
		took += say.Outside(words.Duration(o.lesson.Own(s.Step)), kindOf(s.Line().Kind))
	}
	facts := append([]fact{{label: say.Took, value: took}}, o.beginning(s)...)
	if held := s.Node.Int(convention.Pause); held > 0 {
		facts = append(facts, fact{label: say.Held, value: say.ByLearner(words.Duration(time.Duration(held)))})
	}
	return facts
}

// beginning returns when the stage began in its trace. Of a span whose clock differs the mark says what is known.
func (o *outline) beginning(s *stage) []fact {
	kind, n, say := kindOf(s.Line().Kind), s.Node, &o.says.Facts
	switch since := o.lesson.Since(s.Step); {
	case n.Start.IsZero():
		if ended := s.Since(n.End); ended > 0 && s.Shift() == 0 {
			return []fact{{label: say.Ended, value: say.Into(words.Duration(ended), kind)}}
		}
		return nil
	case n.Marks.Has(trace.BeforeParent):
		return nil
	case since <= 0:
		return []fact{{label: say.Began, value: say.AtStart(kind)}}
	case s.Shift() != 0:
		return []fact{{label: say.Began, value: say.AboutInto(words.Duration(since), kind)}}
	default:
		return []fact{{label: say.Began, value: say.Into(words.Duration(since), kind)}}
	}
}

// eventFacts returns the stage's events.
func (o *outline) eventFacts(s *stage) []fact {
	events := slices.Clone(s.Node.Events)
	slices.SortStableFunc(events, func(a, b trace.Event) int { return a.Time.Compare(b.Time) })
	facts := make([]fact, 0, len(events))
	for _, e := range events {
		facts = append(facts, o.eventFact(s, e))
	}
	if o.Stable {
		slices.SortFunc(facts, func(a, b fact) int { return strings.Compare(a.value, b.value) })
	}
	return facts
}

func (o *outline) eventFact(s *stage, e trace.Event) fact {
	f := fact{label: o.says.Facts.Event, value: o.said(e.Name)}
	if f.value == "" {
		f.value = words.Name("")
	}
	if o.Stable {
		return f
	}
	rest := e.Attributes
	if exception := words.ExceptionOf(&o.notes.Words, e); exception != nil {
		f.value = o.says.Facts.With(f.value, exception.What)
		f.block, rest = exception.Stack, exception.Rest
	}
	var attributes strings.Builder
	for _, a := range o.attributeFacts(rest, nil) {
		attributes.WriteString(o.says.Facts.Attribute(a.label, a.value))
	}
	f.value += attributes.String()
	var when []string
	if since := s.Since(e.Time); !e.Time.IsZero() && since >= 0 {
		when = append(when, o.says.Facts.Into(words.Duration(since), kindOf(s.Line().Kind)))
	}
	if wrong := words.EventOdd(s.Step, e); wrong != "" {
		when = append(when, wrong)
	}
	if len(when) > 0 {
		f.value += o.says.Facts.When(strings.Join(when, o.says.Beside))
	}
	return f
}

// attributeFacts returns the other attributes, sorted by key.
func (o *outline) attributeFacts(attributes map[string]any, except map[string]bool) (facts []fact) {
	if o.Stable {
		return nil
	}
	span := trace.Span{Attributes: attributes}
	for _, key := range slices.Sorted(maps.Keys(attributes)) {
		if !except[key] && key != convention.Function {
			f := fact{label: words.Name(key), value: words.Cut(span.Text(key), mostValue), verbatim: true}
			if f.value == "" {
				f.value, f.verbatim = o.says.Facts.Empty, false
			}
			facts = append(facts, f)
		}
	}
	return facts
}

// recorded returns the facts about the recorded process.
func (o *outline) recorded() (facts []fact) {
	l := o.lesson
	if !o.Stable && !l.Start.IsZero() {
		facts = append(facts, fact{label: o.says.Facts.Recorded, value: l.Start.UTC().Format(o.says.Date)})
	}
	if cut := l.Trace.Cut; cut != "" {
		facts = append(facts, fact{label: o.says.Facts.Incomplete, value: words.Cut(cut, mostValue)})
	}
	if n := len(l.Timelines); n > 1 {
		facts = append(facts, fact{label: o.says.Facts.Traces, value: strconv.Itoa(n)})
	}
	facts = append(facts, fact{label: o.says.Facts.Steps(kindOf(l.Kind())), value: strconv.Itoa(o.total)})
	if !o.Stable {
		if len(l.Timelines) == 1 {
			facts = append(facts, fact{label: o.says.Facts.Length, value: words.Duration(l.Timelines[0].Length())})
		}
		facts = append(facts, o.outcomes()...)
	}
	span := trace.Span{Attributes: l.Trace.Resource}
	for _, key := range slices.Sorted(maps.Keys(l.Trace.Resource)) {
		if value := span.Text(key); value != "" && (!o.Stable || isStableResource(key)) {
			facts = append(facts, fact{label: words.Cut(key, mostName), value: o.said(value), verbatim: true})
		}
	}
	return facts
}

// outcomes returns the ready moment of each boot, and the status code of a request. The trace of another program has
// neither.
func (o *outline) outcomes() (facts []fact) {
	if request := o.lesson.Request(); request != nil {
		code := words.Cut(request.Text(convention.StatusCode), mostValue)
		f := fact{label: o.says.Facts.StatusCode, value: code, verbatim: true}
		if f.value == "" {
			f.value, f.verbatim = o.says.Facts.NoStatusCode, false
		}
		return []fact{f}
	}
	for _, line := range o.lesson.Timelines {
		switch {
		case line.Kind != lesson.Boot:
		case line.Ready.IsZero():
			facts = append(facts, fact{label: o.says.Facts.Ready, value: o.says.Facts.NeverReady})
		default:
			value := o.says.Facts.Into(words.Duration(line.Ready.Sub(line.Start)), phrases.PageBoot)
			facts = append(facts, fact{label: o.says.Facts.Ready, value: value})
		}
	}
	return facts
}

// isStableResource reports whether a fact about the process is the same in every boot: a fact about the program and its
// flags, and not about the host, the moment or the build.
func isStableResource(key string) bool {
	return key == convention.ServiceName || key == convention.Flags || key == convention.KubernetesVersion ||
		strings.HasPrefix(key, convention.ModulePrefix)
}

// longNumber is a number that differs between boots: a port, a process, a temporary folder.
var longNumber = regexp.MustCompile(`[0-9]{4,}`)

// said returns a text of the trace, clean, and on a stable page without the numbers of one boot.
func (o *outline) said(text string) string {
	text = words.Cut(text, mostValue)
	if o.Stable {
		text = longNumber.ReplaceAllString(text, "…")
	}
	return text
}
