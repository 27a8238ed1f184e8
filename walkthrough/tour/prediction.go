package tour

import (
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"apitour/walkthrough/walk"
	"apitour/walkthrough/words"
)

// A prediction stands above the note, or over the end of a page: the question with its choices, and after the answer
// what is right, and why. The tree stays in view, so that the server can be seen to go on.

// predictionKey reports whether a key answers the question that is asked, instead of what it does elsewhere. On a page
// that was opened meanwhile, arrows scroll and esc closes.
func (m *model) predictionKey(key string) bool {
	switch key {
	case "enter", "up", "down", "k", "j", "esc":
		return m.page == nil || m.walk.PredictingAll()
	}
	return len(key) == 1 && key >= "1" && key <= "9"
}

// answerPrediction does what a key means while a question is asked.
func (m *model) answerPrediction(key string) walk.Reply {
	switch key {
	case "enter":
		return m.walk.Do("choose", "")
	case "esc":
		return m.walk.Do("close", "")
	case "up", "k":
		return m.walk.Do("up", "")
	case "down", "j":
		return m.walk.Do("down", "")
	}
	return m.walk.Do("choose", key)
}

// noteWidth is how wide a prediction is drawn: as the note or, while that is not in view, as the screen.
func (m *model) noteWidth() int {
	if width, _ := m.layout.size(notePane); width > 0 && m.page == nil {
		return width
	}
	return m.width
}

// predictionLines are the rows of the prediction at a width, its heading first; none when there is none.
func (m *model) predictionLines(width int) []string {
	p := m.walk.Prediction()
	if p == nil {
		return nil
	}
	in, said := m.walk.Phrases(), m.says().Predict
	head := heading{title: said.WhatDoYouThink, focused: true}
	var lines []string
	switch p.Phase {
	case walk.PredictionAsked:
		if p.Again {
			head.title = said.OnceMore
		}
		head.aside = said.HowToAnswer(len(p.Options))
		lines = m.askedLines(p, width-2)
	case walk.PredictionWaiting:
		lines = wrapped(m.theme.plain, words.Shown(said.Two(p.Said(in), in.Walk.Predict.Waits)), width-2)
	default:
		lines = m.answeredLines(p, width-2)
		head.title, head.aside = said.TheAnswer, said.WalkOn
	}
	rows := []string{head.Render(m.theme, width)}
	for _, line := range lines {
		rows = append(rows, " "+fit(line, width-2)+" ")
	}
	return rows
}

func (m *model) askedLines(p *walk.Prediction, width int) []string {
	lines := wrapped(m.theme.strong, told(p.Ask), width)
	for i, option := range p.Options {
		styles, mark := m.theme.on(i == p.Chosen), "  "
		if i == p.Chosen {
			mark = "▶ "
		}
		for j, part := range wrap(words.Shown(option), width-4) {
			before := fmt.Sprintf("%s%d ", mark, i+1)
			if j > 0 {
				before = "    "
			}
			lines = append(lines, styles.key.Render(before)+styles.plain.Render(fit(part, width-4)))
		}
	}
	return lines
}

// clickPrediction answers with the option that stands in a row of the prediction, counted from its heading.
func (m *model) clickPrediction(row, width int) tea.Cmd {
	p := m.walk.Prediction()
	if !m.walk.Predicting() {
		return nil
	}
	row -= 1 + len(wrap(told(p.Ask), width-2))
	for i, option := range p.Options {
		rows := len(wrap(words.Shown(option), width-6))
		if row >= 0 && row < rows {
			return m.obey(m.walk.Do("choose", strconv.Itoa(i+1)))
		}
		row -= rows
	}
	return nil
}

func (m *model) answeredLines(p *walk.Prediction, width int) []string {
	in, look := m.walk.Phrases(), m.theme.running
	if p.Right {
		look = m.theme.good
	}
	lines := wrapped(look, told(p.Outcome(in)), width)
	lines = append(lines, wrapped(m.theme.plain, told(p.Why), width)...)
	if p.Wrong != "" {
		lines = append(lines, wrapped(m.theme.muted, told(in.Tour.Predict.Two(p.Said(in), p.Wrong)), width)...)
	}
	return lines
}

// predictionBox is as much of the prediction as has room above the note. Less than a heading and a line of the note is
// not worth its place.
func (m *model) predictionBox(width, height int) []string {
	lines := m.predictionLines(width)
	switch {
	case len(lines) == 0:
		return nil
	case len(lines) > height-2:
		for len(lines) < height {
			lines = append(lines, spaces(width))
		}
		return lines[:height]
	}
	return lines
}

// overlaid puts the prediction over the last rows of the body, where a zoomed pane covers the note.
func (m *model) overlaid(rows []string) []string {
	lines := m.predictionLines(m.width)
	lines = lines[:min(len(lines), len(rows)-1)]
	copy(rows[len(rows)-len(lines):], lines)
	return rows
}

// pageHeight is how many rows of the body an open page has: a prediction stands below it.
func (m *model) pageHeight() int {
	return max(2, m.bodyHeight()-len(m.predictionLines(m.width)))
}
