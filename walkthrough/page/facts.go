package page

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/source"
	"apitour/walkthrough/words"
)

// fact is one recorded value. It is clean, and not yet escaped for a form of the page.
type fact struct {
	label, value string
	verbatim     bool   // the value is a name or a path, shown letter by letter
	url          string // the link of the value, or ""
}

// shownElsewhere are attributes that the page shows in other places, or that are of no use to a reader.
var shownElsewhere = map[string]bool{
	convention.File: true, convention.Line: true, convention.CallFile: true, convention.CallLine: true,
	convention.Pause: true, convention.Goroutine: true, convention.StillRunning: true,
	convention.ScopeName: true, convention.ScopeVersion: true,
}

// facts returns the facts about a stage: its failure, its times, its source, its events and attributes.
func (o *outline) facts(s *stage) (facts []fact) {
	switch s.Node.Status {
	case trace.StatusError:
		facts = append(facts, fact{label: "failed", value: o.said(s.Node.Message)})
	case trace.StatusOK:
		facts = append(facts, fact{label: "status", value: "ok"})
	}
	if !o.Stable {
		facts = append(facts, o.timeFacts(s)...)
	}
	if function := s.Node.Function(); function != "" {
		facts = append(facts, fact{label: "function", value: trace.Clean(function), verbatim: true})
	}
	if place := s.Node.Source(); place.File != "" {
		facts = append(facts, placeFact("written in", place))
	}
	if place := s.Node.Call(); place.File != "" {
		facts = append(facts, placeFact("called from", place))
	}
	if goroutine := s.Node.Int(convention.Goroutine); goroutine != 0 && !o.Stable {
		facts = append(facts, fact{label: "goroutine", value: strconv.FormatInt(goroutine, 10)})
	}
	facts = append(facts, o.eventFacts(s)...)
	return append(facts, o.attributeFacts(s.Node.Attributes, shownElsewhere)...)
}

func placeFact(label string, place trace.Place) fact {
	return fact{label: label, value: words.Place(place), verbatim: true, url: source.Permalink(place)}
}

func (o *outline) timeFacts(s *stage) []fact {
	took := words.Duration(o.lesson.Duration(s.Step))
	if s.Node.Running() {
		took += " until the recording ended, and still running"
	}
	if len(s.children) > 0 {
		took += fmt.Sprintf("; %s of it outside of the stages below", words.Duration(o.lesson.Own(s.Step)))
	}
	facts := []fact{{label: "took", value: took}}
	switch since := o.lesson.Since(s.Step); {
	case s.Node.Start.IsZero():
	case since == 0:
		facts = append(facts, fact{label: "began", value: "at the start of the " + o.what()})
	default:
		facts = append(facts, fact{label: "began", value: words.Duration(since) + " into the " + o.what()})
	}
	if held := s.Node.Int(convention.Pause); held > 0 {
		value := words.Duration(time.Duration(held)) + " of that by the learner"
		facts = append(facts, fact{label: "held", value: value})
	}
	return facts
}

// eventFacts returns the stage's events.
func (o *outline) eventFacts(s *stage) []fact {
	events := slices.Clone(s.Node.Events)
	slices.SortStableFunc(events, func(a, b trace.Event) int { return a.Time.Compare(b.Time) })
	facts := make([]fact, 0, len(events))
	for _, e := range events {
		text := o.said(e.Name)
		if !o.Stable {
			for _, a := range o.attributeFacts(e.Attributes, nil) {
				text += fmt.Sprintf(", %s=%s", a.label, a.value)
			}
			if !e.Time.IsZero() {
				text += fmt.Sprintf(" (%s into the %s)", words.Duration(e.Time.Sub(o.lesson.Start)), o.what())
			}
		}
		facts = append(facts, fact{label: "event", value: text})
	}
	if o.Stable {
		slices.SortFunc(facts, func(a, b fact) int { return strings.Compare(a.value, b.value) })
	}
	return facts
}

// attributeFacts returns the other attributes, sorted by key.
func (o *outline) attributeFacts(attributes map[string]any, except map[string]bool) (facts []fact) {
	if o.Stable {
		return nil
	}
	span := trace.Span{Attributes: attributes}
	for _, key := range slices.Sorted(maps.Keys(attributes)) {
		if !except[key] && key != convention.Function {
			f := fact{label: trace.Clean(key), value: trace.Clean(span.Text(key)), verbatim: true}
			if f.value == "" {
				f.value, f.verbatim = "(empty)", false
			}
			facts = append(facts, f)
		}
	}
	return facts
}

// recorded returns the facts about the recorded process.
func (o *outline) recorded() (facts []fact) {
	if !o.Stable && !o.lesson.Start.IsZero() {
		recorded := o.lesson.Start.UTC().Format("2 January 2006, 15:04:05 UTC")
		facts = append(facts, fact{label: "recorded", value: recorded})
	}
	if cut := o.lesson.Trace.Cut; cut != "" {
		facts = append(facts, fact{label: "incomplete", value: trace.Clean(cut)})
	}
	facts = append(facts, fact{label: "stages", value: strconv.Itoa(len(o.stages))})
	if !o.Stable {
		facts = append(facts, fact{label: "length", value: words.Duration(o.duration())}, o.outcome())
	}
	span := trace.Span{Attributes: o.lesson.Trace.Resource}
	for _, key := range slices.Sorted(maps.Keys(o.lesson.Trace.Resource)) {
		if value := span.Text(key); value != "" && (!o.Stable || isStableResource(key)) {
			facts = append(facts, fact{label: trace.Clean(key), value: o.said(value), verbatim: true})
		}
	}
	return facts
}

// outcome returns the ready moment of a boot, or the status code of a request.
func (o *outline) outcome() fact {
	if request := o.lesson.Request(); request != nil {
		f := fact{label: "status code", value: trace.Clean(request.Text(convention.StatusCode)), verbatim: true}
		if f.value == "" {
			f.value, f.verbatim = "none, as far as was recorded", false
		}
		return f
	}
	if o.lesson.Ready.IsZero() {
		return fact{label: "ready", value: "never, as far as was recorded"}
	}
	return fact{label: "ready", value: words.Duration(o.lesson.Ready.Sub(o.lesson.Start)) + " into the boot"}
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
	text = trace.Clean(text)
	if o.Stable {
		text = longNumber.ReplaceAllString(text, "…")
	}
	return text
}
