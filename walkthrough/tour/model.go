package tour

import (
	"context"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"apitour/trace"
	"apitour/walkthrough/lesson"
)

// model is the whole state of the tour; there is no other. Panes are plain structs in it. What they show is settled after
// every message (see settle), so that drawing changes nothing, and nothing outside of commands waits for anything.
type model struct {
	ctx      context.Context
	follower *follower // nil when a recording is replayed
	commands []command
	ascii    bool
	// plainMarks draws the tour's own marks in ASCII, and leaves text as it is.
	plainMarks bool
	plain      bool                // it is walked with lines of text
	getenv     func(string) string // of the environment that the tour looks at
	theme      *theme

	width, height int
	layout        layout
	focus         pane
	zoomed        bool
	page          page
	notice        string  // an answer to the last key, shown until the next one
	prompt        *prompt // what the learner is asked for, nil when nothing

	lesson *lesson.Lesson
	now    time.Time // of a boot that is running
	ended  bool      // nothing more will be heard of the boot
	err    error     // why
	failed int       // the step in which the boot failed, or -1
	newest int       // the step that began last

	telling  *telling            // makes lessons, nil in tests that have one already
	recorded func() *trace.Trace // what there is to tell, as it was recorded
	wall     bool                // the lesson is by the clock on the wall, with the pauses

	asItWas bool // the screen shows the boot as it was when the stage began on which the learner stands
	live    live
	health  healthPage
	reply   text // the page of an answer
	intro   introPage

	touched bool // the learner has walked; until then the tree shows the newest stage by itself
	follow  bool // the learner stands on the newest stage, and is taken along to the next

	stages stages
	code   code
	note   note
	search search
	jump   jump

	settings   *settingsFile
	remembered Settings
	mouse      bool // the tour listens to it
	drag       drag
	presenting bool
	dark       bool // the terminal's background is
	few        bool // colours: the terminal has 16
	log        serverLog
	help       text
}

// page is what covers the panes.
type page int

const (
	noPage page = iota
	logPage
	helpPage
	checksPage
	answerPage
	readFirstPage
)

// newModel returns the model of a tour of l, or, with a follower, of the boot that the follower hears of.
func newModel(ctx context.Context, l *lesson.Lesson, f *follower, ascii bool) *model {
	m := &model{
		ctx: ctx, follower: f, commands: commands(), ascii: ascii, getenv: os.Getenv,
		theme: newTheme(true), dark: true, mouse: true,
		code:   code{highlighter: new(highlighter)},
		note:   note{markdown: new(markdown)},
		failed: -1,
		live:   live{edge: -1, breakpoints: make(map[string]bool)},
	}
	m.stages.breakpoint = m.isBreakpoint
	m.learn(l)
	return m
}

// Init asks the terminal for its background, since the theme for dark ones, with which the tour begins, is hard to read
// on a light one. The answer may never come.
func (m *model) Init() tea.Cmd {
	if m.follower == nil {
		return tea.Batch(tea.RequestBackgroundColor, m.findPath())
	}
	return tea.Batch(tea.RequestBackgroundColor, m.listen, m.tick())
}

// tickMsg lets the bars of running stages grow, and tells how late it is.
type tickMsg time.Time

func (m *model) tick() tea.Cmd {
	return tea.Tick(m.ticks(), func(now time.Time) tea.Msg { return tickMsg(now) })
}

func (m *model) listen() tea.Msg { return m.follower.listen(m.ctx) }

