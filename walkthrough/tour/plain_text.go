package tour

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	pages "apitour/walkthrough/page"
)

// say writes a line.
func (p *plain) say(format string, values ...any) {
	line := strings.TrimRight(fmt.Sprintf(format, values...), " ")
	if p.ascii {
		line = asciiOnly(line)
	}
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.out, line)
	}
}

func (p *plain) sayAll(text string) {
	for line := range strings.Lines(text) {
		p.say("%s", strings.TrimSuffix(line, "\n"))
	}
}

// news tells what is new since it last did, and reports whether anything was.
func (p *plain) news() (fresh bool) {
	tell := func(text string, known *string) {
		if text != *known && text != "" {
			p.say("%s", text)
			fresh = true
		}
		*known = text
	}
	if p.m.notice != "" {
		p.say("%s", sentence(p.m.notice))
		p.m.notice, fresh = "", true
	}
	if p.m.page != noPage {
		p.page()
		fresh = true
	}
	tell(sentence(p.m.outcome()), &p.told.state)
	if step := p.m.step(); step != nil && !p.m.underWay() && (step.Key() != p.told.step || p.m.began(step) != p.told.begun) {
		p.told.step, p.told.begun = step.Key(), p.m.began(step)
		p.where()
		p.summary()
		fresh = true
	}
	tell(sentence(p.m.warning()), &p.told.warning)
	return fresh
}

// sentence makes one of what the status line says in a few words.
func sentence(s string) string {
	s = shown(s)
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// where tells where the learner stands.
func (p *plain) where() {
	step := p.m.step()
	if step == nil {
		p.say("Waiting for the first stage.")
		return
	}
	node, s := step.Node, p.m.subject()
	p.say("step %d of %d: %s", step.Index+1, len(p.m.lesson.Steps), shown(node.Name))
	words := timeWords(p.m.moment(), step)
	if state := p.m.moment().State(step); state == lesson.Done || state == lesson.Failed {
		words = append([]string{state.String()}, words...)
	}
	p.say("  %s", strings.Join(words, ", "))
	var around []string
	for n := node.Parent; n != nil; n = n.Parent {
		around = append([]string{shown(n.Name)}, around...)
	}
	if len(around) > 0 {
		p.say("  in %s", strings.Join(around, " > "))
	}
	if s.failure != "" {
		p.say("  failed: %s", shown(s.failure))
	}
	if why := node.NeverHeld(); why != "" {
		p.say("  never held: %s", shown(why))
	}
	if n := len(node.Children); n > 0 {
		p.say("  %s", counted(n, "part"))
	}
	if at := p.m.position(); at != "" && at != p.m.stateOf(step) {
		p.say("  %s", at)
	}
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// summary tells once how a note begins. All of it would bury the walk.
func (p *plain) summary() {
	note := p.m.step().Note()
	if note == nil || p.summed[note.ID] {
		return
	}
	p.summed[note.ID] = true
	p.say("")
	p.say("%s", shown(note.Title))
	if sections := note.Sections(); len(sections) > 0 {
		p.sayAll(pages.Section(sections[0]))
		if len(sections) > 1 {
			p.say("  (\"note\" tells more, \"source\" shows the source.)")
		}
	}
	p.say("")
}

func (p *plain) note() {
	step := p.m.step()
	if step == nil || step.Note() == nil {
		p.say("No note explains this stage.")
		return
	}
	p.sayAll(pages.Note(step.Note()))
}

// source prints the function of the stage, with what its lines call.
func (p *plain) source() {
	step := p.m.step()
	switch {
	case step == nil:
		p.say("There is no stage yet.")
		return
	case step.Code() == nil:
		for _, line := range p.m.code.absent(p.m.theme, plainWidth) {
			p.say("%s", ansi.Strip(line))
		}
		return
	}
	calls := make(map[int]string)
	for _, call := range step.Calls() {
		if calls[call.Line] != "" {
			calls[call.Line] += ", "
		}
		calls[call.Line] += shown(call.Child.Node.Name)
	}
	p.say("%s", placeText(trace.Place{File: step.Code().Path, Line: step.Code().Func}))
	for i, line := range step.Code().Lines {
		number := step.Code().First + i
		text := fmt.Sprintf("%d: %s", number, expandTabs(trace.CleanLines(line), tabSize))
		if calls[number] != "" {
			text += "   (calls " + calls[number] + ")"
		}
		p.say("%s", text)
	}
}

// parts lists the parts of the stage.
func (p *plain) parts() {
	step := p.m.step()
	if step == nil || len(step.Node.Children) == 0 {
		p.say("It has no parts.")
		return
	}
	for _, child := range step.Node.Children {
		part := p.m.lesson.StepOf(child)
		p.say("step %d: %s, %s", part.Index+1, shown(child.Name), p.m.partWords(part))
	}
}

// jump goes to the stage of that name or number.
func (p *plain) jump(to string) {
	step := p.m.named(to)
	if step < 0 {
		p.say("No stage is called %q.", shown(to))
		return
	}
	p.finish(p.m.walk(step, "you are there"), "")
}

// page prints what covers the panes on a screen, and closes it.
func (p *plain) page() {
	switch p.m.page {
	case helpPage:
		p.help()
	case logPage:
		p.log()
	case answerPage:
		p.lines(p.m.reply.lines)
	case checksPage:
		p.lines(p.m.health.lines)
	case readFirstPage:
		p.lines(p.m.intro.lines)
	default:
		for _, row := range p.m.body()[1:] {
			p.say("%s", ansi.Strip(row))
		}
	}
	p.m.page = noPage
}

func (p *plain) lines(lines []string) {
	for _, line := range lines {
		p.say("%s", strings.TrimRight(ansi.Strip(line), " "))
	}
}

// introduce tells the beginning of what a screen would show first.
func (p *plain) introduce() {
	if p.m.intro.empty() {
		return
	}
	for _, line := range p.m.introText() {
		p.say("%s", line)
	}
	p.say("(\"intro\" tells more.)")
	p.say("")
}

func (p *plain) lanes() {
	for _, line := range p.m.lanesText() {
		p.say("%s", line)
	}
}

func (p *plain) help() {
	p.say("Type a name, or one of the keys of a screen.")
	group := group("")
	for _, c := range p.m.commands {
		if c.group != group {
			group = c.group
			p.say("")
			p.say("%s", group)
		}
		p.say("  %s (%s): %s", c.name, strings.Join(c.Keys(), ", "), c.Help().Desc)
	}
	p.say("")
	p.say("In lines of text alone")
	p.say("  j STAGE: go to the stage of that name or number")
	for _, w := range plainWords() {
		p.say("  %s: %s", w.name, w.help)
	}
	p.say("  an empty line: the last command again")
}

// log prints what the server has logged since it was last printed.
func (p *plain) log() {
	lines := p.m.log.all[min(p.logged, len(p.m.log.all)):]
	p.logged = len(p.m.log.all)
	if len(lines) == 0 {
		p.say("%s", p.m.noLog())
	}
	for _, line := range lines {
		p.say("%s", line)
	}
}
