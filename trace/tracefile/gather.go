package tracefile

import (
	"reflect"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"apitour/trace"
	"apitour/trace/otlpjson"
)

// gathering decodes the spans of a file, on as many cores as there are, while the file is being read.
type gathering struct {
	progress *Progress
	texts    *otlpjson.Texts
	budget   *otlpjson.Budget
	decoder  *otlpjson.Decoder // for a file that is decoded by its reader

	batches chan *otlpjson.Batch
	buffers chan []byte // that are free again
	workers sync.WaitGroup
	failed  atomic.Bool

	// spans has room for as many as the file will probably hold. Each decoder writes its spans to their places, so that
	// no slice grows, which would need the memory twice.
	spans []trace.Span

	mu       sync.Mutex
	overflow []piece
	runs     []run
	problem  *otlpjson.Problem // of the first span that is wrong
	wrongAt  int               // its index
}

// piece is spans that found no room.
type piece struct {
	first int
	spans []trace.Span
}

// run is spans, one after another, of one resource and scope.
type run struct {
	first, count int
	resource     *otlpjson.Resource // nil when it was not known when the spans were decoded
	scope        *otlpjson.Scope    // the same
	group        *otlpjson.Group
}

func newGathering(p *Progress, b *otlpjson.Budget) *gathering {
	cores := runtime.GOMAXPROCS(0)
	g := &gathering{
		progress: p, budget: b, texts: new(otlpjson.Texts),
		batches: make(chan *otlpjson.Batch, cores), buffers: make(chan []byte, 2*cores+1),
	}
	for range cores {
		g.workers.Go(g.work)
	}
	return g
}

// buffer returns a free buffer, or a new one. A span of many megabytes needs a buffer of its own, which is not kept.
func (g *gathering) buffer(size int) []byte {
	if size > longestBuffer {
		g.budget.Spend(int64(size))
		return make([]byte, size)
	}
	select {
	case b := <-g.buffers:
		if cap(b) >= size {
			return b
		}
	default:
	}
	return make([]byte, size)
}

// longestBuffer is how long a buffer may be that is used again.
const longestBuffer = 1 << 20

// free takes back the buffer of a batch.
func (g *gathering) free(b []byte) {
	if cap(b) > longestBuffer {
		g.budget.Spend(-int64(cap(b)))
		return
	}
	select {
	case g.buffers <- b[:0]:
	default:
	}
}

// emit hands a batch to a worker.
func (g *gathering) emit(b *otlpjson.Batch) error {
	if g.spans == nil {
		g.spans = make([]trace.Span, g.expected(b))
		onHugePages(g.spans)
	}
	cost := costOfSpan
	if b.First+len(b.Spans) > len(g.spans) {
		cost += int64(unsafe.Sizeof(trace.Span{})) // until they are with the others
	}
	if g.failed.Load() || !g.budget.Spend(cost*int64(len(b.Spans))) {
		return errFailed
	}
	g.batches <- b
	return nil
}

// errFailed ends the reading after a span that is wrong. The caller returns what is wrong with it instead.
var errFailed = otlpjson.ErrStopped

// expected returns how many spans the file probably holds, from its first batch. Room that is not used costs no memory
// (but for the rest of a huge page): the system gives a page to a process when it writes there first.
func (g *gathering) expected(first *otlpjson.Batch) int {
	read, size := g.progress.read.Load(), g.progress.size.Load()
	n := len(first.Spans)
	if size <= read || read == 0 {
		return n
	}
	const (
		margin   = 1.05 // spans in the rest of a file may be shorter than in the beginning
		shortest = 64   // bytes of a span; a beginning of empty objects says nothing about the rest
	)
	expected := float64(n) * float64(size) / float64(read) * margin
	return max(n, int(min(expected, float64(size)/shortest)))
}

func (g *gathering) work() {
	decoder := otlpjson.NewDecoder(g.texts, g.budget)
	for b := range g.batches {
		if g.isAfterFailure(b) {
			continue
		}
		into, fits := g.room(b)
		problem := g.decode(decoder, b, into)
		if !fits {
			g.mu.Lock()
			g.overflow = append(g.overflow, piece{b.First, into})
			g.mu.Unlock()
		}
		if problem != nil {
			g.fail(problem, b.First)
		}
		g.progress.spans.Add(int64(len(b.Spans)))
		g.free(b.Text)
	}
}

// room returns where the spans of a batch belong.
func (g *gathering) room(b *otlpjson.Batch) (into []trace.Span, fits bool) {
	end := b.First + len(b.Spans)
	if end <= len(g.spans) {
		return g.spans[b.First:end:end], true
	}
	return make([]trace.Span, len(b.Spans)), false
}

