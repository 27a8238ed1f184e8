package walk

import (
	"maps"
	"slices"
	"strings"

	"apitour/trace/nearest"
	"apitour/walkthrough/words"
)

// The names of the commands that may have to be given twice, and of the one that leaves everything as it is.
const (
	terminate = "terminate"
	quit      = "quit"
	language  = "language"
)

// View names what a command shows beside the stages. A screen opens a page for it, lines of text print it.
type View string

// The views.
const (
	HelpView   View = "help"
	LogView    View = "log"
	HealthView View = "health"
	AnswerView View = "answer"
	IntroView  View = "intro"
	WhyView    View = "why"
	// FrontView is the page before a walk, ChapterView the heading of the learner's chapter.
	FrontView    View = "front"
	ChapterView  View = "chapter"
	GlossaryView View = "glossary"
	HooksView    View = "hooks"
	SlicesView   View = "slices"
	ReadyView    View = "ready"
	// OutsideView has the name of its command, whose key closes its page.
	OutsideView View = "requests"
	MarksView   View = "marks"
	// OverviewsView is the list of all overviews, OverviewView the one that the learner has asked for.
	OverviewsView View = "overviews"
	OverviewView  View = "overview"
)

// Reply is what a command or an event asks of the driver.
type Reply struct {
	// Work is to be run beside the walk: see [Work].
	Work []Work
	// Show is what the learner wants to see.
	Show View
	// Run is the name of a command that only the screen can do, chosen by its name.
	Run string
	// Match is the match of a search that the learner has come to.
	Match *Match
	// Open is the file that the learner wants to edit.
	Open *SourceFile
	// Copy is a line that the learner wants to take elsewhere: a screen copies it, lines of text print it.
	Copy string
	// Close asks a screen to close what is open. Quit ends the walk.
	Close, Quit bool
}

// action is what a command does. The argument answers the question that the command asks, or says more about what it
// does; most commands ignore theirs.
type action func(w *Walk, argument string) Reply

// actions returns the actions of the commands in the table, by name. A command without one is the screen's.
func actions() map[string]action {
	all := map[string]action{
		"next":           plainly((*Walk).next),
		"back":           plainly((*Walk).back),
		"into":           plainly((*Walk).into),
		"over":           plainly((*Walk).over),
		"back-over":      plainly((*Walk).backOver),
		"out":            plainly((*Walk).out),
		"caller":         plainly((*Walk).caller),
		"sibling":        plainly((*Walk).sibling),
		"sibling-before": plainly((*Walk).siblingBefore),
		"chapter-next":   plainly((*Walk).nextChapter),
		"chapter-before": plainly((*Walk).chapterBefore),
		"path":           func(w *Walk, name string) Reply { return w.choosePath(name) },
		"critical-path":  plainly((*Walk).alongCriticalPath),
		"failure":        plainly((*Walk).toFailure),
		choose:           plainly(func(w *Walk) { w.notice = w.say().Jumps.NoQuestion }),

		"run-to":      plainly((*Walk).runTo),
		"free":        plainly((*Walk).runFree),
		"breakpoint":  plainly((*Walk).toggleBreakpoint),
		"others":      plainly((*Walk).toggleOthers),
		"lane-next":   plainly(func(w *Walk) { w.chooseLane(1) }),
		"lane-before": plainly(func(w *Walk) { w.chooseLane(-1) }),
		"request":     asking((*Walk).askRequest),
		terminate:     plainly((*Walk).terminate),

		"down":  plainly((*Walk).down),
		"up":    plainly((*Walk).up),
		"right": plainly((*Walk).firstPart),
		"left":  plainly((*Walk).caller),
		"first": plainly((*Walk).first),
		"last":  func(w *Walk, _ string) Reply { return w.toEdgeOrReady() },

		"fold":      plainly((*Walk).toggleFold),
		"as-it-was": plainly((*Walk).toggleAsItWas),
		"wall-time": plainly((*Walk).toggleWallTime),

		"jump-back":    plainly((*Walk).jumpBack),
		"jump-forward": plainly((*Walk).jumpForward),
		"search":       asking((*Walk).askSearch),
		"match":        func(w *Walk, _ string) Reply { return w.goToMatch(1) },
		"match-before": func(w *Walk, _ string) Reply { return w.goToMatch(-1) },
		"go":           asking((*Walk).askJump),
		"edit":         func(w *Walk, line string) Reply { w.findSourceFile(line); return Reply{} },

		"mark": asking((*Walk).askMark),
		"copy": func(w *Walk, _ string) Reply { return w.copyLink() },

		"close":        func(w *Walk, _ string) Reply { return w.close() },
		quit:           func(w *Walk, _ string) Reply { return w.quit() },
		"quit-at-once": func(*Walk, string) Reply { return Reply{Quit: true} },
	}
	maps.Copy(all, viewActions())
	return all
}

