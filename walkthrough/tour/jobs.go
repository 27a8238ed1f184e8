package tour

import (
	"errors"
	"io"
	"os/exec"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/walkthrough/words"
)

// The shell's job control stops the tour and continues it. In raw mode Ctrl-Z is a key like any other, so the tour has
// to stop itself; a SIGTSTP from outside has to wait until the terminal has been given back. Bubble Tea's own Suspend
// knows the key alone, and waits for ever where no shell could continue the tour. So the tour stops in a command for
// which Bubble Tea leaves the terminal, as it does for an editor: see jobs_unix.go.

// stopMsg asks the tour to stop, as a signal from outside did.
type stopMsg struct{}

// continuedMsg says that the tour was continued after a stop that it could not prepare (SIGSTOP): the terminal is no
// longer as the tour had set it.
type continuedMsg struct{}

// backMsg says that the tour has the terminal again, and why it has not stopped, nil when it has.
type backMsg struct{ err error }

// errNoShell is for a terminal in which nothing would continue what has stopped.
var errNoShell = errors.New("there is no shell here that could bring apitour back")

// suspend gives the terminal back and stops the tour until the shell continues it. On a signal only this process stops,
// as its sender asked; the key stops everything that the shell has started with it, as Ctrl-Z does to other programs.
func (m *model) suspend(onSignal bool) tea.Cmd {
	switch {
	case m.leaving:
		return nil
	case !onSignal && !m.canStop(): // the sender of a signal can continue what it has stopped
		m.walk.Say(m.says().Notices.NoShell)
		return nil
	}
	m.leaving = true
	return leave(func() error { return m.jobs.stop(onSignal) })
}

// repaint sets the terminal up again and draws everything.
func (m *model) repaint() tea.Cmd {
	if m.leaving {
		m.isStale = true
		return nil
	}
	m.isStale = false
	m.leaving = true
	return leave(func() error { return nil })
}

// back takes in that the tour has the terminal again.
func (m *model) back(err error) tea.Cmd {
	m.leaving = false
	m.drag = noDrag // the button was released elsewhere
	switch {
	case errors.Is(err, errNoShell):
		m.walk.Say(m.says().Notices.NoShell)
	case err != nil:
		m.walk.Say(words.Shown(err.Error()))
	}
	if m.isStale {
		return m.repaint()
	}
	return m.askForWidths()
}

// askForWidths has Bubble Tea turn on again what it turns off whenever it leaves the terminal, but not on again:
// Unicode's widths of characters (mode 2027). It does so when a terminal that has the mode answers.
func (m *model) askForWidths() tea.Cmd {
	if !m.unicodeWidths {
		return nil
	}
	return tea.Raw(ansi.RequestModeUnicodeCore)
}

// away is something for which Bubble Tea leaves the terminal.
type away func() error

func (a away) Run() error {
	defer awaitRenderer()
	return a()
}

func (away) SetStdin(io.Reader)  {}
func (away) SetStdout(io.Writer) {}
func (away) SetStderr(io.Writer) {}

// leave has Bubble Tea leave the terminal while the function runs.
func leave(run func() error) tea.Cmd {
	return tea.Exec(away(run), func(err error) tea.Msg { return backMsg{err} })
}

// editing is an editor in the tour's terminal. Its Ctrl-Z stops all that the shell has started, which is the tour as
// well: a tour that caught the signal would wait for a stopped editor, and no shell would take over.
type editing struct {
	*exec.Cmd
	jobs *jobControl
}

func (e editing) Run() error {
	back := e.jobs.leave()
	defer back()
	defer awaitRenderer()
	return e.Cmd.Run()
}

func (e editing) SetStdin(r io.Reader)  { e.Stdin = r }
func (e editing) SetStdout(w io.Writer) { e.Stdout = w }
func (e editing) SetStderr(w io.Writer) { e.Stderr = w }
