package otlpjson

import (
	"apitour/trace"
	"apitour/trace/convention"
)

// Resource is what a file says about the process that recorded spans.
type Resource struct {
	// Attributes is nil when the file says nothing.
	Attributes map[string]any
}

// Scope is the instrumentation that made spans. A nil Scope is one that is not known.
type Scope struct{ name, version any } // each nil, or a string

// NewScope returns the scope of a name and a version; either may be empty.
func NewScope(name, version string) *Scope {
	var s Scope
	if name != "" {
		s.name = name
	}
	if version != "" {
		s.version = version
	}
	return &s
}

// Decoder decodes the spans of a file, one after another. It belongs to one goroutine.
type Decoder struct {
	texts   *Texts // nil when nothing is shared
	seen    map[string]any
	numbers []any
	shapes  shapes
	pairs   []pair // of the attributes that are being read
	budget  *Budget
	cost    int // not counted in the budget yet

	traceID, id, parentID string // of the span before
}

// NewDecoder returns a decoder that shares equal strings with others of the same texts, and spends from the budget.
// Without texts each span has its own strings; a nil budget has no end.
func NewDecoder(t *Texts, b *Budget) *Decoder {
	d := &Decoder{texts: t, budget: b}
	if t != nil {
		d.seen = make(map[string]any)
		d.numbers = make([]any, 4096)
	}
	return d
}

// Span decodes a span of the given resource and scope, either of which may be nil as long as it is not known. The scope
// goes into the attributes [convention.ScopeName] and [convention.ScopeVersion]. Spans may share their map of
// attributes with others of the same resource and scope.
func (d *Decoder) Span(text []byte, r *Resource, s *Scope) (trace.Span, *Fault) {
	c := cursor{text: text}
	span := d.span(&c, r, s)
	if c.fault == nil && c.next() != 0 {
		c.broken("the end of the span")
	}
	if c.fault != nil {
		if name := nameOf(text); name == "" {
			c.blame("a span without a name")
		} else {
			c.blame("span %s", quote([]byte(name), true))
		}
	}
	return span, c.fault
}

func (d *Decoder) span(c *cursor, r *Resource, scope *Scope) (s trace.Span) {
	first, read := true, false

	if !c.open('{', "a span") {
		return s
	}
	for c.more(&first, '}') {
		switch key := c.key(); string(key) {
		case "traceId", "trace_id":
			s.TraceID = d.trace(c)
			c.blame("trace id")
		case "spanId", "span_id":
			s.ID = c.id(8, "")
			c.blame("span id")
		case "parentSpanId", "parent_span_id":
			s.ParentID = d.parent(c)
			c.blame("parent span id")
		case "name":
			s.Name = d.field(c)
			c.blame("name")
		case "kind":
			s.Kind = c.kind()
			c.blame("kind")
		case "startTimeUnixNano", "start_time_unix_nano":
			s.Start = c.moment()
			c.blame("start")
		case "endTimeUnixNano", "end_time_unix_nano":
			s.End = c.moment()
			c.blame("end")
		case "attributes":
			s.Attributes, read = d.sharedAttributes(c, r, scope), true
		case "events":
			s.Events = d.events(c)
		case "status":
			s.Status, s.Message = d.status(c)
			c.blame("status")
		default:
			c.skip()
		}
	}
	if !read {
		s.Attributes = scope.AddTo(nil)
	}
	d.traceID, d.id, d.parentID = s.TraceID, s.ID, s.ParentID
	return s
}

// trace reads the id of a trace, which all spans of it share.
func (d *Decoder) trace(c *cursor) string {
	id := c.id(16, d.traceID)
	if id == d.traceID {
		return id
	}
	return d.boxed([]byte(id)).(string)
}

// parent reads the id of a parent. It is often that of the span before, or that of its parent.
func (d *Decoder) parent(c *cursor) string {
	parent := c.id(8, d.parentID)
	if parent == d.id {
		return d.id
	}
	return parent
}

// field reads a text; a number or a truth value is as good as its text.
func (d *Decoder) field(c *cursor) string {
	text, _ := c.scalar("a text")
	return d.text(text)
}

// status reads the object of a status, or the code alone.
func (d *Decoder) status(c *cursor) (code trace.Status, message string) {
	if c.fault != nil || c.next() != '{' {
		return c.statusCode(), ""
	}
	first := true
	c.open('{', "a status")
	for c.more(&first, '}') {
		switch string(c.key()) {
		case "code":
			code = c.statusCode()
			c.blame("code")
		case "message":
			message = d.field(c)
			c.blame("message")
		default:
			c.skip()
		}
	}
	return code, message
}

func (d *Decoder) events(c *cursor) (events []trace.Event) {
	c.list("events", func(i int) {
		if c.null() {
			return
		}
		events = append(events, d.event(c))
		d.spend(c, costOfEvent)
		c.blame("event %d", i+1)
	})
	return events
}

func (d *Decoder) event(c *cursor) (e trace.Event) {
	first := true
	if !c.object("an object") {
		return e
	}
	for c.more(&first, '}') {
		switch string(c.key()) {
		case "timeUnixNano", "time_unix_nano":
			e.Time = c.moment()
			c.blame("time")
		case "name":
			e.Name = d.field(c)
			c.blame("name")
		case "attributes":
			e.Attributes = d.attributes(c)
		default:
			c.skip()
		}
	}
	return e
}

// list reads a list, element by element, or null. Anything else is a fault of the field.
func (c *cursor) list(field string, element func(i int)) {
	if c.fault != nil {
		return
	}
	switch c.next() {
	case '[':
	case 'n':
		c.null()
		return
	default:
		c.wrong("a list")
		c.blame("%s", field)
		return
	}
	first := true
	c.open('[', "a list")
	for i := 0; c.more(&first, ']'); i++ {
		element(i)
	}
}

// object opens an object. Anything else is a fault.
func (c *cursor) object(expected string) bool {
	if c.fault == nil && c.next() != '{' {
		c.wrong(expected)
	}
	return c.open('{', expected)
}

// wrong is the fault of a value of a wrong type.
func (c *cursor) wrong(expected string) {
	start := c.at
	switch c.next() {
	case '{':
		c.fail(start, "is an object, %s expected", expected)
	case '[':
		c.fail(start, "is a list, %s expected", expected)
	default:
		text, quoted := c.scalar(expected)
		if text == nil && c.fault == nil {
			text = []byte("null")
		}
		c.fail(start, "is %s, %s expected", quote(text, quoted), expected)
	}
}

// nameOf returns the name of a span that could not be decoded, or "".
func nameOf(text []byte) string {
	c := cursor{text: text}
	first := true
	c.open('{', "a span")
	for c.more(&first, '}') {
		if string(c.key()) == "name" {
			name, _ := c.scalar("a text")
			return string(name)
		}
		c.skip()
	}
	return ""
}

// AddTo puts the scope into the attributes of a span, and returns them. They may be nil.
func (s *Scope) AddTo(attributes map[string]any) map[string]any {
	if s == nil || s.name == nil && s.version == nil {
		return attributes
	}
	if attributes == nil {
		attributes = make(map[string]any, 2)
	}
	if s.name != nil {
		attributes[convention.ScopeName] = s.name
	}
	if s.version != nil {
		attributes[convention.ScopeVersion] = s.version
	}
	return attributes
}
