package why

import (
	"slices"
	"strings"
	"time"

	"apitour/trace"
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// whyTook tells where the time of a stage went.
func whyTook(f *Facts, step *lesson.Step) *Answer {
	state := f.View.State(step)
	if state == lesson.Ahead || state == lesson.Skipped || state == lesson.Held {
		return nil
	}
	in := f.why().Took
	if step.Node.TookUnknown() {
		a := f.ask(Took, step, in.HowLong, step)
		a.untold(in.Untold, f.word(step))
		return a
	}
	took := f.View.Duration(step)
	format := in.Why
	if state == lesson.Running {
		format = in.WhySoFar
	}
	a := f.ask(Took, step, format, step, took)
	if took == 0 {
		a.say(in.NoTime, f.when(step, step.Node.Start))
		return a
	}
	f.tellTime(a, step)
	f.tellShare(a, step)
	f.tellPause(a, step)
	return a
}

// tellTime divides the time of a step into its own and that of its parts, and leads to where most of it went.
func (f *Facts) tellTime(a *Answer, step *lesson.Step) {
	in, took := f.why().Took, f.View.Duration(step)
	parts, largest := f.parts(step)
	switch {
	case len(parts) == 0 && step.Node.WaitsFor() != "":
		if cause := f.find(step.Node.WaitsFor(), step); cause != nil {
			f.tellWait(a, cause)
			return
		}
		f.tellWait(a, f.recorded(step.Node.WaitsFor()))
		return
	case len(parts) == 0 && step.Node.IsReadyStage():
		f.tellWait(a, in.HealthChecks)
		return
	case len(parts) == 0:
		a.say(in.OwnWork)
		return
	case step.Node.OwnUnknown:
		a.untold(in.OwnUntold)
	default:
		a.say(in.OwnAndParts, f.View.Own(step), phrase(in.PartsWere(len(parts))))
	}
	if within := f.within(step, largest); within > 0 {
		f.tellLargest(a, step, largest, within, took)
	}
}

// tellWait is said of a wait, for a step or for words. How much of it was work no span tells.
func (f *Facts) tellWait(a *Answer, wanted any) {
	a.untold(f.why().Took.Wait, wanted)
}

// tellLargest names the largest part of a step, and follows the largest parts inside while they explain half of that.
func (f *Facts) tellLargest(a *Answer, step, largest *lesson.Step, within, took time.Duration) {
	in, share := f.why().Took, ""
	if percent := int(100 * within / took); percent > 0 && percent < 100 {
		share = in.Share.With(words.Thousands(percent))
	}
	a.say(in.Largest, largest, within, phrase(share))
	all := within
	for range mostAround {
		parts, next := f.parts(largest)
		if len(parts) == 0 || 2*f.within(largest, next) < all {
			break
		}
		largest = next
		within = f.View.Duration(largest)
	}
	if a.names(largest) {
		return
	}
	waits, own := largest.Node.WaitsFor(), f.View.Own(largest)
	switch {
	case waits != "":
		wanted := strings.TrimPrefix(words.Cut(f.recorded(waits), longest), convention.HookPrefix)
		a.say(in.InsideWait, largest, within, phrase(wanted))
	case own > 0 && !largest.Node.OwnUnknown && len(largest.Node.Children) > 0:
		a.say(in.InsideOwn, largest, within, own)
	default:
		a.say(in.Inside, largest, within)
	}
}

// names reports whether the answer names the step already.
func (a *Answer) names(step *lesson.Step) bool {
	return slices.ContainsFunc(a.Places, func(p Place) bool { return p.Index == step.Index })
}

// parts returns the parts of a step that have begun, and the one that took longest of it.
func (f *Facts) parts(step *lesson.Step) (begun []*lesson.Step, largest *lesson.Step) {
	most := time.Duration(-1)
	for _, child := range step.Node.Children {
		part := f.View.Lesson.StepOf(child)
		if !f.View.Begun(part) {
			continue
		}
		begun = append(begun, part)
		if took := f.within(step, part); took > most {
			largest, most = part, took
		}
	}
	return begun, largest
}

// within returns how long a part was at work while the step around it was.
func (f *Facts) within(step, part *lesson.Step) time.Duration {
	if part.Node.TookUnknown() {
		return 0
	}
	from := trace.Latest(begin(step), begin(part))
	to := f.View.End(part).Add(part.Shift())
	if last := f.View.End(step).Add(step.Shift()); to.After(last) {
		to = last
	}
	return since(from, to)
}

// tellShare says how much of the whole the time of a step is.
func (f *Facts) tellShare(a *Answer, step *lesson.Step) {
	in, line := f.why().Took, step.Line()
	whole := line.Length()
	to := map[lesson.Kind]string{
		lesson.Boot: in.OfTheBoot, lesson.Request: in.OfTheRequest, lesson.Other: in.OfTheTrace,
	}[line.Kind]
	if !line.Ready.IsZero() {
		whole, to = line.Ready.Sub(line.Start), in.ToReady
	} else if !f.View.Over || f.View.Playhead != nil {
		whole, to = since(line.Start, f.View.Moment()), in.SoFar.With(to)
	}
	took := f.View.Duration(step)
	if whole <= 0 || step.Node.Parent == nil || took > whole {
		return
	}
	switch share := 100 * float64(took) / float64(whole); {
	case share < 1:
		a.say(in.LittleOf, to, whole)
	default:
		a.say(in.PercentOf, share, to, whole)
	}
}

// tellPause says how long a step was held, and whether that is in its time.
func (f *Facts) tellPause(a *Answer, step *lesson.Step) {
	switch pause := step.Node.Pause(); {
	case pause < quick:
	case f.Wall:
		a.say(f.why().Took.HeldWithin, pause)
	default:
		a.say(f.why().Took.HeldWithout, pause)
	}
}

// whyOnPath tells whether a stage is on the critical path, and what else was.
func whyOnPath(f *Facts, step *lesson.Step) *Answer {
	if step.Line().Kind != lesson.Boot || !step.Node.Ours() {
		return nil
	}
	switch f.View.State(step) {
	case lesson.Ahead, lesson.Skipped, lesson.Held:
		return nil
	}
	l, in := f.View.Lesson, f.why().Path
	if f.View.Ready().IsZero() || !l.KnowsPath() {
		a := f.ask(OnPath, step, in.Is, step)
		switch {
		case f.View.Ready().IsZero() && f.View.Over:
			a.say(in.None)
		case f.View.Ready().IsZero():
			a.untold(in.NotYet)
		default:
			a.untold(in.Computing)
		}
		return a
	}
	own, all := l.PathOf(step)
	if all > 0 {
		return f.onPath(step, own, all)
	}
	a := f.ask(OnPath, step, in.WhyNot, step)
	if !step.Node.Start.Before(l.Ready) {
		a.say(in.AfterReady, f.when(step, step.Node.Start))
		return a
	}
	if len(l.OnPath()) > mostOnPath {
		a.say(in.OthersMany, words.Thousands(len(l.OnPath())))
		return a
	}
	if other, most := f.pathDuring(step); other != nil {
		a.say(in.Meanwhile, other, most)
		a.say(in.NotSooner, step)
		return a
	}
	a.say(in.OnlyIt, step)
	return a
}

// onPath says how much of the critical path is at a step.
func (f *Facts) onPath(step *lesson.Step, own, all time.Duration) *Answer {
	l, in := f.View.Lesson, f.why().Path
	a := f.ask(OnPath, step, in.Why, step)
	a.say(in.There, all, l.PathTotal())
	if own < all && own > 0 {
		a.say(in.OwnAndParts, own)
	} else if own == 0 {
		a.say(in.AllInParts)
	}
	if next := l.AlongPath(step.Index, 1); next != step.Index && own > 0 {
		a.say(in.GoesOn, l.Steps[next])
	}
	return a
}

// mostOnPath is the length of a path in stages, up to which all of it is looked through.
const mostOnPath = 20_000

// pathDuring returns the step at which most of the critical path was while another step was at work, and how much.
func (f *Facts) pathDuring(step *lesson.Step) (other *lesson.Step, most time.Duration) {
	l := f.View.Lesson
	from, to := step.Node.Start, f.View.End(step)
	for _, i := range l.OnPath() {
		sum := time.Duration(0)
		l.PathWithin(l.Steps[i], func(start, end time.Time) {
			start = trace.Latest(start, from)
			if end.After(to) {
				end = to
			}
			sum += since(start, end)
		})
		if sum > most {
			other, most = l.Steps[i], sum
		}
	}
	return other, most
}
