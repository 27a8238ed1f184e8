package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/trace/tracefile"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/words"
)

// standardInput is the name of a recording that stands for standard input.
const standardInput = "-"

// readRecording reads the recording that the command line names, or the one inside the binary when it names none. While
// a large one is being read it shows how far it is, and it warns of one that is cut off.
func (t terminal) readRecording(ctx context.Context, args []string) (*trace.Trace, error) {
	if len(args) == 0 {
		return recording.Read()
	}
	name := args[0]
	var progress tracefile.Progress
	read := func() (*trace.Trace, error) {
		return tracefile.ReadFileContext(ctx, name, &progress, t.bounds...)
	}
	if name == standardInput {
		name = t.say.Said.StandardInput
		if t.types() {
			fmt.Fprintln(t.stderr, t.say.Said.FromTerminal)
		}
		read = func() (*trace.Trace, error) {
			recorded, err := tracefile.ReadContext(ctx, t.stdin, &progress, t.bounds...)
			if err != nil {
				err = fmt.Errorf("read trace from standard input: %w", err)
			}
			return recorded, err
		}
	}
	recorded, err := t.watch(ctx, filepath.Base(name), &progress, read)
	if ctx.Err() != nil {
		return nil, fmt.Errorf(t.say.Wrong.Interrupted, t.say.Wrong.ReadTrace)
	}
	if err != nil {
		return nil, hint.With(err, t.adviceOnFile(err, args[0]))
	}
	if recorded.Cut != "" {
		t.warn(trace.Clean(recorded.Cut))
	}
	return recorded, nil
}

// types reports whether standard input is a terminal.
func (t terminal) types() bool {
	in, _ := t.stdin.(*os.File)
	return in != nil && term.IsTerminal(in.Fd())
}

// adviceOnFile returns what to do about a file that cannot be read.
func (t terminal) adviceOnFile(err error, name string) string {
	var foreign *tracefile.ForeignError
	var tooMuch *tracefile.MemoryError
	switch {
	case errors.As(err, &tooMuch):
		return t.adviceOnMemory(tooMuch)
	case errors.As(err, &foreign):
		return foreign.Hint
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf(t.say.Hint.MakeRecording, name)
	case errors.Is(err, syscall.EISDIR):
		return fmt.Sprintf(t.say.Hint.FileInFolder, t.say.Hint.Inside)
	}
	return t.say.Hint.Inside
}

// adviceOnMemory returns what to do about a file that takes too much memory.
func (t terminal) adviceOnMemory(e *tracefile.MemoryError) string {
	enough := "SIZE"
	if e.Needed > 0 {
		const margin = 1.1 // what is needed is an estimate
		enough = fmt.Sprintf("%.1fGB", math.Ceil(margin*float64(e.Needed)/1e8)/10)
	}
	return fmt.Sprintf(t.say.Hint.MoreMemory, enough)
}

const (
	// patience is how long a file may take before the reader is told how far it is.
	patience = 300 * time.Millisecond
	// blink is how often that is told.
	blink = 100 * time.Millisecond
)

// watch reads, and shows on a terminal how far it is. It returns at once when the context is done, also while the file
// is a pipe on which nothing comes.
func (t terminal) watch(
	ctx context.Context, name string, p *tracefile.Progress, read func() (*trace.Trace, error),
) (*trace.Trace, error) {
	type result struct {
		recorded *trace.Trace
		err      error
	}
	done := make(chan result, 1)
	go func() {
		recorded, err := read()
		done <- result{recorded, err}
	}()
	tick := time.NewTimer(patience)
	defer tick.Stop()
	shown := false
	for {
		select {
		case r := <-done:
			t.wipe(shown)
			return r.recorded, r.err
		case <-ctx.Done():
			t.wipe(shown)
			return nil, ctx.Err()
		case <-tick.C:
			if shown = t.canWipe(); shown {
				fmt.Fprintf(t.stderr, "\r\x1b[K%s", t.reading(name, p))
			}
			tick.Reset(blink)
		}
	}
}

// canWipe reports whether what is written to stderr can be taken back: whether it is a terminal that is more than a
// printer.
func (t terminal) canWipe() bool {
	out, _ := t.stderr.(*os.File)
	return out != nil && term.IsTerminal(out.Fd()) && os.Getenv("TERM") != "dumb"
}

func (t terminal) wipe(shown bool) {
	if shown {
		fmt.Fprint(t.stderr, "\r\x1b[K")
	}
}

// reading says how far a file is: "reading boot.jsonl: 41 %, 412,000 spans".
func (t terminal) reading(name string, p *tracefile.Progress) string {
	const longest = 30 // so that the line fits into 80 columns
	if letters := []rune(trace.Clean(name)); len(letters) > longest {
		name = string(letters[:longest-1]) + "…"
	} else {
		name = string(letters)
	}
	return t.say.Said.Reading(name, p.Share(), words.Thousands(p.Spans()))
}

// keys returns the terminal with keys to read: that of standard input, or the one behind it when the recording came
// from there. A walk that is only printed needs none.
func (t terminal) keys(
	args []string,
	askedForPlain bool,
	open func() (io.ReadCloser, error),
) (terminal, func(), error) {
	out, _ := t.stdout.(*os.File)
	printed := !askedForPlain && (out == nil || !term.IsTerminal(out.Fd()))
	if len(args) == 0 || args[0] != standardInput || printed {
		return t, func() {}, nil
	}
	keyboard, err := open()
	if err != nil {
		return t, nil, hint.With(errors.New(t.say.Wrong.NoKeys), t.say.Hint.WriteToFile)
	}
	t.stdin = keyboard
	return t, func() { _ = keyboard.Close() }, nil
}

// openKeyboard opens the terminal of the process, which standard input is not.
func openKeyboard() (io.ReadCloser, error) {
	in, out, err := tea.OpenTTY()
	if err != nil {
		return nil, err
	}
	if out != in {
		_ = out.Close()
	}
	return in, nil
}
