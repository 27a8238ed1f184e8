package walk

import (
	"maps"
	"slices"
	"strings"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/settings"
)

// foldsKey is the key of the folds in the settings.
const foldsKey = "folds"

// habit is what the learner folds and opens from one day to the next. Keys of spans differ from boot to boot, so stages
// are known by their names, from the outermost in.
type habit struct {
	folded, opened map[string]bool
	known          map[string]bool // the names at the ends of these
	// applied are stages of this boot that have been folded, now or as before: the learner may have opened them since.
	// restApplied are the same of rows of many stages.
	applied     map[trace.Key]bool
	restApplied map[foldKey]struct{}
}

// habits is habit in the settings.
type habits struct {
	Folded []string `json:"folded,omitempty"`
	Opened []string `json:"opened,omitempty"`
}

func (h *habit) read(f *settings.File) {
	var kept habits
	f.Get(foldsKey, &kept)
	h.folded, h.opened = setOf(kept.Folded), setOf(kept.Opened)
	h.know()
}

func setOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

func (h *habit) know() {
	h.known = make(map[string]bool)
	for name := range h.folded {
		h.known[name[strings.LastIndex(name, inside)+len(inside):]] = true
	}
}

// kept returns the value for the settings, nil when there is nothing to keep.
func (h *habit) kept() any {
	if len(h.folded)+len(h.opened) == 0 {
		return nil
	}
	return habits{slices.Sorted(maps.Keys(h.folded)), slices.Sorted(maps.Keys(h.opened))}
}

// inside stands between the name of a stage and that of a part.
const inside = " > "

// nameOf names a fold in every boot. Each name begins with the mark, so that that of a root ends in its own name too.
func nameOf(l *lesson.Lesson, f fold) string {
	name := ""
	for n := l.Steps[f.step].Node; n != nil; n = n.Parent {
		name = inside + n.Name + name
	}
	if f.key.rest {
		name += inside + "…"
	}
	return name
}

// note takes in that the learner has closed or opened a fold. Traces of other programs are too many to be remembered.
func (h *habit) note(l *lesson.Lesson, f fold, closed bool) {
	if l.Steps[f.step].Line().Kind == lesson.Other {
		return
	}
	if h.folded == nil {
		h.folded, h.opened = make(map[string]bool), make(map[string]bool)
	}
	name := nameOf(l, f)
	delete(h.folded, name)
	delete(h.opened, name)
	if closed {
		h.folded[name] = true
	} else {
		h.opened[name] = true
	}
	h.begin()
	if f.key.rest { // what a search opens in this boot is not folded again by its next lesson
		h.restApplied[f.key] = struct{}{}
	} else {
		h.applied[f.key.step] = true
	}
	h.know()
}

func (h *habit) begin() {
	if h.applied == nil {
		h.applied, h.restApplied = make(map[trace.Key]bool), make(map[foldKey]struct{})
	}
}

// apply folds and opens what is new in the lesson as the learner did before.
func (h *habit) apply(f *Folds) {
	if len(h.folded)+len(h.opened) == 0 {
		return
	}
	h.begin()
	f.begin()
	for _, step := range f.lesson.Steps {
		if !h.known[step.Node.Name] || h.applied[step.Key()] {
			continue
		}
		fold := foldOf(step)
		if step.Line().Kind != lesson.Other && h.folded[nameOf(f.lesson, fold)] {
			h.applied[step.Key()] = true
			f.folded[fold.key] = step.Index
		}
	}
	for _, fold := range f.hidden {
		if _, known := h.restApplied[fold.key]; !known && h.opened[nameOf(f.lesson, fold)] {
			h.restApplied[fold.key] = struct{}{}
			f.opened[fold.key] = true
		}
	}
}
