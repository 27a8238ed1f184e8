package otlpjson

import (
	"bytes"
	"errors"
	"io"
)

// Splitter finds the spans in a file of OTLP JSON. It reads the file once, from front to back, and looks no deeper than
// it must to find where each span begins and ends, so that others can decode them meanwhile.
type Splitter struct {
	window  window
	decoder *Decoder // of resources and scopes
	emit    func(*Batch) error
	emitErr error

	batch  *Batch
	spans  int // found so far
	object int // the number of the JSON value of the file that is being read, counted from 1

	keys      map[string]string // the names of fields that have been read
	resources map[string]*Resource
	scopes    map[string]*Scope
	others    Others
	budget    *Budget

	firstResource map[string]any
}

// Others counts the objects of a file that hold other signals than spans.
type Others struct{ Metrics, Logs, Profiles int }

// Batch is a piece of a file with spans in it.
type Batch struct {
	Text  []byte
	Spans []Extent
	Runs  []Run
	// First is the number of spans in the file before this batch. Line is the number of the line on which Text begins,
	// counted from 1.
	First, Line int
}

// Extent is where a span stands in the text of its batch, and in which JSON value of the file.
type Extent struct{ From, To, Object int }

// Run is a number of spans, one after another, of one resource and scope.
type Run struct {
	First int // the index in Spans
	// Resource and Scope are nil when the file has not told them yet; then they are in Group when all has been read.
	Resource *Resource
	Scope    *Scope
	Group    *Group
}

// Group is the scope of spans and the process that recorded them. It is complete when the whole file has been read.
type Group struct {
	Process *Process
	Scope   *Scope
}

// Process has the resource of a group.
type Process struct{ Resource *Resource }

// Options bound and observe the reading.
type Options struct {
	Texts *Texts
	// Budget bounds what the resources and scopes take, nil for no bound. What the spans take their decoders count.
	Budget *Budget
	// Longest is the length of the longest value that is read into memory, in bytes.
	Longest int
	// Buffer returns a buffer of at least that many bytes.
	Buffer func(size int) []byte
	// Emit takes a batch. The batch and its text are the receiver's from then on. An error ends the reading.
	Emit func(*Batch) error
}

// SplitText returns a splitter of a file that is in memory. It gives the text to its only batch and asks for no buffer.
func SplitText(text []byte, o Options) *Splitter {
	s := newSplitter(o)
	s.window.text, s.window.err = text, io.EOF
	return s
}

func newSplitter(o Options) *Splitter {
	s := &Splitter{
		decoder: NewDecoder(o.Texts, o.Budget), budget: o.Budget, emit: o.Emit, batch: &Batch{Line: 1},
		keys: make(map[string]string), resources: make(map[string]*Resource), scopes: make(map[string]*Scope),
	}
	s.window = window{keep: -1, line: 1, longest: o.Longest}
	return s
}

// NewSplitter returns a splitter of the file.
func NewSplitter(file io.Reader, o Options) *Splitter {
	s := newSplitter(o)
	s.window.from = file
	s.window.turn = func(text []byte, need int) []byte {
		if len(s.batch.Spans) == 0 && cap(text) >= need {
			s.batch.Line = s.window.line
			return text // the rest moves to its front
		}
		s.flush(text)
		s.batch.Line = s.window.line
		buffer := o.Buffer(need)[:0]
		if _, over := o.Budget.Exceeded(); over {
			s.window.err = ErrStopped // a value may be longer than the budget
		}
		return buffer
	}
	s.window.text = o.Buffer(block)[:0]
	return s
}

// flush hands the batch over. The next one goes on with the last run.
func (s *Splitter) flush(text []byte) {
	b := s.batch
	s.batch = &Batch{First: s.spans}
	if n := len(b.Runs); n > 0 {
		last := b.Runs[n-1]
		s.batch.Runs = []Run{{0, last.Resource, last.Scope, last.Group}}
	}
	if len(b.Spans) == 0 || s.emitErr != nil {
		return
	}
	b.Text = text
	if s.emitErr = s.emit(b); s.emitErr != nil {
		s.window.err = s.emitErr
	}
}

