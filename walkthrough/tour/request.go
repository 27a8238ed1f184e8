package tour

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// What the learner can have a server do that is ready: answer a request, and stop.

// firstRequest is what is proposed as the first request: every server has namespaces, and the admin may list them.
const firstRequest = "GET /api/v1/namespaces"

// askRequest asks what to request.
func (m *model) askRequest() tea.Cmd {
	switch {
	case m.live.controls == nil || m.ended:
		m.notice = "there is no server to ask"
		return nil
	case m.lesson.Ready.IsZero():
		m.notice = "a request can be sent when the server is ready"
		return nil
	case m.live.waiting:
		m.notice = "the last request has no answer yet"
		return nil
	}
	proposed := firstRequest
	if n := len(m.live.requests); n > 0 {
		proposed = m.live.requests[n-1]
	}
	return m.ask(prompt{label: "request:", history: m.live.requests, done: (*model).sendRequest}, proposed)
}

// sendRequest sends what was typed: a method and a path, or a path alone to read it.
func (m *model) sendRequest(text string) tea.Cmd {
	fields := strings.Fields(text)
	if len(fields) == 1 {
		fields = []string{"GET", fields[0]}
	}
	if len(fields) != 2 || !strings.HasPrefix(fields[1], "/") {
		m.notice = "a request is a method and a path: " + firstRequest
		return nil
	}
	method, path := strings.ToUpper(fields[0]), fields[1]
	m.live.requests = remember(m.live.requests, method+" "+path)
	m.live.waiting, m.live.answer = true, nil
	m.touched, m.follow = true, true
	m.live.heardAt = m.live.clock
	m.tell().Request(method, path)
	m.notice = "sent"
	return nil
}

// hearAnswer takes the server's answer in.
func (m *model) hearAnswer(a Answer) {
	m.live.waiting, m.live.answer = false, &a
	m.notice = brief(&a) + "; R shows it"
}

// brief tells of an answer in a few words.
func brief(a *Answer) string {
	request := shown(a.Method + " " + a.Path)
	if a.Err != nil {
		return request + ": no answer: " + shown(a.Err.Error())
	}
	return fmt.Sprintf("%s: %s after %s", request, shown(a.Status), duration(a.Took))
}

func (m *model) toggleAnswer() tea.Cmd {
	if m.live.answer == nil && m.page != answerPage {
		m.notice = "no request has been answered"
		return nil
	}
	return m.toggle(answerPage)
}

// settleAnswer writes the page of the answer.
func (m *model) settleAnswer(width, height int) {
	a := m.live.answer
	if a == nil {
		m.reply.lines = nil
		return
	}
	lines := append(wrapped(m.theme.strong, brief(a), width), "")
	for _, line := range a.Lines {
		for _, part := range wrap(shown(expandTabs(line, tabSize)), width) {
			lines = append(lines, m.theme.plain.Render(part))
		}
	}
	m.reply.lines = lines
	m.reply.clampTo(width, height)
}

// terminate asks the server to stop in order. While it boots that would end the walk, so it is asked for twice.
func (m *model) terminate() tea.Cmd {
	sure := m.live.sure
	m.live.sure = false
	switch {
	case m.live.controls == nil || m.ended:
		m.notice = "there is no server to stop"
	case m.live.ending:
		m.notice = "the server has been asked to stop"
	case m.lesson.Ready.IsZero() && !sure:
		m.notice = "the server is not ready yet: x again stops it"
		m.live.sure = true
	default:
		m.live.ending = true
		m.touched, m.follow = true, true
		m.live.heardAt = m.live.clock
		m.tell().Terminate()
		m.notice = "the server has been asked to stop, in order"
	}
	return nil
}
