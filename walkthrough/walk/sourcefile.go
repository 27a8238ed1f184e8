package walk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strconv"

	"apitour/walkthrough/lesson"
	"apitour/walkthrough/source"
	"apitour/walkthrough/words"
)

// SourceFile is a file on the disk that holds the source of a stage.
type SourceFile struct {
	Path string
	Line int // 0 when unknown
}

// sourceFile says where the file is, or why there is none.
type sourceFile struct {
	file SourceFile
	link string // to the source on the web, "" when there is none
	err  error
}

func (sourceFile) event() {}

// findSourceFile begins to look for the file of the learner's stage. The line may be empty: then it is the line that
// calls the next stage, else the line on which the function begins. Disks are slow, so that work looks.
func (w *Walk) findSourceFile(line string) {
	step := w.Step()
	if step == nil {
		return
	}
	place := step.Node.Source()
	if place.File == "" {
		w.notice = w.say().Source.Unknown(w.spans())
		return
	}
	at := place.Line
	if number, err := strconv.Atoi(line); err == nil && number > 0 {
		at = number
	} else if call := w.nextCall(step); call > 0 {
		at = call
	}
	w.begin(func(context.Context) Event { return lookForFile(step, at) })
}

// nextCall returns the line on which the step calls the next one, 0 when it does not or its source has not been read.
func (w *Walk) nextCall(step *lesson.Step) int {
	if !step.AtHand() {
		return 0
	}
	return step.CallOf(w.Next())
}

func lookForFile(step *lesson.Step, line int) sourceFile {
	found := sourceFile{file: SourceFile{Line: line}, link: source.Permalink(step.Node.Source())}
	dir, err := os.Getwd()
	if err != nil {
		found.err = err
		return found
	}
	found.file.Path, found.err = step.File(dir)
	return found
}

// hearSourceFile returns the file, or says why there is none and what to do about it.
func (w *Walk) hearSourceFile(f sourceFile) *SourceFile {
	switch {
	case f.err == nil:
		return &f.file
	case errors.Is(f.err, source.ErrOtherText):
		w.notice = w.say().Source.OtherVersion
	case f.link != "":
		w.notice = w.say().Source.NotInCache(f.link)
	case errors.Is(f.err, fs.ErrNotExist):
		w.notice = w.say().Source.InApitour
	default:
		w.notice = w.say().Source.NoFile(words.Shown(f.err.Error()))
	}
	return nil
}
