package tour

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// A command is a row of the key table: its name, the keys, what the help says of them, and what they do. There is one
// table; the help page, the help line, the dispatch of keys and the plain walk, which answers to the names, all read it.
type command struct {
	key.Binding
	// name is one word, unique in the table.
	name  string
	group group
	// short is the command's word in the help line at the bottom, "" when it is not worth the room; inText is its word
	// while a text has the focus, where that is another, and pageShort while a page covers the panes.
	short, inText, pageShort string
	// onPage says that the command works while a page covers the panes.
	onPage bool
	// run does it. The command that it returns is for Bubble Tea, usually nil.
	run func(*model) tea.Cmd
}

// group is a heading of the help page.
type group string

const (
	walking group = "Walk"
	serving group = "A server that is stepped"
	moving  group = "Move; in a text, scroll"
	looking group = "Look"
	leaving group = "Leave"
)

// terminateRow is the name of the row whose key may have to be pressed twice.
const terminateRow = "terminate"

// row makes a row of the key table. The rows of a group stand together.
func row(g group, name string, keys []string, shown, help, short string, run func(*model) tea.Cmd) command {
	return command{
		Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, help)),
		name:    name, group: g, short: short, run: run,
	}
}

// onPage makes a row work while a page covers the panes; the word is for the help line there.
func onPage(pageShort string, c command) command {
	c.onPage, c.pageShort = true, pageShort
	return c
}

// inText gives a row another word in the help line while a text has the focus.
func inText(word string, c command) command {
	c.inText = word
	return c
}

// commands returns the key table.
func commands() []command {
	return slices.Concat(walkRows(), liveRows(), moveRows(), lookRows(), paneRows(), leaveRows())
}

// walkRows are the steps of the walk. Clickers send Page Down and Page Up, so these walk wherever the focus is.
func walkRows() []command {
	return []command{
		onPage("page", row(walking, "next", []string{"space", "n", "pgdown"}, "space n PgDn", "next step", "next", (*model).next)),
		onPage("", row(walking, "back", []string{"b", "p", "pgup"}, "b p PgUp", "back one step", "back", (*model).back)),
		row(walking, "into", []string{"i", "enter"}, "i enter", "into its first part", "into", (*model).into),
		row(walking, "over", []string{"o"}, "o", "over what is inside", "over", (*model).over),
		row(walking, "back-over", []string{"O"}, "O", "back over what is inside", "", (*model).backOver),
		row(walking, "out", []string{"u"}, "u", "out, past its caller", "out", (*model).out),
		row(walking, "caller", []string{"backspace"}, "backspace", "up to its caller", "", (*model).caller),
		row(walking, "sibling", []string{"s"}, "s", "next part of its caller", "", (*model).sibling),
		row(walking, "sibling-before", []string{"S"}, "S", "the part before", "", (*model).siblingBefore),
		row(walking, "critical-path", []string{"C"}, "C", "along the critical path", "", (*model).alongCriticalPath),
		row(walking, "failure", []string{"!"}, "!", "to the stage that failed", "", (*model).toFailure),
	}
}

// liveRows are what can be done to a server that is stepped, beside walking on.
func liveRows() []command {
	lane := func(places int) func(*model) tea.Cmd {
		return func(m *model) tea.Cmd { return m.chooseLane(places) }
	}
	return []command{
		row(serving, "run-to", []string{"t"}, "t", "run to this stage", "", (*model).runTo),
		row(serving, "free", []string{"c"}, "c", "run free, to a breakpoint", "free", (*model).runFree),
		row(serving, "breakpoint", []string{"B"}, "B", "breakpoint on, off", "", (*model).toggleBreakpoint),
		row(serving, "others", []string{"w"}, "w", "other lanes wait, or run", "", (*model).toggleOthers),
		row(serving, "lane-next", []string{"]"}, "]", "step the next held lane", "", lane(1)),
		row(serving, "lane-before", []string{"["}, "[", "step the held lane before", "", lane(-1)),
		onPage("", row(serving, "health", []string{"H"}, "H", "the server's health", "", (*model).toggleHealth)),
		row(serving, "request", []string{"r"}, "r", "send a request", "", (*model).askRequest),
		onPage("", row(serving, "answer", []string{"R"}, "R", "the answer to it", "", (*model).toggleAnswer)),
		row(serving, terminateRow, []string{"x"}, "x", "stop the server, in order", "", (*model).terminate),
	}
}

