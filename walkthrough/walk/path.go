package walk

import (
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/settings"
)

// Path is which steps are stops: where "next" and "back" lead. Everything else reaches every step on every path.
type Path string

// The paths. The zero value is All.
const (
	Short Path = "short" // the stages that the chapters name: those of the classic text, and ready
	Main  Path = "main"  // every step with something new to read, repeats once
	All   Path = "all"   // every span
)

// Paths returns the paths, the shortest first.
func Paths() []Path { return []Path{Short, Main, All} }

// PathNamed returns the path of that name.
func PathNamed(name string) (p Path, ok bool) {
	for _, p := range Paths() {
		if string(p) == name {
			return p, true
		}
	}
	return "", false
}

// About says in a few words where the path stops.
func (p Path) About(say *phrases.Phrases) string {
	places := &say.Walk.Places
	return map[Path]string{Short: places.ShortPath, Main: places.MainPath, All: places.AllPath}[p]
}

// about is About for the trace in which the learner stands.
func (w *Walk) about(p Path) string {
	switch {
	case p != Short || w.Kind() != lesson.Other:
	case w.lesson.HasShortPath():
		return w.say().Places.ShortOfSpans
	default:
		return w.say().Places.ShortLacking
	}
	return p.About(w.Phrases())
}

// pathKey is the path's key in the settings.
const pathKey = "path"

// RememberedPath returns the path that the learner has chosen on an earlier day, "" when there is none.
func RememberedPath(f *settings.File) Path {
	var name string
	f.Get(pathKey, &name)
	path, _ := PathNamed(name)
	return path
}

// Path returns the path on which the learner walks.
func (w *Walk) Path() Path {
	if w.path == "" {
		return All
	}
	return w.path
}

// SetPath has the learner walk on another path, from where they stand, and remembers it.
func (w *Walk) SetPath(p Path) Reply {
	w.followPath(p)
	w.set(pathKey, string(p))
	return w.reply()
}

func (w *Walk) followPath(p Path) {
	w.path = p
	w.stops = stopsOf(p, w.lesson)
	w.folds.show(w.lesson, w.stops.hides(p))
	if w.Step() != nil {
		w.stand(w.at)
	}
	w.lookAhead()
}

// choosePath has the learner walk on the path of that name or, without one, on the next one of the list.
func (w *Walk) choosePath(name string) Reply {
	path, ok := PathNamed(name)
	switch {
	case name == "":
		all := Paths()
		for i, p := range all {
			if p == w.Path() {
				path = all[(i+1)%len(all)]
			}
		}
	case !ok:
		w.notice = w.say().Places.NoPath(name)
		return Reply{}
	}
	r := w.SetPath(path)
	w.notice = w.say().Places.PathChosen(string(path), w.about(path))
	return r
}
