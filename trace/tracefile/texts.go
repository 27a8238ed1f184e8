package tracefile

// texts are the texts that a file has said so far. Spans repeat each other: a large trace has some hundred names, functions
// and files, and every one of its spans would keep its own copy of each. The values are boxed, because attributes want
// them so, and a box is as large as half a text.
type texts map[string]any

// What is said once should not be remembered: a long text is no name, and a file with very many is not of names.
const (
	longestShared = 256
	mostShared    = 1 << 16
)

// shared returns the text as it was said first.
func (t texts) shared(s string) string { return t.boxed(s).(string) }

// boxed is shared for what takes any value.
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
