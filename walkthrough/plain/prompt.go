package plain

import (
	"slices"
	"strings"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// word is a command that only lines of text have, for what a screen shows all the time.
type word struct {
	name string // by which [phrases.PlainHelp] has what it does
	run  func(p *plain, w *walk.Walk, argument string)
}

// plainly makes the word's function of one that needs no argument.
func plainly(run func(*plain, *walk.Walk)) func(*plain, *walk.Walk, string) {
	return func(p *plain, w *walk.Walk, _ string) { run(p, w) }
}

func ownWords() []word {
	return []word{
		{"where", plainly((*plain).where)},
		{"note", plainly((*plain).note)},
		{"more", (*plain).more},
		{"source", plainly((*plain).source)},
		{"parts", plainly((*plain).parts)},
		{"ready", plainly((*plain).ready)},
		{"lanes", plainly((*plain).lanes)},
		{skipWord, plainly((*plain).nothingAsked)},
	}
}

// obey does what a line says. An empty line repeats the last command, and answers a question with what it proposes.
func (p *plain) obey(line string) {
	if question := p.question(); question != nil {
		if line == "" {
			line = question.Proposed
		}
		p.tell(p.driver.Submit(line), "")
		return
	}
	if p.predicted(line) {
		return
	}
	if line == "" {
		line = p.last
	}
	if line == "" {
		p.read(p.where)
		return
	}
	if p.run(line) {
		p.last = line
	}
}

// run runs a command and reports whether there is one: "j" with the name of a stage, a row of the command table, or a
// word of lines of text.
func (p *plain) run(line string) bool {
	name, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if (name == "j" || name == "jump") && rest != "" {
		p.driver.GoTo(rest)
		p.tell(walk.Reply{}, "")
		return true
	}
	if c := p.named(name); c != nil {
		p.tell(p.driver.Do(c.Name, rest), c.Help)
		return true
	}
	for _, own := range ownWords() {
		if own.name == name {
			p.read(func(w *walk.Walk) {
				w.Keyed()
				own.run(p, w, rest)
			})
			return true
		}
	}
	if slices.ContainsFunc(walk.Commands(), func(c walk.Command) bool {
		return c.Screen && (c.Name == name || slices.Contains(c.Keys, name))
	}) {
		p.out.say("%s", p.says.News.NeedsScreen(name))
	} else {
		p.out.say("%s", p.says.News.NoSuchCommand(words.Shown(name), p.meant(name)))
	}
	return false
}

// named returns the row of the command table with that name or key, nil when there is none.
func (p *plain) named(nameOrKey string) (c *walk.Command) {
	p.read(func(w *walk.Walk) { c = w.Named(nameOrKey) })
	return c
}

// meant returns the name of the command that was most likely meant by one that does not exist, or "".
func (p *plain) meant(name string) (meant string) {
	own := []string{"jump"}
	for _, w := range ownWords() {
		own = append(own, w.name)
	}
	p.read(func(w *walk.Walk) { meant = w.Meant(name, own...) })
	return meant
}

func (p *plain) question() (q *walk.Question) {
	p.read(func(w *walk.Walk) { q = w.Question() })
	return q
}

// tell prints what came of a command: the question that it asks, the news, or at least that it is done.
func (p *plain) tell(r walk.Reply, done string) {
	fresh, underWay := p.news(r)
	p.over = p.over || r.Quit
	switch q := p.question(); {
	case q != nil:
		p.out.say("%s", p.promptFor(q))
		p.knownRequests(q)
	case underWay:
		p.onItsWay()
	case !fresh && done != "" && !p.over && !underWay:
		p.out.say("%s", p.says.News.Done(done))
	}
}

// onItsWay says to which stage the server goes. It may work for a while.
func (p *plain) onItsWay() {
	p.read(func(w *walk.Walk) {
		if toward := w.Toward(); toward != "" {
			p.out.say("%s", p.says.News.OnItsWay(words.Name(toward)))
		}
	})
}

// ofSpans is [spans] of the walk.
func (p *plain) ofSpans() (of bool) {
	p.read(func(w *walk.Walk) { of = spans(w) })
	return of
}

// promptFor words what a command asks for.
func (p *plain) promptFor(q *walk.Question) string {
	switch q.Kind {
	case walk.AskSearch:
		return p.says.Prompt.Search
	case walk.AskJump:
		return p.says.Prompt.Jump(p.ofSpans())
	case walk.AskMark:
		return p.says.Prompt.Mark
	}
	return p.says.Prompt.Request(q.Placeholder)
}

// knownRequests lists the requests that have a name.
func (p *plain) knownRequests(q *walk.Question) {
	if q.Kind != walk.AskRequest {
		return
	}
	p.read(func(w *walk.Walk) {
		for _, k := range w.Requests("") {
			p.out.say("  %s", p.says.Labelled(k.Name, k.Shows))
		}
	})
}
