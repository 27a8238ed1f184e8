package walktest

import (
	"sync"

	"apitour/trace"
	"apitour/walkthrough/lesson"
	"apitour/walkthrough/notes"
)

// JoinChinese joins a trace with notes in Chinese about [tracetest.Stranger]'s programs.
func JoinChinese(t *trace.Trace) *lesson.Lesson { return lesson.New(t, chineseNotes(), nil, nil) }

var chineseNotes = sync.OnceValue(func() *notes.Library {
	library, mistakes := notes.LoadFolders(notes.Folder{Name: "chinese", Tree: sub(Files(), "chinese")})
	if len(mistakes) > 0 {
		panic(mistakes[0].String())
	}
	return library
})
