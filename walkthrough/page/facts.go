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
)

// fact is one thing that was recorded. Its value is clean, and not yet escaped for any form of page.
type fact struct {
	label, value string
	verbatim     bool   // the value is a name or a path, to be shown letter by letter
	url          string // where the value leads, or ""
}

// shownElsewhere are attributes that a page tells in words of its own, or that are of no use to a reader.
var shownElsewhere = map[string]bool{
	convention.File: true, convention.Line: true, convention.CallFile: true, convention.CallLine: true, convention.Pause: true,
	convention.Goroutine: true, convention.StillRunning: true, convention.ScopeName: true, convention.ScopeVersion: true,
}

// facts returns what is known of a stage: whether it failed, when it was, where it is written, what it said.
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
		facts = append(facts, fact{label: "written in", value: Place(place), verbatim: true, url: source.Permalink(place)})
	}
	if place := s.Node.Call(); place.File != "" {
		facts = append(facts, fact{label: "called from", value: Place(place), verbatim: true, url: source.Permalink(place)})
	}
	if goroutine := s.Node.Int(convention.Goroutine); goroutine != 0 && !o.Stable {
		facts = append(facts, fact{label: "goroutine", value: strconv.FormatInt(goroutine, 10)})
	}
	facts = append(facts, o.eventFacts(s)...)
	return append(facts, o.attributeFacts(s.Node.Attributes, shownElsewhere)...)
}

func (o *outline) timeFacts(s *stage) []fact {
	took := Duration(o.lesson.Duration(s.Step))
	if s.Node.Running() {
		took += " until the recording ended, and still running"
	}
	if len(s.children) > 0 {
		took += fmt.Sprintf("; %s of it outside of the stages below", Duration(o.lesson.Own(s.Step)))
	}
	facts := []fact{{label: "took", value: took}}
	switch since := o.lesson.Since(s.Step); {
	case s.Node.Start.IsZero():
	case since == 0:
		facts = append(facts, fact{label: "began", value: "at the start of the " + o.what()})
	default:
		facts = append(facts, fact{label: "began", value: Duration(since) + " into the " + o.what()})
	}
	if held := s.Node.Int(convention.Pause); held > 0 {
		facts = append(facts, fact{label: "held", value: Duration(time.Duration(held)) + " of that by the learner"})
	}
	return facts
}

// eventFacts returns the moments inside the stage that are worth a word.
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
				text += fmt.Sprintf(" (%s into the %s)", Duration(e.Time.Sub(o.lesson.Start)), o.what())
			}
		}
		facts = append(facts, fact{label: "event", value: text})
	}
	if o.Stable {
		slices.SortFunc(facts, func(a, b fact) int { return strings.Compare(a.value, b.value) })
	}
	return facts
}

// attributeFacts returns the attributes that have no words of their own, sorted by key.
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

// recorded returns what the trace says about the process that was recorded.
func (o *outline) recorded() (facts []fact) {
	if !o.Stable && !o.lesson.Start.IsZero() {
		facts = append(facts, fact{label: "recorded", value: o.lesson.Start.UTC().Format("2 January 2006, 15:04:05 UTC")})
	}
	facts = append(facts, fact{label: "stages", value: strconv.Itoa(len(o.stages))})
	if !o.Stable {
		facts = append(facts, fact{label: "length", value: Duration(o.duration())}, o.outcome())
	}
	span := trace.Span{Attributes: o.lesson.Trace.Resource}
	for _, key := range slices.Sorted(maps.Keys(o.lesson.Trace.Resource)) {
		if value := span.Text(key); value != "" && (!o.Stable || isStableResource(key)) {
			facts = append(facts, fact{label: trace.Clean(key), value: o.said(value), verbatim: true})
		}
	}
	return facts
}

// outcome returns what came of it: of a boot that the server was ready, of a request that it was answered.
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
	return fact{label: "ready", value: Duration(o.lesson.Ready.Sub(o.lesson.Start)) + " into the boot"}
}

// isStableResource reports whether a fact about the process is one about the program that it ran and how it was called,
// and not about the host, the moment or the tools with which it was built.
func isStableResource(key string) bool {
	return key == convention.ServiceName || key == convention.Flags || key == convention.KubernetesVersion ||
		strings.HasPrefix(key, convention.ModulePrefix)
}

// longNumber is one that a boot has drawn: a port, a process, a temporary folder.
var longNumber = regexp.MustCompile(`[0-9]{4,}`)

// said returns a sentence that the boot itself has said.
func (o *outline) said(text string) string {
	text = trace.Clean(text)
	if o.Stable {
		text = longNumber.ReplaceAllString(text, "…")
	}
	return text
}

// Place writes a place as compilers do: "apiserver/chain.go:42". It is "" for a place without a file.
func Place(place trace.Place) string {
	text := trace.Clean(place.File)
	if text != "" && place.Line > 0 {
		text += ":" + strconv.Itoa(place.Line)
	}
	return text
}
