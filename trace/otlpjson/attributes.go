package otlpjson

// pair is one attribute.
type pair struct {
	key   string
	value any
}

// sharedAttributes reads the attributes of a span, and adds the scope. Spans of one resource and scope whose attributes
// are the same text get the same map, and the text is not read again.
func (d *Decoder) sharedAttributes(c *cursor, r *Resource, s *Scope) map[string]any {
	c.next()
	if known, length := d.shapes.find(c, r, s); length > 0 {
		c.at += length
		return known
	}
	start := c.at
	attributes := s.AddTo(d.attributes(c))
	if c.fault == nil {
		d.shapes.keep(c.text[start:c.at], attributes)
	}
	return attributes
}

// attributes reads a list of keys and values. The result is nil when there is none.
func (d *Decoder) attributes(c *cursor) map[string]any {
	// The map is made when its size is known; a map that grows takes twice the time.
	from := len(d.pairs)
	d.readPairs(c, "attributes")
	m := d.takePairs(from)
	if len(m) == 0 {
		return nil
	}
	return m
}

// takePairs makes a map of the pairs that were read last. Of several values of one key the last one counts.
func (d *Decoder) takePairs(from int) map[string]any {
	m := make(map[string]any, len(d.pairs)-from+2) // and the scope's
	for _, p := range d.pairs[from:] {
		m[p.key] = p.value
	}
	clear(d.pairs[from:])
	d.pairs = d.pairs[:from]
	return m
}

func (d *Decoder) readPairs(c *cursor, field string) {
	c.list(field, func(i int) {
		if c.null() {
			return
		}
		p, named := d.pair(c)
		d.pairs = append(d.pairs, p)
		if c.fault != nil {
			if named {
				c.blame("attribute %q", p.key)
			} else {
				c.blame("attribute %d", i+1)
			}
		}
	})
}

func (d *Decoder) pair(c *cursor) (p pair, named bool) {
	first := true
	if !c.object(`{"key":…,"value":…}`) {
		return p, false
	}
	for c.more(&first, '}') {
		switch string(c.key()) {
		case "key":
			p.key, named = d.field(c), c.fault == nil
		case "value":
			p.value = d.value(c)
		default:
			c.skip()
		}
	}
	return p, named
}

// value reads one of OTLP's values. Null, no value and a kind that a newer OTLP has are nil.
func (d *Decoder) value(c *cursor) (value any) {
	if c.fault != nil || c.next() == 'n' {
		c.null()
		return nil
	}
	first := true
	if !c.object(`a value such as {"stringValue":…}`) {
		return nil
	}
	for c.more(&first, '}') {
		key := c.key()
		if c.fault == nil && c.next() == 'n' {
			c.null()
			continue
		}
		switch string(key) {
		case "stringValue", "string_value":
			text, _ := c.scalar("a text")
			value = d.boxed(text)
		case "intValue", "int_value":
			value = d.number(c.int64())
		case "boolValue", "bool_value":
			value = c.bool()
		case "doubleValue", "double_value":
			value = c.float()
		case "bytesValue", "bytes_value":
			value = c.binary()
		case "arrayValue", "array_value":
			value = d.array(c)
		case "kvlistValue", "kvlist_value":
			value = d.object(c)
		default:
			c.skip()
		}
	}
	return value
}

func (d *Decoder) array(c *cursor) any {
	values := []any{}
	d.eachValues(c, func() {
		c.list("values", func(int) { values = append(values, d.value(c)) })
	})
	return values
}

func (d *Decoder) object(c *cursor) any {
	from := len(d.pairs)
	d.eachValues(c, func() { d.readPairs(c, "values") })
	return d.takePairs(from)
}

// eachValues reads the object around the values of a list or a map.
func (d *Decoder) eachValues(c *cursor, read func()) {
	first := true
	if !c.object(`{"values":…}`) {
		return
	}
	for c.more(&first, '}') {
		if string(c.key()) == "values" {
			read()
		} else {
			c.skip()
		}
	}
}
