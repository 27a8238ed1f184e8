package lesson_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// TestRepeats finds the repeats among the parts of Run. Each part is named by the notes that explain it: a Hook, an
// Again, or nothing.
func TestRepeats(t *testing.T) {
	library := lettersOf(t)
	for parts, want := range map[string][]lesson.Repeat{
		"":                            nil,
		"a a a":                       nil, // two more are no more than two rows
		"a a a a":                     {{First: 2, Steps: 3, Times: 3}},
		"a b a b":                     nil,
		"a b a b a b":                 {{First: 3, Steps: 4, Times: 2}},
		"a b a b a b a":               {{First: 3, Steps: 5, Times: 3}},
		"a b a b b a b":               {{First: 3, Steps: 5, Times: 3}},
		"x a b a b a b x":             {{First: 4, Steps: 4, Times: 2}},
		"a b x a b x a b":             nil, // nothing explains x
		"a b c a b c a b c":           {{First: 4, Steps: 6, Times: 2}},
		"a b c d a b c d a b c d":     nil, // too long to be seen as one thing
		"a a a a x b b b b b":         {{First: 2, Steps: 3, Times: 3}, {First: 7, Steps: 4, Times: 4}},
		"c a b a b a b a b":           {{First: 4, Steps: 6, Times: 3}},
		"x x x x x x":                 nil,
		"a a(x x) a a(x) b a a a a a": {{First: 2, Steps: 6, Times: 3}, {First: 10, Steps: 4, Times: 4}},
	} {
		recorded := &trace.Trace{Spans: []trace.Span{span("0", "", "Run", 0, 1000)}}
		parent, last := "0", ""
		for i, name := range strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(parts)) {
			switch name {
			case "(":
				parent = last
			case ")":
				parent = "0"
			default:
				last = fmt.Sprint(i + 1)
				recorded.Spans = append(recorded.Spans, span(last, parent, name, i, i+1))
			}
		}
		if got := lesson.New(recorded, library, nil, nil).Repeats(); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", parts, got, want)
		}
	}
}

// TestStrangersHaveNoRepeats leaves the traces of other programs alone.
func TestStrangersHaveNoRepeats(t *testing.T) {
	recorded := &trace.Trace{}
	for i := range 9 {
		s := span(fmt.Sprint(i+1), "1", "a", i, i+1)
		if i == 0 {
			s.ParentID = ""
		}
		s.Attributes = nil
		recorded.Spans = append(recorded.Spans, s)
	}
	if got := lesson.New(recorded, lettersOf(t), nil, nil).Repeats(); got != nil {
		t.Errorf("got %+v", got)
	}
}

// lettersOf returns notes that explain stages called a, b, c and d.
func lettersOf(t *testing.T) *notes.Library {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"a", "b", "c", "d"} {
		files["en/"+name+".md"] = &fstest.MapFile{
			Data: []byte("---\ntitle: " + name + "\nspans: [" + name + "]\n---\n## Why\nBecause.\n"),
		}
	}
	library, err := notes.Load(files, "en")
	if err != nil {
		t.Fatal(err)
	}
	return library
}
