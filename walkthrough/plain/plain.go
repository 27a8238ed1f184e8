// Package plain shows a walk as lines of text: it reads commands line by line and prints what came of each. It prints
// nothing twice and says nothing by place, box or colour, so that it is good for screen readers, logs and scripts.
//
//	into
//	step 2 of 62: NewAPIServerCommand
//	…
//
// A command is a row of the walk's command table, by its name or one of its keys, or a word for what a screen shows all
// the time: "where", "note", "source". What follows the command answers what it asks.
//
//	lines ──► prompt.go ── Do, GoTo, Submit ──► walk.Driver
//	                                               │ Reply, Changed
//	output ◄── views.go, stage.go ◄── news.go ◄────┘
//
// The walk may move between two lines, so every text is made while the walk stands still, and printed after that.
package plain

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"apitour/walkthrough/anchors"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/phrases"
	"apitour/walkthrough/walk"
)

// Options say where to read commands and where to print.
type Options struct {
	// Input and Output are standard input and output when nil.
	Input  io.Reader
	Output io.Writer
	// ASCII prints nothing but ASCII.
	ASCII bool
	// Review returns what has become of the places in upstream's source that our notes cite. It is called when a note
	// is printed that may cite some; nil for a walk that says nothing of it.
	Review func() (*anchors.Review, error)
}

// plain is a walk in lines of text.
type plain struct {
	driver *walk.Driver
	out    printer
	says   *phrases.Plain
	review func() (*anchors.Review, error)
	over   bool // the learner has quit

	last   string               // the command before, which an empty line repeats
	summed map[*notes.Note]bool // the notes whose beginning has been printed
	worded map[*notes.Term]bool // the words of the glossary that these have used
	logged int                  // lines of the server's log that have been printed
	told   told
	asked  string // which prediction has been printed, and in which phase
}

// Run walks until the input ends, the learner quits, or the context is done; then the error wraps the context's.
// Nothing else may use the walk from then on.
func Run(ctx context.Context, w *walk.Walk, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	p := &plain{
		out:    printer{to: o.Output, ascii: o.ASCII},
		review: o.Review,
		summed: make(map[*notes.Note]bool),
		worded: make(map[*notes.Term]bool),
	}
	if p.out.to == nil {
		p.out.to = os.Stdout
	}
	if o.Input == nil {
		o.Input = os.Stdin
	}
	p.driver = walk.Drive(ctx, w)
	defer p.driver.Wait()
	defer cancel()

	p.read(p.introduce)
	err := p.walk(ctx, lines(ctx, o.Input))
	p.driver.Leave()
	if err != nil {
		return fmt.Errorf("show walk: %w", err)
	}
	return nil
}

// read looks at the walk while it stands still, with the phrases of the language in which it is told.
func (p *plain) read(look func(*walk.Walk)) {
	p.driver.Read(func(w *walk.Walk) {
		p.says = &w.Lesson().Phrases().Plain
		look(w)
	})
}

// spans reports whether the learner stands in the trace of another program, which has spans and no stages.
func spans(w *walk.Walk) bool { return w.Kind() == lesson.Other }

// walk takes line after line. While the server is on its way the next line waits, so that a script needs no times; when
// the server does not move on, the news says what can be typed.
func (p *plain) walk(ctx context.Context, lines <-chan string) error {
	for !p.over {
		_, underWay := p.news(walk.Reply{})
		if err := p.out.flush(); err != nil {
			return err
		}
		input := lines
		if underWay {
			input = nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.driver.Changed():
		case line, open := <-input:
			if !open {
				return nil
			}
			p.obey(strings.TrimSpace(line))
		}
	}
	return p.out.flush()
}

// lines reads the input in a goroutine of its own, which ends with the input, or with the context at the next line. A
// line may be as long as it likes.
func lines(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for input := bufio.NewReader(in); ; {
			line, err := input.ReadString('\n')
			if line != "" {
				select {
				case lines <- line:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}
