package walk

import (
	"cmp"
	"slices"
	"strings"

	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
)

// Command is a row of the command table: a name, the keys of a screen, and what the help says of them. There is one
// table. The keys of the terminal, its help page and help line, and the plain walk, which answers to the names, all
// read it.
type Command struct {
	// Name is one or more plain words, joined by hyphens, and unique in the table.
	Name string
	// Keys are named as Bubble Tea names them; KeyLabel is how the help shows them.
	Keys     []string
	KeyLabel string
	Group    Group
	// Heading is what the help calls the group, and Help what it says of the command.
	Heading, Help string
	// Short is the word in the help line of a screen, "" when the command is not worth the room. ShortInText is the
	// word while a text has the focus, where that is another; ShortOnPage the word while a page covers the panes.
	Short, ShortInText, ShortOnPage string
	// OnPage says that the command works while a page covers the panes of a screen.
	OnPage bool
	// Boot says that it is about a boot of our server, and does nothing in the trace of another program.
	Boot bool
	// Noted says that it is about stops, chapters or questions, and does nothing in the trace of another program of
	// which nobody has written notes.
	Noted bool
	// Screen says that only a screen can do it: it changes what is in view and not the walk.
	Screen bool

	helpOfSpans string // Help where the steps are spans
}

// Group is a part of the help.
type Group string

// The groups, in the order of the table.
const (
	Walking Group = "walking"
	Serving Group = "serving"
	Moving  Group = "moving"
	Looking Group = "looking"
	Leaving Group = "leaving"
)

// Commands returns the command table in English, for those who need only names and keys: [Walk.Commands] returns it in
// the learner's language. The rows of a group stand together.
func Commands() []Command { return commandsIn(&phrases.In(notes.Original).Walk) }

func commandsIn(say *phrases.Walk) []Command {
	headings := &say.Groups
	rows := slices.Concat(
		grouped(Walking, headings.Walking, walkRows()), grouped(Serving, headings.Serving, serverRows()),
		grouped(Moving, headings.Moving, moveRows()), grouped(Looking, headings.Looking, lookRows()),
		grouped(Looking, headings.Looking, paneRows()), grouped(Leaving, headings.Leaving, leaveRows()),
	)
	for i := range rows {
		rows[i].say(say.Commands[rows[i].Name])
	}
	return rows
}

func grouped(g Group, heading string, rows []Command) []Command {
	for i := range rows {
		rows[i].Group, rows[i].Heading = g, heading
	}
	return rows
}

// row makes a row of the table. The keys are separated by spaces.
func row(name, keys, label string) Command {
	return Command{Name: name, Keys: strings.Fields(keys), KeyLabel: label}
}

// say takes in what is said of the command.
func (c *Command) say(words phrases.WalkCommand) {
	c.Help, c.helpOfSpans = words.Help, cmp.Or(words.HelpOfSpans, words.Help)
	c.Short, c.ShortInText, c.ShortOnPage = words.Short, words.ShortInText, words.ShortOnPage
}

// onPage makes a row work while a page covers the panes.
func (c Command) onPage() Command {
	c.OnPage = true
	return c
}

// ofBoot says that it is about a boot.
func (c Command) ofBoot() Command {
	c.Boot = true
	return c
}

// ofNotes says that it is about what notes tell.
func (c Command) ofNotes() Command {
	c.Noted = true
	return c
}

// onlyOurs reports whether the command makes sense for our server only.
func (c Command) onlyOurs() bool { return c.Boot || c.Group == Serving }

// onScreen says that only a screen can do it.
func (c Command) onScreen() Command {
	c.Screen = true
	return c
}

