package plain

import (
	"fmt"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// hooks prints the post-start hooks, those that wait for the same thing together.
func (p *plain) hooks(w *walk.Walk) {
	hooks := w.Hooks()
	said := fmt.Sprintf("%d of %s done", hooks.Done, words.Counted(len(hooks.List), "hook"))
	if hooks.Checks > 0 {
		said += fmt.Sprintf(", readyz %d of %d", hooks.Green, hooks.Checks)
	}
	if hooks.At > 0 {
		said += ", at +" + words.Duration(hooks.At)
	}
	p.out.say("%s", said)
	for i, hook := range hooks.List {
		if i == 0 || hook.WaitsFor != hooks.List[i-1].WaitsFor || hook.Asked != hooks.List[i-1].Asked {
			p.out.say("%s", group(hook))
		}
		p.out.say("  step %d, %s: %s", hook.Step+1, words.Name(hook.Name), hookWords(hook))
	}
}

func group(h walk.Hook) string {
	switch {
	case h.Asked:
		return "Of these it is asked:"
	case h.WaitsFor == "":
		return "Wait for nothing:"
	}
	return "Wait for " + words.Name(h.WaitsFor) + ":"
}

func hookWords(h walk.Hook) string {
	said := string(h.State)
	switch {
	case h.State == walk.HookDone || h.State == walk.HookFailed:
		said += ", " + words.Duration(h.Took)
	case h.KeptBy != "" && h.State == walk.HookWaits:
		said += " for " + words.Name(h.KeptBy) + ", which is held"
	case h.KeptBy != "":
		said += ", will wait for " + words.Name(h.KeptBy) + ", which is held"
	}
	return said
}

// slices prints the parts of the critical path to ready, the longest first.
func (p *plain) slices(w *walk.Walk) {
	p.out.say("What ready waited for, the longest first:")
	for _, s := range w.Slices() {
		waits := ""
		if s.WaitsFor != "" {
			waits = ", waits for " + words.Hook(s.WaitsFor)
		}
		took := words.Duration(s.Took)
		p.out.say("  step %d, %s: %s, %.0f %%%s", s.Step+1, words.Name(s.Name), took, 100*s.Share, waits)
	}
}
