package notes

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// overviewID begins the ID of an overview; its name follows.
const overviewID = "overview-"

// Overviews returns the overviews to which the chapters of the kinds lead, in the order of the chapters.
func (l *Library) Overviews(kinds ...ChapterKind) (all []*Note) {
	for _, kind := range kinds {
		for _, chapter := range l.Chapters(kind) {
			for _, note := range l.OverviewsOf(chapter) {
				if !slices.Contains(all, note) {
					all = append(all, note)
				}
			}
		}
	}
	return all
}

// OverviewsOf returns the overviews of one chapter.
func (l *Library) OverviewsOf(chapter *Chapter) (all []*Note) {
	if l == nil || chapter == nil {
		return nil
	}
	for _, name := range chapter.Overviews {
		if note := l.byOverview[name]; note != nil {
			all = append(all, note)
		}
	}
	return all
}

// overviewProblems returns the mistakes in what only an overview has, and in what an overview cannot have: what is said
// of a stage belongs to the note of that stage.
func (n *Note) overviewProblems(lines *yaml.Node, wrong func(line int, format string, args ...any)) {
	if n.Overview == "" {
		if len(n.See) > 0 {
			wrong(lineOf(lines, "see"), "only an overview says where to read on; in a note the text does")
		}
		return
	}
	if want := overviewID + n.Overview; n.ID != want {
		wrong(lineOf(lines, "overview"), "the file of this overview is named %s.md", want)
	}
	if len(n.Functions)+len(n.Spans)+len(n.Checks)+len(n.Questions) > 0 || n.Request != "" || n.Break != "" {
		wrong(lineOf(lines, "overview"), "an overview explains no stage, request or broken boot of its own")
	}
	for i, id := range n.See {
		if slices.Contains(n.See[:i], id) {
			wrong(lineOf(lines, "see", i), "%q is named twice", id)
		}
	}
}

// missingOverviews returns an error for every overview that a chapter names, and every note that an overview names,
// which does not exist.
func (l *Library) missingOverviews() (all []error) {
	for _, kind := range []ChapterKind{BootChapters, RequestChapters, TerminationChapters} {
		for _, chapter := range l.Chapters(kind) {
			for i, name := range chapter.Overviews {
				switch {
				case l.byOverview[name] == nil:
					all = append(all, fmt.Errorf("read chapter %q: there is no overview %q", chapter.ID, name))
				case slices.Contains(chapter.Overviews[:i], name):
					all = append(all, fmt.Errorf("read chapter %q: overview %q is named twice", chapter.ID, name))
				}
			}
		}
	}
	for _, note := range l.notes {
		for _, id := range note.See {
			if l.ByID(id) == nil {
				all = append(all, fmt.Errorf("read note %q: there is no note %q", note.ID, id))
			}
		}
	}
	return all
}
