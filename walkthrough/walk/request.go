package walk

import (
	"slices"
	"strings"

	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/words"
)

// A ready server can answer a request, and stop.

// askRequest asks what to request.
func (w *Walk) askRequest() {
	switch {
	case w.live.controls == nil || w.ended:
		w.notice = w.say().Requests.NoServer
		return
	case w.lesson.Ready.IsZero():
		w.notice = w.say().Requests.NotReady
		return
	case w.live.waiting:
		w.notice = w.say().Requests.Waiting
		return
	}
	w.ask(Question{
		Kind: AskRequest, Label: w.say().Requests.Label, Placeholder: w.say().Syntax.Is, History: w.live.requests,
	})
}

// sendRequest sends what was typed.
func (w *Walk) sendRequest(text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	r, err := parseRequest(&w.say().Syntax, text, w.live.known)
	if err != nil {
		w.notice = err.Error()
		return
	}
	w.live.requests = remembered(w.live.requests, text)
	w.live.waiting, w.live.answer = true, nil
	w.touched, w.follow = true, true
	w.live.heardAt = w.live.clock
	w.tell().Request(r)
	w.notice = w.say().Requests.Sent(words.Shown(w.requestLine(r)))
}

// requestLine returns a request in one line, without its body, with the user as the learner reads it.
func (w *Walk) requestLine(r feed.Request) string {
	line, say := r.Method+" "+r.Path, &w.Phrases().Requests
	switch {
	case r.Anonymous:
		return say.SentAnonymous.With(line)
	case r.As != "":
		return say.SentAs.With(line, r.As)
	}
	return line
}

// Requests returns the known requests whose names contain a text, in their order.
func (w *Walk) Requests(text string) (known []KnownRequest) {
	for _, k := range w.live.known {
		if strings.Contains(k.Name, text) {
			known = append(known, k)
		}
	}
	return known
}

// completeRequest returns the first known name that contains the text, and of a whole name the next one.
func (w *Walk) completeRequest(text string) string {
	if i := slices.IndexFunc(w.live.known, func(k KnownRequest) bool { return k.Name == text }); i >= 0 {
		return w.live.known[(i+1)%len(w.live.known)].Name
	}
	if known := w.Requests(text); len(known) > 0 {
		return known[0].Name
	}
	return text
}

// hearAnswer takes the server's answer in.
func (w *Walk) hearAnswer(a feed.Answer) {
	w.live.waiting, w.live.answer = false, &a
	w.notice = w.say().Requests.Answered(words.Answer(&w.Phrases().Words, &a))
	if strings.HasPrefix(a.Status, "4") || strings.HasPrefix(a.Status, "5") {
		w.notice = w.say().Requests.Refused(words.Shown(a.Status))
	}
}

// decision returns where the request was decided in whose trace the learner stands, or nil.
func (w *Walk) decision() *lesson.Decision {
	if d := w.lesson.DecisionOf(w.Step()); d != nil && d.Step != nil {
		return d
	}
	return nil
}

// toDecision goes to where a request was refused. One that was served has nothing to be led to.
func (w *Walk) toDecision(d *lesson.Decision) {
	if !d.Refused() {
		w.notice = w.say().Requests.NoneRefused(words.Decision(d))
		return
	}
	at := d.Step.Index == w.at
	w.MoveTo(d.Step.Index, w.say().Moves.AlreadyThere)
	if !at {
		w.notice = words.Decided(w.lesson, d.Step)
	}
}

// AnswerDecision returns where the request was decided to which the last answer belongs, nil when that is not known.
func (w *Walk) AnswerDecision() *lesson.Decision {
	if w.live.answer == nil || w.live.answer.TraceID == "" {
		return nil
	}
	for _, line := range w.lesson.Timelines {
		if line.Kind == lesson.Request && line.Root.TraceID == w.live.answer.TraceID {
			return w.lesson.DecisionOf(w.lesson.StepOf(line.Root))
		}
	}
	return nil
}

// Answer returns the answer to the last request, nil when there is none.
func (w *Walk) Answer() *feed.Answer { return w.live.answer }

func (w *Walk) showAnswer() Reply {
	if w.live.answer == nil {
		w.notice = w.say().Requests.NoAnswer
		return Reply{}
	}
	return Reply{Show: AnswerView}
}

// terminate asks the server to stop in order. While the server boots that would end the walk, so it takes two commands.
func (w *Walk) terminate() {
	sure := w.live.sure
	w.live.sure = false
	switch {
	case w.live.controls == nil || w.ended:
		w.notice = w.say().Server.NoneToStop
	case w.live.ending:
		w.notice = w.say().Server.AlreadyStopping
	case w.lesson.Ready.IsZero() && !sure:
		w.notice = w.say().Server.StopsBeforeReady
		w.live.sure = true
	default:
		w.live.ending = true
		w.touched, w.follow = true, true
		w.live.heardAt = w.live.clock
		w.tell().Terminate()
		w.notice = w.say().Server.StopsInOrder
	}
}
