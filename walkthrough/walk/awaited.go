package walk

import (
	"apitour/trace/convention"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// A boot may hang without a stage that fails: then some checks stay red, and one stage is waited for.

// Awaited returns the step for which a boot waits that is not ready, or -1: a hook that has not returned and waits for
// no other one that has not; else the stage that would turn a red check green; else the wait for ready itself. Before
// the hooks there is none: the newest stage is at work.
func (w *Walk) Awaited() int {
	ready := w.firstOf(convention.ReadyStage)
	if ready == nil || !w.ready().IsZero() || !ready.Node.Running() {
		return -1
	}
	running := make(map[string]*lesson.Step)
	for _, hook := range w.lesson.Hooks() {
		if !hook.Planned() && hook.Node.Running() {
			running[hook.Node.Name] = hook
		}
	}
	for _, hook := range w.lesson.Hooks() {
		if running[hook.Node.Name] == hook && running[hook.Node.WaitsFor()] == nil {
			return hook.Index
		}
	}
	for _, c := range w.Checks() {
		if by := w.lesson.TurnedBy(c.Name); !c.Green && by != "" {
			if stage := w.firstOf(by); stage != nil {
				return stage.Index
			}
		}
	}
	return ready.Index
}

func (w *Walk) awaitedWords(step int) string {
	return w.say().Waits.BootWaits(words.Hook(w.lesson.Steps[step].Node.Name))
}

// hangsAt returns the stage that is waited for in a boot that runs free, when nothing has happened for a while, or -1.
func (w *Walk) hangsAt() int {
	if !w.Booting() || w.Stepping() || w.quiet() < patience {
		return -1
	}
	return w.Awaited()
}

// standOnAwaited takes a learner who goes along to the stage at which a boot hangs.
func (w *Walk) standOnAwaited() {
	if w.touched && !w.follow {
		return
	}
	if awaited := w.hangsAt(); awaited >= 0 && (awaited != w.at || !w.touched) {
		w.touched, w.follow = true, true
		w.stand(awaited)
		w.notice = w.say().Waits.NothingHappens(w.awaitedWords(awaited))
	}
}