// Update takes a message in.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.retheme()
	case tea.ColorProfileMsg:
		m.few = msg.Profile == colorprofile.ANSI
		m.retheme()
	case tea.MouseClickMsg:
		cmd = m.click(msg)
	case tea.MouseReleaseMsg:
		cmd = m.release()
	case tea.MouseMotionMsg:
		m.move(msg)
	case tea.MouseWheelMsg:
		cmd = m.wheel(msg)
	case savedMsg:
		m.saved(msg)
	case heardMsg:
		cmd = m.hear(msg)
	case sourceMsg:
		delete(m.code.reading, trace.Place(msg))
	case openMsg:
		cmd = m.openFile(msg)
	case foundMsg:
		m.hearFound(msg)
	case jumpMsg:
		cmd = m.hearDestinations(msg)
	case openedMsg:
		m.opened(msg)
	case pathMsg:
		m.stages.minimap.stale = true
	case turnedMsg:
		m.hearTurned(msg)
	case tickMsg:
		if m.follower != nil && !m.ended {
			m.ticked(time.Time(msg))
			cmd = m.tick()
		}
	case tea.KeyPressMsg:
		cmd = m.press(msg)
	case tea.PasteMsg:
		if m.prompt != nil {
			m.prompt.paste(m, msg.Content)
		}
	}
	m.settle()
	return m, tea.Batch(cmd, m.code.read(), m.look(), m.lookForDestinations())
}

// booting reports whether there is more to come before the boot is over.
func (m *model) booting() bool { return m.follower != nil && !m.ended && m.lesson.Ready.IsZero() }

// hear takes in what the follower has heard, and goes on listening.
func (m *model) hear(msg heardMsg) tea.Cmd {
	m.log.add(msg.logs)
	m.hearLive(msg)
	if msg.lesson != nil {
		m.learn(msg.lesson)
	}
	for _, h := range msg.health {
		m.health.hear(h.Report, m.newestName())
	}
	m.arrive()
	m.measure() // whether it is held is known now
	if !msg.ended {
		return m.listen
	}
	m.ended, m.err = true, msg.err
	if m.err != nil {
		for line := range strings.SplitSeq(m.err.Error(), "\n") {
			m.log.add([]string{shown(line)})
		}
	}
	if m.lesson.Ready.IsZero() {
		m.failed = failure(m.lesson)
		if m.failed < 0 {
			m.failed = unfinished(m.lesson)
		}
		if (!m.touched || m.follow) && m.failed >= 0 {
			m.stand(m.failed)
		}
	}
	return nil
}

// learn takes a lesson in, in place of an earlier and shorter one, and finds the stage again on which the learner stood.
func (m *model) learn(l *lesson.Lesson) {
	stood := m.step()
	m.lesson = l
	m.stages.show(l)
	m.measure()
	m.failed, m.newest = failure(l), l.Newest
	switch {
	case stood != nil:
		m.place(find(l, stood, m.stages.selected))
	default:
		m.place(0)
	}
}

// step returns the step on which the learner stands, nil before the first has been heard of.
func (m *model) step() *lesson.Step {
	if m.lesson == nil || m.stages.selected >= len(m.lesson.Steps) {
		return nil
	}
	return m.lesson.Steps[m.stages.selected]
}

// find returns the index that a step of another lesson has in l, or the fallback. Stages that begin come after those that
// have begun before, so most steps keep their index.
func find(l *lesson.Lesson, step *lesson.Step, fallback int) int {
	key := step.Key()
	if i := step.Index; i < len(l.Steps) && l.Steps[i].Key() == key {
		return i
	}
	for i := range l.Steps {
		if l.Steps[i].Key() == key {
			return i
		}
	}
	return max(0, min(fallback, len(l.Steps)-1))
}

// stand moves the learner to a step.
func (m *model) stand(step int) {
	m.stages.reveal(step)
	m.stages.wheeled = false
	m.place(step)
	m.code.scroll, m.note.scroll = scroll{}, scroll{}
}

// place says which step the panes show.
func (m *model) place(step int) {
	m.stages.selected = step
	m.code.step, m.code.next = m.step(), nil
	if m.code.step == nil {
		return
	}
	if after := m.stages.after(step); after < len(m.lesson.Steps) {
		m.code.next = m.lesson.Steps[after]
	}
}

// failure returns the step in which a boot failed, or -1. An error is passed on by every stage around the one that it
// happened in, and other stages fail because that one did: so it is the innermost one along the errors that came first.
func failure(l *lesson.Lesson) int {
	found := -1
	for nodes := l.Roots; ; {
		var first *trace.Node
		for _, n := range nodes {
			if n.Failed() && (first == nil || n.End.Before(first.End)) {
				first = n
			}
		}
		if first == nil {
			return found
		}
		found = l.StepOf(first).Index
		nodes = first.Children
	}
}

