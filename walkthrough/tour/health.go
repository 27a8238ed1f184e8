package tour

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"apitour/trace/health"
	"apitour/walkthrough/lesson"
)

// healthPage shows what the server says of itself while it boots: every check of /livez and /readyz, and what has turned
// it green. It is a page, or takes the place of the note where the screen is wide enough to walk on beside it.
type healthPage struct {
	text
	aside    bool                     // it takes the place of the note
	answers  map[string]health.Report // the newest of each path that has checks
	checks   []*check                 // in the order in which they were heard of
	byName   map[string]*check
	answered string            // the stage that was at work when there was the first answer, "" before
	green    map[string]string // by path, the stage that was at work when the whole was first green
	turns    int
}

// check is what is known of one check, in /livez, in /readyz or in both.
type check struct {
	name   string
	ok     map[string]bool // by path
	reason string
	// red and turned are the stages that were at work when it was last red and first green since, "" when it never was.
	red, turned string
	turn        int // which one in the order of turning green
}

// turners says by which stage checks turn green that are not a hook's own, whose is known from its name. Read in
// k8s.io/apiserver v0.37.2 and in this project's aggregator.
var turners = map[string]string{
	// pkg/server/healthz/healthz.go:51-96: they ask nobody.
	"ping": "always green", "log": "always green, unless logging is stuck",
	// pkg/server/healthz/healthz.go:126 and pkg/server/genericapiserver.go: red as soon as it stops.
	"shutdown": "green until the server stops",
	// pkg/server/options/serving_with_loopback.go:121: it looks at the certificate's dates.
	"loopback-serving-certificate": "green while the server's certificate for itself is valid",
	// pkg/server/options/etcd.go:426 and :434: a client of its own asks etcd.
	"etcd": "StartEtcd", "etcd-readiness": "StartEtcd",
	// pkg/server/config.go:936: all informers of the shared factory, which this hook starts, have their first list.
	"informer-sync": "PostStartHook/generic-apiserver-start-informers",
	// apiserver/aggregator.go: the APIServices that this hook registers are available.
	"autoregister-completion": "PostStartHook/kube-apiserver-autoregistration",
}

// hookCheck is how the checks of post-start hooks begin. They turn green when the hook's function returns
// (k8s.io/apiserver v0.37.2 pkg/server/hooks.go), which is when the span of that hook ends.
const hookCheck = "poststarthook/"

// hear takes a report in, while a stage is at work.
func (p *healthPage) hear(r health.Report, stage string) {
	if p.byName == nil {
		p.byName, p.answers, p.green = make(map[string]*check), make(map[string]health.Report), make(map[string]string)
	}
	if r.Code == 0 {
		return
	}
	if p.answered == "" {
		p.answered = stage
	}
	if r.OK() && p.green[r.Path] == "" {
		p.green[r.Path] = stage
	}
	if len(r.Checks) == 0 {
		return
	}
	p.answers[r.Path] = r
	for _, heard := range r.Checks {
		c := p.byName[heard.Name]
		if c == nil {
			c = &check{name: heard.Name, ok: make(map[string]bool)}
			p.byName[heard.Name] = c
			p.checks = append(p.checks, c)
		}
		c.ok[r.Path] = heard.OK
		switch {
		case !heard.OK:
			c.red, c.turned, c.reason = stage, "", heard.Reason
		case c.turned == "":
			p.turns++
			c.turned, c.turn = stage, p.turns
		}
	}
}

// count returns how many checks of a path there are, and how many are green.
func (p *healthPage) count(path string) (green, all int) {
	for _, c := range p.answers[path].Checks {
		if all++; c.OK {
			green++
		}
	}
	return green, all
}

// healthInBrief is the health in a few words, "" before the port is bound and after the server was ready.
func (m *model) healthInBrief() string {
	green, all := m.health.count("/readyz")
	ready := m.health.answers["/readyz"]
	switch {
	case m.follower == nil || ready.OK():
		return ""
	case all > 0:
		return fmt.Sprintf("readyz %d/%d", green, all)
	case m.health.answered != "":
		return "it answers"
	case m.port() != "":
		return "port bound"
	}
	return ""
}

// Attributes of the stage that binds the port, from OpenTelemetry's conventions for servers.
const (
	bindStage   = "SecureServing.ApplyTo"
	attrAddress = "server.address"
	attrPort    = "server.port"
)

// port returns where the server is bound, "" before it is. That is long before it serves.
func (m *model) port() string {
	if step := m.firstOf(bindStage); step != nil && step.Node.Int(attrPort) > 0 {
		return shown(step.Node.Text(attrAddress)) + ":" + step.Node.Text(attrPort)
	}
	return ""
}

