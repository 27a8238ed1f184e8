package tour

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/anchors"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/settings"
	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// model is the state of the screen: sizes, focus, scroll, theme, the open page. Everything else is the walk's. What the
// panes show is settled after every message (see settle), so that drawing changes nothing, and only commands wait.
type model struct {
	walk *walk.Walk
	run  func(walk.Work) tea.Cmd // runs work of the walk beside the screen

	ascii  bool                // everything is drawn in ASCII
	widths widths              // of the tour's own marks, which are ASCII unless they are narrow; text stays as it is
	getenv func(string) string // of the environment that the tour looks at
	theme  *theme
	dark   bool // the terminal's background is dark
	ansi16 bool // the terminal has 16 colours

	width, height int
	layout        layout
	focus         pane
	zoomed        bool
	presenting    bool
	mouse         bool // the tour listens to it
	drag          drag
	splits        map[layoutClass]split
	settings      *settings.File

	jobs          *jobControl // nil in a terminal that is not this process's own
	canStop       func() bool // a shell could bring the tour back after it has stopped
	leaving       bool        // the terminal is given back for a while
	isStale       bool        // meanwhile it stopped being as the tour had set it
	unicodeWidths bool        // the terminal knows Unicode's widths of characters

	review func() (*anchors.Review, error) // of the places that notes cite; nil for none

	pages  pages
	page   page    // covers the panes, nil when none does
	prompt *prompt // types the answer to a question of the walk, nil when there is none

	spoken views     // as they were left in other languages
	stood  trace.Key // the step for which the panes were placed
	stages stages
	code   code
	note   note
}

// eventMsg brings the event of a work to the walk.
type eventMsg struct{ event walk.Event }

// tickMsg tells the walk the time, and lets the bars of running stages grow.
type tickMsg time.Time

// newModel returns the screen of a walk. Work of the walk ends with the context.
func newModel(ctx context.Context, w *walk.Walk) *model {
	m := &model{
		walk: w, theme: newTheme(true), dark: true, mouse: true, splits: make(map[layoutClass]split),
		code: code{highlighter: new(highlighter)},
		note: note{markdown: new(markdown)},
	}
	m.canStop = m.jobs.canStop
	m.run = func(work walk.Work) tea.Cmd {
		return func() tea.Msg {
			if event := work(ctx); event != nil {
				return eventMsg{event}
			}
			return nil
		}
	}
	m.pages = newPages()
	return m
}

// Init asks the terminal for its background, since the theme for dark ones, with which the tour begins, is hard to read
// on a light one. The answer may never come.
func (m *model) Init() tea.Cmd {
	return tea.Batch(m.askWidths(), tea.RequestBackgroundColor, m.obey(m.walk.Start()), m.tick(), m.reviewPlaces())
}

// says returns what the tour says around notes and source, in the language of the lesson.
func (m *model) says() *phrases.Tour { return &m.walk.Phrases().Tour }

// spans reports whether the steps of the trace in which the learner stands are spans, and no stages.
func (m *model) spans() bool { return m.walk.Kind() == lesson.Other }

// tick waits for the next tick; a walk that does not change by itself has none.
func (m *model) tick() tea.Cmd {
	every := m.walk.TickEvery()
	if every == 0 {
		return nil
	}
	return tea.Tick(every, func(now time.Time) tea.Msg { return tickMsg(now) })
}

// Update takes a message in.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.take(msg)
	if m.walk.OutsideArrives() && m.page == page(&m.pages.outside) {
		m.page = nil // what the learner has waited for is to be stepped
	}
	m.askWhatTheWalkAsks()
	m.headChapter()
	m.openReady()
	m.speakAnew()
	m.settle()
	return m, tea.Batch(cmd, m.code.read())
}

func (m *model) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height, m.drag = msg.Width, msg.Height, noDrag
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.retheme()
	case tea.ColorProfileMsg:
		m.ansi16 = msg.Profile == colorprofile.ANSI
		m.retheme()
	case tea.MouseClickMsg:
		return m.click(msg)
	case tea.MouseReleaseMsg:
		return m.release()
	case tea.MouseMotionMsg:
		m.move(msg)
	case tea.MouseWheelMsg:
		return m.wheel(msg)
	case eventMsg:
		return m.obey(m.walk.Take(msg.event))
	case reviewedMsg:
		m.note.markdown.reviewed(msg.review)
	case sourceMsg:
		delete(m.code.reading, trace.Place(msg))
	case editedMsg:
		return m.edited(msg)
	case stopMsg:
		return m.suspend(true)
	case continuedMsg:
		return m.repaint()
	case backMsg:
		return m.back(msg.err)
	case tea.ModeReportMsg:
		m.unicodeWidths = m.unicodeWidths || msg.Mode == ansi.ModeUnicodeCore && !msg.Value.IsNotRecognized()
	case tickMsg:
		m.walk.Tick(time.Time(msg))
		return m.tick()
	case tea.CursorPositionMsg:
		m.answerWidths(msg.X)
	case noAnswerMsg:
		if m.widths == askedCells {
			m.widths = lateCells
		}
	case tea.KeyPressMsg:
		if pressed, ok := understood(msg); ok {
			return m.press(pressed)
		}
	case tea.PasteMsg:
		if m.prompt != nil && Fits(m.width, m.height) {
			m.prompt.input.insert(msg.Content)
			return m.typed()
		}
	}
	return nil
}

