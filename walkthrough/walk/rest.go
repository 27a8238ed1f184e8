package walk

import (
	"strings"
	"time"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// String names the row: "18 more like this", "26 more: PostStartHook/…", "5 more stages".
func (r Rest) String() string {
	switch {
	case r.Times > 0:
		return r.say.MoreLikeThis(r.Times)
	case r.Family != "":
		return r.say.MoreOfFamily(len(r.Stages), words.Shown(r.Family))
	case r.PassedOn:
		return r.say.PassedOn(len(r.Stages))
	}
	return r.say.More(len(r.Stages), r.spans)
}

// RestView is a row of many stages at one moment.
type RestView struct {
	Rest
	State lesson.State
	// Took is the time from the first of them to the end of the last.
	Took time.Duration
	// Each is how long each took: of what comes again, its stages together.
	Each []time.Duration
	// Longest are the stages that took longest, at most three, the longest first.
	Longest []*lesson.Step
}

// RestAt returns the row of many stages that begins with a step, at the moment of which everything is shown.
func (w *Walk) RestAt(step int) (v RestView, ok bool) {
	rest, ok := w.folds.Rest(step)
	if !ok {
		return v, false
	}
	return ViewOfRest(rest, w.Moment()), true
}

// longestNamed is how many of the stages in a row are named.
const longestNamed = 3

// ViewOfRest returns a row of many stages at a moment.
func ViewOfRest(rest Rest, moment lesson.View) RestView {
	v := RestView{Rest: rest, State: lesson.Done}
	pattern := 1
	if rest.Times > 0 {
		pattern = (len(rest.Stages) + rest.Times - 1) / rest.Times
	}
	// Filters are each inside the one before: only what they do themselves is their own.
	duration := moment.Duration
	if rest.PassedOn {
		duration = moment.Own
	}
	var start, end time.Time
	begun := 0
	for i, at := range rest.Stages {
		step := moment.Lesson.Steps[at]
		if i%pattern == 0 {
			v.Each = append(v.Each, 0)
		}
		if !moment.Begun(step) {
			continue
		}
		begun++
		v.Each[len(v.Each)-1] += duration(step)
		if n := step.Node; start.IsZero() || n.Start.Before(start) {
			start = n.Start
		}
		end = trace.Latest(end, moment.End(step))
		v.longest(step, duration)
		switch state := moment.State(step); {
		case state == lesson.Failed:
			v.State = state
		case v.State != lesson.Failed && (state == lesson.Running || state == lesson.Held):
			v.State = max(state, lesson.Running)
		}
	}
	v.Took = end.Sub(start)
	if rest.PassedOn {
		v.Took = 0
		for _, own := range v.Each {
			v.Took += own
		}
	}
	switch first := moment.State(moment.Lesson.Steps[rest.Stages[0]]); {
	case begun == 0:
		v.State = first
	case begun < len(rest.Stages) && v.State == lesson.Done:
		v.State = lesson.Running
	}
	return v
}

// longest takes the step in among those that took longest.
func (v *RestView) longest(step *lesson.Step, duration func(*lesson.Step) time.Duration) {
	at := len(v.Longest)
	for at > 0 && duration(v.Longest[at-1]) < duration(step) {
		at--
	}
	v.Longest = append(v.Longest, nil)
	copy(v.Longest[at+1:], v.Longest[at:])
	v.Longest[at] = step
	v.Longest = v.Longest[:min(len(v.Longest), longestNamed)]
}

// About says in a sentence what stands in the row.
func (v RestView) About(moment lesson.View) string {
	said := v.String()
	if v.PassedOn {
		return v.say.PassedOnOnly(said, words.Duration(v.Took))
	}
	if v.Took > 0 {
		said = v.say.InAll(said, words.Duration(v.Took))
	}
	var longest []string
	for _, step := range v.Longest {
		longest = append(longest, words.Name(step.Node.Name)+" "+words.Duration(moment.Duration(step)))
	}
	if len(longest) == 0 {
		return said
	}
	return v.say.Longest(said, strings.Join(longest, moment.Lesson.Phrases().Words.List))
}