// viewActions returns the actions of the commands that show something beside the stages.
func viewActions() map[string]action {
	return map[string]action{
		"health":   func(w *Walk, _ string) Reply { return w.showHealth() },
		"answer":   func(w *Walk, _ string) Reply { return w.showAnswer() },
		"requests": func(w *Walk, which string) Reply { return w.showOutside(which) },
		"hooks":    func(w *Walk, _ string) Reply { return w.showHooks() },
		"slices":   func(w *Walk, _ string) Reply { return w.showSlices() },
		"log":      func(*Walk, string) Reply { return Reply{Show: LogView} },
		"why":      func(w *Walk, of string) Reply { return w.askWhy(of) },
		"intro":    func(w *Walk, page string) Reply { return w.showIntro(page) },
		"glossary": func(w *Walk, name string) Reply { return w.showGlossary(name) },
		"help":     func(*Walk, string) Reply { return Reply{Show: HelpView} },
		"marks":    func(w *Walk, _ string) Reply { return w.showMarks() },

		"overviews": func(w *Walk, name string) Reply { return w.showOverviews(name) },
		language:    func(w *Walk, name string) Reply { w.switchLanguage(name); return Reply{} },
	}
}

// plainly makes an action of a method that needs no argument and asks nothing of the driver.
func plainly(do func(*Walk)) action {
	return func(w *Walk, _ string) Reply {
		do(w)
		return Reply{}
	}
}

// asking makes an action of a method that asks a question. An argument answers it at once.
func asking(ask func(*Walk)) action {
	return func(w *Walk, answer string) Reply {
		ask(w)
		if w.question == nil || answer == "" {
			return Reply{}
		}
		return w.answer(answer)
	}
}

// Named returns the row of the command table with that name or key, nil when there is none.
func (w *Walk) Named(nameOrKey string) *Command {
	commands := w.Commands()
	i := slices.IndexFunc(commands, func(c Command) bool {
		return c.Name == nameOrKey || slices.Contains(c.Keys, nameOrKey)
	})
	if i < 0 {
		return nil
	}
	return &commands[i]
}

// Meant returns the name of the command that was most likely meant by one that does not exist, of the table and of
// the driver's own ones; "" when none is near.
func (w *Walk) Meant(name string, own ...string) string {
	return nearest.Name(name, append(commandNames(w.Commands()), own...))
}

// Do does a command of the table, by its name. The argument may be empty. A name that the table does not have does
// nothing but say so; one that only a screen can do comes back as [Reply.Run].
func (w *Walk) Do(name, argument string) Reply {
	w.notice = ""
	w.Keyed()
	c := w.Named(name)
	if c == nil {
		w.notice = w.say().Jumps.NoCommand(name)
		return Reply{}
	}
	if w.isOfOthers(*c) {
		w.notice = w.say().Jumps.CommandOfBoots(c.Name)
		return Reply{}
	}
	w.head() // where a click or a jump has led meanwhile is entered, and not walked into
	if c.Name != language {
		w.headings.commanded(c.Name)
	}
	if c.Name != terminate {
		w.live.sure = false
	}
	if c.Name != quit {
		w.live.leaving = false
	}
	if c.Group != Walking {
		w.unqueue()
	}
	if c.Name != "why" && c.Name != language {
		w.whyAsked.open = false
	}
	if r, done := w.predictionDo(c, strings.TrimSpace(argument)); done {
		w.followUp()
		r.Work = append(r.Work, w.reply().Work...)
		return r
	}
	w.trail.stepping = stepCommands[c.Name]
	defer func() { w.trail.stepping = false }()
	var r Reply
	if do := w.actions[c.Name]; do != nil {
		r = do(w, strings.TrimSpace(argument))
	} else {
		r = Reply{Run: c.Name}
	}
	w.followUp()
	r.Work = append(r.Work, w.reply().Work...)
	return r
}

// quit ends the walk. On a screen a boot that is stepped and not ready yet is not thrown away by one key, which may
// have been meant for a page: the first one asks. A boot that nobody steps is had again in a second. Lines of text are
// typed, or come from a script, whose last word must count.
func (w *Walk) quit() Reply {
	asked := w.live.leaving
	w.live.leaving = false
	if !w.listed || !w.Booting() || !w.Stepping() || !w.hasBegun() || asked {
		return Reply{Quit: true}
	}
	w.live.leaving = true
	w.notice = w.say().Jumps.StillBooting
	if w.Held() {
		w.notice = w.say().Jumps.BootHeldAt(words.Name(w.lesson.Steps[w.Edge()].Node.Name))
	}
	return Reply{}
}

// close ends the search. A screen that has something else to close does that instead, and does not ask the walk.
func (w *Walk) close() Reply {
	if w.search.Searching() {
		w.endSearch()
		return Reply{}
	}
	return Reply{Close: true}
}