// walkRows are the steps of the walk. Clickers send Page Down and Page Up, so these walk wherever the focus is.
func walkRows() []Command {
	return []Command{
		row("next", "space n pgdown", "space PgDn").onPage(),
		row("back", "b p pgup", "b PgUp").onPage(),
		row("into", "i enter", "i enter"),
		row("over", "o", "o"),
		row("back-over", "O", "O"),
		row("out", "u", "u"),
		row("caller", "backspace", "backspace"),
		row("sibling", "s", "s"),
		row("sibling-before", "S", "S"),
		row("chapter-next", "}", "}").ofNotes(),
		row("chapter-before", "{", "{").ofNotes(),
		row("path", "a", "a").ofNotes(),
		row("critical-path", "C", "C").ofBoot(),
		row("failure", "!", "!"),
		row(choose, "1 2 3 4 5 6 7 8 9", "1-9").onPage().ofNotes(),
	}
}

// serverRows are what can be done with a stepped server, beside walking on.
func serverRows() []Command {
	return []Command{
		row("run-to", "t", "t"),
		row("free", "c", "c"),
		row("breakpoint", "B", "B"),
		row("others", "w", "w"),
		row("lane-next", "]", "]"),
		row("lane-before", "[", "["),
		row("health", "H", "H").onPage(),
		row("request", "r", "r"),
		row("answer", "R", "R").onPage(),
		row("requests", "Q", "Q").onPage(),
		row(terminate, "x", "x"),
	}
}

// moveRows are the arrows, vi keys, Home and End. Among the stages they walk; in a text of a screen they scroll it.
func moveRows() []Command {
	return []Command{
		row("down", "down j", "↓ j").onPage(),
		row("up", "up k", "↑ k").onPage(),
		row("right", "right l", "→ l").onPage(),
		row("left", "left h", "← h").onPage(),
		row("first", "home g", "Home g").onPage(),
		row("last", "end G", "End G").onPage(),
	}
}

// lookRows change what is shown and how.
func lookRows() []Command {
	return []Command{
		row("pane", "tab", "tab").onScreen(),
		row("pane-before", "shift+tab", "shift+tab").onScreen(),
		row("text-down", "J shift+down", "J shift+↓").onPage().onScreen(),
		row("text-up", "K shift+up", "K shift+↑").onPage().onScreen(),
		row("half-down", "ctrl+d", "ctrl+d").onPage().onScreen(),
		row("half-up", "ctrl+u", "ctrl+u").onPage().onScreen(),
		row("zoom", "z", "z").onScreen(),
		row("fold", "f", "f"),
		row("as-it-was", "A", "A"),
		row("wall-time", "T", "T").ofBoot(),
		row("hooks", "P", "P").onPage().ofBoot(),
		row("slices", "E", "E").onPage().ofBoot(),
		row("log", "L", "L").onPage().ofBoot(),
		row("intro", "I", "I").onPage(),
		row("why", "W", "W").onPage(),
		row("glossary", "d", "d").onPage(),
		row("overviews", "V", "V").onPage().ofBoot(),
		row(language, "Z", "Z").onPage(),
		row("help", "?", "?").onPage(),
	}
}

// paneRows look for something, divide a screen among its panes, or open an editor.
func paneRows() []Command {
	return []Command{
		row("search", "/", "/"),
		row("match", "ctrl+n", "n ctrl+n"),
		row("match-before", "N", "N"),
		row("go", ":", ":"),
		row("jump-back", "ctrl+o", "ctrl+o"),
		row("jump-forward", "ctrl+f", "ctrl+f"),
		row("fold-note", "F", "F").onScreen(),
		row("edit", "e", "e"),
		row("mark", "M", "M"),
		row("marks", "'", "'").onPage(),
		row("copy", "y", "y").onPage(),
		row("wider", ">", ">").onScreen(),
		row("narrower", "<", "<").onScreen(),
		row("present", "v", "v").onScreen(),
		row("mouse", "m", "m").onScreen(),
	}
}

// leaveRows are the ways out. They are the last rows of the table.
func leaveRows() []Command {
	return []Command{
		row("close", "esc", "esc").onPage(),
		row(quit, "q", "q").onPage(),
		row("suspend", "ctrl+z", "ctrl+z").onPage().onScreen(),
		row("quit-at-once", "ctrl+c", "ctrl+c").onPage(),
	}
}
