package tour

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// A command is a row of the key table: the keys, what the help says of them, and what they do. There is one table; the
// help page, the help line and the dispatch of keys all read it.
type command struct {
	key.Binding
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
	moving  group = "Move; in a text, scroll"
	looking group = "Look"
	leaving group = "Leave"
)

// commands returns the key table. Clickers send Page Down and Page Up, so these walk wherever the focus is. Arrows, vi
// keys, Home and End work in the focused pane: among the stages they walk, in a text they scroll it. While a page (the
// log, the help) covers the panes, the rows marked as onPage work, and whatever moves moves the page.
func commands() []command {
	row := func(g group, keys []string, shown, help, short string, run func(*model) tea.Cmd) command {
		return command{
			Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, help)),
			group:   g, short: short, run: run,
		}
	}
	onPage := func(pageShort string, c command) command {
		c.onPage, c.pageShort = true, pageShort
		return c
	}
	inText := func(word string, c command) command {
		c.inText = word
		return c
	}
	return []command{
		onPage("page", row(walking, []string{"space", "n", "pgdown"}, "space n PgDn", "next step", "next", (*model).next)),
		onPage("", row(walking, []string{"b", "p", "pgup"}, "b p PgUp", "back one step", "back", (*model).back)),
		row(walking, []string{"i", "enter"}, "i enter", "into its first part", "into", (*model).into),
		row(walking, []string{"o"}, "o", "over what is inside", "over", (*model).over),
		row(walking, []string{"u", "backspace"}, "u backspace", "out to its caller", "out", (*model).out),
		row(walking, []string{"e"}, "e", "to the stage that failed", "", (*model).toFailure),
		row(walking, []string{"f"}, "f", "follow a boot as it runs", "", (*model).toggleFollow),

		inText("scroll", onPage("scroll", row(moving, []string{"down", "j"}, "↓ j", "next; down", "", (*model).down))),
		onPage("", row(moving, []string{"up", "k"}, "↑ k", "back; up", "", (*model).up)),
		onPage("", row(moving, []string{"right", "l"}, "→ l", "into; right", "", (*model).right)),
		onPage("", row(moving, []string{"left", "h"}, "← h", "out; left", "", (*model).left)),
		onPage("", row(moving, []string{"home", "g"}, "Home g", "first step; top", "", (*model).first)),
		onPage("", row(moving, []string{"end", "G"}, "End G", "last step; end", "", (*model).last)),

		row(looking, []string{"tab"}, "tab", "focus the next pane", "pane", (*model).focusNext),
		row(looking, []string{"shift+tab"}, "shift+tab", "focus the pane before", "", (*model).focusBack),
		onPage("", row(looking, []string{"J", "shift+down"}, "J shift+↓", "scroll the text down", "", (*model).textDown)),
		onPage("", row(looking, []string{"K", "shift+up"}, "K shift+↑", "scroll the text up", "", (*model).textUp)),
		onPage("", row(looking, []string{"ctrl+d"}, "ctrl+d", "half a page down", "", (*model).halfDown)),
		onPage("", row(looking, []string{"ctrl+u"}, "ctrl+u", "half a page up", "", (*model).halfUp)),
		row(looking, []string{"z"}, "z", "zoom the focused pane", "", (*model).toggleZoom),
		row(looking, []string{"c"}, "c", "fold a stage, unfold it", "", (*model).toggleFold),
		onPage("", row(looking, []string{"L"}, "L", "the server's log", "log", (*model).toggleLog)),
		onPage("", row(looking, []string{"?"}, "?", "all keys", "keys", (*model).toggleHelp)),

		onPage("close", row(leaving, []string{"esc"}, "esc", "close, unzoom, unfocus", "", (*model).escape)),
		onPage("", row(leaving, []string{"q"}, "q", "close a page, or quit", "quit", (*model).quit)),
		onPage("", row(leaving, []string{"ctrl+c"}, "ctrl+c", "quit", "", (*model).quitAtOnce)),
	}
}

// press does what the key table says of a key.
func (m *model) press(pressed tea.KeyPressMsg) tea.Cmd {
	m.notice = ""
	for _, c := range m.commands {
		if key.Matches(pressed, c.Binding) && (c.onPage || m.page == noPage) {
			return c.run(m)
		}
	}
	return nil
}