// unfinished returns the step that was at work when the server died without a word: the innermost one that had not ended,
// else the last; -1 when nothing was heard of the boot at all.
func unfinished(l *lesson.Lesson) int {
	found := -1
	for i, step := range l.Steps {
		if step.Node.Running() && (found < 0 || !step.Node.Start.Before(l.Steps[found].Node.Start)) {
			found = i
		}
	}
	if found < 0 {
		return len(l.Steps) - 1
	}
	return found
}

// scale returns what the waterfall shows: the boot until it was ready, since a server that goes on for hours after it
// would leave no room for the boot. While it is not, the scale has room for as long as the boot of the plan took.
func (m *model) scale() scale {
	l, v := m.lesson, m.moment()
	if later, ok := m.afterBoot(); ok {
		return later
	}
	switch {
	case m.follower == nil && !l.Ready.IsZero():
		return scale{l.Start, l.Ready}
	case m.follower == nil:
		return scale{l.Start, l.End}
	case !v.Ready().IsZero():
		return scale{l.Start, l.Ready}
	case v.Playhead != nil || m.booting():
		return scale{l.Start, latest(v.Moment(), l.Start.Add(l.PlannedReady()))}
	}
	return scale{l.Start, latest(l.End, l.Start.Add(l.PlannedReady()))}
}

// settle fits everything to the size of the screen, so that drawing has nothing left to decide.
func (m *model) settle() {
	if !Fits(m.width, m.height) {
		return
	}
	m.layout = withSplit(m.width, m.bodyHeight(), m.focus, m.zoomed || m.presenting, m.remembered.Splits[classOf(m.width)])
	if m.prompt != nil && m.search.typing {
		m.prompt.aside = m.searchWords()
	}
	m.stages.scale = m.scale()
	m.stages.moment = m.moment()

	if _, height := m.layout.size(stagesPane); height > 1 && m.stages.count() > 0 {
		shown := m.stages.selected
		if m.booting() && !m.touched && !m.stepping() {
			shown = m.newest
		}
		switch {
		case m.stages.wheeled:
			m.stages.top = max(0, min(m.stages.top, m.stages.count()-height+1))
		case m.stepping() && m.isLive():
			m.stages.pin(shown, height-1)
		default:
			m.stages.bring(shown, height-1)
		}
		m.stages.minimap.settle(&m.stages, height-1)
	}
	if width, height := m.layout.size(sourcePane); height > 1 {
		m.code.view = m.moment()
		m.code.settle(width, height-1)
	}
	if width, height := m.layout.size(notePane); height > 1 {
		if m.health.aside {
			m.settleHealth(width-2, height-1)
		}
		m.note.compose(m.theme, m.subject(), width-2)
		m.note.clampTo(width-2, height-1)
	}
	switch m.page {
	case logPage:
		m.log.settle(m.width-2, m.bodyHeight()-1)
	case checksPage:
		m.settleHealth(m.width-2, m.bodyHeight()-1)
	case answerPage:
		m.settleAnswer(m.width-2, m.bodyHeight()-1)
	case readFirstPage:
		m.settleIntro(m.width-2, m.bodyHeight()-1)
	case helpPage:
		m.help.lines = helpLines(m.theme, m.commands, m.width-2)
		m.help.clampTo(m.width-2, m.bodyHeight()-1)
	}
}

// subject returns what the note pane tells of.
func (m *model) subject() subject {
	s := subject{lesson: m.lesson, step: m.step(), at: m.moment()}
	if s.step == nil {
		return s
	}
	if s.at.State(s.step) == lesson.Failed {
		s.failure = s.step.Node.Message
		if s.failure == "" {
			s.failure = "this stage failed"
		}
	} else if m.failed == s.step.Index && m.err != nil {
		s.failure = m.err.Error()
	}
	return s
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