// isAfterFailure reports whether the batch stands behind a span that is wrong. One before it may hold an earlier one.
func (g *gathering) isAfterFailure(b *otlpjson.Batch) bool {
	if !g.failed.Load() {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return b.First > g.wrongAt
}

// fail keeps what is wrong with the first span of the file that is wrong.
func (g *gathering) fail(p *otlpjson.Problem, first int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.problem == nil || first < g.wrongAt {
		g.problem, g.wrongAt = p, first
	}
	g.failed.Store(true)
}

// decode decodes the spans of a batch.
func (g *gathering) decode(d *otlpjson.Decoder, b *otlpjson.Batch, into []trace.Span) *otlpjson.Problem {
	runs := make([]run, 0, len(b.Runs))
	for i, r := range b.Runs {
		end := len(b.Spans)
		if i+1 < len(b.Runs) {
			end = b.Runs[i+1].First
		}
		if r.First == end {
			continue
		}
		for j := r.First; j < end; j++ {
			span, fault := d.Span(b.Text[b.Spans[j].From:b.Spans[j].To], r.Resource, r.Scope)
			if fault != nil {
				return b.Problem(j, fault)
			}
			into[j] = span
		}
		runs = append(runs, run{b.First + r.First, end - r.First, r.Resource, r.Scope, r.Group})
	}
	g.budget.Spend(costOfRun * int64(len(runs)))
	g.mu.Lock()
	g.runs = append(g.runs, runs...)
	g.mu.Unlock()
	return nil
}

// costOfRun is what a run takes with its group and its resource, and its room to grow.
const costOfRun = int64(unsafe.Sizeof(run{}))*5/4 + 64

// finish waits for the decoders. A span that is wrong stands before what ended the reading.
func (g *gathering) finish(err error) error {
	close(g.batches)
	g.workers.Wait()
	if g.problem != nil {
		return g.problem
	}
	return err
}

// trace joins the spans into one trace. The gathering must not be used afterwards.
func (g *gathering) trace(s *otlpjson.Splitter) *trace.Trace {
	spans := g.whole(s.Spans())
	slices.SortFunc(g.runs, func(a, b run) int { return a.first - b.first })
	for i := range g.runs {
		g.complete(&g.runs[i], spans)
	}
	resource := g.resource(spans)
	differences := make(map[*otlpjson.Resource]map[string]any)
	for _, r := range g.runs {
		own, known := differences[r.resource]
		if !known {
			own = ownAttributes(r.resource, resource)
			differences[r.resource] = own
		}
		if !g.addOwn(own, spans[r.first:r.first+r.count]) {
			break // the caller looks at the budget
		}
	}
	attributes := s.FirstResource()
	if resource != nil {
		attributes = resource.Attributes
	}
	return trace.Gather(attributes, spans)
}

// whole returns all spans in one slice.
func (g *gathering) whole(total int) []trace.Span {
	if total <= len(g.spans) {
		return g.spans[:total]
	}
	spans := make([]trace.Span, total)
	copy(spans, g.spans)
	g.spans = nil
	for i, p := range g.overflow {
		copy(spans[p.first:], p.spans)
		g.overflow[i].spans = nil // the collector may have it
	}
	g.overflow = nil
	return spans
}

// complete adds to spans what the file told after them: the scope, which goes into their attributes. Other spans may
// have the same map, so these get their own.
func (g *gathering) complete(r *run, spans []trace.Span) {
	late := r.resource == nil || r.scope == nil
	if r.resource == nil {
		r.resource = r.group.Process.Resource
	}
	scope := r.scope
	if scope == nil {
		scope = r.group.Scope
	}
	if !late {
		return
	}
	cost := int64(0)
	for i := r.first; i < r.first+r.count; i++ {
		spans[i].Attributes = scope.AddTo(cloneAttributes(spans[i].Attributes))
		if spans[i].Attributes != nil {
			cost += costOfMap + costOfPair*int64(len(spans[i].Attributes))
		}
	}
	g.budget.Spend(cost)
}

func cloneAttributes(attributes map[string]any) map[string]any {
	if attributes == nil {
		return nil
	}
	clone := make(map[string]any, len(attributes)+2)
	for key, value := range attributes {
		clone[key] = value
	}
	return clone
}

// resource returns the resource of the span that started first, so that the result does not depend on the order of the
// file. Spans with an empty resource do not count: a live link writes the resource on its first line only.
func (g *gathering) resource(spans []trace.Span) *otlpjson.Resource {
	var first *trace.Span
	var resource *otlpjson.Resource
	for _, r := range g.runs {
		if r.resource == nil || len(r.resource.Attributes) == 0 {
			continue
		}
		if resource != nil && g.one() {
			return resource
		}
		for i := r.first; i < r.first+r.count; i++ {
			if first == nil || trace.CompareStart(&spans[i], first) < 0 {
				first, resource = &spans[i], r.resource
			}
		}
	}
	return resource
}

// one reports whether all runs have one resource, which need not be looked for then.
func (g *gathering) one() bool {
	for i := range g.runs {
		if g.runs[i].resource != g.runs[0].resource {
			return false
		}
	}
	return true
}

// What a map takes, in bytes, and each of its pairs.
const (
	costOfMap  = 320
	costOfPair = 48
)

// ownAttributes returns what the resource of a process has and that of the trace has not.
func ownAttributes(own, common *otlpjson.Resource) map[string]any {
	if own == nil || own == common {
		return nil
	}
	differences := make(map[string]any)
	for key, value := range own.Attributes {
		if common == nil || !reflect.DeepEqual(value, common.Attributes[key]) {
			differences[key] = value
		}
	}
	return differences
}

// addOwn gives spans the attributes of their process. Those without attributes share one map. It reports whether there
// was memory for the others: a file may have many spans, and a process many attributes.
func (g *gathering) addOwn(own map[string]any, spans []trace.Span) bool {
	if len(own) == 0 {
		return true
	}
	for i := range spans {
		s := &spans[i]
		if s.Attributes == nil {
			s.Attributes = own
			continue
		}
		before := len(s.Attributes)
		for key, value := range own {
			if _, taken := s.Attributes[key]; !taken {
				s.Attributes[key] = value
			}
		}
		if added := len(s.Attributes) - before; added > 0 && !g.budget.Spend(costOfPair*int64(added)) {
			return false
		}
	}
	return true
}