// Run reads the file to its end. It returns a *[Problem] when the file is wrong, a *[Cut] when it ends too early; all
// spans before that have been emitted. Any other error is the reader's or that of Emit.
func (s *Splitter) Run() error {
	err := s.values()
	s.flush(s.window.text)
	if s.emitErr != nil {
		return s.emitErr
	}
	return err
}

// Others returns how many objects of other signals the file holds.
func (s *Splitter) Others() Others { return s.others }

// Spans returns how many spans were found.
func (s *Splitter) Spans() int { return s.spans }

// between are the marks that may stand between the values of a file: a byte order mark, as where files were put
// together, and the record separator of JSON text sequences (RFC 7464).
func (s *Splitter) between() byte {
	w := &s.window
	for {
		switch b := w.next(); b {
		case 0xEF:
			for len(w.text)-w.at < 3 && w.fill() {
			}
			if !bytes.HasPrefix(w.text[w.at:], []byte("\uFEFF")) {
				return b
			}
			w.at += 3
		case 0x1E:
			w.at++
		default:
			return b
		}
	}
}

func (s *Splitter) values() error {
	w := &s.window
	for {
		if s.between(); w.ended() {
			if errors.Is(w.err, io.EOF) {
				return nil
			}
			return s.stopped()
		}
		s.object++
		if err := s.value(0); err != nil {
			return err
		}
	}
}

// mostLists is how deep lists of requests may be nested.
const mostLists = 100

// value reads a request, a list of such, or a request in a wrapper.
func (s *Splitter) value(depth int) error {
	w := &s.window
	switch b := w.next(); {
	case depth > mostLists:
		return s.wrong(w.at, "lists are nested more than %d levels deep", mostLists)
	case b == '[':
		return s.list(func() error { return s.value(depth + 1) })
	case b == '{':
		return s.request(depth)
	case b == 'n' && s.null():
		return nil
	case w.ended():
		return s.stopped()
	default:
		problem := s.problem(Text, w.at, "%s stands where a JSON object is expected", w.excerpt(w.at))
		if b == 0 && w.zeros() {
			return s.stopped()
		}
		return problem
	}
}

// request reads the object that an exporter sends. The spans of one resource alone are read too, and so are the
// wrappers of Tempo and Jaeger around it.
func (s *Splitter) request(depth int) error {
	line, spans := s.window.lineNumber(s.window.at), s.spans
	process := new(Process)
	var wrong *Problem // with a resource: other formats have a field of this name too
	fields, known := 0, false
	err := s.fields(func(key string) error {
		fields++
		switch key {
		case "resourceSpans", "resource_spans", "batches":
			known = true
			return s.objects(key, s.resourceSpans)
		case "resource":
			if err := s.processField(process, key); !errors.As(err, &wrong) {
				return err
			}
			return nil
		case "scopeSpans", "scope_spans", "instrumentationLibrarySpans", "instrumentation_library_spans":
			known = true
			return s.processField(process, key)
		case "resourceMetrics", "resource_metrics":
			known, s.others.Metrics = true, s.others.Metrics+1
		case "resourceLogs", "resource_logs":
			known, s.others.Logs = true, s.others.Logs+1
		case "resourceProfiles", "resource_profiles":
			known, s.others.Profiles = true, s.others.Profiles+1
		case "trace", "data", "result":
			if b := s.window.next(); b == '{' || b == '[' {
				known = true // or the object inside is not
				return s.value(depth + 1)
			}
		}
		return s.skip()
	})
	s.settle(process)
	switch {
	case err != nil:
		return err
	case fields > 0 && !known && spans == s.spans:
		return &Problem{Kind: Unknown, Line: line, Object: s.object, Words: "the object is not OTLP"}
	case wrong != nil && known:
		return wrong
	}
	return nil
}

func (s *Splitter) resourceSpans() error {
	process := new(Process)
	err := s.fields(func(key string) error { return s.processField(process, key) })
	s.settle(process)
	return err
}

