package walk

import (
	"slices"
	"time"

	"apitour/trace/feed"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/spread"
	"apitour/walkthrough/words"
)

// State is the whole state of a walk as plain data: it has no pointers into the walk, and can be kept, compared, or
// written as JSON. Its texts are as they were recorded: a driver cleans them before it shows them.
type State struct {
	Status   Status
	Position Position
	// Steps counts the steps of the lesson, Rows those that no folded stage hides.
	Steps, Rows int
	// Step is the learner's, nil before the first stage has begun.
	Step        *StepState
	Lanes       []Lane
	OthersRun   bool
	Breakpoints []string
	Checks      []Check
	Hooks       Hooks
	Slices      []Slice // the longest first
	Answer      *AnswerState
	Outside     []OutsideState
	Ready       *Readiness // nil before the server is ready
	Search      Search
	Question    *Question
	Why         *Asked
	Prediction  *Prediction
	// Heading is the heading of a chapter into which the learner has just come, or past which they would walk; nil when
	// there is none to read.
	Heading *HeadingState
	Marks   []MarkView
	// Back and Forward count the places that jumps have left, before the learner's and behind it.
	Back, Forward int
	Warning       Warning
	Notice        string
	// Path is which steps are stops, and Chapter the learner's place among the chapters.
	Path    Path
	Chapter ChapterPlace
	// Server is the server of the delegation chain to which the learner's stage belongs.
	Server notes.Server
}

// StepState is one stage as plain data.
type StepState struct {
	Index, Depth int
	Name         string
	Function     string
	State        string // as lesson.State says it: "held", "done"
	Began        time.Duration
	Took, Own    time.Duration
	Lane         int64
	Parts        int
	Folded       bool
	Stop         bool  // the learner's path stops here
	Rest         *Rest // the many stages that stand in its row, nil when it stands there alone
	OnPath       bool
	Breakpoint   bool
	Failure      string
	Spread       *spread.Stage // in the recordings that are compared, nil when there is one
	Mark         string        // the text of its mark, "" when it has none
	Decided      string        // what the step has to do with the decision of its request, "" when nothing
	Logged       int           // how many lines of the log were written during the stage
	Note         string        // the note's id, "" when no note explains the stage
}

// AnswerState is the server's answer to a request as plain data.
type AnswerState struct {
	Method, Path string
	TraceID      string // of the spans that the request caused
	Status       string // "200 OK"
	Lines        []string
	Took         time.Duration
	Failure      string // why there was no answer, "" when there was one
}

func answerState(a *feed.Answer) *AnswerState {
	if a == nil {
		return nil
	}
	s := &AnswerState{
		Method: a.Method, Path: a.Path, TraceID: a.TraceID, Status: a.Status,
		Lines: slices.Clone(a.Lines), Took: a.Took,
	}
	if a.Err != nil {
		s.Failure = a.Err.Error()
	}
	return s
}

// State returns the state of the walk.
func (w *Walk) State() State {
	server, _ := w.Server()
	s := State{
		Status: w.Status(), Position: w.Position(), Steps: len(w.lesson.Steps), Rows: w.folds.Count(),
		Lanes: w.Lanes(), OthersRun: w.OthersRun(), Breakpoints: w.Breakpoints(), Checks: w.Checks(),
		Hooks: w.Hooks(), Slices: w.Slices(),
		Search: w.Search(), Answer: answerState(w.live.answer), Warning: w.Warning(), Notice: w.notice, Server: server,
		Heading: w.headingState(),
		Path:    w.Path(), Chapter: w.Chapter(), Ready: w.Readiness(), Outside: w.outsideStates(),
	}
	s.Back, s.Forward = w.Trail()
	s.Marks = w.Marks()
	if step := w.Step(); step != nil {
		s.Step = new(w.StepState(step))
	}
	s.Why = w.Asked()
	if w.question != nil {
		s.Question = new(*w.question)
	}
	if p := w.Prediction(); p != nil {
		s.Prediction = p.clone()
	}
	return s
}

// StepState returns a step of the lesson as plain data, at the moment of which everything is shown.
func (w *Walk) StepState(step *lesson.Step) StepState {
	v, n := w.Moment(), step.Node
	s := StepState{
		Index: step.Index, Depth: n.Depth, Name: n.Name, Function: n.Function(), State: v.State(step).String(),
		Began: w.lesson.Since(step), Took: v.Duration(step), Own: v.Own(step), Lane: step.Lane(),
		Parts: len(n.Children), Folded: w.folds.Folded(step.Index), OnPath: w.lesson.IsOnPath(step),
		Breakpoint: n.IsStage() && w.Breakpoint(n.Name), Failure: w.Failure(step),
		Decided: words.Decided(w.lesson, step), Logged: len(w.LoggedIn(step.Index)),
	}
	s.Stop = w.IsStop(step.Index)
	if rest, ok := w.folds.Rest(step.Index); ok {
		rest.Stages = slices.Clone(rest.Stages)
		s.Rest = &rest
	}
	s.Mark = w.MarkOf(step.Index)
	if compared, ok := w.SpreadOf(step); ok {
		s.Spread = &compared
	}
	if note := step.Note(); note != nil {
		s.Note = note.ID
	}
	return s
}