// firstOf returns the first step that has begun of that name, or nil.
func (m *model) firstOf(name string) *lesson.Step {
	for _, step := range m.lesson.Steps {
		if step.Node.Name == name && m.began(step) {
			return step
		}
	}
	return nil
}

// toggleHealth shows the health, beside the stages where there is room, else as a page.
func (m *model) toggleHealth() tea.Cmd {
	if m.follower == nil {
		m.notice = "a recording has no server that could say how it is"
		return nil
	}
	if len(m.layout) > 1 && m.page == noPage {
		m.health.aside = !m.health.aside
		return nil
	}
	return m.toggle(checksPage)
}

// settleHealth writes the lines of the page.
func (m *model) settleHealth(width, height int) {
	t := m.theme
	lines := m.healthMoments(width)
	lines = append(lines, "", t.focus.Render(fit(m.healthTitle(), width)))
	for _, c := range m.health.sorted() {
		mark, look := "✓", t.good
		if c.turned == "" {
			mark, look = "✗", t.bad
		}
		name, by := mark+" "+shown(c.name), m.turnedBy(c)
		// What has turned it stands in a column of its own, unless it needs the room that a short name leaves.
		column := max(width*2/3, width-40)
		if need := ansi.StringWidth(by); need > width-column {
			column = max(ansi.StringWidth(name)+2, width-need)
		}
		lines = append(lines, look.Render(fit(name, min(column, width-12)-1))+" "+t.muted.Render(fit(by, width-min(column, width-12))))
	}
	m.health.lines = lines
	m.health.clampTo(width, height)
}

func (m *model) healthTitle() string {
	live, lives := m.health.count("/livez")
	ready, readies := m.health.count("/readyz")
	if lives+readies == 0 {
		return "Checks: none has been answered yet"
	}
	return fmt.Sprintf("Checks: %d of %d green in /livez, %d of %d in /readyz", live, lives, ready, readies)
}

// healthMoments tells of the moments on the way to ready, those that are still to come included.
func (m *model) healthMoments(width int) []string {
	t := m.theme
	bound := m.port()
	if bound != "" {
		bound = "by " + bindStage + ", at " + bound
	}
	rows := []struct{ what, when string }{
		{"port bound", bound},
		{"first answer", m.at(m.health.answered)},
		{"/livez green", m.at(m.health.green["/livez"])},
		{"/readyz green", m.at(m.health.green["/readyz"])},
	}
	lines := []string{t.focus.Render("Moments")}
	for _, row := range rows {
		mark, look := "✓", t.good
		if row.when == "" {
			mark, look, row.when = "✗", t.bad, "not yet"
		}
		lines = append(lines, look.Render(fit(mark+" "+row.what, 18))+t.plain.Render(fit(row.when, width-18)))
	}
	return lines
}

func (m *model) at(stage string) string {
	if stage == "" {
		return ""
	}
	return "when " + shown(stage) + " had begun"
}

// sorted returns the checks that are red, then those that have turned green, the last one first.
func (p *healthPage) sorted() []*check {
	checks := slices.Clone(p.checks)
	slices.SortStableFunc(checks, func(a, b *check) int {
		if (a.turned == "") != (b.turned == "") {
			return map[bool]int{true: -1, false: 1}[a.turned == ""]
		}
		return b.turn - a.turn
	})
	return checks
}

// turnedBy tells what has turned a check green, or why it is red. Only a hook's own check is tied to a stage by its name;
// of others it is known for what they wait, or else only between which stages they turned.
func (m *model) turnedBy(c *check) string {
	if c.turned == "" {
		reason := shown(strings.TrimPrefix(c.reason, "failed: "))
		if hook, ok := strings.CutPrefix(c.name, hookCheck); ok {
			if step := m.firstOf("PostStartHook/" + hook); step == nil || !m.began(step) {
				reason = "its hook has not started"
			} else if step.Node.Running() {
				reason = "its hook is " + m.present().State(step).String()
			}
		}
		return reason
	}
	// The name says which hook that is: poststarthook/X is PostStartHook/X.
	if hook, ok := strings.CutPrefix(c.name, hookCheck); ok {
		step := m.firstOf("PostStartHook/" + hook)
		if step != nil && m.began(step) && !step.Node.Running() {
			return "its hook ended at +" + duration(step.Node.End.Sub(m.lesson.Start))
		}
	}
	if by := turners[c.name]; by != "" {
		return by
	}
	if c.red == "" {
		return "green when first asked"
	}
	if c.red == c.turned {
		return "when " + shown(c.turned) + " had begun"
	}
	return "between " + shown(c.red) + " and " + shown(c.turned)
}
