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

// PlannedForChinese is [Planned] for a reader of Chinese: the made-up boot's notes have no translation, and the program
// around them has.
func PlannedForChinese(t *trace.Trace) *lesson.Lesson {
	return lesson.New(t, madeUpForChinese(), nil, plan())
}

var madeUpForChinese = sync.OnceValue(func() *notes.Library { return Lesson().Library().Speaking("zh") })

// ExplainInChinese is [Explain] with the notes in Chinese.
func ExplainInChinese(t *trace.Trace) *lesson.Lesson {
	return lesson.New(t, embeddedInChinese(), nil, nil)
}

var embeddedInChinese = sync.OnceValue(func() *notes.Library {
	library, err := notes.Embedded("zh")
	if err != nil {
		panic(err)
	}
	return library
})