// What a file does not tell.
var (
	noResource = new(Resource)
	noScope    = new(Scope)
)

// settle completes the runs of a process of which all has been read. Runs that have been emitted are not touched: their
// spans are completed by their group. Neighbours of the same resource and scope become one run, because a file may have
// a resource for each span.
func (s *Splitter) settle(p *Process) {
	if p.Resource == nil {
		p.Resource = noResource
	}
	start := len(s.batch.Runs)
	for start > 0 && s.batch.Runs[start-1].Group.Process == p {
		start--
	}
	settled := s.batch.Runs[:start]
	for _, r := range s.batch.Runs[start:] {
		if r.Group.Scope == nil {
			r.Group.Scope = noScope
		}
		r.Resource, r.Scope = p.Resource, r.Group.Scope
		if n := len(settled); n > 0 && settled[n-1].Resource == r.Resource && settled[n-1].Scope == r.Scope {
			continue
		}
		settled = append(settled, r)
	}
	s.batch.Runs = settled
}

func (s *Splitter) processField(p *Process, key string) error {
	switch key {
	case "resource":
		return s.resource(p)
	case "scopeSpans", "scope_spans", "instrumentationLibrarySpans", "instrumentation_library_spans":
		return s.objects(key, func() error { return s.scopeSpans(p) })
	}
	return s.skip()
}

func (s *Splitter) scopeSpans(p *Process) error {
	group := &Group{Process: p}
	return s.fields(func(key string) error {
		switch key {
		case "scope", "instrumentationLibrary", "instrumentation_library":
			return s.scope(group)
		case "spans":
			s.run(Run{len(s.batch.Spans), p.Resource, group.Scope, group})
			return s.objects(key, s.span)
		}
		return s.skip()
	})
}

// run begins a run. One without spans gives way: a file may have millions of them.
func (s *Splitter) run(r Run) {
	if n := len(s.batch.Runs); n > 0 && s.batch.Runs[n-1].First == r.First {
		s.batch.Runs = s.batch.Runs[:n-1]
	}
	s.batch.Runs = append(s.batch.Runs, r)
}

// span notes where a span stands.
func (s *Splitter) span() error {
	w := &s.window
	w.keep = w.at
	ok := w.skip()
	from := w.keep
	w.keep = -1
	if !ok {
		return s.stopped()
	}
	s.batch.Spans = append(s.batch.Spans, Extent{from, w.at, s.object})
	s.spans++
	if s.spans%manySpans == 0 && !s.budget.Spend(manySpans*costOfExtent) {
		return ErrStopped
	}
	return nil
}

func (s *Splitter) resource(p *Process) error {
	text, err := s.whole()
	if err != nil {
		return err
	}
	if known := s.resources[string(text)]; known != nil {
		p.Resource = known
		return nil
	}
	r, fault := s.decoder.Resource(text)
	if fault != nil {
		return s.at(s.window.at-len(text), text, fault)
	}
	s.resources[string(text)] = r
	if !s.budget.Spend(int64(costOfText + len(text))) {
		return ErrStopped
	}
	if s.firstResource == nil {
		s.firstResource = r.Attributes
	}
	p.Resource = r
	return nil
}

func (s *Splitter) scope(g *Group) error {
	text, err := s.whole()
	if err != nil {
		return err
	}
	if known := s.scopes[string(text)]; known != nil {
		g.Scope = known
		return nil
	}
	scope, fault := s.decoder.Scope(text)
	if fault != nil {
		return s.at(s.window.at-len(text), text, fault)
	}
	s.scopes[string(text)] = scope
	if !s.budget.Spend(int64(costOfText + costOfBox + len(text))) {
		return ErrStopped
	}
	g.Scope = scope
	return nil
}

// Values returns how many JSON values the file holds, as far as it was read.
func (s *Splitter) Values() int { return s.object }

// FirstResource returns the attributes of the first resource of the file that has some.
func (s *Splitter) FirstResource() map[string]any { return s.firstResource }

// ErrStopped is for an Emit that wants no more, and for a file that has spent its budget.
var ErrStopped = errors.New("stopped")
