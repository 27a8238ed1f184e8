package otlpjson

import "bytes"

// Names are the names of the fields in the beginning of a file, each with those around it: "data.spans.operationName".
// Lists do not count: the elements of a list have their fields where the list is.
type Names map[string]string

// Has reports whether the file has all these fields.
func (n Names) Has(names ...string) bool {
	for _, name := range names {
		if _, ok := n[name]; !ok {
			return false
		}
	}
	return true
}

const (
	deepestName = 6
	mostNames   = 2000
)

// Outline returns the names of the fields in a text that should begin as JSON and may end anywhere, with the first
// value of each, as far as that is a text or a number.
func Outline(text []byte) Names {
	names := make(Names)
	c := cursor{text: text}
	for c.fault == nil && c.next() != 0 && len(names) < mostNames {
		before := c.at
		outline(&c, names, "", 0)
		if c.at == before {
			break
		}
	}
	return names
}

func outline(c *cursor, names Names, path string, depth int) {
	first := true
	switch b := c.next(); {
	case depth > deepestName:
		c.skip()
	case b == '[':
		c.open('[', "a list")
		for c.more(&first, ']') {
			outline(c, names, path, depth)
		}
	case b == '{':
		c.open('{', "an object")
		for c.more(&first, '}') {
			key := bytes.Clone(c.key())
			if c.fault != nil || len(names) >= mostNames {
				return
			}
			name := path + string(key)
			if _, known := names[name]; !known {
				names[name] = ""
			}
			if b := c.next(); b == '{' || b == '[' {
				outline(c, names, name+".", depth+1)
			} else if value, _ := c.scalar("a value"); names[name] == "" {
				names[name] = string(value)
			}
		}
	default:
		c.scalar("a value")
	}
}