// obey does what the walk asks of the screen.
func (m *model) obey(r walk.Reply) tea.Cmd {
	var commands []tea.Cmd
	for _, work := range r.Work {
		commands = append(commands, m.run(work))
	}
	switch {
	case r.Show != "":
		m.show(r.Show)
	case r.Run != "":
		commands = append(commands, m.onScreen(r.Run))
	case r.Open != nil:
		commands = append(commands, m.edit(*r.Open))
	case r.Copy != "":
		commands = append(commands, m.copyText(r.Copy))
	case r.Close:
		m.unfocus()
	case r.Quit:
		commands = append(commands, tea.Quit)
	}
	if r.Match != nil {
		m.reveal(*r.Match)
	}
	return tea.Batch(commands...)
}

// settle fits everything to the size of the screen, so that drawing has nothing left to decide.
func (m *model) settle() {
	m.place()
	if !Fits(m.width, m.height) {
		if m.helpInSmall() {
			m.page.settle(m, m.width-2, m.height-1)
		}
		return
	}
	m.layout = withSplit(m.width, m.bodyHeight(), m.focus, m.zoomed || m.presenting, m.splits[classOf(m.width)])
	m.layout = m.layout.withRoom(notePane, len(m.predictionLines(m.noteWidth())))
	m.stages.look(m.walk)
	if _, height := m.layout.size(stagesPane); height > 1 && m.stages.folds.Count() > 0 {
		m.stages.settle(m.walk, height-1)
	}
	m.code.look(m.walk)
	if width, height := m.layout.size(sourcePane); height > 1 {
		m.code.settle(width, height-1)
	}
	if width, height := m.layout.size(notePane); height > 1 {
		height = max(2, height-len(m.predictionBox(width, height)))
		if aside := m.pages.aside(); aside != nil {
			aside.settle(m, width-2, height-1)
		}
		m.note.compose(m.theme, m.subject(), readable(width-2))
		m.note.height = height - 1
		m.note.clampTo(width-2, height-1)
	}
	if m.page != page(&m.pages.why) {
		m.walk.StopAsking()
	}
	if m.page != nil {
		m.page.settle(m, m.width-2, m.pageHeight()-1)
	}
}

// place shows the beginning of source and note, and the row of the stage, when the learner has come to another one.
func (m *model) place() {
	key := trace.Key{}
	if step := m.walk.Step(); step != nil {
		key = step.Key()
	}
	if key == m.stood {
		return
	}
	m.stood = key
	m.stages.wheeled = false
	m.code.scroll, m.note.scroll = scroll{}, scroll{}
	m.note.found, m.note.past = nil, 0
}

// compared says what several recordings tell of a step.
func (m *model) compared(step *lesson.Step) []string {
	stage, ok := m.walk.SpreadOf(step)
	if !ok {
		return nil
	}
	recordings, ready := m.walk.Compared()
	say := &m.walk.Phrases().Words
	said := words.Compared(say, stage, recordings)
	if median := words.ComparedReady(say, ready, recordings); median != "" && step.Node.Parent == nil {
		said = append(said, median)
	}
	return said
}

// subject returns what the note pane tells of.
func (m *model) subject() subject {
	s := subject{
		said: &m.says().Note, lesson: m.walk.Lesson(), step: m.walk.Step(), at: m.walk.Moment(),
		hurry: m.walk.Path() == walk.Short, words: m.walk.Words(),
	}
	if s.step != nil {
		s.failure, s.heldFor = m.walk.Failure(s.step), m.walk.HeldFor(s.step)
		s.known, s.logged = m.walk.Knows(s.step), m.walk.LoggedLines(s.step)
		s.mark, s.compared = m.walk.MarkOf(s.step.Index), m.compared(s.step)
		if rest, ok := m.walk.RestAt(s.step.Index); ok {
			s.rest = &rest
		}
	}
	return s
}

// reveal brings a match of a search into view.
func (m *model) reveal(found walk.Match) {
	p := stagesPane
	switch found.Kind {
	case walk.InNote:
		p = notePane
	case walk.InSource:
		p = sourcePane
	}
	if !m.layout.shows(p) {
		m.focus = p
	}
	m.stood = trace.Key{} // the panes forget where they were scrolled, also on the stage where the learner stood before
	m.settle()
	_, height := m.layout.size(p)
	switch found.Kind {
	case walk.InNote:
		if !m.findInNote(height) {
			m.openFound() // it is in a folded section
			m.settle()
			m.findInNote(height)
		}
	case walk.InSource:
		if e := m.code.excerpt(); e != nil {
			m.code.y, m.code.moved = found.Line-e.First-height/3, true
		}
	}
}
