package walk

import "slices"

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
	return slices.Concat(walkRows(), serverRows(), moveRows(), lookRows(), paneRows(), leaveRows())
}

// walkRows are the steps of the walk. Clickers send Page Down and Page Up, so these walk wherever the focus is.
func walkRows() []Command {
	return []Command{
		{
			Name: "next", Keys: []string{"space", "n", "pgdown"}, KeyLabel: "space n PgDn", Group: Walking,
			Help: "next step", Short: "next", OnPage: true, ShortOnPage: "page",
		},
		{
			Name: "back", Keys: []string{"b", "p", "pgup"}, KeyLabel: "b p PgUp", Group: Walking,
			Help: "back one step", Short: "back", OnPage: true,
		},
		{
			Name: "into", Keys: []string{"i", "enter"}, KeyLabel: "i enter", Group: Walking,
			Help: "into its first part", Short: "into",
		},
		{Name: "over", Keys: []string{"o"}, KeyLabel: "o", Group: Walking, Help: "over what is inside", Short: "over"},
		{Name: "back-over", Keys: []string{"O"}, KeyLabel: "O", Group: Walking, Help: "back over what is inside"},
		{Name: "out", Keys: []string{"u"}, KeyLabel: "u", Group: Walking, Help: "out, past its caller", Short: "out"},
		{Name: "caller", Keys: []string{"backspace"}, KeyLabel: "backspace", Group: Walking, Help: "up to its caller"},
		{Name: "sibling", Keys: []string{"s"}, KeyLabel: "s", Group: Walking, Help: "next part of its caller"},
		{Name: "sibling-before", Keys: []string{"S"}, KeyLabel: "S", Group: Walking, Help: "the part before"},
		{Name: "critical-path", Keys: []string{"C"}, KeyLabel: "C", Group: Walking, Help: "along the critical path"},
		{Name: "failure", Keys: []string{"!"}, KeyLabel: "!", Group: Walking, Help: "to the stage that failed"},
	}
}

// serverRows are what can be done with a stepped server, beside walking on.
func serverRows() []Command {
	return []Command{
		{Name: "run-to", Keys: []string{"t"}, KeyLabel: "t", Group: Serving, Help: "run to this stage"},
		{
			Name:     "free",
			Keys:     []string{"c"},
			KeyLabel: "c",
			Group:    Serving,
			Help:     "run free, to a breakpoint",
			Short:    "free",
		},
		{Name: "breakpoint", Keys: []string{"B"}, KeyLabel: "B", Group: Serving, Help: "breakpoint on, off"},
		{Name: "others", Keys: []string{"w"}, KeyLabel: "w", Group: Serving, Help: "other lanes wait, or run"},
		{Name: "lane-next", Keys: []string{"]"}, KeyLabel: "]", Group: Serving, Help: "step the next held lane"},
		{Name: "lane-before", Keys: []string{"["}, KeyLabel: "[", Group: Serving, Help: "step the held lane before"},
		{Name: "health", Keys: []string{"H"}, KeyLabel: "H", Group: Serving, Help: "the server's health", OnPage: true},
		{Name: "request", Keys: []string{"r"}, KeyLabel: "r", Group: Serving, Help: "send a request"},
		{Name: "answer", Keys: []string{"R"}, KeyLabel: "R", Group: Serving, Help: "the answer to it", OnPage: true},
		{Name: terminate, Keys: []string{"x"}, KeyLabel: "x", Group: Serving, Help: "stop the server, in order"},
	}
}

// moveRows are the arrows, vi keys, Home and End. Among the stages they walk; in a text of a screen they scroll it.
func moveRows() []Command {
	return []Command{
		{
			Name: "down", Keys: []string{"down", "j"}, KeyLabel: "↓ j", Group: Moving, Help: "next; down", OnPage: true,
			ShortInText: "scroll", ShortOnPage: "scroll",
		},
		{Name: "up", Keys: []string{"up", "k"}, KeyLabel: "↑ k", Group: Moving, Help: "back; up", OnPage: true},
		{
			Name:     "right",
			Keys:     []string{"right", "l"},
			KeyLabel: "→ l",
			Group:    Moving,
			Help:     "into; right",
			OnPage:   true,
		},
		{
			Name:     "left",
			Keys:     []string{"left", "h"},
			KeyLabel: "← h",
			Group:    Moving,
			Help:     "to the caller; left",
			OnPage:   true,
		},
		{
			Name:     "first",
			Keys:     []string{"home", "g"},
			KeyLabel: "Home g",
			Group:    Moving,
			Help:     "first step; top",
			OnPage:   true,
		},
		{
			Name:     "last",
			Keys:     []string{"end", "G"},
			KeyLabel: "End G",
			Group:    Moving,
			Help:     "last step; end",
			OnPage:   true,
		},
	}
}