// moveRows are the arrows, vi keys, Home and End. They work in the focused pane: among the stages they walk, in a text they
// scroll it. While a page (the log, the help) covers the panes, the rows marked as onPage work, and whatever moves moves
// the page.
func moveRows() []command {
	return []command{
		inText("scroll", onPage("scroll", row(moving, "down", []string{"down", "j"}, "↓ j", "next; down", "", (*model).down))),
		onPage("", row(moving, "up", []string{"up", "k"}, "↑ k", "back; up", "", (*model).up)),
		onPage("", row(moving, "right", []string{"right", "l"}, "→ l", "into; right", "", (*model).right)),
		onPage("", row(moving, "left", []string{"left", "h"}, "← h", "to the caller; left", "", (*model).left)),
		onPage("", row(moving, "first", []string{"home", "g"}, "Home g", "first step; top", "", (*model).first)),
		onPage("", row(moving, "last", []string{"end", "G"}, "End G", "last step; end", "", (*model).last)),
	}
}

// lookRows change what is shown and how.
func lookRows() []command {
	return []command{
		row(looking, "pane", []string{"tab"}, "tab", "focus the next pane", "pane", (*model).focusNext),
		row(looking, "pane-before", []string{"shift+tab"}, "shift+tab", "focus the pane before", "", (*model).focusBack),
		onPage("", row(looking, "text-down", []string{"J", "shift+down"}, "J shift+↓", "scroll the text down", "", (*model).textDown)),
		onPage("", row(looking, "text-up", []string{"K", "shift+up"}, "K shift+↑", "scroll the text up", "", (*model).textUp)),
		onPage("", row(looking, "half-down", []string{"ctrl+d"}, "ctrl+d", "half a page down", "", (*model).halfDown)),
		onPage("", row(looking, "half-up", []string{"ctrl+u"}, "ctrl+u", "half a page up", "", (*model).halfUp)),
		row(looking, "zoom", []string{"z"}, "z", "zoom the focused pane", "", (*model).toggleZoom),
		row(looking, "fold", []string{"f"}, "f", "fold a stage, unfold it", "", (*model).toggleFold),
		row(looking, "as-it-was", []string{"A"}, "A", "as it was then, or is", "", (*model).toggleAsItWas),
		row(looking, "wall-time", []string{"T"}, "T", "wall time, with pauses", "", (*model).toggleWallTime),
		onPage("", row(looking, "log", []string{"L"}, "L", "the server's log", "log", (*model).toggleLog)),
		onPage("", row(looking, "intro", []string{"I"}, "I", "what this walk is about", "", (*model).toggleIntro)),
		onPage("", row(looking, "help", []string{"?"}, "?", "all keys", "keys", (*model).toggleHelp)),
	}
}

// leaveRows are the ways out. They are the last rows of the table.
func leaveRows() []command {
	return []command{
		onPage("close", row(leaving, "close", []string{"esc"}, "esc", "close, unzoom, unfocus", "", (*model).escape)),
		onPage("", row(leaving, "quit", []string{"q"}, "q", "close a page, or quit", "quit", (*model).quit)),
		onPage("", row(leaving, "quit-at-once", []string{"ctrl+c"}, "ctrl+c", "quit", "", (*model).quitAtOnce)),
	}
}

// press does what the key table says of a key.
func (m *model) press(pressed tea.KeyPressMsg) tea.Cmd {
	m.notice = ""
	m.keyed()
	if m.prompt != nil {
		return m.promptPress(pressed)
	}
	if pressed.String() == "n" && m.search.searching() && m.page == noPage {
		return m.nextMatch()
	}
	for i, c := range m.commands {
		if key.Matches(pressed, c.Binding) {
			return m.do(&m.commands[i])
		}
	}
	return nil
}

// do runs a row of the key table, unless a page covers what it is for.
func (m *model) do(c *command) tea.Cmd {
	m.notice = ""
	m.keyed()
	if m.page != noPage && !c.onPage && (m.paging() || c.group != walking && c.group != serving) {
		return nil
	}
	if c.name != terminateRow {
		m.live.sure = false
	}
	if c.group != walking {
		m.unqueue()
	}
	return c.run(m)
}
