package tour

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/source"
)

// openMsg answers where a real file with the source of a step is.
type openMsg struct {
	file string
	line int
	err  error
	name string // of the file, as the source pane has it
	link string // to it on the web, "" when there is none
}

// openedMsg says that the editor has ended.
type openedMsg struct{ err error }

// edit opens the editor at the function that the source pane shows. Whether there is a file to open is found out beside
// the screen, because disks are slow.
func (m *model) edit() tea.Cmd {
	step := m.step()
	if step == nil {
		return nil
	}
	place := step.Node.Source()
	if place.File == "" {
		m.notice = "the recording does not say where the source of this stage is"
		return nil
	}
	line := place.Line
	if call := m.code.target(); call > 0 {
		line = call
	}
	return func() tea.Msg { return findFile(step, line) }
}

// target returns the line at which an editor is to open: the one that the learner has scrolled to, else the call of the next
// stage, 0 for the begin of the function.
func (c *code) target() int {
	e := c.excerpt()
	switch {
	case e == nil:
		return 0
	case c.moved:
		return e.First + max(c.y, e.Func-e.First)
	}
	return c.nextCall()
}

func findFile(step *lesson.Step, line int) openMsg {
	place := step.Node.Source()
	found := openMsg{line: line, name: placeText(place), link: source.Permalink(place)}
	dir, err := os.Getwd()
	if err != nil {
		found.err = err
		return found
	}
	found.file, found.err = step.File(dir)
	return found
}

// openFile opens the editor on a file that was found, or says what to do instead.
func (m *model) openFile(found openMsg) tea.Cmd {
	if found.err != nil {
		m.notice = found.why()
		return nil
	}
	if m.plain {
		m.notice = fmt.Sprintf("the source is in %s, line %d", shown(found.file), found.line)
		return nil
	}
	command, err := editorCommand(m.getenv, found.file, found.line)
	if err != nil {
		m.notice = err.Error()
		return nil
	}
	return tea.ExecProcess(command, func(err error) tea.Msg { return openedMsg{err} })
}

// opened takes in that the editor has ended.
func (m *model) opened(msg openedMsg) {
	if msg.err != nil {
		m.notice = "the editor ended with an error: " + shown(msg.err.Error())
	}
}

// why says why there is no file to open, and what to do about it.
func (f openMsg) why() string {
	switch {
	case errors.Is(f.err, source.ErrOtherText):
		return "the checkout has another version of this file than apitour: build apitour there"
	case f.link != "":
		return "not in the module cache (go mod download): " + f.link
	case errors.Is(f.err, fs.ErrNotExist):
		return "this source is inside apitour: start it in its checkout to edit it"
	}
	return "there is no file to open: " + shown(f.err.Error())
}

// errNoEditor is told to whoever has not said which editor to use.
var errNoEditor = errors.New("set EDITOR to the editor that e should open")

// Editors that open a file at a line, by the name of their program, and how they are told.
var (
	plusEditors = []string{"vi", "vim", "nvim", "view", "gvim", "nano", "emacs", "emacsclient", "hx", "helix", "kak", "micro", "joe", "ne"}
	gotoEditors = []string{"code", "code-insiders", "codium", "vscodium", "cursor"}
)

// editorCommand returns the program that edits the file at the line: that of VISUAL, else that of EDITOR, with the
// arguments that stand there, split at spaces. No shell sees any of it.
func editorCommand(getenv func(string) string, file string, line int) (*exec.Cmd, error) {
	words := strings.Fields(getenv("VISUAL"))
	if len(words) == 0 {
		words = strings.Fields(getenv("EDITOR"))
	}
	if len(words) == 0 {
		return nil, errNoEditor
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
	return exec.Command(words[0], arguments...), nil
}
