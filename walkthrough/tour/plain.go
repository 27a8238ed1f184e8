package tour

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"apitour/trace"
)

// The plain walk is the tour without a screen: it reads commands line by line and answers with lines of text. Nothing is
// drawn twice, nothing is told by place, box or colour, so that it is good for screen readers, for logs and for scripts. It
// is the same model with the same key table: a command is the name of a row, or one of its keys.
//
//	into
//	step 2 of 62: NewAPIServerCommand
//	…
type plain struct {
	m     *model
	out   io.Writer
	ascii bool
	err   error // of writing

	ctx      context.Context
	messages chan tea.Msg
	over     bool

	last   string          // the command before, which an empty line repeats
	summed map[string]bool // the notes, by their ids, whose beginning has been told
	logged int             // lines of log that have been printed
	told   told
}

// told is what the learner has been told last, so that only news is.
type told struct {
	step    trace.Key
	begun   bool   // it had begun
	state   string // of the boot
	warning string
}

// plainWord is a command that only the plain walk has, for what a screen shows all the time.
type plainWord struct {
	name, help string
	run        func(*plain, string)
}

func plainWords() []plainWord {
	return []plainWord{
		{"where", "where you are", func(p *plain, _ string) { p.where() }},
		{"note", "the whole note of the stage", func(p *plain, _ string) { p.note() }},
		{"source", "the source of the stage", func(p *plain, _ string) { p.source() }},
		{"parts", "the parts of the stage", func(p *plain, _ string) { p.parts() }},
		{"lanes", "what runs at the same time, and what is held", func(p *plain, _ string) { p.lanes() }},
	}
}

// The size of the screen that there is not: what the panes settle for themselves has to have one.
const plainWidth, plainHeight = 100, 50

// runPlain walks until the input ends, the learner quits, or the context is done.
func (o Options) runPlain(ctx context.Context, m *model) error {
	ctx, cancel := context.WithCancel(ctx)
	p := &plain{m: m, out: o.Output, ascii: m.ascii, ctx: ctx, messages: make(chan tea.Msg), summed: make(map[string]bool)}
	if p.out == nil {
		p.out = os.Stdout
	}
	in := o.Input
	if in == nil {
		in = os.Stdin
	}
	// Commands of the model that wait for something end with the context, a tick as soon as it is due.
	m.ctx = ctx
	defer cancel()

	p.update(tea.WindowSizeMsg{Width: plainWidth, Height: plainHeight})
	p.start(m.Init())
	p.say("apitour as lines of text. \"help\" lists the commands, \"quit\" leaves.")
	p.introduce()
	p.news()
	err := p.walk(p.read(in))
	switch {
	case p.err != nil:
		return fmt.Errorf("show tour: %w", p.err)
	case err != nil:
		return fmt.Errorf("show tour: %w", err)
	}
	return nil
}

// walk obeys line after line. While the server is on its way the next line waits, so that a script needs to know nothing
// of times; whoever sees that it does not get on is told what can be typed.
func (p *plain) walk(lines <-chan string) error {
	for !p.over && p.err == nil {
		input := lines
		if p.m.underWay() {
			input = nil
		}
		select {
		case <-p.ctx.Done():
			return p.ctx.Err()
		case msg := <-p.messages:
			p.update(msg)
			p.news()
		case line, open := <-input:
			if !open {
				return nil
			}
			p.obey(strings.TrimSpace(line))
		}
	}
	return nil
}

// read reads the input in a goroutine of its own, which ends with the input or after the line that nobody wants.
func (p *plain) read(in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		for scanner.Scan() {
			select {
			case lines <- scanner.Text():
			case <-p.ctx.Done():
				return
			}
		}
	}()
	return lines
}

// update gives the model a message, and starts what it asks for.
func (p *plain) update(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.QuitMsg:
		p.over = true
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.start(cmd)
		}
	default:
		_, cmd := p.m.Update(msg)
		p.start(cmd)
	}
}

// start runs a command of the model that may take as long as it likes.
func (p *plain) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		select {
		case p.messages <- msg:
		case <-p.ctx.Done():
		}
	}()
}

// obey does what a line says. An empty one says again what the last one said.
func (p *plain) obey(line string) {
	p.m.notice = ""
	if p.m.prompt != nil {
		p.answer(line)
		return
	}
	if line == "" {
		line = p.last
	}
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch c, w := p.find(word, rest); {
	case line == "":
		p.where()
	case w != nil:
		p.m.keyed()
		w.run(p, rest)
	case c != nil:
		p.do(c, rest)
	default:
		p.say("There is no command %q. \"help\" lists them.", shown(word))
		return
	}
	p.last = line
}

// find returns what a word means: a row of the key table by its name or a key, or a word of the plain walk. "j" with the
// name of a stage leads there.
func (p *plain) find(word, rest string) (*command, *plainWord) {
	if (word == "j" || word == "jump") && rest != "" {
		return nil, &plainWord{run: (*plain).jump}
	}
	for i, c := range p.m.commands {
		if c.name == word || slices.Contains(c.Keys(), word) {
			return &p.m.commands[i], nil
		}
	}
	for _, w := range plainWords() {
		if w.name == word {
			return nil, &w
		}
	}
	return nil, nil
}

// do runs a row of the key table, which does to the model what its key does, and tells what came of it.
func (p *plain) do(c *command, rest string) {
	cmd := p.m.do(c)
	switch {
	case p.m.prompt == nil:
		p.finish(cmd, c.Help().Desc)
	case rest != "":
		p.answer(rest)
	default:
		p.say("%s (Type it, or an empty line for %q.)", p.m.prompt.label, shown(p.m.prompt.input.value()))
	}
}

// answer answers what the model asks for.
func (p *plain) answer(text string) {
	if text == "" {
		text = p.m.prompt.input.value()
	}
	p.m.keyed()
	p.finish(p.m.answer(text), "")
}

// finish waits for what a row of the key table has begun, which is never long, and tells what came of it.
func (p *plain) finish(cmd tea.Cmd, done string) {
	if cmd != nil {
		p.update(cmd())
	}
	p.m.settle()
	if !p.news() && done != "" && !p.over && !p.m.underWay() {
		p.say("Done: %s.", done)
	}
}
