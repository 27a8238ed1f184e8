package walk

import (
	"slices"
	"strings"
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
	Help     string
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
}

// Group is a heading of the help.
type Group string

// The groups, in the order of the table.
const (
	Walking Group = "Walk"
	Serving Group = "Live server"
	Moving  Group = "Move; in a text, scroll"
	Looking Group = "Look"
	Leaving Group = "Leave"
)

// Commands returns the command table. The rows of a group stand together.
func Commands() []Command {
	return slices.Concat(
		grouped(Walking, walkRows()), grouped(Serving, serverRows()), grouped(Moving, moveRows()),
		grouped(Looking, lookRows()), grouped(Looking, paneRows()), grouped(Leaving, leaveRows()),
	)
}

func grouped(g Group, rows []Command) []Command {
	for i := range rows {
		rows[i].Group = g
	}
	return rows
}

// row makes a row of the table. The keys are separated by spaces.
func row(name, keys, label, help string) Command {
	return Command{Name: name, Keys: strings.Fields(keys), KeyLabel: label, Help: help}
}

// short gives a row a word in the help line.
func (c Command) short(word string) Command {
	c.Short = word
	return c
}

// onPage makes a row work while a page covers the panes. The word is for the help line there, "" for none.
func (c Command) onPage(word string) Command {
	c.OnPage, c.ShortOnPage = true, word
	return c
}

// inText gives a row another word in the help line while a text has the focus.
func (c Command) inText(word string) Command {
	c.ShortInText = word
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
		row("next", "space n pgdown", "space PgDn", "next step").short("next").onPage("page"),
		row("back", "b p pgup", "b PgUp", "back one step").short("back").onPage(""),
		row("into", "i enter", "i enter", "into its first part").short("into"),
		row("over", "o", "o", "over what is inside").short("over"),
		row("back-over", "O", "O", "back over what is inside"),
		row("out", "u", "u", "out, past its caller").short("out"),
		row("caller", "backspace", "backspace", "up to its caller"),
		row("sibling", "s", "s", "next part of its caller"),
		row("sibling-before", "S", "S", "the part before"),
		row("chapter-next", "}", "}", "to the next chapter").ofNotes(),
		row("chapter-before", "{", "{", "to the chapter before").ofNotes(),
		row("path", "a", "a", "path: short, main, all").ofNotes(),
		row("critical-path", "C", "C", "along the critical path").ofBoot(),
		row("failure", "!", "!", "to what failed, or hangs"),
		row(choose, "1 2 3 4 5 6 7 8 9", "1-9", "answer a question").onPage("").ofNotes(),
	}
}

// serverRows are what can be done with a stepped server, beside walking on.
func serverRows() []Command {
	return []Command{
		row("run-to", "t", "t", "run to this stage"),
		row("free", "c", "c", "run free, to a breakpoint").short("free"),
		row("breakpoint", "B", "B", "breakpoint on, off"),
		row("others", "w", "w", "other lanes wait, or run"),
		row("lane-next", "]", "]", "step the next held lane"),
		row("lane-before", "[", "[", "step the held lane before"),
		row("health", "H", "H", "the server's health").onPage(""),
		row("request", "r", "r", "send a request"),
		row("answer", "R", "R", "the answer to it").onPage(""),
		row("requests", "Q", "Q", "requests from outside").onPage(""),
		row(terminate, "x", "x", "stop the server, in order"),
	}
}

// moveRows are the arrows, vi keys, Home and End. Among the stages they walk; in a text of a screen they scroll it.
func moveRows() []Command {
	return []Command{
		row("down", "down j", "↓ j", "next; down").inText("scroll").onPage("scroll"),
		row("up", "up k", "↑ k", "back; up").onPage(""),
		row("right", "right l", "→ l", "into; right").onPage(""),
		row("left", "left h", "← h", "to the caller; left").onPage(""),
		row("first", "home g", "Home g", "first step; top").onPage(""),
		row("last", "end G", "End G", "last step, edge; end").onPage(""),
	}
}

// lookRows change what is shown and how.
func lookRows() []Command {
	return []Command{
		row("pane", "tab", "tab", "focus the next pane").short("pane").onScreen(),
		row("pane-before", "shift+tab", "shift+tab", "focus the pane before").onScreen(),
		row("text-down", "J shift+down", "J shift+↓", "scroll the text down").onPage("").onScreen(),
		row("text-up", "K shift+up", "K shift+↑", "scroll the text up").onPage("").onScreen(),
		row("half-down", "ctrl+d", "ctrl+d", "half a page down").onPage("").onScreen(),
		row("half-up", "ctrl+u", "ctrl+u", "half a page up").onPage("").onScreen(),
		row("zoom", "z", "z", "zoom the focused pane").onScreen(),
		row("fold", "f", "f", "fold a stage, unfold it"),
		row("as-it-was", "A", "A", "toggle past/present"),
		row("wall-time", "T", "T", "wall time, with pauses").ofBoot(),
		row("hooks", "P", "P", "the post-start hooks").onPage("").ofBoot(),
		row("slices", "E", "E", "what ready waited for").onPage("").ofBoot(),
		row("log", "L", "L", "the server's log").short("log").onPage("").ofBoot(),
		row("intro", "I", "I", "what this walk is about").onPage(""),
		row("why", "W", "W", "why, and why not").onPage(""),
		row("glossary", "d", "d", "the words of this note").onPage(""),
		row("overviews", "V", "V", "what no one stage tells").onPage("").ofBoot(),
		row(language, "Z", "Z", "in Chinese, in English").onPage(""),
		row("help", "?", "?", "all keys").short("keys").onPage(""),
	}
}

// paneRows look for something, divide a screen among its panes, or open an editor.
func paneRows() []Command {
	return []Command{
		row("search", "/", "/", "search for a text"),
		row("match", "ctrl+n", "n ctrl+n", "next match of a search"),
		row("match-before", "N", "N", "the match before"),
		row("go", ":", ":", "go to a stage, a number"),
		row("jump-back", "ctrl+o", "ctrl+o", "back to before a jump"),
		row("jump-forward", "ctrl+f", "ctrl+f", "forward through jumps"),
		row("fold-note", "F", "F", "the whole note, or less").onScreen(),
		row("edit", "e", "e", "edit it in your $EDITOR"),
		row("mark", "M", "M", "mark this step, in words"),
		row("marks", "'", "'", "the marks").onPage(""),
		row("copy", "y", "y", "copy a link to this step").onPage(""),
		row("wider", ">", ">", "the focused pane larger").onScreen(),
		row("narrower", "<", "<", "the focused pane smaller").onScreen(),
		row("present", "v", "v", "present: one pane, large").onScreen(),
		row("mouse", "m", "m", "toggle mouse").onScreen(),
	}
}

// leaveRows are the ways out. They are the last rows of the table.
func leaveRows() []Command {
	return []Command{
		row("close", "esc", "esc", "close, unzoom, unfocus").onPage("close"),
		row(quit, "q", "q", "close a page, or quit").short("quit").onPage(""),
		row("suspend", "ctrl+z", "ctrl+z", "suspend: fg comes back").onPage("").onScreen(),
		row("quit-at-once", "ctrl+c", "ctrl+c", "quit").onPage(""),
	}
}
