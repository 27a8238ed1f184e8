package otlpjson

import "hash/maphash"

// shapes remembers the attributes of spans by their text. Many traces are made by few lines of code, whose spans have
// the same attributes again and again: such a map is then in memory once, and its text is read once. Where that is not
// so, looking is given up.
type shapes struct {
	tables  map[origin]*shapeTable
	current *shapeTable
	of      origin
}

// origin is what else goes into the attributes of a span.
type origin struct {
	resource *Resource
	scope    *Scope
}

type shapeTable struct {
	maps         map[sum]map[string]any
	looked, seen int
}

// sum stands for a text of attributes, because the texts would take more memory than the maps. Two texts with one sum
// of 128 bits do not occur: a million texts have a pair once in 10^26 files, and the seeds of a process are secret.
type sum [2]uint64

var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func sumOf(text []byte) sum { return sum{maphash.Bytes(seeds[0], text), maphash.Bytes(seeds[1], text)} }

const (
	// longestShape is the longest text of attributes that is remembered. Longer ones rarely recur.
	longestShape = 512
	// mostShapes bounds the memory for the table of one scope.
	mostShapes = 1 << 17
	// enoughLooks is after how many spans looking has to have been worth it: once in fewLooks times.
	enoughLooks = 1 << 14
	fewLooks    = 16
	// mostTables bounds the number of scopes for which there are tables.
	mostTables = 16
)

// find returns the attributes whose text begins at the cursor, and the length of that text, 0 when it is not known.
func (s *shapes) find(c *cursor, r *Resource, scope *Scope) (map[string]any, int) {
	if at := (origin{r, scope}); s.of != at || s.tables == nil {
		s.choose(at)
	}
	t := s.current
	if t == nil || c.fault != nil || c.next() != '[' {
		return nil, 0
	}
	length := extent(c.text[c.at:], longestShape)
	if length == 0 {
		return nil, 0
	}
	t.looked++
	known, ok := t.maps[sumOf(c.text[c.at:c.at+length])]
	if !ok {
		if t.looked >= enoughLooks && t.seen < t.looked/fewLooks {
			s.tables[s.of], s.current = nil, nil
		}
		return nil, 0
	}
	t.seen++
	return known, length
}

func (s *shapes) choose(at origin) {
	s.of = at
	if s.tables == nil {
		s.tables = make(map[origin]*shapeTable)
	}
	t, known := s.tables[at]
	if !known && len(s.tables) < mostTables {
		t = &shapeTable{maps: make(map[sum]map[string]any)}
		s.tables[at] = t
	}
	s.current = t
}

// keep remembers attributes under their text, and reports whether it did.
func (s *shapes) keep(text []byte, attributes map[string]any) bool {
	t := s.current
	if t == nil || len(text) > longestShape || len(t.maps) >= mostShapes {
		return false
	}
	t.maps[sumOf(text)] = attributes
	return true
}

// extent returns the length of a list or object, 0 when it is longer than most or has no end.
func extent(text []byte, most int) int {
	text = text[:min(len(text), most)]
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quoted:
			switch b {
			case '\\':
				i++
			case '"':
				quoted = false
			}
		case b == '"':
			quoted = true
		case b == '[', b == '{':
			depth++
		case b == ']', b == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}
