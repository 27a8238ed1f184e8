package walktest

import (
	"embed"
	"io/fs"
	"sync"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
	"apitour/walkthrough/recording"
	"apitour/walkthrough/source"
	"apitour/walkthrough/spread"
	"apitour/walkthrough/walk"
)

//go:embed testdata
var files embed.FS

// Files returns the notes, in "notes/en", and the source of the made-up boot, in "source/apiserver".
func Files() fs.FS { return sub(files, "testdata") }

// Source returns the source tree of the made-up boot.
func Source() fs.FS { return sub(Files(), "source/apiserver") }

func sub(tree fs.FS, dir string) fs.FS {
	below, err := fs.Sub(tree, dir)
	if err != nil {
		panic(err)
	}
	return below
}

// Join joins a trace with the made-up boot's notes and source.
func Join(t *trace.Trace) *lesson.Lesson { return joiner()(t, nil) }

var joiner = sync.OnceValue(func() func(*trace.Trace, *lesson.Plan) *lesson.Lesson { return JoinWith(Files()) })

// Bare joins a trace with nothing.
func Bare(t *trace.Trace) *lesson.Lesson { return lesson.New(t, nil, nil, nil) }

// JoinWith returns what joins a trace with the notes and the source of a tree that has "source/apiserver" and "notes".
func JoinWith(tree fs.FS) func(*trace.Trace, *lesson.Plan) *lesson.Lesson {
	explained, err := notes.Load(sub(tree, "notes"), "en")
	if err != nil {
		panic(err)
	}
	sources := source.New(map[string]fs.FS{"apiserver/": sub(tree, "source/apiserver")})
	return func(t *trace.Trace, plan *lesson.Plan) *lesson.Lesson {
		return lesson.New(t, explained, sources, plan)
	}
}

// Planned is Join with the made-up boot as the plan.
func Planned(t *trace.Trace) *lesson.Lesson { return joiner()(t, plan()) }

// JoinPlanned is Join with a plan.
func JoinPlanned(t *trace.Trace, p *lesson.Plan) *lesson.Lesson { return joiner()(t, p) }

var plan = sync.OnceValue(func() *lesson.Plan { return lesson.NewPlan(Recording()) })

// Recording returns the made-up boot as a recording that ends when the server is ready.
func Recording() *trace.Trace { return TraceOf(Source(), Boot(), 612) }

// Lesson returns that recording as a lesson. Lessons do not change, so that all tests can share it.
var Lesson = sync.OnceValue(func() *lesson.Lesson { return Join(Recording()) })

// Notes are the notes inside apitour.
var Notes = sync.OnceValue(func() *notes.Library {
	library, err := notes.Embedded("en")
	if err != nil {
		panic(err)
	}
	return library
})

// Explain joins a trace with the notes inside apitour, without source.
func Explain(t *trace.Trace) *lesson.Lesson { return lesson.New(t, Notes(), nil, nil) }

// NotesInChinese are the notes inside apitour, in Chinese.
var NotesInChinese = sync.OnceValue(func() *notes.Library {
	library, err := notes.Embedded("zh")
	if err != nil {
		panic(err)
	}
	return library
})

// Languages are English and Chinese, with notes in them.
func Languages(english, chinese *notes.Library) []walk.Language {
	in := func(name string, library *notes.Library) walk.Language {
		return walk.Language{Name: name, Notes: func() (*notes.Library, error) { return library, nil }}
	}
	return []walk.Language{in("en", english), in("zh", chinese)}
}

// Spoken are languages in which a lesson is told with its own notes.
func Spoken(l *lesson.Lesson) []walk.Language {
	return Languages(l.Library().Speaking("en"), l.Library().Speaking("zh"))
}

// Shipped returns the recording inside apitour.
func Shipped() *trace.Trace {
	recorded, err := recording.Read()
	if err != nil {
		panic(err)
	}
	return recorded
}

// Compared compares recordings of one program.
func Compared(first *trace.Trace, others ...*trace.Trace) *spread.Comparison {
	compared, err := spread.Of(first, func(yield func(*trace.Trace, error) bool) {
		for _, other := range others {
			if !yield(other, nil) {
				return
			}
		}
	})
	if err != nil {
		panic(err)
	}
	return compared
}