// lookRows change what is shown and how.
func lookRows() []Command {
	return []Command{
		{
			Name:     "pane",
			Keys:     []string{"tab"},
			KeyLabel: "tab",
			Group:    Looking,
			Help:     "focus the next pane",
			Short:    "pane",
			Screen:   true,
		},
		{
			Name:     "pane-before",
			Keys:     []string{"shift+tab"},
			KeyLabel: "shift+tab",
			Group:    Looking,
			Help:     "focus the pane before",
			Screen:   true,
		},
		{
			Name: "text-down", Keys: []string{"J", "shift+down"}, KeyLabel: "J shift+↓", Group: Looking,
			Help: "scroll the text down", OnPage: true, Screen: true,
		},
		{
			Name: "text-up", Keys: []string{"K", "shift+up"}, KeyLabel: "K shift+↑", Group: Looking,
			Help: "scroll the text up", OnPage: true, Screen: true,
		},
		{
			Name:     "half-down",
			Keys:     []string{"ctrl+d"},
			KeyLabel: "ctrl+d",
			Group:    Looking,
			Help:     "half a page down",
			OnPage:   true,
			Screen:   true,
		},
		{
			Name:     "half-up",
			Keys:     []string{"ctrl+u"},
			KeyLabel: "ctrl+u",
			Group:    Looking,
			Help:     "half a page up",
			OnPage:   true,
			Screen:   true,
		},
		{Name: "zoom", Keys: []string{"z"}, KeyLabel: "z", Group: Looking, Help: "zoom the focused pane", Screen: true},
		{Name: "fold", Keys: []string{"f"}, KeyLabel: "f", Group: Looking, Help: "fold a stage, unfold it"},
		{Name: "as-it-was", Keys: []string{"A"}, KeyLabel: "A", Group: Looking, Help: "toggle past/present"},
		{Name: "wall-time", Keys: []string{"T"}, KeyLabel: "T", Group: Looking, Help: "wall time, with pauses"},
		{
			Name:     "log",
			Keys:     []string{"L"},
			KeyLabel: "L",
			Group:    Looking,
			Help:     "the server's log",
			Short:    "log",
			OnPage:   true,
		},
		{
			Name:     "intro",
			Keys:     []string{"I"},
			KeyLabel: "I",
			Group:    Looking,
			Help:     "what this walk is about",
			OnPage:   true,
		},
		{
			Name:     "help",
			Keys:     []string{"?"},
			KeyLabel: "?",
			Group:    Looking,
			Help:     "all keys",
			Short:    "keys",
			OnPage:   true,
		},
	}
}

// paneRows look for something, divide a screen among its panes, or open an editor.
func paneRows() []Command {
	return []Command{
		{Name: "search", Keys: []string{"/"}, KeyLabel: "/", Group: Looking, Help: "search for a text"},
		{Name: "match", Keys: []string{"ctrl+n"}, KeyLabel: "n ctrl+n", Group: Looking, Help: "next match of a search"},
		{Name: "match-before", Keys: []string{"N"}, KeyLabel: "N", Group: Looking, Help: "the match before"},
		{Name: "go", Keys: []string{":"}, KeyLabel: ":", Group: Looking, Help: "go to a stage, a number"},
		{
			Name:     "fold-note",
			Keys:     []string{"F"},
			KeyLabel: "F",
			Group:    Looking,
			Help:     "fold the note, unfold it",
			Screen:   true,
		},
		{Name: "edit", Keys: []string{"e"}, KeyLabel: "e", Group: Looking, Help: "edit it in your $EDITOR"},
		{
			Name:     "wider",
			Keys:     []string{">"},
			KeyLabel: ">",
			Group:    Looking,
			Help:     "the focused pane larger",
			Screen:   true,
		},
		{
			Name:     "narrower",
			Keys:     []string{"<"},
			KeyLabel: "<",
			Group:    Looking,
			Help:     "the focused pane smaller",
			Screen:   true,
		},
		{
			Name:     "present",
			Keys:     []string{"v"},
			KeyLabel: "v",
			Group:    Looking,
			Help:     "present: one pane, large",
			Screen:   true,
		},
		{Name: "mouse", Keys: []string{"m"}, KeyLabel: "m", Group: Looking, Help: "toggle mouse", Screen: true},
	}
}

// leaveRows are the ways out. They are the last rows of the table.
func leaveRows() []Command {
	return []Command{
		{
			Name: "close", Keys: []string{"esc"}, KeyLabel: "esc", Group: Leaving, Help: "close, unzoom, unfocus",
			OnPage: true, ShortOnPage: "close",
		},
		{
			Name:     "quit",
			Keys:     []string{"q"},
			KeyLabel: "q",
			Group:    Leaving,
			Help:     "close a page, or quit",
			Short:    "quit",
			OnPage:   true,
		},
		{
			Name:     "quit-at-once",
			Keys:     []string{"ctrl+c"},
			KeyLabel: "ctrl+c",
			Group:    Leaving,
			Help:     "quit",
			OnPage:   true,
		},
	}
}
