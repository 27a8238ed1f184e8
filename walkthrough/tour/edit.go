package tour

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// editedMsg says that the editor has ended.
type editedMsg struct{ err error }

// target returns the line at which an editor is to open: the one to which the learner has scrolled, "" for the walk's
// own choice.
func (c *code) target() string {
	e := c.excerpt()
	if e == nil || !c.moved {
		return ""
	}
	return strconv.Itoa(e.First + max(c.y, e.Func-e.First))
}

// edit opens the editor on a file.
func (m *model) edit(file walk.SourceFile) tea.Cmd {
	command := editorCommand(m.getenv, file.Path, file.Line)
	if command == nil {
		m.walk.Say(m.says().Notices.NoEditor)
		return nil
	}
	m.leaving = true
	return tea.Exec(editing{command, m.jobs}, func(err error) tea.Msg { return editedMsg{err} })
}

// edited takes in that the editor has ended.
func (m *model) edited(msg editedMsg) tea.Cmd {
	back := m.back(nil)
	if msg.err != nil {
		m.walk.Say(m.says().Notices.EditorFailed(words.Shown(msg.err.Error())))
	}
	return back
}

// Editors that open a file at a line, by the name of their program: those that take +LINE, and those that take
// FILE:LINE.
var (
	plusEditors = []string{
		"vi", "vim", "nvim", "view", "gvim", "nano", "emacs", "emacsclient", "hx", "helix", "kak", "micro", "joe", "ne",
	}
	gotoEditors = []string{"code", "code-insiders", "codium", "vscodium", "cursor"}
)

// editorCommand returns the program that edits the file at the line: that of VISUAL, else that of EDITOR, with the
// arguments that stand there, split at spaces; nil when neither is set. No shell sees any of it.
func editorCommand(getenv func(string) string, file string, line int) *exec.Cmd {
	words := strings.Fields(getenv("VISUAL"))
	if len(words) == 0 {
		words = strings.Fields(getenv("EDITOR"))
	}
	if len(words) == 0 {
		return nil
	}
	name := strings.TrimSuffix(filepath.Base(words[0]), ".exe")
	arguments := words[1:]
	switch at := strconv.Itoa(line); {
	case line > 0 && slices.Contains(plusEditors, name):
		arguments = append(arguments, "+"+at, file)
	case line > 0 && slices.Contains(gotoEditors, name):
		arguments = append(arguments, "-g", file+":"+at, "--wait")
	default:
		arguments = append(arguments, file)
	}
	return exec.Command(words[0], arguments...)
}
