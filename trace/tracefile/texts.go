package tracefile

// texts holds the strings of a file that have been read so far. Spans repeat each other: a large trace has some hundred
// names, functions and files, and otherwise every span would keep its own copy of each. The values are boxed in
// interfaces, as attributes need them, because a box is half as large as a string's header.
type texts map[string]any

// Strings that occur once are not worth sharing: a long string is no name, and of a file with very many different
// strings most are no names.
const (
	longestShared = 256
	mostShared    = 1 << 16
)

// shared returns the first copy of the string.
func (t texts) shared(s string) string { return t.boxed(s).(string) }

// boxed is shared for places that take any value.
func (t texts) boxed(s string) any {
	if box, known := t[s]; known {
		return box
	}
	var box any = s
	if t != nil && len(s) <= longestShared && len(t) < mostShared {
		t[s] = box
	}
	return box
}
