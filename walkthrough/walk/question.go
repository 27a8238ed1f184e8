package walk

// QuestionKind says what the learner is asked for.
type QuestionKind string

// The kinds.
const (
	AskSearch  QuestionKind = "search"
	AskJump    QuestionKind = "go"
	AskRequest QuestionKind = "request"
	AskMark    QuestionKind = "mark"
)

// Question asks the learner for a line of text. The driver answers with [Walk.Submit] or [Walk.Cancel]; a driver that
// shows the line while it is typed also calls [Walk.Typed].
type Question struct {
	Kind        QuestionKind
	Label       string   // what is asked for
	Proposed    string   // the answer that an empty line gives
	Placeholder string   // what an answer may be, shown while nothing is typed
	Begun       string   // the text with which a line that is edited on a screen begins, beside Proposed
	History     []string // earlier answers, the newest last
}

// Question returns what the learner is asked for, nil when nothing.
func (w *Walk) Question() *Question { return w.question }

func (w *Walk) ask(q Question) { w.question = &q }

// Typed tells the walk what has been typed so far. It may be called often.
func (w *Walk) Typed(text string) Reply {
	w.Keyed()
	if w.question == nil {
		return Reply{}
	}
	switch w.question.Kind {
	case AskSearch:
		w.searchTyped(text)
	case AskJump:
		w.jumpTyped(text)
	}
	w.followUp()
	return w.reply()
}

// Completed returns what the text may be completed to; called again, the next possibility.
func (w *Walk) Completed(text string) string {
	switch {
	case w.question == nil:
	case w.question.Kind == AskJump:
		return w.completeJump(text)
	case w.question.Kind == AskRequest:
		return w.completeRequest(text)
	}
	return text
}

// Submit answers the question.
func (w *Walk) Submit(text string) Reply {
	w.notice = ""
	w.Keyed()
	if w.question == nil {
		return Reply{}
	}
	r := w.answer(text)
	w.followUp()
	r.Work = append(r.Work, w.reply().Work...)
	return r
}

func (w *Walk) answer(text string) (r Reply) {
	asked := w.question
	w.question = nil
	switch asked.Kind {
	case AskSearch:
		w.searchFor(text)
	case AskJump:
		r = w.jumpTo(text)
	case AskRequest:
		w.sendRequest(text)
	case AskMark:
		w.setMark(text)
	}
	return r
}

// Cancel takes the question back.
func (w *Walk) Cancel() {
	w.notice = ""
	w.Keyed()
	asked := w.question
	w.question = nil
	if asked == nil {
		return
	}
	switch asked.Kind {
	case AskSearch:
		w.cancelSearch()
	case AskJump:
		w.jump.set("")
	}
}

// remembered adds an answer to a history, once and at its end.
func remembered(history []string, text string) []string {
	const most = 50
	kept := make([]string, 0, len(history)+1)
	for _, h := range history {
		if h != text {
			kept = append(kept, h)
		}
	}
	kept = append(kept, text)
	return kept[max(0, len(kept)-most):]
}
