package walktest

import (
	"sync"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// JoinOwn joins a trace with notes on the shop and the bank of [tracetest.Stranger], as a learner brings them.
func JoinOwn(t *trace.Trace) *lesson.Lesson { return lesson.New(t, ownNotes(), nil, nil) }

var ownNotes = sync.OnceValue(func() *notes.Library {
	library, mistakes := notes.LoadFolders(notes.Folder{Name: "own", Tree: sub(Files(), "own")})
	if len(mistakes) > 0 {
		panic(mistakes[0].String())
	}
	return library
})
