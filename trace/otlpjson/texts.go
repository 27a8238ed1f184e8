package otlpjson

import "sync"

// Texts holds the strings of a file that have been read so far. Spans repeat each other: a large trace has some hundred
// names, functions and files, and otherwise every span would keep its own copy of each. The values are boxed in
// interfaces, as attributes need them, because a box is half as large as a string's header.
//
// Several decoders may share the texts; each also keeps what it has seen, so that it rarely has to lock.
type Texts struct {
	mu    sync.Mutex
	boxes map[string]any
}

// Strings that occur once are not worth sharing: a long string is no name, and of a file with very many different
// strings most are no names.
const (
	longestShared = 256
	mostShared    = 1 << 16
)

func (t *Texts) boxed(text []byte) any {
	if t == nil {
		return string(text)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if box, known := t.boxes[string(text)]; known {
		return box
	}
	s := string(text)
	var box any = s
	if len(t.boxes) < mostShared {
		if t.boxes == nil {
			t.boxes = make(map[string]any)
		}
		t.boxes[s] = box
	}
	return box
}

// text returns the first copy of the string.
func (d *Decoder) text(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	return d.boxed(text).(string)
}

// boxed is text for places that take any value.
func (d *Decoder) boxed(text []byte) any {
	if len(text) > longestShared || d.texts == nil {
		d.cost += costOfBox + len(text)
		return string(text)
	}
	if box, known := d.seen[string(text)]; known {
		return box
	}
	box := d.texts.boxed(text)
	d.cost += costOfBox + len(text)
	if len(d.seen) < mostShared {
		d.cost += costOfText
		d.seen[box.(string)] = box
	}
	return box
}

// number boxes an integer. Lines and counts are small and recur, so their boxes are shared.
func (d *Decoder) number(n int64) any {
	if n < 0 || n >= int64(len(d.numbers)) {
		d.cost += costOfBox
		return n
	}
	if d.numbers[n] == nil {
		d.numbers[n] = n
	}
	return d.numbers[n]
}
