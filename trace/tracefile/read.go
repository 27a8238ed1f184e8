package tracefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"apitour/trace"
	"apitour/trace/otlpjson"
)

// Progress tells how far a file has been read. It may be asked while the file is being read.
type Progress struct{ read, size, spans atomic.Int64 }

// Share returns the part of the file that has been read, from 0 to 1. It is 0 when the size is not known, as that of a
// pipe.
func (p *Progress) Share() float64 {
	if size := p.size.Load(); size > 0 {
		return min(1, float64(p.read.Load())/float64(size))
	}
	return 0
}

// Spans returns how many spans have been read.
func (p *Progress) Spans() int { return int(p.spans.Load()) }

// Read reads a whole trace into memory. The package comment says what it opens and what is kept. Errors name the line,
// counted from 1, the span and the field. The error for a file without a span is [ErrNoSpans], and that for a file of
// another format a *[ForeignError]; for one that needs too much memory it is a *[MemoryError].
func Read(r io.Reader) (*trace.Trace, error) { return ReadContext(context.Background(), r, nil) }

// ReadContext is Read that stops when the context is done. Progress may be nil. It cannot stop while the reader blocks.
func ReadContext(ctx context.Context, r io.Reader, p *Progress, options ...Option) (*trace.Trace, error) {
	how := reading{longest: MaxLine, budget: otlpjson.NewBudget(halfOfFree)}
	for _, option := range options {
		option(&how)
	}
	return read(ctx, r, p, how)
}

// ReadFile reads the trace in the named file, as [Read] does.
func ReadFile(path string) (*trace.Trace, error) {
	return ReadFileContext(context.Background(), path, nil)
}

// ReadFileContext reads the trace in the named file, as [ReadContext] does.
func ReadFileContext(ctx context.Context, path string, p *Progress, options ...Option) (*trace.Trace, error) {
	if p == nil {
		p = new(Progress)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read trace %q: %w", path, cause(err))
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		p.size.Store(info.Size())
	}
	t, err := ReadContext(ctx, f, p, options...)
	if err != nil {
		return nil, fmt.Errorf("read trace %q: %w", path, cause(err))
	}
	return t, nil
}

// cause returns the error of the file system without the file's name, which the caller's message already has.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// DecodeLine decodes one line of the live link. The result may have a resource and no spans, or be empty. A line that
// is not OTLP JSON is an error.
func DecodeLine(line []byte) (*trace.Trace, error) {
	budget := otlpjson.NewBudget(halfOfFree)
	g := gathering{budget: budget, decoder: otlpjson.NewDecoder(nil, budget)}
	emit := func(b *otlpjson.Batch) error {
		if !budget.Spend(costOfSpan * int64(len(b.Spans))) {
			return errFailed
		}
		g.spans = make([]trace.Span, len(b.Spans))
		problem := g.decode(g.decoder, b, g.spans)
		if problem != nil {
			return problem
		}
		return nil
	}
	s := otlpjson.SplitText(line, otlpjson.Options{Longest: MaxLine, Budget: budget, Emit: emit})
	err := s.Run()
	if large := tooLarge(budget, false, 0); large != nil {
		return nil, large
	}
	if err != nil {
		return nil, err
	}
	if s.Values() == 0 {
		return nil, errNoJSON
	}
	t := g.trace(s)
	if large := tooLarge(budget, false, 0); large != nil {
		return nil, large
	}
	return t, nil
}

var errNoJSON = errors.New("the line is empty")

func read(ctx context.Context, r io.Reader, p *Progress, how reading) (*trace.Trace, error) {
	if p == nil {
		p = new(Progress)
	}
	file, head, err := unpack(&watched{ctx: ctx, from: r, progress: p})
	if err != nil {
		return nil, err
	}
	defer file.Close()
	g := newGathering(p, how.budget)
	s := otlpjson.NewSplitter(file, otlpjson.Options{
		Texts: g.texts, Budget: g.budget, Longest: how.longest, Buffer: g.buffer, Emit: g.emit,
	})
	err = g.finish(s.Run())
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if large := tooLarge(how.budget, how.asked, p.Share()); large != nil {
		return nil, large
	}
	cut, err := cutOff(err)
	if err != nil {
		if damage := file.damage(); damage != nil {
			err = damage
		}
	}
	switch {
	case err != nil:
		return nil, explained(err, head)
	case s.Spans() == 0:
		return nil, noSpans(s, cut, head)
	}
	t := g.trace(s)
	if large := tooLarge(how.budget, how.asked, p.Share()); large != nil {
		return nil, large
	}
	if cut != nil {
		t.Cut = fmt.Sprintf("%v; %s were read", cut, count(len(t.Spans), "span"))
	}
	return t, nil
}

// cutOff takes the end of a file that ends too early for what it is: an end.
func cutOff(err error) (cut, other error) {
	var early *otlpjson.Cut
	var damaged *cutStreamError
	if errors.As(err, &early) || errors.As(err, &damaged) {
		return err, nil
	}
	return nil, err
}

// explained returns the error for a file that is no OTLP from its very beginning with what it is instead.
func explained(err error, head []byte) error {
	var problem *otlpjson.Problem
	if !errors.As(err, &problem) {
		return err
	}
	if foreign := foreignFormat(head); foreign != nil && problem.Object <= 1 &&
		problem.Kind != otlpjson.Wrong && problem.Kind != otlpjson.TooLong {
		return foreign
	}
	return err
}

func noSpans(s *otlpjson.Splitter, cut error, head []byte) error {
	if foreign := foreignFormat(head); foreign != nil {
		return foreign
	}
	if cut != nil {
		return &noSpansError{fmt.Sprintf("%v, before the end of its first span", cut)}
	}
	if s.Values() == 0 {
		return &noSpansError{"the file is empty"}
	}
	return &noSpansError{others(s.Others())}
}

// others says which other signals a file holds.
func others(o otlpjson.Others) string {
	text := ""
	for _, signal := range []struct {
		n    int
		name string
	}{{o.Metrics, "metrics"}, {o.Logs, "logs"}, {o.Profiles, "profiles"}} {
		if signal.n == 0 {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += count(signal.n, "object") + " of " + signal.name
	}
	if text != "" {
		return "the file holds " + text
	}
	return ""
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// noSpansError is ErrNoSpans with the reason.
type noSpansError struct{ reason string }

func (e *noSpansError) Error() string {
	if e.reason == "" {
		return ErrNoSpans.Error()
	}
	return e.reason + ": " + ErrNoSpans.Error()
}

func (e *noSpansError) Unwrap() error { return ErrNoSpans }

// watched is a file that counts what is read from it, and ends when the context is done.
type watched struct {
	ctx      context.Context
	from     io.Reader
	progress *Progress
	err      error // of the file, when it is not its end
}

// Read implements [io.Reader].
func (w *watched) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.from.Read(p)
	w.progress.read.Add(int64(n))
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}
