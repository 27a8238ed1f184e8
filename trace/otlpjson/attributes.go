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
	if c.fault == nil && d.shapes.keep(c.text[start:c.at], attributes) {
		d.spend(c, costOfShape)
	}
	return attributes
}

// attributes reads a list of keys and values. The result is nil when there is none.
func (d *Decoder) attributes(c *cursor) map[string]any { return d.readPairs(c, "attributes", nil) }

// mostPairs is how many pairs are collected before they go into their map. A file may repeat one key a million times.
const mostPairs = 1024

// readPairs reads a list of pairs into a map, which is made when there is none and the list has a pair. The map is made
// when its size is known: a map that grows takes twice the time.
func (d *Decoder) readPairs(c *cursor, field string, m map[string]any) map[string]any {
	from := len(d.pairs)
	c.list(field, func(i int) {
		if c.null() {
			return
		}
		p, named := d.pair(c)
		if len(d.pairs)-from == mostPairs {
			m = d.takePairs(c, from, m)
		}
		d.pairs = append(d.pairs, p)
		if c.fault != nil {
			if named {
				c.blame("attribute %s", quote([]byte(p.key), true))
			} else {
				c.blame("attribute %d", i+1)
			}
		}
	})
	if len(d.pairs) == from {
		return m
	}
	return d.takePairs(c, from, m)
}

// takePairs puts the pairs that were read last into the map, or makes one. Of several values of one key the last one
// counts.
func (d *Decoder) takePairs(c *cursor, from int, m map[string]any) map[string]any {
	before := len(m)
	if m == nil {
		room := len(d.pairs) - from + 2 // and the scope's
		m = make(map[string]any, room)
		d.spend(c, mapCost(room))
	}
	for _, p := range d.pairs[from:] {
		m[p.key] = p.value
	}
	if before > 0 {
		d.spend(c, 2*costOfPair*(len(m)-before)) // a map that grows has twice the room
	}
	clear(d.pairs[from:])
	d.pairs = d.pairs[:from]
	return m
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
			bytes := c.binary()
			value = bytes
			d.spend(c, costOfBox+len(bytes))
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
		c.list("values", func(int) {
			values = append(values, d.value(c))
			d.spend(c, costOfElement)
		})
	})
	return values
}

func (d *Decoder) object(c *cursor) any {
	var m map[string]any
	d.eachValues(c, func() { m = d.readPairs(c, "values", m) })
	if m == nil {
		m = make(map[string]any)
	}
	d.spend(c, costOfMap)
	return m
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
