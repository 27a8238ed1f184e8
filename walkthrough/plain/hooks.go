package plain

import (
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// hooks prints the post-start hooks, those that wait for the same thing together.
func (p *plain) hooks(w *walk.Walk) {
	hooks := w.Hooks()
	said := p.says.Hooks.Done(hooks.Done, len(hooks.List))
	if hooks.Checks > 0 {
		said += p.says.Hooks.Readyz(hooks.Green, hooks.Checks)
	}
	if hooks.At > 0 {
		said += p.says.Hooks.At(words.Duration(hooks.At))
	}
	p.out.say("%s", said)
	for i, hook := range hooks.List {
		if i == 0 || hook.WaitsFor != hooks.List[i-1].WaitsFor || hook.Asked != hooks.List[i-1].Asked {
			p.out.say("%s", p.group(hook))
		}
		p.out.say("  %s", p.says.Step(hook.Step+1, words.Name(hook.Name), p.hookWords(hook)))
	}
}

func (p *plain) group(h walk.Hook) string {
	switch {
	case h.Asked:
		return p.says.Hooks.AreAsked
	case h.WaitsFor == "":
		return p.says.Hooks.WaitNone
	}
	return p.says.Hooks.WaitFor(words.Name(h.WaitsFor))
}

func (p *plain) hookWords(h walk.Hook) string {
	said := p.says.Hooks.States[string(h.State)]
	switch {
	case h.State == walk.HookDone || h.State == walk.HookFailed:
		said += p.says.Beside + words.Duration(h.Took)
	case h.KeptBy != "" && h.State == walk.HookWaits:
		said = p.says.Hooks.Kept(said, words.Name(h.KeptBy))
	case h.KeptBy != "":
		said = p.says.Hooks.WillWait(said, words.Name(h.KeptBy))
	}
	return said
}

// slices prints the parts of the critical path to ready, the longest first.
func (p *plain) slices(w *walk.Walk) {
	p.out.say("%s", p.says.Hooks.Slices)
	for _, s := range w.Slices() {
		waits := ""
		if s.WaitsFor != "" {
			waits = words.Hook(s.WaitsFor)
		}
		said := p.says.Hooks.Slice(words.Duration(s.Took), 100*s.Share, waits)
		p.out.say("  %s", p.says.Step(s.Step+1, words.Name(s.Name), said))
	}
}
