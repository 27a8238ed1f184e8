package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"apitour/cmd/hint"
	"apitour/trace"
	"apitour/trace/atomicfile"
	"apitour/trace/scratch"
	"apitour/trace/tracefile"
)

// standardOutput is the value of -o that stands for standard output.
const standardOutput = "-"

// canWrite finds out before long work whether the output can be written; "" stands for none. What is a trace or a page.
func (t terminal) canWrite(what, output string) error {
	if output == "" || output == standardOutput {
		return nil
	}
	if err := atomicfile.Check(output); err != nil {
		return t.advised(fmt.Errorf("write %s %q: %w", what, output, cause(err)))
	}
	return nil
}

// writeTrace writes a recording, also that of a boot which was interrupted. Recordings are passed on to others, so the
// names of temporary folders are not in it.
func (t terminal) writeTrace(ctx context.Context, output string, recorded *trace.Trace) error {
	var err error
	recorded = recorded.Reworded(scratch.Anonymous)
	ctx = afterInterrupt(ctx)
	if output == standardOutput {
		err = doUntil(ctx, func() error { return tracefile.Write(t.stdout, recorded) })
	} else {
		err = tracefile.WriteFileContext(ctx, output, recorded)
	}
	return t.advised(err)
}

// writePage writes a page while it is made, because that of a large trace takes gigabytes. The end of the context ends
// both, also where the page is between two pieces or its reader reads no more.
func (t terminal) writePage(ctx context.Context, output string, page func(io.Writer) error) error {
	write := func(w io.Writer) error {
		return doUntil(ctx, func() error { return page(stopping{ctx, w}) })
	}
	if output == standardOutput {
		return write(t.stdout)
	}
	if err := atomicfile.Write(ctx, output, atomicfile.Shared, write); err != nil {
		return t.advised(fmt.Errorf("write page %q: %w", output, cause(err)))
	}
	return nil
}

// advised adds to an error about the output what to do. An interrupt needs no advice.
func (t terminal) advised(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return hint.With(err, t.adviceOnOutput(err))
}

// cause returns the error of the file system without the file's name, which the caller's message already has.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// adviceOnOutput returns what to do about a file that cannot be written.
func (t terminal) adviceOnOutput(err error) string {
	is := func(reasons ...error) bool {
		for _, reason := range reasons {
			if errors.Is(err, reason) {
				return true
			}
		}
		return false
	}
	switch {
	case is(syscall.EISDIR):
		return t.say.Hint.OutputInFolder
	case is(fs.ErrNotExist, syscall.ENOTDIR):
		return t.say.Hint.OutputFolderExists
	case is(syscall.ENOSPC, syscall.EDQUOT):
		return t.say.Hint.MakeRoom
	case is(syscall.EFBIG):
		return t.say.Hint.LargerFiles
	}
	return t.say.Hint.WritableOutput
}

// isClosedOutput reports whether the error is that the reader of standard output has gone, as head does.
func isClosedOutput(err error) bool {
	var onPath *fs.PathError
	return errors.As(err, &onPath) && onPath.Path == os.Stdout.Name() && errors.Is(onPath.Err, syscall.EPIPE)
}
