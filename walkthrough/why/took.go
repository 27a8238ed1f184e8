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
	if step.Node.TookUnknown() {
		a := f.ask(Took, step, "How long did %s take?", step)
		a.untold("The recording does not tell: it lacks a time of this %s.", f.word(step))
		return a
	}
	took := f.View.Duration(step)
	format := "Why did %s take %s?"
	if state == lesson.Running {
		format = "Why has %s taken %s so far?"
	}
	a := f.ask(Took, step, format, step, took)
	if took == 0 {
		a.say("It took no time that the clock could measure: it began and ended %s.", when(step, step.Node.Start))
		return a
	}
	f.tellTime(a, step)
	f.tellShare(a, step)
	f.tellPause(a, step)
	return a
}

// tellTime divides the time of a step into its own and that of its parts, and leads to where most of it went.
func (f *Facts) tellTime(a *Answer, step *lesson.Step) {
	took := f.View.Duration(step)
	parts, largest := f.parts(step)
	switch {
	case len(parts) == 0 && step.Node.WaitsFor() != "":
		if cause := f.find(step.Node.WaitsFor(), step); cause != nil {
			f.tellWait(a, cause)
			return
		}
		f.tellWait(a, step.Node.WaitsFor())
		return
	case len(parts) == 0 && step.Node.IsReadyStage():
		f.tellWait(a, "the health checks")
		return
	case len(parts) == 0:
		a.say("It has no parts: all of it is its own work.")
		return
	case step.Node.OwnUnknown:
		a.untold("How much of it is its own is not known: a time of one of its parts is missing.")
	default:
		own := f.View.Own(step)
		a.say("%s of it is its own; in the rest %s at work.", own, wereAtWork(len(parts)))
	}
	if within := f.within(step, largest); within > 0 {
		f.tellLargest(a, step, largest, within, took)
	}
}

// tellWait is said of a wait, for a step or for words. How much of it was work no span tells.
func (f *Facts) tellWait(a *Answer, wanted any) {
	a.untold("It waits for %s, and has no parts: the recording does not tell how much of it was waiting, and how "+
		"much work.", wanted)
}

func wereAtWork(parts int) string {
	if parts == 1 {
		return "its one part was"
	}
	return "its " + words.Counted(parts, "part") + " were"
}

// tellLargest names the largest part of a step, and follows the largest parts inside while they explain half of that.
func (f *Facts) tellLargest(a *Answer, step, largest *lesson.Step, within, took time.Duration) {
	share := ""
	if percent := int(100 * within / took); percent > 0 && percent < 100 {
		share = " (" + words.Thousands(percent) + " %)"
	}
	a.say("The largest part is %s: %s"+doubled(share)+".", largest, within)
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
	of := ""
	if waits := largest.Node.WaitsFor(); waits != "" {
		of = ", a wait for " + strings.TrimPrefix(words.Cut(waits, longest), convention.HookPrefix)
	} else if own := f.View.Own(largest); own > 0 && !largest.Node.OwnUnknown && len(largest.Node.Children) > 0 {
		of = ", " + words.Duration(own) + " of it its own"
	}
	a.say("Most of that is %s, inside it: %s"+doubled(of)+".", largest, within)
}

// doubled protects a text that stands in a format.
func doubled(s string) string {
	var out []rune
	for _, r := range s {
		if r == '%' {
			out = append(out, '%')
		}
		out = append(out, r)
	}
	return string(out)
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
	line := step.Line()
	whole, to := line.Length(), "the "+line.Kind.String()
	if !line.Ready.IsZero() {
		whole, to = line.Ready.Sub(line.Start), "the time to ready"
	} else if !f.View.Over || f.View.Playhead != nil {
		whole, to = since(line.Start, f.View.Moment()), "the "+line.Kind.String()+" so far"
	}
	took := f.View.Duration(step)
	if whole <= 0 || step.Node.Parent == nil || took > whole {
		return
	}
	switch share := 100 * float64(took) / float64(whole); {
	case share < 1:
		a.say("That is less than 1 %% of %s, %s.", to, whole)
	default:
		a.say("That is %.0f %% of %s, %s.", share, to, whole)
	}
}

// tellPause says how long a step was held, and whether that is in its time.
func (f *Facts) tellPause(a *Answer, step *lesson.Step) {
	switch pause := step.Node.Pause(); {
	case pause < quick:
	case f.Wall:
		a.say("It was held for %s at its beginning, which is in that time.", pause)
	default:
		a.say("By a watch it was held for %s at its beginning; the boot's own clock leaves pauses out.", pause)
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
	l := f.View.Lesson
	if f.View.Ready().IsZero() || !l.KnowsPath() {
		a := f.ask(OnPath, step, "Is %s on the critical path?", step)
		switch {
		case f.View.Ready().IsZero() && f.View.Over:
			a.say("There is no critical path: it leads to ready, and the server was not ready.")
		case f.View.Ready().IsZero():
			a.untold("There is no critical path yet: it is known when the server is ready.")
		default:
			a.untold("The critical path of this recording is still being computed.")
		}
		return a
	}
	own, all := l.PathOf(step)
	if all > 0 {
		return f.onPath(step, own, all)
	}
	a := f.ask(OnPath, step, "Why is %s not on the critical path?", step)
	if !step.Node.Start.Before(l.Ready) {
		a.say("It began when the server was ready already, %s.", when(step, step.Node.Start))
		return a
	}
	if len(l.OnPath()) > mostOnPath {
		a.say("While it was at work, ready waited for others of the %s stages on the path.",
			words.Thousands(len(l.OnPath())))
		return a
	}
	if other, most := f.pathDuring(step); other != nil {
		a.say("While it was at work, ready waited for %s: %s of the path are there.", other, most)
		a.say("Had %s been quicker, the server would not have been ready sooner.", step)
		return a
	}
	a.say("The path, stage after stage, leaves no time that only %s explains.", step)
	return a
}

// onPath says how much of the critical path is at a step.
func (f *Facts) onPath(step *lesson.Step, own, all time.Duration) *Answer {
	l := f.View.Lesson
	a := f.ask(OnPath, step, "Why is %s on the critical path?", step)
	a.say("%s of the %s to ready are there: had that been less, the server would have been ready sooner.", all,
		l.PathTotal())
	if own < all && own > 0 {
		a.say("%s of it is its own, the rest is in its parts.", own)
	} else if own == 0 {
		a.say("All of that is in its parts.")
	}
	if next := l.AlongPath(step.Index, 1); next != step.Index && own > 0 {
		a.say("From it the path goes on to %s.", l.Steps[next])
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
