package tour

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"apitour/trace"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
)

// Options say where to show a tour.
type Options struct {
	// Input and Output are the terminal, standard input and output when nil. Environment is the process's when nil; its
	// TERM, LANG, LC_ALL and NO_COLOR are what the tour looks at.
	Input       io.Reader
	Output      io.Writer
	Environment []string
	// Width and Height are the size of an Output that cannot be asked for it, as a test's or a network connection's.
	Width, Height int
	// Settings keeps how the learner likes the screen; nil keeps nothing.
	Settings *settings.File
	// ASCII draws with nothing but ASCII, whatever the environment says.
	ASCII bool
	// Review returns what has become of the places in upstream's source that our notes cite; nil shows nothing of it.
	// It is called beside the screen, which does not wait for it.
	Review func() (*anchors.Review, error)
}

// Run shows a walk until the learner quits or the context is done, and leaves the terminal as it was. Signals are the
// caller's business: cancel the context. The error then wraps the context's.
func Run(ctx context.Context, w *walk.Walk, o Options) error {
	// Work that waits for the feed must not outlive the tour.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return o.run(ctx, o.model(ctx, w))
}

func (o Options) run(ctx context.Context, m *model) error {
	defer o.Settings.Wait()
	defer m.walk.WaitForMarks()
	program := tea.NewProgram(m, o.program(ctx)...)
	if terminal, ok := o.terminal(); ok {
		m.jobs = newJobControl(terminal, program.Send)
		m.canStop = m.jobs.canStop
		defer m.jobs.end()
	}
	_, err := program.Run()
	for _, work := range m.walk.Leave().Work {
		work(context.WithoutCancel(ctx))
	}
	if err != nil {
		return fmt.Errorf("show tour: %w", err)
	}
	return nil
}

// terminal returns the descriptor of the terminal of this process, if that is what the tour reads from.
func (o Options) terminal() (descriptor uintptr, ok bool) {
	in, isFile := o.Input.(*os.File)
	if o.Input == nil {
		in, isFile = os.Stdin, true
	}
	if !isFile || !term.IsTerminal(in.Fd()) {
		return 0, false
	}
	return in.Fd(), true
}

// Screen returns the rows of the screen on which a recorded boot is shown at a step, in a dark terminal of the given
// size in cells, with the escape sequences of a terminal. The same lesson gives the same rows.
func Screen(l *lesson.Lesson, step, width, height int) ([]string, error) {
	w, err := walk.New(walk.Options{
		Lesson: func(*trace.Trace) *lesson.Lesson { return l }, Trace: l.Trace, Screen: true,
	})
	if err != nil {
		return nil, err
	}
	m := newModel(context.Background(), w)
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	if len(l.Steps) > 0 {
		w.MoveTo(max(0, min(step, l.Last())), "")
		w.Say("")
		w.Step().Code() // read before it is drawn
		m.settle()
	}
	return m.rows(), nil
}

func (o Options) environment() []string {
	if o.Environment == nil {
		return os.Environ()
	}
	return o.Environment
}

func (o Options) model(ctx context.Context, w *walk.Walk) *model {
	m := newModel(ctx, w)
	m.review = o.Review
	m.ascii = ASCII(o.ASCII, o.environment())
	if m.ascii {
		w.LimitToASCII()
	} else {
		m.widths = ambiguousWidths(o.environment())
	}
	m.getenv = func(name string) string { return variable(o.environment(), name) }
	m.useSettings(o.Settings)
	switch {
	case w.Introduces():
		m.page = &m.pages.intro
	case w.Fronted():
		m.show(walk.FrontView)
	}
	return m
}

func (o Options) program(ctx context.Context) []tea.ProgramOption {
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithoutSignalHandler()}
	if o.Input != nil {
		options = append(options, tea.WithInput(o.Input))
	}
	if o.Output != nil {
		options = append(options, tea.WithOutput(o.Output))
	}
	if o.Environment != nil {
		options = append(options, tea.WithEnvironment(o.Environment))
	}
	if variable(o.environment(), "NO_COLOR") != "" {
		// Bubble Tea reads "1" and "true" alone, but by https://no-color.org any value counts.
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	if o.Width > 0 && o.Height > 0 {
		options = append(options, tea.WithWindowSize(o.Width, o.Height))
	}
	return options
}

// ASCII reports whether text for a terminal with this environment has to be ASCII: when the learner asks for it, or
// when the terminal shows nothing else.
func ASCII(asked bool, environment []string) bool { return asked || !showsUnicode(environment) }

// showsUnicode reports whether a terminal with this environment shows more than ASCII. The first of POSIX's variables
// for the character set that is set decides; none of them set means POSIX's own locale, which is ASCII. Windows has no
// such variables, and its terminals show Unicode. The Linux console claims UTF-8, but its font has few of the marks.
func showsUnicode(environment []string) bool {
	if term := variable(environment, "TERM"); term == "linux" || term == "dumb" {
		return false
	}
	if value := strings.ToLower(locale(environment)); value != "" {
		return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
	}
	return runtime.GOOS == "windows"
}

// locale returns the locale for characters, by POSIX's order of variables.
func locale(environment []string) string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := variable(environment, name); value != "" {
			return value
		}
	}
	return ""
}

// variable returns the value of an environment variable, "" when it is not set. Of several the last one counts, as it
// does for a process that is started with them.
func variable(environment []string, name string) string {
	for _, entry := range slices.Backward(environment) {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}
